"""Associations, queries without an index, Put and Create; memory over a million requests."""

from bench.bench import COLUMNS
from bench.load import CREDENTIALS, client, request
from bench.report import Table, show

TITLE = "Associations, queries, Put and Create"

REQUESTS_IN_ALL = 1_000_000


def measure(bench):
    instance, _ = bench.full
    with bench.server("full") as server:
        def file(name):
            return request(bench.directory, name, InstanceID=instance)

        compared = [
            ("Get of one job", file("get"), f"<p:InstanceID>{instance}</p:InstanceID>", (1, 32)),
            ("ASSOCIATORS OF one job", file("associators"), "<p:Winch_JobService ", (1, 32)),
            ("Association filter on one job", file("association-filter"), "<p:Winch_JobService ", (1, 32)),
            ("Put of one property", file("put"), "<p:Notify>bob</p:Notify>", (1, 32)),
            ("Create of a job", request(bench.directory, "create", Template="Instant"), "<x:ResourceCreated", (1, 32)),
        ]
        rows, rates = [], {}
        for name, message, marker, connections in compared:
            found, rates[name] = bench.compare(server, name, message, marker, connections)
            rows += found
        search = search_of(bench, server, file("unindexed"))
        flat = memory(bench, server, file("get"), f"<p:InstanceID>{instance}</p:InstanceID>")
    ratio = rates["Get of one job"][32] / rates["ASSOCIATORS OF one job"][32]
    others = Table(("", "measured", "to reach"), [
        ("Get beside ASSOCIATORS OF, 32 connections", f"{ratio:.1f} times as many a second", "≤ 3"), search, flat])
    show(others)
    return [Table(COLUMNS, rows, f"{bench.options.jobs:,} finished jobs in the store."), others]


def search_of(bench, server, file):
    """A WQL query that no index answers, which looks at every job and finds one."""
    took = min(
        list(client(bench.directory, "post", server.port, CREDENTIALS, file, "<p:InstanceID>", 1, 1))[1]
        for _ in range(bench.options.rounds))
    return (f"WQL on a property without an index, {bench.options.jobs:,} jobs", f"{took / 1000:,.0f} ms, "
            f"{bench.options.jobs / took * 1e6:,.0f} jobs/s", "")


def memory(bench, server, file, marker):
    """Resident memory after the first tenth of a million requests, and after all of them."""
    tenth = REQUESTS_IN_ALL // 10
    list(client(bench.directory, "post", server.port, CREDENTIALS, file, marker, tenth, 32))
    before = server.memory()[0]
    list(client(bench.directory, "post", server.port, CREDENTIALS, file, marker, REQUESTS_IN_ALL - tenth, 32))
    after = server.memory()[0]
    return (f"Memory over {REQUESTS_IN_ALL:,} Gets", f"{before:.0f} MB after the first tenth, {after:.0f} MB after all", "flat")
