"""Limits of the whole service, which nobody reaches alone as a rule: an answer that names each, and a counter."""

from __future__ import annotations

import contextlib
import socket

import pytest

import hostile
import wire
from test_limits import SERVICE, counted, metrics_when_possible, subscribe
from winchd import Winchd

CONFIG = {
    "limits": {
        "http": {"connections": 8, "connectionsPerAddress": 7, "bodyDeadline": "1s", "responseDeadline": "1s"},
        "operations": {"enumerations": 2, "enumerationsPerUser": 2000, "subscriptions": 2, "subscriptionsPerUser": 100},
        "jobs": {"jobs": 6, "jobsPerOwner": 4, "unfinishedJobs": 2, "argumentBytes": 1024, "propertyBytes": 1024},
    },
    "templates": [
        {"name": "Long", "namespace": "root/virtualization/v2", "className": "Msvm_ConcreteJob", "parameters": [{"name": "Text"}],
         "runner": {"simulated": {"steps": [{"percent": 0, "status": "Working", "duration": "1h"}]}}},
        {"name": "Stays", "namespace": "root/virtualization/v2", "className": "Msvm_ConcreteJob",
         "deleteOnCompletion": False, "runner": {"simulated": {"steps": [{"duration": "0s"}]}}},
        {"name": "Exports", "namespace": "root/virtualization/v2", "className": "Msvm_CollectionReferencePointExportJob",
         "parameters": [{"name": "Directory"}], "properties": {"ExportDirectory": "{Directory}{Directory}"},
         "runner": {"simulated": {"steps": [{"duration": "0s"}]}}},
        {"name": "Prints", "namespace": "root/virtualization/v2", "className": "Msvm_ConcreteJob", "deleteOnCompletion": False,
         "parameters": [{"name": "Count"}],
         "runner": {"process": {"program": "/usr/bin/head", "arguments": ["-c", "{Count}", "/dev/zero"], "outputLimit": 1000}}},
    ],
}


@pytest.fixture
def server(tmp_path):
    with Winchd(tmp_path, users=("alice:secret", "bob:secret"), config=CONFIG) as running:
        yield running


@contextlib.contextmanager
def reached(server, limit):
    """Holds that a limit is reached, and counted, meanwhile."""
    before = counted(server, limit)
    yield
    wire.wait_for(lambda: counted(server, limit) > before, timeout=5)


@contextlib.contextmanager
def client(server, user="alice"):
    with wire.Connection(server, user=f"{user}:secret") as connection:
        yield wire.Client(connection)


def refused(replies, limit):
    """The last of the replies, and no other, is a fault that names the limit."""
    *others, last = replies
    assert [reply.fault for reply in others] == [None] * len(others)
    assert last.fault.subcode == "QuotaLimit" and f"limits.{limit}" in last.fault.reason


def test_enumerations(server):
    with reached(server, "operations.enumerations"), client(server) as alice, client(server, "bob") as bob:
        message = wire.ENUMERATE, wire.WINCH + "/Winch_JobTemplate", wire.enumerate_body(optimize=False)
        refused([alice.send(*message), alice.send(*message), bob.send(*message)], "operations.enumerations")


def test_subscriptions(server):
    with reached(server, "operations.subscriptions"), client(server) as alice, client(server, "bob") as bob:
        refused([subscribe(alice), subscribe(alice), subscribe(bob)], "operations.subscriptions")


def start(client, template, *arguments):
    parameters = [("Template", template)] + [("Arguments", argument) for argument in arguments]
    return client.send(f"{SERVICE}/StartJob", SERVICE, wire.invoke_body(SERVICE, "StartJob", parameters))


def start_and_wait(client, template="Stays", *arguments):
    """Starts a job that ends at once and stays."""
    reply = start(client, template, *arguments)
    if reply.fault is None:
        job = wire.epr_parts(reply.payload.find(f"{{{SERVICE}}}Job"))
        wire.wait_for(lambda: wire.property_of(client.get(*job), "JobState") == "7")
    return reply


def test_unfinished_jobs_and_the_bytes_of_arguments(server):
    with client(server) as alice, client(server, "bob") as bob:
        with reached(server, "jobs.argumentBytes"):
            refused([start(alice, "Long", "Text=" + "x" * 2000)], "jobs.argumentBytes")
        with reached(server, "jobs.unfinishedJobs"):
            refused([start(alice, "Long"), start(alice, "Long"), start(bob, "Long")], "jobs.unfinishedJobs")


def test_jobs_of_one_owner_and_in_all(server):
    with client(server) as alice, client(server, "bob") as bob:
        with reached(server, "jobs.jobsPerOwner"):
            refused([start_and_wait(alice) for _ in range(5)], "jobs.jobsPerOwner")
        with reached(server, "jobs.jobs"):
            refused([start_and_wait(bob) for _ in range(3)], "jobs.jobs")


