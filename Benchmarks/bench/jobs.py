"""Jobs that are processes, beside a bare loop of posix_spawn and task-spooler; simulated jobs; requests; memory."""

import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import threading
import time

from bench.load import CREDENTIALS, HERE, client, post, request
from bench.report import Table, show

TITLE = "Jobs"

PROCESSES = 2000
SIMULATED = 20_000
STARTED = "<p:ReturnValue>4096</p:ReturnValue>"


def measure(bench):
    subprocess.run(["cc", "-O2", "-Wall", "-Wextra", "-o", bench.directory / "spawn", HERE / "spawn.c"], check=True)
    serial = max(spawned(bench) for _ in range(bench.options.rounds))
    rows = [("posix_spawn and wait, one after the other", f"{serial:,.0f} processes/s", "1.00", "")]
    spooler = spooled(bench)
    if spooler:
        rows.append(("task-spooler, one slot", f"{spooler:,.0f} jobs/s", f"{spooler / serial:.2f}", ""))
    with bench.server("jobs") as server:
        idle = server.memory()[0]
        for connections in (1, 8, 32):
            rate = max(finished(bench, server, "True", PROCESSES, connections) for _ in range(bench.options.rounds))
            rows.append((f"winchd, {connections} connections", f"{rate:,.0f} durable jobs/s", f"{rate / serial:.2f}",
                         "≥ 0.25" if connections == 8 else ""))
        simulated = max(finished(bench, server, "Instant", SIMULATED, 32) for _ in range(bench.options.rounds))
        ended = server.memory()[0]
        median, worst = latencies(bench, server)
        changes = toggled(bench, server)
    running, supervisor = running_memory(bench)
    processes = Table(("jobs of /bin/true, started and finished", "measured", "of the bare loop", "to reach"), rows)
    count = PROCESSES * 3 * bench.options.rounds + SIMULATED * bench.options.rounds
    others = Table(("", "measured", "to reach"), [
        ("Simulated jobs, 32 connections, started and finished", f"{simulated:,.0f}/s", "≥ 10,000/s"),
        ("From accepted to running, 100 jobs a second",
         f"p50 {median:.1f} ms, p99 {worst:.1f} ms", "p99 ≤ 20 ms"),
        ("RequestStateChange, 32 connections (suspend, start)", f"{changes:,.0f}/s", ""),
        (f"Memory of winchd per finished job ({count:,})", f"{(ended - idle) * 1024 * 1024 / count:,.0f} bytes", ""),
        ("Memory per running process job", f"{running:.1f} KB in winchd, {supervisor:.0f} KB of its supervisor", ""),
    ])
    show(processes)
    show(others)
    return [processes, others]


def spawned(bench):
    """Processes a second of the bare loop."""
    done = subprocess.run([bench.directory / "spawn", str(PROCESSES)], capture_output=True, text=True, check=True)
    return PROCESSES / int(done.stdout) * 1e6


