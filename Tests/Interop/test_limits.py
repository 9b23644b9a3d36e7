"""Limits that a client can run into: each has an answer that names it and a counter at /metrics."""

from __future__ import annotations

import re
import socket
import threading

import pytest

import wire
from winchd import Winchd

CONFIG = {
    "roles": {"alice": "administrator", "rita": "reader"},
    "limits": {
        "http": {"connections": 40, "connectionsPerAddress": 20, "headerBytes": 4096, "headerDeadline": "1s"},
        "operations": {"envelopeBytes": 65536, "operationsPerUser": 2, "enumerations": 5, "enumerationsPerUser": 3,
                       "subscriptionsPerUser": 4},
        "log": {"lineBytes": 1024},
        "jobs": {"unfinishedJobsPerOwner": 3, "argumentCount": 2},
    },
    "templates": [{
        "name": "Long", "namespace": "root/virtualization/v2", "className": "Msvm_ConcreteJob",
        "runner": {"simulated": {"steps": [{"percent": 0, "status": "Working", "duration": "1h"}]}},
    }],
}
SERVICE = wire.WINCH + "/Winch_JobService"
JOB = wire.V2 + "/Msvm_ConcreteJob"


@pytest.fixture(scope="module")
def limited(tmp_path_factory):
    with Winchd(tmp_path_factory.mktemp("limits"), users=("alice:secret", "rita:secret"), config=CONFIG) as running:
        yield running


def metrics(server, user="alice:secret"):
    with wire.Connection(server, user=user) as connection:
        return connection.request("GET", "/metrics")


def counted(server, limit):
    """How often a limit was reached."""
    return int(re.search(rf'^winch_limits_total{{limit="{re.escape(limit)}"}} (\d+)$', metrics(server).text, re.M)[1])


@pytest.fixture
def counts(limited):
    """Holds that a limit is counted while the test runs."""
    watched = {}

    def watch(limit):
        watched[limit] = counted(limited, limit)

    yield watch
    for limit, before in watched.items():
        wire.wait_for(lambda: counted(limited, limit) > before, timeout=5)


