"""What each door costs: TLS, sealed messages, handshakes, passwords; and a good client beside a thousand hostile ones."""

import base64
import concurrent.futures
import http.client
import os
import pathlib
import re
import statistics
import subprocess
import sys
import threading
import time

from bench.load import client, post, request, wrk
from bench.load import CREDENTIALS
from bench.report import Table, show
from bench.server import Server, cpu, simulated, template

TITLE = "Doors"
COLUMNS = ("Get of one job", "connections", "Gets/s", "ratio", "winchd µs CPU", "to reach")
CONNECTIONS = 32
INTEROP = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Interop"

# Users with a password each that nobody has shown yet; their names say when a round begins anew.
STRANGERS = 40


def measure(bench):
    sys.path.insert(0, str(INTEROP))
    os.environ["WINCHD"] = str(bench.binary)
    from realm import KDC, Realm
    if KDC is None:
        raise SystemExit("needs krb5kdc (apt-get install krb5-kdc krb5-admin-server)")
    folder = bench.directory / "realm"
    folder.mkdir()
    realm = Realm(folder)
    realm.start()
    try:
        with Server(bench.binary, bench.directory / "doors", configuration(bench, realm),
                    listen=("127.0.0.1:0", "https://127.0.0.1:0"), environment=realm.environment, log="info") as server:
            gets = Table(COLUMNS, list(doors(bench, server, realm)),
                         "wrk sends over TLS and, to compare, in clear; a client in C seals and opens, and one like it sends in "
                         "clear. Both share the machine with winchd: what they spend on TLS and on seals is in the ratio, and "
                         "not in winchd's CPU. Medians of rounds in which the doors take turns; a ratio is one within a round.")
            show(gets)
            others = [*handshakes(bench, server), *logins(bench, server)]
    finally:
        realm.stop()
    others.append(beside_hostile(bench))
    singles = Table(("", "measured", "to reach"), others)
    show(singles)
    return [gets, singles]


def configuration(bench, realm):
    hashed = subprocess.run([bench.binary, "hash-password"], input="secret\n", capture_output=True, text=True, check=True)
    users = {"bench": "bench"} | {f"stranger-{number}": hashed.stdout.strip() for number in range(STRANGERS * bench.options.rounds)}
    return {
        "templates": [template("Instant", simulated("0s"))],
        "users": users,
        "negotiate": {"keytab": str(realm.keytab), "principals": {"alice@WINCH.TEST": "bench"}},
        "limits": {"http": {"connections": 1024, "connectionsPerAddress": 1024}},
    }


def doors(bench, server, realm):
    """The rows of one Get through each door, the doors taking turns."""
    reply = post(server.port, request(bench.directory, "start", Template="Instant")).decode()
    instance = re.search(r'Name="InstanceID">([^<]+)<', reply).group(1)
    file, marker = request(bench.directory, "get", InstanceID=instance), f"<p:InstanceID>{instance}</p:InstanceID>"
    seconds = bench.options.seconds
    counts = {}

    def posted(name, *arguments, **more):
        """Rate and CPU of one of the clients in C; the first, short run tells how many requests fill the time."""
        if name not in counts:
            count, took = client(bench.directory, *arguments, 500, CONNECTIONS, **more)
            counts[name] = max(500, int(count / took * 1e6 * seconds))
        before = cpu(server.process)
        count, took = client(bench.directory, *arguments, counts[name], CONNECTIONS, **more)
        return count / took * 1e6, (cpu(server.process) - before) / count * 1e6

    def sealed(name, mechanism, user, password, service):
        return posted(name, server.port, mechanism, user, password, service, file, marker, program="sealed",
                      environment=realm.environment)

    host = os.uname().nodename
    ways = {
        "Basic, in clear (wrk)": lambda: wrk(server.process, server.ports[0], file, marker, CONNECTIONS, seconds)[:2],
        "Basic over TLS (wrk)": lambda: wrk(
            server.process, server.ports[1], file, marker, CONNECTIONS, seconds, scheme="https")[:2],
        "Basic, in clear": lambda: posted("clear", "post", server.port, CREDENTIALS, file, marker),
        "NTLM, sealed": lambda: sealed("ntlm", "ntlm", "bench", "bench", f"HTTP@{host}"),
        "Kerberos, sealed": lambda: sealed("kerberos", "kerberos", "alice", "secret", "HTTP@localhost"),
    }
    found = {name: [] for name in ways}
    for _ in range(bench.options.rounds):
        for name, way in ways.items():
            found[name].append(way())
    beside = {"Basic over TLS (wrk)": ("Basic, in clear (wrk)", "≥ 0.6"), "NTLM, sealed": ("Basic, in clear", "≥ 0.5"),
              "Kerberos, sealed": ("Basic, in clear", "≥ 0.5")}
    for name, runs in found.items():
        other, goal = beside.get(name, (name, ""))
        ratio = statistics.median(run[0] / base[0] for run, base in zip(runs, found[other]))
        rate, spent = (statistics.median(figures) for figures in zip(*runs))
        yield name, CONNECTIONS, f"{rate:,.0f}", f"{ratio:.2f}", f"{spent:.1f}", goal


