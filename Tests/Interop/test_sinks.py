"""Where events may go: over TLS to who proves itself, to addresses that the configuration allows, never to the local link."""

import subprocess

import pytest

import wire
from conftest import CONFIG
from sinks import Sink
from test_events import EVENTS, PUSH, PUSH_WITH_ACK, Subscriber
from winchd import Winchd

ENDED = "<e:EndTo><a:Address>{}</a:Address></e:EndTo>"
ONE_RETRY = '<w:ConnectionRetry Total="1">PT0.1S</w:ConnectionRetry>'


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """PEM files: `known` and `unknown`, each a certificate for 127.0.0.1 that signs itself, with its key."""
    folder = tmp_path_factory.mktemp("certificates")
    for name in ("known", "unknown"):
        pem = folder / name
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=sink", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", pem, "-out", folder / "certificate"],
            check=True, capture_output=True)
        pem.write_bytes(pem.read_bytes() + (folder / "certificate").read_bytes())
    return folder


@pytest.fixture(scope="module")
def strict(tmp_path_factory, certificates):
    """A server that sends to the loopback over TLS, to one host name over HTTP, and takes one certificate."""
    events = {"sinks": ["https://127.0.0.1", "http://localhost", "*.example.org:81"], "authorities": str(certificates / "known")}
    with Winchd(tmp_path_factory.mktemp("strict"), config=CONFIG | {"events": events}) as running:
        yield running


@pytest.fixture(scope="module")
def open_server(tmp_path_factory):
    with Winchd(tmp_path_factory.mktemp("open"), config=CONFIG) as running:
        yield running


@pytest.mark.parametrize("mode", [PUSH, PUSH_WITH_ACK, EVENTS])
def test_events_go_over_tls_with_the_credentials_of_the_subscriber(strict, certificates, mode):
    with Subscriber(strict) as subscriber, Sink(certificate=certificates / "known") as sink:
        assert sink.url.startswith("https:")
        subscriber.subscribe(sink.url, mode)
        jobs = subscriber.start(3)
        wire.wait_for(lambda: len(sink.jobs) >= 3)
        assert sink.jobs == jobs


def test_a_sink_whose_certificate_nobody_knows_gets_nothing(strict, certificates):
    with Subscriber(strict) as subscriber, Sink(certificate=certificates / "unknown") as sink, \
            Sink(certificate=certificates / "known") as end:
        subscriber.subscribe(sink.url, PUSH_WITH_ACK, ONE_RETRY, more=ENDED.format(end.url))
        subscriber.start()
        wire.wait_for(lambda: len(end.messages) >= 1)
        assert end.messages[0].text("s:Body/e:SubscriptionEnd/e:Status").endswith("/DeliveryFailure")
        assert "certificate" in end.messages[0].text("s:Body/e:SubscriptionEnd/e:Reason")
        assert not sink.messages


@pytest.mark.parametrize("address,allowed", [
    ("https://127.0.0.1:9/", True),
    ("http://127.0.0.1:9/", False),
    ("http://localhost:9/", True),
    ("https://localhost:9/", False),
    ("http://a.example.org:81/", True),
    ("https://a.b.example.org:81/", True),
    ("http://a.example.org/", False),
    ("http://example.org:81/", False),
    ("http://notexample.org:81/", False),
    ("http://a.example.org.evil.test:81/", False),
    ("http://localhost@evil.test/", False),
])
def test_what_the_configuration_does_not_allow_is_refused(strict, address, allowed):
    with Subscriber(strict) as subscriber:
        if allowed:
            subscriber.subscribe(address, PUSH)
        else:
            with pytest.raises(AssertionError, match="EventDeliverToUnusable"):
                subscriber.subscribe(address, PUSH)


@pytest.mark.parametrize("host", ["0.0.0.0", "[::]", "0", "[::ffff:0.0.0.0]"])
def test_no_spelling_of_nobodys_address_reaches_this_host(open_server, host):
    """The kernel takes them for the loopback. The local link, with the metadata of clouds, is refused at the same place."""
    with Subscriber(open_server) as subscriber, Sink() as sink, Sink() as end:
        subscriber.subscribe(sink.url.replace("127.0.0.1", host), PUSH, ONE_RETRY, more=ENDED.format(end.url))
        subscriber.start()
        wire.wait_for(lambda: len(end.messages) >= 1)
        assert end.messages[0].text("s:Body/e:SubscriptionEnd/e:Status").endswith("/DeliveryFailure")
        assert not sink.messages
