"""Requests, and the two programs that send them: wrk, and client.c for what wrk cannot do."""

import base64
import http.client
import os
import pathlib
import re
import subprocess
import sys

from bench.server import cpu

HERE = pathlib.Path(__file__).resolve().parents[1]
REQUESTS = HERE / "requests"
CREDENTIALS = base64.b64encode(b"bench:bench").decode()


def build(directory):
    """Compiles the C programs into the directory."""
    flags = ["cc", "-O2", "-Wall", "-Wextra"]
    subprocess.run([*flags, "-o", directory / "bare", HERE / "bare.c", "-lmicrohttpd"], check=True)
    subprocess.run([*flags, "-pthread", "-o", directory / "client", HERE / "client.c"], check=True)
    subprocess.run([*flags, "-o", directory / "sink", HERE / "sink.c"], check=True)
    subprocess.run([*flags, "-pthread", "-o", directory / "sealed", HERE / "sealed.c", "-lgssapi_krb5", "-lnettle"], check=True)


def request(directory, name, **values):
    """A request file with its placeholders filled in."""
    text = (REQUESTS / f"{name}.xml").read_text()
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    file = directory / f"{name}-{'-'.join(values.values()) or 'plain'}.xml"
    file.write_text(text)
    return file


def post(port, file):
    """One request, its reply's body."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    line.request("POST", "/wsman", file.read_bytes(), {
        "Content-Type": "application/soap+xml;charset=UTF-8", "Authorization": "Basic " + CREDENTIALS})
    reply = line.getresponse()
    body = reply.read()
    line.close()
    if reply.status != 200:
        sys.exit(f"{file.name} was answered with {reply.status}: {body.decode()}")
    return body


def client(directory, *arguments, program="client", environment=None):
    """Runs client.c's program, or another that prints alike; count and microseconds."""
    done = subprocess.run([directory / program, *map(str, arguments)], capture_output=True, text=True,
                          env=os.environ | (environment or {}))
    if done.returncode != 0:
        sys.exit(f"a reply was wrong: {done.stderr}")
    return map(int, done.stdout.split())


def wrk(process, port, file, marker, connections, seconds, scheme="http", headers=()):
    """Requests per second, CPU microseconds of the server per request, median latency in microseconds."""
    before = cpu(process)
    done = subprocess.run(
        ["wrk", "-t", str(min(2, connections)), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s",
         *(word for header in ("Authorization: Basic " + CREDENTIALS, *headers) for word in ("-H", header)),
         "-s", HERE / "post.lua", f"{scheme}://127.0.0.1:{port}/wsman",
         "--", file, marker], capture_output=True, text=True)
    used = cpu(process) - before
    found = re.search(r"^result (\d+) (\d+) (\d+) (\d+)\n(.*)", done.stdout, re.M | re.S)
    if not found:
        sys.exit(f"wrk: {done.stdout}{done.stderr}")
    requests, duration, wrong, median = map(int, found.groups()[:4])
    if wrong or not requests:
        sys.exit(f"{wrong} of {requests} replies to {file.name} were wrong, such as: {found.group(5)[:2000]}")
    return requests / duration * 1e6, used / requests * 1e6, median
