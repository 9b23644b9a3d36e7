"""Submits, cancels and suspends real processes through WS-Man while winchd is killed with -9, and counts what became of them.

Nothing in winchd knows of this test: a kill is aimed by what can be seen from outside. Seven in nine stop winchd for a moment
(SIGSTOP), look whether the store holds a job whose submission has had no reply yet, and kill it there and then, or let it go
on and look again; the others come at a random instant, half of them while winchd is starting. What a kill hit is told
afterwards by what it left of the submissions that had no reply: nothing, a stored job, or a job that a supervisor has.
"""

from __future__ import annotations

import collections
import json
import os
import pathlib
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from victim import JOB, SERVICE, Client, Lost, Server, value

TITLE = "Chaos"

HERE = pathlib.Path(__file__).resolve().parent
UNFINISHED = "SELECT instance_id, state FROM jobs WHERE state NOT IN (7, 8, 9, 10, 32768)"
CROWD = 300  # unfinished jobs; with more, clients leave none of theirs behind


class Job:
    """What is known of one submission."""

    def __init__(self, nonce, code):
        self.nonce, self.code = nonce, code
        self.instance = None  # by the reply
        self.asked = set()  # requests that may have been taken
        self.epoch = None  # how many kills there had been when the reply did not come


class Chaos:
    def __init__(self, binary, directory, *, clients=12, seed=None):
        self.directory = pathlib.Path(directory)
        self.random = random.Random(seed)
        self.clients = clients
        self.ledger = self.directory / "ledger"
        self.ledger.touch()
        self.worker = self.directory / "worker"
        subprocess.run(["cc", "-O1", "-o", self.worker, HERE / "worker.c"], check=True)
        (self.directory / "winchd.json5").write_text(json.dumps(self.configuration()))
        self.server = Server(binary, self.directory)
        self.jobs = []
        self.lock = threading.Lock()
        self.kills = 0
        self.on_their_way = set()  # nonces that were sent and not answered
        self.is_crowded = self.is_over = False
        self.faults = collections.Counter()

    def configuration(self):
        parameters = [{"name": name, "required": True} for name in ("Nonce", "Milliseconds", "Code")]
        return {"simulations": False, "limits": {"jobs": {"runningProcesses": 96}}, "templates": [{
            "name": "Worker", "namespace": "root/virtualization/v2", "className": "Msvm_ConcreteJob",
            "parameters": parameters,
            "deleteOnCompletion": False, "gracePeriod": "1s",
            "runner": {"process": {"program": str(self.worker),
                                   "arguments": [str(self.ledger), "{Nonce}", "{Milliseconds}", "{Code}"]}}}]}

    # Load

    def load(self, number):
        client, chance = Client(self.server), random.Random(self.random.random())
        mine = []
        while not self.is_over:
            if self.server.port is None:
                time.sleep(0.002)
                continue
            if mine and chance.random() < 0.5:
                self.ask(client, chance.choice(mine), chance.choice([2, 3, 3, 4, 5]))
            else:
                self.submit(client, chance, number, mine)
            # Who is left to itself goes on, or goes: else those that stand still have all the places in the end.
            while len(mine) > 4 and self.ask(client, mine[0], chance.choice([4, 5]) if self.is_crowded else 2):
                del mine[0]
            time.sleep(chance.random() * 0.01)

    def submit(self, client, chance, number, mine):
        job = Job(f"{number}-{len(self.jobs)}-{chance.getrandbits(32):08x}", chance.choice([0, 0, 0, 3]))
        with self.lock:
            self.jobs.append(job)
        epoch = self.kills
        milliseconds = chance.choice([0, 5, 50, 200, 600])
        with self.lock:
            self.on_their_way.add(job.nonce)
        try:
            text = client.invoke(SERVICE, "StartJob", [
                ("Template", "Worker"), ("Arguments", f"Nonce={job.nonce}"),
                ("Arguments", f"Milliseconds={milliseconds}"), ("Arguments", f"Code={job.code}")])
        except Lost:
            job.epoch = epoch
            return
        finally:
            with self.lock:
                self.on_their_way.discard(job.nonce)
        if value(text, "ReturnValue") != "4096":
            self.faults[re.sub(r"\s+", " ", "".join(re.findall(r"<s:Text[^>]*>([^<]*)", text)) or text)[:200]] += 1
            return
        job.instance = re.search(r'Name="InstanceID">([^<]+)<', text).group(1)
        mine.append(job)

    def ask(self, client, job, requested):
        """Whether there was a reply."""
        # Noted before: without a reply it may have been done all the same.
        job.asked.add(requested)
        try:
            client.invoke(JOB, "RequestStateChange", [("RequestedState", requested)], {"InstanceID": job.instance})
        except Lost:
            return False
        return True

    # Kills

    def kill_once(self):
        """Waits for the instant and kills; then starts the next winchd, whatever the last one was doing."""
        is_random = self.random.random() < 2 / 9
        if is_random and self.random.random() < 0.5:
            time.sleep(self.random.random() * 0.06)  # most likely still starting
        else:
            self.server.wait_until_ready()
            time.sleep(0.05 + self.random.random() * 0.2)
            if not is_random:
                self.stop_between_commit_and_reply()
        self.server.kill()
        self.kills += 1
        self.server.start()

    def look_at_crowd(self):
        try:
            self.is_crowded = len(self.rows(UNFINISHED)) > CROWD
        except sqlite3.OperationalError:
            pass  # winchd is making good what the kill has left, and has the file to itself

    def stop_between_commit_and_reply(self):
        process = self.server.process
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline:
            process.send_signal(signal.SIGSTOP)
            if self.has_unanswered():
                # A reply that was sent before is read meanwhile.
                time.sleep(0.005)
                if self.has_unanswered():
                    return
            process.send_signal(signal.SIGCONT)
            time.sleep(self.random.random() * 0.004)

    def has_unanswered(self):
        """Whether the store holds a job whose submission has had no reply."""
        try:
            newest = self.rows("SELECT arguments FROM jobs ORDER BY id DESC LIMIT 32")
        except sqlite3.OperationalError:
            return False  # winchd stands still with the file's locks in its hands
        stored = {re.search(r"\d+-\d+-[0-9a-f]{8}", arguments).group() for arguments, in newest}
        with self.lock:
            return bool(stored & self.on_their_way)

    def run(self, kills=None, seconds=None, progress=lambda _: None):
        begun = time.monotonic()
        # Who kills is not to wait for the others' turns.
        sys.setswitchinterval(0.0002)
        self.server.start()
        self.server.wait_until_ready()
        threads = [threading.Thread(target=self.load, args=(number,)) for number in range(self.clients)]
        for thread in threads:
            thread.start()
        while (kills is None or self.kills < kills) and (seconds is None or time.monotonic() - begun < seconds):
            self.kill_once()
            self.look_at_crowd()
            progress(self.kills)
        self.is_over = True
        self.server.wait_until_ready()
        for thread in threads:
            thread.join()
        return self.reckon(time.monotonic() - begun)

    # The reckoning

    def let_all_end(self, limit=90):
        """Suspended jobs go on; waits until every job has ended, or none has for a while."""
        client = Client(self.server)
        deadline, fewest = time.monotonic() + limit, None
        while time.monotonic() < deadline:
            live = self.rows(UNFINISHED)
            if not live:
                return
            if fewest is None or len(live) < fewest:
                deadline, fewest = time.monotonic() + limit, len(live)
            for instance, state in live:
                if state == 5:
                    client.invoke(JOB, "RequestStateChange", [("RequestedState", 2)], {"InstanceID": instance})
            time.sleep(0.1)

    def rows(self, query):
        with sqlite3.connect(f"file:{self.server.data / 'jobs.sqlite3'}?mode=ro", uri=True) as store:
            return store.execute(query).fetchall()

    def reckon(self, seconds):
        self.let_all_end()
        begun = collections.Counter(line.split()[1] for line in self.ledger.read_text().splitlines()
                                    if line.startswith("begin "))
        stored = {}
        for instance, arguments, row, attempt in self.rows("SELECT instance_id, arguments, id, attempt FROM jobs"):
            stored[re.search(r"\d+-\d+-[0-9a-f]{8}", arguments).group()] = (instance, f"{row}-{attempt}")
        client = Client(self.server)
        result = collections.Counter(kills=self.kills, submitted=len(self.jobs))
        hit = set()
        for job in self.jobs:
            self.judge(job, begun[job.nonce], stored.get(job.nonce), client, result, hit)
        result["between"] = len(hit)
        result["orphans"] = self.orphans()
        result["seconds"] = round(seconds)
        result["faults"] = sum(self.faults.values())
        self.server.process.terminate()
        result["stopped well"] = int(self.server.process.wait(30) == 0)
        return result

    def judge(self, job, begun, stored, client, result, hit):
        result["started twice"] += begun > 1
        if job.instance is None:
            if stored is None:
                result["started unstored"] += begun > 0
                return
            result["found unacknowledged"] += 1
            # The kill came after the commit: before the spawn, or after it and before the reply.
            if job.epoch is not None:
                hit.add(job.epoch)
            job.instance = stored[0]
        else:
            result["acknowledged"] += 1
            if stored is None or stored[0] != job.instance:
                return
        text = client.get(job.instance)
        state = value(text, "JobState")
        result["found"] += state is not None
        # Not started only when a client ended it before its turn.
        result["started once"] += begun == 1
        result["ended before its turn"] += begun == 0 and state in ("8", "9") and bool(job.asked & {4, 5})
        result["ended by a client"] += state in ("8", "9")
        result["output wrong"] += state in ("7", "10") and not self.has_output(job, stored[1])
        is_right = self.is_right(job, int(state or 0), int(value(text, "ErrorCode") or 0), begun)
        result["ended right"] += is_right
        if not is_right:
            print(f"wrong: {job.nonce} asked {job.asked} code {job.code} begun {begun}: state {state}, "
                  f"{value(text, 'ErrorCode')} {value(text, 'ErrorDescription')}", file=sys.stderr)

    @staticmethod
    def is_right(job, state, error, begun):
        """Whether a job ended as its program did, or as a client asked."""
        natural = {7} if job.code == 0 else {10}
        if state in natural:
            return begun == 1 and error == job.code
        return state in {8: {8}, 9: {9}}.get(state, set()) and (state == 8) <= (4 in job.asked) and (
            state == 9) <= (5 in job.asked)

    def has_output(self, job, directory):
        """Whether what the program printed is kept, after the file's header of 16 bytes."""
        file = self.server.data / "jobs" / directory / "stdout"
        return file.exists() and file.read_bytes()[16:].decode() == job.nonce + "\n"

    def orphans(self):
        """Processes of the jobs that are still there although every job has ended."""
        count = 0
        for folder in pathlib.Path("/proc").iterdir():
            if folder.name.isdigit():
                try:
                    count += os.readlink(folder / "exe") == str(self.worker)
                except OSError:
                    pass
        return count


