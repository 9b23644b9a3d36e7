"""Kerberos, by itself and within Negotiate, with sealed messages; a KDC of the test's own on the loopback."""

import base64
import os
import subprocess
import time

import pytest
import spnego
from pypsrp.exceptions import AuthenticationError
from pypsrp.wsman import WSMan

from realm import KDC, REALM, Realm
from test_negotiate import IDENTIFY, Raw
from winchd import BINARY, Winchd

pytest.importorskip("gssapi", reason="pyspnego speaks Kerberos through it")
pytest.importorskip("krb5", reason="pyspnego speaks Kerberos through it")
pytestmark = pytest.mark.skipif(KDC is None, reason="there is no krb5kdc here")

SEALED = {"Content_Type": 'multipart/encrypted;protocol="application/HTTP-Kerberos-session-encrypted";'
                          'boundary="Encrypted Boundary"'}


@pytest.fixture(scope="module")
def realm(tmp_path_factory):
    made = Realm(tmp_path_factory.mktemp("realm"))
    before = dict(os.environ)
    os.environ.update(made.environment)
    made.start()
    yield made
    made.stop()
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="module")
def server(realm, tmp_path_factory):
    config = {"negotiate": {"keytab": str(realm.keytab), "principals": {f"alice@{REALM}": "alice"}}}
    with Winchd(tmp_path_factory.mktemp("winchd"), users=("alice:another secret",), config=config) as running:
        yield running


@pytest.fixture(scope="module")
def secure(realm, tmp_path_factory):
    """With TLS, to whose certificate tokens must be bound."""
    config = {"negotiate": {"keytab": str(realm.keytab), "principals": {f"alice@{REALM}": "alice"},
                            "channelBinding": "strict"}}
    with Winchd(tmp_path_factory.mktemp("strict"), listen=("https://127.0.0.1:0",), config=config) as running:
        yield running


def pypsrp(server, username=f"alice@{REALM}", password="secret", **named):
    named = {"auth": "kerberos", "ssl": False, "encryption": "always", "negotiate_service": "HTTP",
             "negotiate_hostname_override": "localhost"} | named
    return WSMan(server.host, port=server.port, username=username, password=password, **named)


class Ticket(Raw):
    """Tokens of Kerberos on one connection."""

    def __init__(self, server, username=f"alice@{REALM}", scheme="Kerberos", bindings=None):
        super().__init__(server, scheme=scheme)
        self.context = spnego.client(username, "secret", hostname="localhost", service="HTTP", protocol="kerberos",
                                     channel_bindings=bindings, context_req=spnego.ContextReq.default
                                     | spnego.ContextReq.confidentiality)

    def sealed(self, text, tab="\t", dashes="--"):
        return super().sealed(text, tab, dashes).replace(b"HTTP-SPNEGO", b"HTTP-Kerberos")


@pytest.mark.parametrize("auth", ["kerberos", "negotiate"])
def test_pypsrp_sealed(server, auth):
    with pypsrp(server, auth=auth) as client:
        assert client.get_server_config() is not None
        client.update_max_payload_size()
        assert b"IdentifyResponse" in client.transport.send(IDENTIFY)


def test_what_is_offered_and_in_which_order(server):
    reply, _ = Raw(server).post()
    assert reply.headers.get_all("WWW-Authenticate") == ["Negotiate", "Kerberos", 'Basic realm="WSMAN"']


@pytest.mark.parametrize("scheme", ["Kerberos", "Negotiate"])
@pytest.mark.parametrize("tab", ["\t", ""])
def test_the_style_of_the_request_is_the_style_of_the_answer(server, scheme, tab):
    raw = Ticket(server, scheme=scheme)
    (reply, _), _ = raw.leg()
    assert reply.status == 200
    raw.context.step(base64.b64decode(reply.getheader("WWW-Authenticate").split(" ")[1]))
    for _ in range(3):
        reply, content = raw.post(raw.sealed(IDENTIFY, tab), **SEALED)
        assert reply.status == 200 and reply.getheader("Content-Type") == SEALED["Content_Type"]
        assert b"IdentifyResponse" in raw.unsealed(content, tab)


def test_ntlm_beside_kerberos(server):
    with pypsrp(server, "alice", "another secret", auth="ntlm") as client:
        assert client.get_server_config() is not None


def test_somebody_of_the_realm_who_is_no_user(server):
    with pypsrp(server, f"mallory@{REALM}") as client, pytest.raises(AuthenticationError):
        client.get_server_config()
    assert "the name is none of the users" in server.log


def test_a_replayed_ticket(server):
    raw, thief = Ticket(server), Raw(server)
    (reply, _), token = raw.leg()
    assert reply.status == 200
    reply, content = thief.post(Authorization=f"Kerberos {base64.b64encode(token).decode()}")
    assert reply.status == 401 and "IdentifyResponse" not in content.decode()
    assert thief.post(IDENTIFY, Content_Type="application/soap+xml")[0].status == 401


