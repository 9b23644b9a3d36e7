"""Get, the WQL poll, a walk, Invoke; start-up and memory."""

import time

from bench.bench import COLUMNS
from bench.load import CREDENTIALS, REQUESTS, client, post, request
from bench.report import Table, show
from bench.server import bare

TITLE = "Reading and starting jobs"


def measure(bench):
    best, middle = startups(bench, "empty")
    rss, pss = idle(bench, "empty")
    singles = [
        ("Start-up to listening, empty store", f"{best * 1000:.0f} ms (middle of ten {middle * 1000:.0f})", "≤ 100 ms"),
        ("Idle memory, empty store", f"{rss:.0f} MB resident ({pss:.0f} MB without what is shared)", "≤ 60 MB"),
    ]
    instance, rate = bench.full
    with bench.server("full") as server:
        get = request(bench.directory, "get", InstanceID=instance)
        poll = request(bench.directory, "poll", InstanceID=instance)
        marker = f"<p:InstanceID>{instance}</p:InstanceID>"
        rows = bench.compare(server, "Get of one job", get, marker)[0]
        rows += bench.compare(server, "WQL poll of one job", poll, marker)[0]
        walked, bare_walked, items, size = walk(bench, server)
    singles += [
        (f"Walk of {bench.walked:,} jobs, MaxElements 1000",
         f"{walked:,.0f} instances/s, {walked / bare_walked:.2f} of bare ({items} instances, {size / 1e6:.1f} MB a page)",
         "≥ 50,000/s"),
        (f"Filling the store: {bench.options.jobs:,} jobs through Invoke", f"{rate:,.0f} jobs/s", ""),
    ]
    best, middle = startups(bench, "full", 5)
    rss, pss = idle(bench, "full")
    jobs = f"{bench.options.jobs:,} finished jobs"
    singles += [
        (f"Start-up to listening, {jobs}", f"{best * 1000:.0f} ms (middle of five {middle * 1000:.0f})", "≤ 100 ms"),
        (f"Idle memory, {jobs}", f"{rss:.0f} MB resident ({pss:.0f} MB without what is shared)", "≤ 200 MB")]
    with bench.server("full") as server:
        start = request(bench.directory, "start", Template="Instant")
        rows += bench.compare(server, "Invoke that starts a job", start, "<p:ReturnValue>4096</p:ReturnValue>")[0]
    others = Table(("", "measured", "to reach"), singles)
    show(others)
    return [Table(COLUMNS, rows, f"{jobs} in the store. To reach: Get and poll 0.25 of the bare server at 32 connections."),
            others]


def walk(bench, server):
    """Instances a second of a walk, here and with the bare server returning the first page for every page."""
    enumerate_, pull = request(bench.directory, "walk"), REQUESTS / "pull.xml"
    marker = "<p:Msvm_StorageJob "
    page = post(server.port, enumerate_)
    items = page.count(marker.encode())
    ours, theirs = [], []
    # One walk takes a fifth of a second: more of them, to find a moment when the machine does nothing else.
    with bare(bench.directory, page) as (_, port):
        for _ in range(bench.options.rounds * 8):
            count, took = client(bench.directory, "post", port, CREDENTIALS, enumerate_, marker, bench.walked // items, 1)
            theirs.append(count * items / took * 1e6)
            count, took = client(bench.directory, "walk", server.port, CREDENTIALS, enumerate_, pull, marker)
            if count != bench.walked:
                raise SystemExit(f"the walk found {count} jobs, not {bench.walked}")
            ours.append(count / took * 1e6)
    return max(ours), max(theirs), items, len(page)


def startups(bench, store, count=10):
    """Seconds from exec to the URL file, the best and the middle of `count`."""
    times = []
    for _ in range(count):
        with bench.server(store) as server:
            times.append(server.startup)
    return min(times), sorted(times)[count // 2]


def idle(bench, store):
    with bench.server(store) as server:
        time.sleep(2)
        return server.memory()
