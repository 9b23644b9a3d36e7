"""A store of a million finished and a hundred thousand waiting jobs: start-up, reading, memory."""

import sqlite3

from bench.bench import COLUMNS
from bench.jobs import STARTED
from bench.load import CREDENTIALS, client, request
from bench.report import Table, show

TITLE = "A million jobs"

FINISHED, WAITING, FEW = 1_000_000, 100_000, 1000


def measure(bench):
    rows, rates = [], {}
    for name, ended, waiting in (("few", FEW, 0), ("million", FINISHED, WAITING)):
        instance = generate(bench, name, ended, waiting)
        with bench.server(name) as server:
            marker = f"<p:InstanceID>{instance}</p:InstanceID>"
            for what in ("get", "poll"):
                file = request(bench.directory, what, InstanceID=instance)
                title = f"{what.capitalize()}, {ended + waiting:,} jobs"
                found, rates[name, what] = bench.compare(server, title, file, marker, (1, 32))
                rows += found
    times, memory = [], 0
    for _ in range(3):
        with bench.server("million") as server:
            times.append(server.startup)
            memory = server.memory()[0]
    slower = max(rates["few", what][32] / rates["million", what][32] for what in ("get", "poll"))
    with bench.server("few") as server:
        little = server.memory()[0]
    others = Table(("", "measured", "to reach"), [
        ("Start-up to listening", f"{min(times):.2f} s", "≤ 2 s"),
        ("Get and poll beside a store of 1,000, 32 connections", f"{slower:.2f} times as long", "≤ 1.5"),
        ("Memory", f"{memory:.0f} MB resident", "≤ 300 MB"),
        ("of that per waiting job", f"{(memory - little) * 1024 * 1024 / WAITING:,.0f} bytes", ""),
    ])
    show(others)
    return [Table(COLUMNS, rows, f"{FINISHED:,} finished and {WAITING:,} waiting jobs, beside {FEW:,} finished ones."),
            others]


def generate(bench, name, ended, waiting):
    """Fills a store with copies of one finished and one waiting job that winchd has made; an InstanceID of a finished one."""
    with bench.server(name) as server:
        for template, count in (("Instant", 1), ("One", 2)):
            file = request(bench.directory, "start", Template=template)
            list(client(bench.directory, "post", server.port, CREDENTIALS, file, STARTED, count, 1))
    with sqlite3.connect(server.directory / "data" / "jobs.sqlite3") as store:
        names = [row[1] for row in store.execute("PRAGMA table_info(jobs)") if row[1] not in ("id", "instance_id")]
        columns = ", ".join(names)
        for prefix, condition, count in (("E", "state = 7", ended), ("F", "state = 3 AND attempt = 0", waiting)):
            model = store.execute(f"SELECT id FROM jobs WHERE {condition}").fetchone()[0]
            store.execute(
                f"INSERT INTO jobs (instance_id, {columns}) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                f"WHERE i < {count}) SELECT printf('{prefix}%07X-0000-4000-8000-%012X', i, i), {columns} FROM n, jobs "
                f"WHERE id = {model} AND {count} > 0")
        store.execute("UPDATE owners SET jobs = (SELECT count(*) FROM jobs WHERE owner = name)")
    store.close()
    return f"E{ended:07X}-0000-4000-8000-{ended:012X}"
