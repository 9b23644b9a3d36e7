"""The library Client and the command winch, against a winchd that wrk asks the same."""

import os
import subprocess
import time

from bench.load import request, wrk
from bench.report import Table, show

TITLE = "The client"
COLUMNS = ("Get of one job", "connections", "Client /s", "wrk /s")


def measure(bench):
    instance, _ = bench.full
    with bench.server("full") as server:
        url = f"http://127.0.0.1:{server.port}/wsman"
        get = request(bench.directory, "get", InstanceID=instance)
        marker = f"<p:InstanceID>{instance}</p:InstanceID>"
        rows = []
        for connections in (1, 16):
            ours, theirs = [], []
            for _ in range(bench.options.rounds):
                theirs.append(wrk(server.process, server.port, get, marker, connections, bench.options.seconds)[0])
                count, took, _ = load(bench, url, "get", instance, connections, bench.options.seconds)
                ours.append(count / took * 1e6)
            rows.append(("", connections, f"{max(ours):,.0f}", f"{max(theirs):,.0f}"))
        walks = [load(bench, url, "walk") for _ in range(bench.options.rounds)]
        cold = sorted(command(bench, url, instance) for _ in range(20))
    count, took, memory = max(walks, key=lambda walk: walk[0] / walk[1])
    singles = [
        (f"Walk of {count:,} jobs, pages of 1000", f"{count / took * 1e6:,.0f} instances/s", "≥ 15,000/s"),
        ("Memory of the walk", f"{max(walk[2] for walk in walks) / 1024:.0f} MB resident at most", "≤ 100 MB"),
        ("`winch get`, a process each time", f"{cold[0] * 1000:.0f} ms (middle of twenty {cold[10] * 1000:.0f})", "≤ 30 ms"),
    ]
    tables = [Table(COLUMNS, rows, "wrk reads nothing of a reply but a marker; Client makes an instance of it."),
              Table(("", "measured", "to reach"), singles)]
    for table in tables:
        show(table)
    return tables


def load(bench, url, *arguments):
    """Runs winch-load; count, microseconds, KiB."""
    program = bench.binary.with_name("winch-load")
    done = subprocess.run([program, url, "bench", "bench", *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"winch-load: {done.stderr}")
    return tuple(map(int, done.stdout.split()))


def command(bench, url, instance):
    """Seconds of one `winch get`, from fork to exit."""
    begun = time.monotonic()
    done = subprocess.run(
        [bench.binary.with_name("winch"), "get", f"Msvm_ConcreteJob?InstanceID={instance}", "--output", "json"],
        capture_output=True, text=True, env=os.environ | {"WINCH_URL": url, "WINCH_USER": "bench:bench"})
    took = time.monotonic() - begun
    if done.returncode != 0 or instance not in done.stdout:
        raise SystemExit(f"winch get: {done.stdout}{done.stderr}")
    return took
