"""What the parts share: the options, a scratch directory, a store full of jobs, the comparison with a bare server."""

import functools
import pathlib
import re
import time

from bench.load import build, client, post, request, wrk
from bench.load import CREDENTIALS
from bench.report import Table, show
from bench.server import Server, bare

PAGE = 1000
CONNECTIONS = (1, 32, 256)
COLUMNS = ("operation", "connections", "winchd /s", "bare /s", "ratio", "winchd µs CPU", "bare µs CPU", "median µs")


class Bench:
    def __init__(self, options, directory):
        self.options = options
        self.binary = options.server.resolve()
        self.directory = pathlib.Path(directory)
        build(self.directory)

    @property
    def walked(self):
        """How many of the jobs are walked through: whole pages."""
        return max(PAGE, min(10_000, self.options.jobs // 2 // PAGE * PAGE))

    def server(self, name):
        """A winchd whose store is the directory of that name."""
        return Server(self.binary, self.directory / name)

    @functools.cached_property
    def full(self):
        """Fills the store `full` with finished jobs; the InstanceID of one and how many were made a second."""
        with self.server("full") as server:
            return self._fill(server)

    def _fill(self, server):
        marker = "<p:ReturnValue>4096</p:ReturnValue>"
        begun = time.monotonic()
        for template, count in (("Walked", self.walked), ("Instant", self.options.jobs - self.walked)):
            file = request(self.directory, "start", Template=template)
            list(client(self.directory, "post", server.port, CREDENTIALS, file, marker, count, 64))
        unfinished = request(self.directory, "unfinished")
        while b"<w:Items></w:Items>" not in (body := post(server.port, unfinished)) and b"<w:Items/>" not in body:
            time.sleep(0.5)
        rate = self.options.jobs / (time.monotonic() - begun)
        reply = post(server.port, request(self.directory, "start", Template="Instant")).decode()
        return re.search(r'Name="InstanceID">([^<]+)<', reply).group(1), rate

    def compare(self, server, name, file, marker, connections=CONNECTIONS):
        """The rows of one operation beside the bare server, one for each number of connections, with the best rate."""
        reply = post(server.port, file)
        rows, rates = [], {}
        for count in connections:
            ours, theirs = [], []
            with bare(self.directory, reply) as (process, port):
                for _ in range(self.options.rounds):
                    theirs.append(wrk(process, port, file, marker, count, self.options.seconds))
                    ours.append(wrk(server.process, server.port, file, marker, count, self.options.seconds))
            rate, bare_rate = max(each[0] for each in ours), max(each[0] for each in theirs)
            rows.append((
                name, count, f"{rate:,.0f}", f"{bare_rate:,.0f}", f"{rate / bare_rate:.2f}",
                f"{min(each[1] for each in ours):.1f}", f"{min(each[1] for each in theirs):.1f}",
                f"{min(each[2] for each in ours):,}"))
            rates[count] = rate
        show(Table(COLUMNS, rows))
        return rows, rates