def is_exact(result):
    """Whether every count is what was promised."""
    return (result["found"] == result["acknowledged"] + result["found unacknowledged"] == result["ended right"]
            == result["started once"] + result["ended before its turn"]
            and result["acknowledged"] > 0 and result["stopped well"] == 1
            and not any(result[name] for name in ("started twice", "started unstored", "output wrong", "orphans", "faults")))


def rows(result):
    """The result as rows of a table."""
    between = result["between"]
    share = 100 * between // max(result["kills"], 1)
    yield "Kills of winchd with -9", f"{result['kills']:,} in {result['seconds']:,} s"
    yield "of them between commit, spawn and reply", f"{between:,} ({share} %)"
    yield "Submissions", f"{result['submitted']:,}"
    yield "acknowledged", f"{result['acknowledged']:,}"
    yield "not acknowledged, but stored and run", f"{result['found unacknowledged']:,}"
    yield "found of both", f"{result['found']:,}"
    yield "started once", f"{result['started once']:,}"
    yield "ended by a client before their turn", f"{result['ended before its turn']:,}"
    yield "of all, ended by a client", f"{result['ended by a client']:,}"
    yield "started twice", f"{result['started twice']:,}"
    yield "started without being stored", f"{result['started unstored']:,}"
    yield "ended right", f"{result['ended right']:,}"
    yield "Outputs that are not what was printed", f"{result['output wrong']:,}"
    yield "Orphaned processes", f"{result['orphans']:,}"


def run(binary, **limits):
    seed = limits.pop("seed", None)
    progress = limits.pop("progress", lambda _: None)
    with tempfile.TemporaryDirectory(prefix="winch-chaos-") as directory:
        chaos = Chaos(pathlib.Path(binary).resolve(), directory, seed=seed)
        try:
            result = chaos.run(progress=progress, **limits)
            if chaos.faults or not is_exact(result):
                print(chaos.faults, chaos.server.log(), file=sys.stderr)
            return result
        finally:
            chaos.is_over = True
            if chaos.server.process.poll() is None:
                chaos.server.process.kill()