def handshakes(bench, server):
    """Connections a second that end after their handshake, from two processes of openssl s_time."""
    for version in ("tls1_3", "tls1_2"):
        for name, option in (("anew", "-new"), ("resumed", "-reuse")):
            rates = []
            for _ in range(bench.options.rounds):
                command = ["openssl", "s_time", "-connect", f"127.0.0.1:{server.ports[1]}", option, f"-{version}", "-time",
                           str(max(2, bench.options.seconds))]
                # Tickets of TLS 1.3 come after the handshake: the client has to read to have them.
                command += ["-www", "/wsman-anon/identify"] if version == "tls1_3" else []
                running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(2)]
                texts = [each.communicate()[0] for each in running]
                # Its last summary is of the connections that were measured, whose rate it tells by the clock's seconds.
                found = [re.findall(r"(\d+) connections in (\d+) real seconds", text)[-1] for text in texts]
                rates.append(sum(int(count) / int(seconds) for count, seconds in found))
            yield f"TLS handshakes, {version[3:].replace('_', '.')}, {name}", f"{max(rates):,.0f}/s", ""


def logins(bench, server):
    """Passwords that nobody has shown before, and one that was verified a moment ago; each on a connection of its own."""
    file = request(bench.directory, "walk")
    body = file.read_bytes()

    def login(user):
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        credentials = base64.b64encode(f"{user}:secret".encode()).decode()
        line.request("POST", "/wsman", body, {
            "Content-Type": "application/soap+xml;charset=UTF-8", "Authorization": "Basic " + credentials})
        status = line.getresponse().status
        line.close()
        if status != 200:
            raise SystemExit(f"{user} was answered with {status}")

    rates = []
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for number in range(bench.options.rounds):
            begun = time.monotonic()
            list(pool.map(login, [f"stranger-{number * STRANGERS + index}" for index in range(STRANGERS)]))
            rates.append(STRANGERS / (time.monotonic() - begun))
    yield "Logins with yescrypt, cold", f"{max(rates):,.0f}/s", ""
    reply = request(bench.directory, "start", Template="Instant")
    instance = re.search(r'Name="InstanceID">([^<]+)<', post(server.port, reply).decode()).group(1)
    get = request(bench.directory, "get", InstanceID=instance)
    cached = max(
        wrk(server.process, server.port, get, f"<p:InstanceID>{instance}</p:InstanceID>", CONNECTIONS, bench.options.seconds,
            headers=("Connection: close",))[0] for _ in range(bench.options.rounds))
    yield "Logins with a credential of the last minutes, a connection and a Get each", f"{cached:,.0f}/s", ""


def beside_hostile(bench):
    """The time in which 99 of 100 requests of a good client are answered while a thousand connections mean harm."""
    import hostile
    from winchd import Winchd
    listen = ("127.0.0.1:0", "https://127.0.0.1:0")
    with Winchd(bench.directory / "hostile", listen=listen) as server:
        server.ports = [int(port) for port in re.findall(r"address=\S+:(\d+)", server.log)]
        stop, held = threading.Event(), []
        with hostile.closing(held):
            held += hostile.slow_headers(server)
            trickling = threading.Thread(target=hostile.trickle, args=[held[:500], stop])
            trickling.start()
            held += hostile.idle(server)
            with hostile.WellBehaved(server) as good:
                until = time.monotonic() + 5 * bench.options.seconds
                while time.monotonic() < until:
                    for attack in (hostile.half_closed, hostile.reset_in_the_middle, hostile.tls_garbage,
                                   hostile.content_length_games, hostile.pipelining, hostile.continue_never_sent,
                                   hostile.readers_that_never_read):
                        with hostile.closing(attack(server)):
                            time.sleep(0.2)
            stop.set()
            trickling.join()
    if good.failures:
        raise SystemExit(f"a good client was refused: {good.failures[:3]}")
    return (f"A good client beside 1,000 hostile connections and attacks, {len(good.times):,} Gets",
            f"p99 {good.p99() * 1000:.1f} ms", "≤ 50 ms")