def spooled(bench, count=300):
    """Jobs a second of task-spooler: each is put in its queue by one call, as it is used; None where it is not installed."""
    if not shutil.which("tsp"):
        return None
    environment = {"TS_SOCKET": str(bench.directory / "tsp"), "TMPDIR": str(bench.directory), "TS_MAXFINISHED": "10",
                   "PATH": "/usr/bin:/bin"}

    def tsp(*arguments):
        subprocess.run(["tsp", *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)

    tsp("-S", "1")
    begun = time.monotonic()
    for _ in range(count):
        tsp("-n", "/bin/true")
    tsp("-w")
    rate = count / (time.monotonic() - begun)
    tsp("-K")
    return rate


def wait_until_ended(server, timeout=300):
    """Waits until no job is on its way; asks the file, not the service that is measured."""
    deadline = time.monotonic() + timeout
    while rows_of(server, "SELECT count(*) FROM jobs WHERE state IN (2, 3, 4, 6)")[0][0] > 0:
        if time.monotonic() > deadline:
            sys.exit("jobs did not end")
        time.sleep(0.005)


def rows_of(server, query):
    path = server.directory / "data" / "jobs.sqlite3"
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as store:
        return store.execute(query).fetchall()


def finished(bench, server, template, count, connections):
    """Jobs a second from the first request until the last of them has ended."""
    file = request(bench.directory, "start", Template=template)
    begun = time.monotonic()
    list(client(bench.directory, "post", server.port, CREDENTIALS, file, STARTED, count, connections))
    wait_until_ended(server)
    return count / (time.monotonic() - begun)


def latencies(bench, server, rate=100, seconds=10):
    """Median and 99th percentile, in ms, from TimeSubmitted to StartTime, with so many jobs a second submitted evenly."""
    newest = rows_of(server, "SELECT max(id) FROM jobs")[0][0]
    file = request(bench.directory, "start", Template="True")
    begun = time.monotonic()

    def submit(first):
        for each in range(first, rate * seconds, 4):
            time.sleep(max(0, begun + each / rate - time.monotonic()))
            post(server.port, file)

    threads = [threading.Thread(target=submit, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wait_until_ended(server)
    times = sorted(row[0] / 1000 for row in rows_of(
        server, f"SELECT started - submitted FROM jobs WHERE id > {newest} AND started IS NOT NULL"))
    if len(times) != rate * seconds:
        sys.exit(f"{len(times)} of {rate * seconds} jobs have started")
    return times[len(times) // 2], times[len(times) * 99 // 100]


def toggled(bench, server, count=512):
    """Requests a second that suspend jobs or let them go on."""
    file = request(bench.directory, "start", Template="Long")
    list(client(bench.directory, "post", server.port, CREDENTIALS, file, STARTED, count, 8))
    names = [row[0] for row in rows_of(server, "SELECT instance_id FROM jobs WHERE state = 4")]
    (bench.directory / "list").write_text("\n".join(names) + "\n")
    done = subprocess.run(
        ["wrk", "-t", "1", "-c", "32", "-d", f"{bench.options.seconds}s", "--timeout", "30s",
         "-H", "Authorization: Basic " + CREDENTIALS, "-s", HERE / "toggle.lua",
         f"http://127.0.0.1:{server.port}/wsman", "--", HERE / "requests" / "toggle.xml", bench.directory / "list"],
        capture_output=True, text=True)
    found = re.search(r"^result (\d+) (\d+) (\d+) (\d+)\n(.*)", done.stdout, re.M | re.S)
    if not found or found.group(3) != "0":
        sys.exit(f"RequestStateChange: {done.stdout[:2000]}{done.stderr}")
    return int(found.group(1)) / int(found.group(2)) * 1e6


def running_memory(bench, count=200):
    """Kilobytes per running process job: of winchd, and of the job's supervisor (its share of what is shared)."""
    with bench.server("running") as server:
        before = server.memory()[1]
        file = request(bench.directory, "start", Template="Sleep")
        list(client(bench.directory, "post", server.port, CREDENTIALS, file, STARTED, count, 8))
        while rows_of(server, "SELECT count(*) FROM jobs WHERE state = 4")[0][0] < count:
            time.sleep(0.05)
        inside = (server.memory()[1] - before) * 1024 / count
        supervisors = []
        for folder in pathlib.Path("/proc").iterdir():
            try:
                if folder.name.isdigit() and (folder / "comm").read_text() == "winch-job\n":
                    text = (folder / "smaps_rollup").read_text()
                    supervisors.append(int(re.search(r"^Pss:\s+(\d+)", text, re.M).group(1)))
            except OSError:
                pass
        for name, in rows_of(server, "SELECT instance_id FROM jobs WHERE state = 4"):
            file = request(bench.directory, "kill", InstanceID=name)
            post(server.port, file)
        wait_until_ended(server)
    return inside, sum(supervisors) / max(len(supervisors), 1)