def test_metrics_are_for_administrators(limited):
    reply = metrics(limited)
    assert reply.status == 200 and reply.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    for line in reply.text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) \S+ .+|[a-z_]+(\{[a-z]+="[^"]+"\})? \d+', line), line
    for gauge in ("winch_connections", "winch_jobs", "process_open_fds", "process_threads", "winch_subscriptions"):
        assert re.search(rf"^{gauge} \d+$", reply.text, re.M), gauge
    assert re.search(r"^process_resident_memory_bytes [1-9]\d{6,}$", reply.text, re.M)
    assert metrics(limited, "rita:secret").status == 403
    assert metrics(limited, "rita:wrong").status == 401 and metrics(limited, None).status == 401
    with wire.Connection(limited) as connection:
        assert connection.post("x", path="/metrics").status == 405
        assert connection.request("GET", "/wsman").status == 405


def test_a_body_and_a_header_that_are_too_large(limited, counts):
    counts("operations.envelopeBytes")
    counts("http.headerBytes")
    with wire.Connection(limited) as connection:
        reply = connection.post("x" * 70000)
        assert reply.status == 413 and "limits.operations.envelopeBytes" in reply.text
    with wire.Connection(limited) as connection:
        reply = connection.post("x", headers={"X-Long": "y" * 5000})
        assert reply.status == 431 and "limits.http.headerBytes" in reply.text


def test_an_identify_of_nobody_that_is_too_large(limited, counts):
    counts("operations.anonymousBytes")
    before = counted(limited, "operations.envelopeBytes")
    with wire.Connection(limited) as connection:
        for headers in ({}, {"Expect": "100-continue"}):
            reply = connection.post("x" * 9000, path="/wsman-anon/identify", user=None, headers=headers)
            assert reply.status == 413 and "limits.operations.anonymousBytes" in reply.text
    assert counted(limited, "operations.envelopeBytes") == before


def test_a_line_of_the_audit_log_that_is_too_long(limited, counts):
    counts("log.lineBytes")
    with wire.Connection(limited) as connection:
        assert wire.Client(connection).send(wire.GET, JOB, selectors={"InstanceID": "x" * 2000}).fault is not None


def test_a_header_that_takes_too_long(limited, counts):
    counts("http.headerDeadline")
    with socket.create_connection((limited.host, limited.port), timeout=10) as slow:
        slow.sendall(b"POST /wsman HTTP/1.1\r\nHost: x\r\n")
        answer = slow.recv(4096)
        assert answer.startswith(b"HTTP/1.1 408 ") and b"limits.http.headerDeadline" in answer
        assert slow.recv(4096) == b""


def test_connections_from_one_address(limited, counts):
    counts("http.connectionsPerAddress")
    opened = [socket.create_connection((limited.host, limited.port)) for _ in range(20)]
    try:
        with socket.create_connection((limited.host, limited.port), timeout=10) as excess:
            answer = excess.recv(4096)
            assert answer.startswith(b"HTTP/1.1 503 ") and b"limits.http.connectionsPerAddress" in answer
    finally:
        for each in opened:
            each.close()
    wire.wait_for(lambda: metrics_when_possible(limited), timeout=10)


def metrics_when_possible(server):
    """Closed connections are noticed a moment later."""
    try:
        return metrics(server).status == 200
    except OSError:
        return False


def test_enumerations_of_one_user(limited, counts):
    counts("operations.enumerationsPerUser")
    with wire.Connection(limited) as connection:
        client = wire.Client(connection)
        contexts = []
        while True:
            reply = client.send(wire.ENUMERATE, wire.WINCH + "/Winch_JobTemplate", wire.enumerate_body(optimize=False))
            if reply.fault is not None:
                break
            contexts.append(reply.find("//n:EnumerationContext").text)
        assert len(contexts) == 3
        assert reply.fault.subcode == "QuotaLimit" and "limits.operations.enumerationsPerUser" in reply.fault.reason
        for context in contexts:
            body = f"<n:Release><n:EnumerationContext>{context}</n:EnumerationContext></n:Release>"
            assert client.send(wire.RELEASE, wire.WINCH + "/Winch_JobTemplate", body).fault is None


def subscribe(client):
    return client.send(
        "http://schemas.xmlsoap.org/ws/2004/08/eventing/Subscribe", wire.V2 + "/*",
        '<e:Subscribe xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing">'
        '<e:Delivery Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"/>'
        f'<w:Filter Dialect="{wire.WQL}">SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA '
        "'Msvm_MigrationJob'</w:Filter></e:Subscribe>")


def test_operations_and_subscriptions_of_one_user(limited, counts):
    counts("operations.operationsPerUser")
    counts("operations.subscriptionsPerUser")
    with wire.Connection(limited, user="rita:secret") as connection:
        client = wire.Client(connection)
        replies = [subscribe(client) for _ in range(5)]
        assert [reply.fault is None for reply in replies] == [True] * 4 + [False]
        assert "limits.operations.subscriptionsPerUser" in replies[-1].fault.reason

        def wait(context):
            with wire.Connection(limited, user="rita:secret") as other:
                body = (f"<n:Pull><n:EnumerationContext>{context}</n:EnumerationContext><n:MaxTime>PT3S</n:MaxTime>"
                        "</n:Pull>")
                wire.Client(other).send(wire.PULL, wire.V2 + "/*", body)

        waiting = [
            threading.Thread(target=wait, args=[reply.find("//n:EnumerationContext").text]) for reply in replies[:2]]
        for thread in waiting:
            thread.start()
        wire.wait_for(lambda: "winch_operations 2\n" in metrics(limited).text, timeout=3)
        fault = client.send(wire.GET, JOB, selectors={"InstanceID": "1"}).fault
        assert fault.subcode == "QuotaLimit" and "limits.operations.operationsPerUser" in fault.reason
        # Another user's operations go on meanwhile.
        with wire.Connection(limited) as other:
            assert wire.Client(other).enumerate(wire.WINCH + "/Winch_JobTemplate")
        for thread in waiting:
            thread.join()
        assert client.send(wire.GET, JOB, selectors={"InstanceID": "1"}).fault.subcode == "DestinationUnreachable"


def test_jobs_and_arguments(limited, counts):
    counts("jobs.unfinishedJobsPerOwner")
    counts("jobs.argumentCount")
    with wire.Connection(limited) as connection:
        client = wire.Client(connection)

        def start(*arguments):
            parameters = [("Template", "Long")] + [("Arguments", f"{each}=1") for each in arguments]
            return client.send(f"{SERVICE}/StartJob", SERVICE, wire.invoke_body(SERVICE, "StartJob", parameters))

        fault = start("A", "B", "C").fault
        assert fault.subcode == "QuotaLimit" and "limits.jobs.argumentCount" in fault.reason
        assert [start().fault is None for _ in range(4)] == [True] * 3 + [False]
        assert "limits.jobs.unfinishedJobsPerOwner" in start().fault.reason
    assert "winch_unfinished_jobs 3\n" in metrics(limited).text