def signed_in(server):
    raw = Ticket(server)
    (reply, _), _ = raw.leg()
    assert reply.status == 200
    raw.context.step(base64.b64decode(reply.getheader("WWW-Authenticate").split(" ")[1]))
    return raw


def parts(message):
    """What comes before the sealed bytes, they, and what comes after."""
    before, rest = message.split(b"octet-stream\r\n", 1)
    end = rest.rindex(b"--Encrypted Boundary--")
    return before + b"octet-stream\r\n" + rest[:4], rest[4:end], rest[end:]


def test_a_sealed_message_sent_twice_or_on_another_connection(server):
    raw, other = signed_in(server), signed_in(server)
    message = raw.sealed(IDENTIFY)
    assert other.post(message, **SEALED)[0].status == 401
    assert raw.post(message, **SEALED)[0].status == 200
    assert raw.post(message, **SEALED)[0].status == 401
    assert raw.post(raw.sealed(IDENTIFY), **SEALED)[0].status == 401, "the context is gone"


def test_sealed_messages_out_of_their_order(server):
    raw = signed_in(server)
    raw.sealed(IDENTIFY)
    assert raw.post(raw.sealed(IDENTIFY), **SEALED)[0].status == 401


# The token's kind, flags, filler, extra count, rotation and number (RFC 4121 4.2.6.2), what is sealed, its checksum.
@pytest.mark.parametrize("place", [0, 1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 59, 60, 100, -1])
def test_a_sealed_message_that_was_changed(server, place):
    raw = signed_in(server)
    before, token, after = parts(raw.sealed(IDENTIFY))
    changed = bytearray(token)
    changed[place] ^= 1
    assert raw.post(before + changed + after, **SEALED)[0].status == 401


@pytest.mark.parametrize("size", [1, 15, 16, 17, 31, 32, 43, 44, 59, 60, 61, 76])
def test_a_sealed_message_that_was_cut(server, size):
    raw = signed_in(server)
    before, token, after = parts(raw.sealed(IDENTIFY))
    cut = before[:-4] + min(size, 60).to_bytes(4, "little") + token[:size] + after
    assert raw.post(cut, **SEALED)[0].status == 401
    assert signed_in(server).post()[0].status != 500, "the server goes on"


def test_a_message_that_is_signed_but_not_sealed(server):
    raw = signed_in(server)
    token = raw.context.wrap(IDENTIFY, encrypt=False).data
    before, _, after = parts(raw.sealed(IDENTIFY))
    before = before[:-4] + (16).to_bytes(4, "little")
    assert raw.post(before + token + after, **SEALED)[0].status == 401


def test_an_old_ticket(server):
    raw = Ticket(server)
    token = raw.context.step()
    time.sleep(4)
    reply, _ = raw.post(Authorization=f"Kerberos {base64.b64encode(token).decode()}")
    assert reply.status == 401


def test_a_token_bound_to_the_channel_is_wanted(secure):
    with pypsrp(secure, ssl=True, cert_validation=False, encryption="never", auth="negotiate") as client:
        assert client.get_server_config() is not None
    import http.client
    import ssl
    for bindings in (None, spnego.channel_bindings.GssChannelBindings(application_data=b"tls-server-end-point:" + b"x" * 32)):
        raw = Ticket(secure, scheme="Negotiate", bindings=bindings)
        raw.connection = http.client.HTTPSConnection(secure.host, secure.port, context=ssl._create_unverified_context())
        (reply, _), _ = raw.leg()
        assert reply.status == 401


def test_winch_with_a_ticket(realm, tmp_path):
    """libcurl seals nothing and binds nothing to the channel: over TLS that is enough, unless the server is strict."""
    config = {"negotiate": {"keytab": str(realm.keytab), "principals": {f"alice@{REALM}": "alice"}}}
    with Winchd(tmp_path / "winchd", listen=("https://127.0.0.1:0",), config=config) as server:
        environment = realm.environment | {
            "PATH": os.environ["PATH"], "HOME": str(tmp_path), "WINCH_URL": server.url.replace("127.0.0.1", "localhost"),
            "KRB5CCNAME": f"FILE:{tmp_path}/ticket"}
        words = [BINARY.with_name("winch"), "jobs", "--auth", "negotiate", "--insecure"]
        without = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=60)
        assert without.returncode == 4, without.stderr
        subprocess.run(["kinit", "alice"], input="secret\n", text=True, check=True, capture_output=True,
                       env=environment | {"PATH": environment["PATH"] + ":/usr/sbin"})
        done = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=60)
        assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("JOB "), done.stderr