def test_the_bytes_of_properties(server):
    with client(server) as alice, reached(server, "jobs.propertyBytes"):
        directories = ["Directory=" + "x" * size for size in (300, 800)]
        refused([start(alice, "Exports", directory) for directory in directories], "jobs.propertyBytes")


def test_output_that_loses_its_middle(server):
    with client(server) as alice:
        before = counted(server, "runner.process.outputLimit")
        start_and_wait(alice, "Prints", "Count=1000")
        assert counted(server, "runner.process.outputLimit") == before
        with reached(server, "runner.process.outputLimit"):
            start_and_wait(alice, "Prints", "Count=1001")
    assert "outputLimit" in server.log


def test_elements_whose_state_is_stored(tmp_path):
    machines = wire.V2 + "/Msvm_ComputerSystem"
    with Winchd(tmp_path, config={"limits": {"jobs": {"elements": 1}}}) as server, client(server) as alice:
        found = alice.enumerate(wire.V2 + "/*", "SELECT * FROM Msvm_ComputerSystem WHERE Caption = 'Virtual Machine'")
        names = [wire.property_of(machine, "Name") for machine in found[:2]]

        def change(name):
            before = wire.property_of(alice.get(machines, {"Name": name}), "EnabledState")
            wanted = "3" if before == "2" else "2"
            job = wire.epr_parts(alice.invoke(machines, "RequestStateChange", [("RequestedState", wanted)], {"Name": name}))
            wire.follow(lambda: alice.get(*job))
            assert wire.property_of(alice.get(*job), "JobState") == "7"
            return wire.property_of(alice.get(machines, {"Name": name}), "EnabledState") == wanted

        assert change(names[0]) and counted(server, "jobs.elements") == 0
        with reached(server, "jobs.elements"):
            assert not change(names[1])
        assert "has no effect on" in server.log and change(names[0])


def test_an_answer_that_nobody_takes(server):
    with reached(server, "http.responseDeadline"), hostile.closing(hostile.readers_that_never_read(server, 1)):
        wire.wait_for(lambda: counted(server, "http.responseDeadline") > 0)


def connect(server, address):
    return socket.create_connection((server.host, server.port), timeout=10, source_address=(address, 0))


def test_a_connection_that_nobody_has_signed_in_on_makes_room(server):
    with contextlib.ExitStack() as opened, reached(server, "http.connections"):
        eldest = opened.enter_context(connect(server, "127.0.0.2"))
        eldest.settimeout(0.2)

        def makes_room():
            """Once it has had its three seconds to say something."""
            opened.enter_context(connect(server, "127.0.0.3"))
            opened.enter_context(connect(server, "127.0.0.4"))
            with contextlib.suppress(TimeoutError):
                return eldest.recv(4096) == b""

        wire.wait_for(makes_room)
        opened.close()
        wire.wait_for(lambda: metrics_when_possible(server))


def test_where_all_have_signed_in_the_next_is_turned_away(server):
    with contextlib.ExitStack() as opened, reached(server, "http.connections"):
        def signs_in():
            connection = wire.Connection(server)
            connection.http.source_address = (f"127.0.0.{2 + len(signed_in) % 2}", 0)
            opened.callback(connection.close)
            # The connection that counted before may have its place for a moment yet.
            with contextlib.suppress(OSError):
                return connection.post(wire.IDENTIFY).status == 200

        signed_in = []
        while len(signed_in) < 8:
            signed_in.append(wire.wait_for(signs_in))
        with connect(server, "127.0.0.4") as excess:
            answer = excess.recv(4096)
        assert answer.startswith(b"HTTP/1.1 503 ") and b"(limits.http.connections)" in answer
        opened.close()
        wire.wait_for(lambda: metrics_when_possible(server))


def test_a_body_that_takes_too_long(server):
    with reached(server, "http.bodyDeadline"), socket.create_connection((server.host, server.port), timeout=10) as slow:
        slow.sendall(b"POST /wsman HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWxpY2U6c2VjcmV0\r\n"
                     b"Content-Type: application/soap+xml\r\nContent-Length: 100\r\n\r\n<s:Env")
        answer = slow.recv(4096)
        assert answer.startswith(b"HTTP/1.1 408 ") and b"bodyDeadline" in answer


def test_a_connection_that_says_nothing_more(tmp_path):
    with Winchd(tmp_path, config={"limits": {"http": {"idleTimeout": "1s"}}}) as server:
        with reached(server, "http.idleTimeout"), connect(server, "127.0.0.1") as idle:
            idle.sendall(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
            assert idle.recv(4096).startswith(b"HTTP/1.1 404 ")
            while idle.recv(4096):
                pass
