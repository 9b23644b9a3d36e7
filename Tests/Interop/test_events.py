"""Events pushed to sinks on the loopback, by a server of the tests' own that may be killed."""

from __future__ import annotations

import contextlib

import pytest

import wire
from conftest import CONFIG
from sinks import Sink
from winchd import Winchd

E = "http://schemas.xmlsoap.org/ws/2004/08/eventing"
DMTF = "http://schemas.dmtf.org/wbem/wsman/1/wsman"
PUSH = E + "/DeliveryModes/Push"
PUSH_WITH_ACK = DMTF + "/PushWithAck"
EVENTS = DMTF + "/Events"
CREATIONS = "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_Job'"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Winchd(tmp_path_factory.mktemp("events"), config=CONFIG) as running:
        yield running


class Subscriber:
    """One user's connection to a server; its subscriptions are cancelled at the end."""

    def __init__(self, server, user="alice:secret"):
        self.connection = wire.Connection(server, user=user)
        self.client = wire.Client(self.connection)
        self.managers = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for manager in self.managers:
            with contextlib.suppress(Exception):
                self.manage("Unsubscribe", manager)
        self.connection.close()

    def request(self, action, body, headers=""):
        return self.connection.post(
            wire.envelope(action, wire.V2 + "/*", body, headers=headers).replace(
                "<s:Envelope ", f'<s:Envelope xmlns:e="{E}" ', 1))

    def subscribe(self, sink, mode, *arguments, **named):
        """The identifier of a new subscription. Without a sink nothing is pushed."""
        reply = self.try_to_subscribe(sink, mode, *arguments, **named)
        assert reply.status == 200, reply.text
        manager = reply.xml.find(".//{%s}Identifier" % E).text
        self.managers.append(manager)
        return manager

    def try_to_subscribe(self, sink, mode, delivery="", more="", headers="", query=CREATIONS):
        notify = sink and (
            f'<e:NotifyTo><a:Address>{sink}</a:Address><a:ReferenceParameters>'
            '<t:Key xmlns:t="urn:test">my key</t:Key></a:ReferenceParameters></e:NotifyTo>')
        return self.request(
            E + "/Subscribe",
            f'<e:Subscribe><e:Delivery Mode="{mode}">{notify or ""}{delivery}</e:Delivery>'
            f'<e:Expires>PT10M</e:Expires><w:Filter Dialect="{wire.WQL}">{query}</w:Filter>{more}</e:Subscribe>',
            headers)

    def manage(self, name, manager):
        return self.request(f"{E}/{name}", f"<e:{name}/>", f"<e:Identifier>{manager}</e:Identifier>")

    def start(self, count=1, template="Quick"):
        """Starts jobs and returns their InstanceIDs."""
        jobs = []
        for _ in range(count):
            output = self.client.invoke(wire.WINCH + "/Winch_JobService", "StartJob", [("Template", template)])
            job = wire.epr_parts(output.find(f"{{{wire.WINCH}/Winch_JobService}}Job"))
            jobs.append(job[1]["InstanceID"])
        return jobs


@pytest.fixture
def subscriber(server):
    with Subscriber(server) as opened:
        yield opened


@pytest.mark.parametrize("mode,behaviour", [(PUSH, "accept"), (PUSH, "ack"), (PUSH_WITH_ACK, "ack"), (EVENTS, "ack")])
def test_every_event_arrives_once_and_in_order(subscriber, mode, behaviour):
    with Sink(behaviour) as sink:
        subscriber.subscribe(sink.url, mode)
        jobs = subscriber.start(12)
        wire.wait_for(lambda: len(sink.jobs) >= 12)
        assert sink.jobs == jobs
        assert all(message.text("s:Header/{urn:test}Key") == "my key" for message in sink.messages)
        assert len({message.text("s:Header/a:MessageID") for message in sink.messages}) == len(sink.messages)
        expected = "Events" if mode == EVENTS else "Event"
        assert set(sink.actions) == {expected}


def test_heartbeats_are_sent_where_nothing_happens(subscriber):
    with Sink() as sink:
        subscriber.subscribe(sink.url, EVENTS, "<w:Heartbeats>PT0.2S</w:Heartbeats>")
        wire.wait_for(lambda: len(sink.messages) >= 3)
        assert set(sink.actions) == {"Heartbeat"}


