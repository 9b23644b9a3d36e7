"""Events pushed to sinks and pulled: how fast what the log holds comes out of it."""

import contextlib
import re
import subprocess
import time

from bench.load import CREDENTIALS, client, post, request
from bench.report import Table, show
from bench.server import cpu

TITLE = "Events"

PUSH = "http://schemas.xmlsoap.org/ws/2004/08/eventing/DeliveryModes/Push"
DMTF = "http://schemas.dmtf.org/wbem/wsman/1/wsman"
COLUMNS = ("delivery", "sinks", "events", "events/s", "winchd µs CPU an event")
EVENTS = 10_000


def measure(bench):
    with bench.server("events") as server:
        produced = produce(bench, server)
        rows = []
        for name, mode, sinks, share in (
            ("Push", PUSH, 1, 1), ("Push", PUSH, 100, 20), ("PushWithAck", DMTF + "/PushWithAck", 1, 1),
            ("Events, batches", DMTF + "/Events", 1, 1), ("Events, batches", DMTF + "/Events", 100, 20),
        ):
            best = max((pushed(bench, server, mode, sinks, share) for _ in range(bench.options.rounds)))
            rows.append((name, sinks, f"{sinks * EVENTS // share:,}", f"{best[0]:,.0f}", f"{-best[1]:.1f}"))
            show(Table(COLUMNS, rows[-1:]))
        best = max(pulled(bench, server) for _ in range(bench.options.rounds))
        rows.append(("Pull, 100 at a time", 1, f"{EVENTS:,}", f"{best[0]:,.0f}", f"{-best[1]:.1f}"))
        show(Table(COLUMNS, rows[-1:]))
    others = Table(("", "measured", "to reach"), [
        ("Batches to one sink", f"{rows[3][3]} events/s", "≥ 10,000/s"), produced])
    show(others)
    return [Table(COLUMNS, rows, f"{EVENTS:,} events in the log, replayed from `earliest`; of 100 sinks until a part has come to all together."),
            others]


def produce(bench, server):
    """Fills the log: a job that is made and ends at once is two events or more."""
    file = request(bench.directory, "start", Template="Instant")
    marker = "<p:ReturnValue>4096</p:ReturnValue>"
    begun = time.monotonic()
    list(client(bench.directory, "post", server.port, CREDENTIALS, file, marker, EVENTS, 32))
    rate = EVENTS / (time.monotonic() - begun)
    return ("Jobs started while the log is written, 32 connections", f"{rate:,.0f} jobs/s", "")


@contextlib.contextmanager
def listening(bench, count):
    """Sinks; yields their ports and a function that tells how many events have come."""
    process = subprocess.Popen(
        [bench.directory / "sink", str(count)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    ports = [int(process.stdout.readline()) for _ in range(count)]

    def arrived():
        process.stdin.write("\n")
        process.stdin.flush()
        return int(process.stdout.readline().split()[0])

    try:
        yield ports, arrived
    finally:
        process.stdin.close()
        process.wait(10)


def pushed(bench, server, mode, sinks, share):
    """Events a second to all sinks together, and the server's CPU microseconds for each, negative."""
    with listening(bench, sinks) as (ports, arrived):
        used, begun = cpu(server.process), time.monotonic()
        subscriptions = [
            post(server.port, subscribe(
                bench, Mode=mode, Sink=f"<e:NotifyTo><a:Address>http://127.0.0.1:{port}/</a:Address></e:NotifyTo>")) for port in ports]
        wanted = sinks * EVENTS // share
        while (count := arrived()) < wanted:
            time.sleep(0.005)
            if time.monotonic() > begun + 120:
                raise SystemExit(f"{count} of {wanted} events have arrived in two minutes")
        took = time.monotonic() - begun
        used = cpu(server.process) - used
        for reply in subscriptions:
            post(server.port, request(bench.directory, "unsubscribe", Identifier=identifier(reply)))
    return count / took, -used / count * 1e6


def pulled(bench, server):
    reply = post(server.port, subscribe(bench, Mode=DMTF + "/Pull", Sink=""))
    file = request(bench.directory, "pull-events", Identifier=identifier(reply))
    used, begun, count = cpu(server.process), time.monotonic(), 0
    while count < EVENTS:
        count += post(server.port, file).count(b"</p:TargetInstance>")
    took = time.monotonic() - begun
    used = cpu(server.process) - used
    post(server.port, request(bench.directory, "unsubscribe", Identifier=identifier(reply)))
    return count / took, -used / count * 1e6


def subscribe(bench, **values):
    file = request(bench.directory, "subscribe")
    text = file.read_text()
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    file.write_text(text)
    return file


def identifier(reply):
    return re.search(rb"Identifier>([^<]+)<", reply).group(1).decode()
