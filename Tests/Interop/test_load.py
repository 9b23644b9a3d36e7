"""What one client holds or asks for costs the others nothing: contexts by the thousand, filters as large as they may be."""

import pathlib
import re
import threading

import pytest

import wire
from sinks import Sink
from test_events import PUSH, Subscriber
from wire import ENUMERATE, GET, PULL, RELEASE, V2, WINCH, property_of
from winchd import Winchd

XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
PULL_MODE = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"
STORAGE_JOB = V2 + "/Msvm_StorageJob"
JOBS = 600

CONFIG = {
    "templates": [{
        "name": "Stays", "namespace": "root/virtualization/v2", "className": "Msvm_StorageJob", "deleteOnCompletion": False,
        "runner": {"simulated": {"steps": [{"percent": 0, "status": "Working", "duration": "0s"}]}},
    }],
    "limits": {"operations": {
        "enumerations": 10000, "enumerationsPerUser": 9000, "enumerationIdle": "1h",
        "subscriptions": 1000, "subscriptionsPerUser": 900}},
}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A server with two users and some jobs that stay."""
    users = ("alice:secret", "bob:secret")
    with Winchd(tmp_path_factory.mktemp("load"), config=CONFIG, users=users) as running:
        with wire.Connection(running) as connection:
            for _ in range(JOBS):
                output = wire.Client(connection).invoke(WINCH + "/Winch_JobService", "StartJob", [("Template", "Stays")])
                assert property_of(output, "ReturnValue") == "4096"
        yield running


def resident(server):
    """The server's memory in MB."""
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024


def context_of(reply):
    """Read without a parser: there are thousands."""
    assert reply.status == 200, reply.text
    return re.search(rb"EnumerationContext>([^<]+)<", reply.body).group(1).decode()


def a_job(client):
    """The resource URI and the selectors of one of the jobs."""
    references = client.enumerate(
        STORAGE_JOB, maximum=JOBS, extra="<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>")
    return wire.epr_parts(references[0])


def open_enumerations(server, user, count):
    """Opens enumerations that nobody pulls; their contexts."""
    message = wire.envelope(ENUMERATE, STORAGE_JOB, wire.enumerate_body(optimize=False))
    with wire.Connection(server, user=user) as connection:
        return [context_of(connection.post(message)) for _ in range(count)]


def release(server, user, contexts):
    with wire.Connection(server, user=user) as connection:
        for context in contexts:
            body = f"<n:Release><n:EnumerationContext>{context}</n:EnumerationContext></n:Release>"
            reply = connection.post(wire.envelope(RELEASE, STORAGE_JOB, body))
            assert reply.status == 200, reply.text


def test_a_filter_as_large_as_it_may_be_holds_up_nobody_else(loaded):
    # Every step of the expression is looked at for every job.
    expression = " or ".join(f"count(*[contains(., 'no {number}')]) > 99" for number in range(40))
    message = wire.envelope(ENUMERATE, STORAGE_JOB, (
        f'<n:Enumerate><w:OptimizeEnumeration/><w:Filter Dialect="{XPATH}">{wire.escape(expression)}</w:Filter></n:Enumerate>'))
    replies = []

    def search():
        with wire.Connection(loaded, user="bob:secret", timeout=90) as connection:
            replies.append(connection.post(message))

    with wire.Connection(loaded) as connection:
        client = wire.Client(connection)
        resource, keys = a_job(client)
        searching = threading.Thread(target=search)
        searching.start()
        answered = 0
        while not replies and answered < 50:
            assert property_of(client.get(resource, keys), "InstanceID") == keys["InstanceID"]
            answered += 1
        busy = searching.is_alive()
        searching.join()
    assert answered == 50 and busy, "the others were answered before the search was over"
    assert replies[0].fault is None and not replies[0].all("//w:Items/*")


def test_an_enumeration_that_nobody_pulls_keeps_no_change_from_happening(loaded):
    contexts = open_enumerations(loaded, "bob:secret", 1)
    with wire.Connection(loaded) as connection:
        client = wire.Client(connection)
        resource, keys = a_job(client)
        assert client.send(wire.X + "/Delete", resource, selectors=keys).fault is None
        assert client.send(GET, resource, selectors=keys).fault.subcode == "DestinationUnreachable"
    release(loaded, "bob:secret", contexts)


def test_ten_thousand_enumerations_are_held_then_capped_and_their_memory_is_used_again(loaded):
    before = resident(loaded)
    alice = open_enumerations(loaded, "alice:secret", 9000)
    with wire.Connection(loaded, user="alice:secret") as connection:
        fault = wire.Client(connection).send(ENUMERATE, STORAGE_JOB, wire.enumerate_body(optimize=False)).fault
    assert (fault.subcode, fault.number) == ("QuotaLimit", 2150859175) and "9000" in fault.reason
    bob = open_enumerations(loaded, "bob:secret", 1000)
    with wire.Connection(loaded, user="bob:secret") as connection:
        client = wire.Client(connection)
        fault = client.send(ENUMERATE, STORAGE_JOB, wire.enumerate_body(optimize=False)).fault
        assert (fault.subcode, fault.number) == ("QuotaLimit", 2150859174) and "10000" in fault.reason
        # The first and the last are alive.
        for index in (0, -1):
            reply = client.send(PULL, STORAGE_JOB, wire.pull_body(bob[index], 3))
            assert len(reply.all("//n:Items/*")) == 3
            bob[index] = context_of(reply)
    held = resident(loaded)
    assert held - before < 64, "a context takes kilobytes"
    release(loaded, "alice:secret", alice[:3000])
    open_enumerations(loaded, "alice:secret", 3000)
    assert resident(loaded) - held < 16, "what was released is used again"


def test_a_thousand_subscriptions_are_held_then_capped_and_their_memory_is_used_again(loaded):
    before = resident(loaded)
    with Subscriber(loaded, "alice:secret") as alice, Subscriber(loaded, "bob:secret") as bob, Sink() as sink:
        # Half of them are pulled, half pushed.
        subscribe_many(alice, sink, 900)
        fault = alice.try_to_subscribe(None, PULL_MODE).fault
        assert (fault.subcode, fault.number) == ("QuotaLimit", 2150859175) and "900" in fault.reason
        subscribe_many(bob, sink, 100)
        fault = bob.try_to_subscribe(None, PULL_MODE).fault
        assert (fault.subcode, fault.number) == ("QuotaLimit", 2150859174) and "1000" in fault.reason
        held = resident(loaded)
        assert held - before < 64, "a subscription takes kilobytes"
        job = alice.start(template="Stays")[0]
        wire.wait_for(lambda: len(sink.jobs) >= 500)
        assert sink.jobs == [job] * 500, "one event for each that is pushed"
        for manager in alice.managers[:300]:
            assert alice.manage("Unsubscribe", manager).status == 200
        del alice.managers[:300]
        subscribe_many(alice, sink, 300)
        assert resident(loaded) - held < 16, "what was cancelled is used again"


def subscribe_many(subscriber, sink, count):
    for number in range(count):
        subscriber.subscribe(*((sink.url, PUSH) if number % 2 else (None, PULL_MODE)))