def test_a_sink_that_was_down_gets_all_of_it(subscriber):
    with Sink() as sink:
        port = sink.server_address[1]
    subscriber.subscribe(sink.url, PUSH_WITH_ACK, "<w:ConnectionRetry>PT0.2S</w:ConnectionRetry>")
    jobs = subscriber.start(5)
    with Sink(port=port) as sink:
        wire.wait_for(lambda: len(sink.jobs) >= 5)
        assert sink.jobs == jobs


def test_a_sink_that_refuses_hears_the_end_and_no_more(subscriber):
    with Sink("refuse") as sink, Sink() as end:
        manager = subscriber.subscribe(
            sink.url, PUSH_WITH_ACK, more=f"<e:EndTo><a:Address>{end.url}</a:Address></e:EndTo>")
        subscriber.start(2)
        wire.wait_for(lambda: len(end.messages) >= 1 or None)
        assert end.actions == ["SubscriptionEnd"]
        assert len(sink.messages) == 1
        assert subscriber.manage("Renew", manager).fault.subcode == "UnableToRenew"


def test_a_sink_that_never_answers_delays_nobody(subscriber):
    with Sink("hang") as stuck, Sink() as quick:
        for _ in range(5):
            subscriber.subscribe(stuck.url, PUSH_WITH_ACK)
        subscriber.subscribe(quick.url, PUSH_WITH_ACK)
        jobs = subscriber.start(20)
        wire.wait_for(lambda: len(quick.jobs) >= 20, timeout=10)
        assert quick.jobs == jobs
        assert len(stuck.messages) == 5


def test_basic_credentials_go_to_the_sink_and_into_no_log(server, subscriber):
    token = (
        '<t:IssuedTokens xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust" s:mustUnderstand="true">'
        "<t:RequestSecurityTokenResponse><t:RequestedSecurityToken><o:UsernameToken xmlns:o="
        '"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"><o:Username>collector'
        "</o:Username><o:Password>open sesame</o:Password></o:UsernameToken></t:RequestedSecurityToken>"
        "</t:RequestSecurityTokenResponse></t:IssuedTokens>"
    )
    profile = f'<w:Auth Profile="{DMTF}/secprofile/http/basic"/>'
    with Sink() as sink:
        subscriber.subscribe(sink.url, PUSH, profile, headers=token)
        subscriber.start()
        wire.wait_for(lambda: len(sink.messages) >= 1 or None)
        assert sink.messages[0].headers["Authorization"] == "Basic Y29sbGVjdG9yOm9wZW4gc2VzYW1l"
    assert "open sesame" not in server.log
    assert (server.data / "jobs.sqlite3").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/", "file:///etc/passwd", "no address"])
def test_what_is_no_address_for_events_is_refused(subscriber, address):
    with pytest.raises(AssertionError, match="EventDeliverToUnusable"):
        subscriber.subscribe(address, PUSH)


def test_what_was_not_delivered_before_a_kill_is_after_it(tmp_path):
    server = Winchd(tmp_path, config=CONFIG).start()
    try:
        with Sink() as sink:
            port = sink.server_address[1]
            with Subscriber(server) as subscriber:
                subscriber.subscribe(
                    sink.url, EVENTS, "<w:ConnectionRetry>PT0.2S</w:ConnectionRetry>", more="<w:SendBookmarks/>")
                early = subscriber.start(3)
                wire.wait_for(lambda: len(sink.jobs) >= 3)
                # Places are written down within a tenth of a second.
                wire.wait_for(lambda: subscriber.start() and len(sink.jobs) >= 8, interval=0.1)
                delivered = list(sink.jobs)
                subscriber.managers.clear()
        with Subscriber(server) as subscriber:
            late = subscriber.start(4)
        server.process.kill()
        server.process.wait()
        server.start()
        with Sink(port=port) as sink:
            wire.wait_for(lambda: late[-1] in sink.jobs)
            arrived = sink.jobs
        assert arrived[-4:] == late
        assert delivered[:3] == early
        assert len(set(arrived)) == len(arrived)
        assert not set(arrived) & set(early)
    finally:
        server.stop()
