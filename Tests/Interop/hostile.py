"""Clients that mean harm, a thousand at a time, and one beside them that means well."""

from __future__ import annotations

import contextlib
import os
import pathlib
import socket
import statistics
import struct
import threading
import time

import wire

HEAD = b"POST /wsman HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/soap+xml;charset=UTF-8\r\n"
CREDENTIALS = b"Authorization: Basic YWxpY2U6c2VjcmV0\r\n"


def connect(server, port=None):
    return socket.create_connection((server.host, port or server.port), timeout=30)


@contextlib.contextmanager
def closing(sockets):
    try:
        yield sockets
    finally:
        for each in sockets:
            each.close()


def slow_headers(server, count=500):
    """Headers that never end; `trickle` sends another byte on each."""
    sockets = [connect(server) for _ in range(count)]
    for each in sockets:
        each.sendall(HEAD + b"X-Slow: ")
    return sockets


def trickle(sockets, until):
    """A byte now and then on each, for as long as the server takes them."""
    while not until.wait(0.5):
        for each in sockets:
            with contextlib.suppress(OSError):
                each.send(b"a")


def idle(server, count=500):
    return [connect(server) for _ in range(count)]


def half_closed(server, count=50):
    """The client's side ends in the middle of a request."""
    sockets = [connect(server) for _ in range(count)]
    for number, each in enumerate(sockets):
        each.sendall(HEAD + (CREDENTIALS + b"Content-Length: 100\r\n\r\nhalf" if number % 2 else b""))
        each.shutdown(socket.SHUT_WR)
    return sockets


def reset_in_the_middle(server, count=50):
    for number in range(count):
        each = connect(server)
        each.sendall(HEAD + CREDENTIALS + b"Content-Length: 1000\r\n\r\n" + b"x" * (number * 10))
        each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        each.close()
    return []


def tls_garbage(server, count=50):
    """Noise where a ClientHello belongs, and a ClientHello where HTTP does."""
    sockets = []
    for number in range(count):
        each = connect(server, server.ports[number % 2])
        with contextlib.suppress(OSError):
            each.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(200))
        sockets.append(each)
    return sockets


def content_length_games(server):
    """Lengths that lie, repeat, overflow and contradict; what two readers could understand differently is refused."""
    fields = [b"Content-Length: 99999999999999999999\r\n", b"Content-Length: -1\r\n", b"Content-Length: 0x10\r\n",
              b"Content-Length: 4\r\nContent-Length: 5\r\n", b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
              b"Content-Length : 4\r\n", b"Content-Length: 4, 4\r\n", b"Transfer-Encoding: xchunked\r\n",
              b"Transfer-Encoding: chunked, identity\r\n", b"Content-Length: 1000000000\r\n"]
    sockets = []
    for field in fields * 3:
        each = connect(server)
        each.sendall(HEAD + CREDENTIALS + field + b"\r\n<a/>")
        sockets.append(each)
    for each in sockets[:len(fields)]:
        status = each.recv(65536).split(b" ")[1:2]
        assert status and status[0] in (b"400", b"413"), status
    return sockets


def pipelining(server):
    """A hundred requests in one write; every one of them is answered in its turn."""
    body = wire.IDENTIFY.encode()
    request = HEAD + CREDENTIALS + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    line = connect(server)
    line.sendall(request * 100)
    answers = b""
    while answers.count(b"HTTP/1.1 200 ") < 100:
        part = line.recv(65536)
        assert part, "the connection ended before all were answered"
        answers += part
    return [line]


def continue_never_sent(server, count=20):
    """100-continue is asked for, and what it allows never comes."""
    sockets = [connect(server) for _ in range(count)]
    for each in sockets:
        each.sendall(HEAD + CREDENTIALS + b"Expect: 100-continue\r\nContent-Length: 4000\r\n\r\n")
    return sockets


def readers_that_never_read(server, count=10):
    """Much is asked for, again and again, and no answer is taken."""
    body = wire.envelope(wire.ENUMERATE, wire.WINCH + "/Winch_JobTemplate", wire.enumerate_body(maximum=100)).encode()
    request = HEAD + CREDENTIALS + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    sockets = []
    for _ in range(count):
        each = connect(server)
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        each.settimeout(0.05)
        with contextlib.suppress(OSError):
            for _ in range(1000):
                each.sendall(request)
        sockets.append(each)
    return sockets


class WellBehaved(threading.Thread):
    """Gets the service's settings again and again, on one connection and now and then on a new one."""

    def __init__(self, server):
        super().__init__()
        self.server, self.stopped = server, threading.Event()
        self.times, self.failures = [], []

    def run(self):
        connection = wire.Connection(self.server, timeout=10)
        body = wire.envelope(wire.GET, wire.CFG)
        while not self.stopped.is_set():
            begun = time.monotonic()
            try:
                if len(self.times) % 20 == 19:
                    connection.close()
                    connection = wire.Connection(self.server, timeout=10)
                reply = connection.post(body)
                if reply.status != 200:
                    self.failures.append(reply.status)
            except OSError as error:
                self.failures.append(error)
                connection = wire.Connection(self.server, timeout=10)
            self.times.append(time.monotonic() - begun)
            self.stopped.wait(0.005)
        connection.close()

    def p99(self):
        return statistics.quantiles(self.times, n=100)[98]

    def __exit__(self, *_):
        self.stopped.set()
        self.join()

    def __enter__(self):
        self.start()
        return self


def resources(server):
    """Resident megabytes, descriptors and threads of the server."""
    folder = pathlib.Path(f"/proc/{server.process.pid}")
    resident = int((folder / "statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / (1 << 20)
    return resident, len(os.listdir(folder / "fd")), len(os.listdir(folder / "task"))
