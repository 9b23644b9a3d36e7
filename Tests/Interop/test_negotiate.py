"""Negotiate and NTLM with sealed messages over plain HTTP, by pypsrp and pywinrm."""

import base64
import http.client
import subprocess

import pytest
import spnego
from pypsrp.exceptions import AuthenticationError, WinRMTransportError
from pypsrp.wsman import WSMan
from winrm.exceptions import InvalidCredentialsError
from winrm.protocol import Protocol

import wire
from winchd import Winchd

WQL = "SELECT * FROM Msvm_ComputerSystem WHERE Caption = 'Virtual Machine'"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """A server with a user without and one with a domain."""
    with Winchd(tmp_path_factory.mktemp("negotiate"), users=("alice:secret", "CORP\\bob:other secret")) as running:
        yield running


def pypsrp(server, username="alice", password="secret", **named):
    named = {"auth": "negotiate", "encryption": "always", "ssl": False} | named
    return WSMan(server.host, port=server.port, username=username, password=password, **named)


class Raw:
    """One TCP connection and the tokens of pyspnego on it."""

    def __init__(self, server, username="alice", password="secret", protocol="ntlm", scheme="Negotiate"):
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=20)
        self.context = spnego.client(username, password, hostname=server.host, service="http", protocol=protocol,
                                     context_req=spnego.ContextReq.default | spnego.ContextReq.confidentiality)
        self.scheme = scheme

    def post(self, body=b"", **headers):
        self.connection.request("POST", "/wsman", body, {name.replace("_", "-"): text for name, text in headers.items()})
        reply = self.connection.getresponse()
        return reply, reply.read()

    def leg(self, token=None, body=b"", **headers):
        out = self.context.step(token)
        return self.post(body, Authorization=f"{self.scheme} {base64.b64encode(out).decode()}", **headers), out

    def sign_in(self, body=b"", **headers):
        (reply, _), _ = self.leg()
        challenge = reply.getheader("WWW-Authenticate").split(" ")[1]
        (reply, content), token = self.leg(base64.b64decode(challenge), body, **headers)
        return reply, content, token

    def sealed(self, text, tab="\t", dashes="--"):
        sealed = self.context.wrap_winrm(text)
        boundary = f"{dashes}Encrypted Boundary"
        head = (f"{boundary}\r\n{tab}Content-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
                f"{tab}OriginalContent: type=application/soap+xml;charset=UTF-8;Length={len(text)}\r\n{boundary}\r\n"
                f"{tab}Content-Type: application/octet-stream\r\n").encode()
        size = len(sealed.header).to_bytes(4, "little")
        return head + size + sealed.header + sealed.data + f"{boundary}--\r\n".encode()

    def unsealed(self, content, tab="\t", dashes="--"):
        boundary = f"{dashes}Encrypted Boundary".encode()
        start = f"\r\n{tab}Content-Type: application/octet-stream\r\n".encode()
        assert content.count(start) == 1 and content.endswith(boundary + b"--\r\n"), content[:400]
        octets = content.split(start, 1)[1][: -len(boundary) - 4]
        size = int.from_bytes(octets[:4], "little")
        return self.context.unwrap_winrm(octets[4:4 + size], octets[4 + size:])


SEALED = {"Content_Type": 'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";'
                          'boundary="Encrypted Boundary"'}
IDENTIFY = wire.IDENTIFY.encode()


@pytest.mark.parametrize("auth", ["negotiate", "ntlm"])
def test_pypsrp_sealed(sealed, auth):
    with pypsrp(sealed, auth=auth) as client:
        reply = client.transport.send(IDENTIFY)
        assert b"IdentifyResponse" in reply
        assert client.get_server_config() is not None
        client.update_max_payload_size()
        assert client.get_server_config() is not None


@pytest.mark.parametrize("username", ["CORP\\bob", "CORP\\BOB"])
def test_a_user_with_a_domain(sealed, username):
    with pypsrp(sealed, username, "other secret") as client:
        assert client.get_server_config() is not None


def test_large_answers_and_many_requests_on_one_connection(sealed):
    import test_pypsrp
    with pypsrp(sealed) as client:
        for _ in range(5):
            body = client.enumerate(wire.V2 + "/*", test_pypsrp.enumerate_element(WQL, 100))
            assert len(body.findall(".//w:Items/*", wire.NS)) == 2


def test_the_owner_of_a_job_is_the_user_by_name(sealed):
    import test_pypsrp
    with pypsrp(sealed) as client:
        output = test_pypsrp.invoke(client, wire.WINCH + "/Winch_JobService", "StartJob", Template="failing-job")
        job = test_pypsrp.read_job(client, *test_pypsrp.job_of(output))
        assert test_pypsrp.value(job, "Owner") == "alice"


def test_pywinrm_sealed(sealed):
    protocol = Protocol(endpoint=sealed.url, transport="ntlm", username="alice", password="secret",
                        message_encryption="always")
    reply = protocol.send_message(wire.envelope(wire.GET, "http://schemas.microsoft.com/wbem/wsman/1/config"))
    assert "MaxEnvelopeSizekb" in reply if isinstance(reply, str) else b"MaxEnvelopeSizekb" in reply


@pytest.mark.parametrize("username,password", [("alice", "wrong"), ("nobody", "secret"), ("alice", "secre"),
                                               ("alic", "secret"), ("alice2", "secret"), ("CORP\\bob", "secret")])
@pytest.mark.parametrize("auth", ["negotiate", "ntlm"])
def test_wrong_credentials(sealed, auth, username, password):
    with pypsrp(sealed, username, password, auth=auth) as client, pytest.raises(AuthenticationError):
        client.get_server_config()


@pytest.mark.parametrize("password,status", [("secret", "200"), ("wrong", "401")])
def test_curl(tmp_path, password, status):
    """It never seals."""
    with Winchd(tmp_path, options=("--allow-unencrypted", "true")) as server:
        command = ["curl", "--silent", "--ntlm", "--user", f"alice:{password}", "--write-out", "%{http_code}", "--output",
                   "/dev/null", "--header", "Content-Type: application/soap+xml", "--data-binary", wire.IDENTIFY, server.url]
        assert subprocess.run(command, capture_output=True, text=True).stdout == status


def test_documents_are_not_sent_in_clear_after_negotiate(sealed):
    done = subprocess.run(["curl", "-s", "--ntlm", "-u", "alice:secret", "-w", "%{http_code}", sealed.url + "/../metrics"],
                          capture_output=True, text=True, check=True)
    assert done.stdout.endswith("403") and "winch_" not in done.stdout


def test_pywinrm_with_a_wrong_password(sealed):
    protocol = Protocol(endpoint=sealed.url, transport="ntlm", username="alice", password="wrong")
    with pytest.raises(InvalidCredentialsError):
        protocol.send_message(wire.IDENTIFY)


def test_what_is_offered_and_in_which_order(sealed):
    reply, _ = Raw(sealed).post()
    assert reply.status == 401
    assert reply.headers.get_all("WWW-Authenticate") == ["Negotiate", 'Basic realm="WSMAN"']


@pytest.mark.parametrize("tab,dashes", [("\t", "--"), ("", "--"), ("\t", "-- ")])
@pytest.mark.parametrize("padding", [b"", b"\0\0\0"])
def test_the_style_of_the_request_is_the_style_of_the_answer(sealed, tab, dashes, padding):
    raw = Raw(sealed)
    assert raw.sign_in()[0].status == 200
    for _ in range(3):
        reply, content = raw.post(raw.sealed(IDENTIFY + padding, tab, dashes), **SEALED)
        assert reply.status == 200 and reply.getheader("Content-Type") == SEALED["Content_Type"]
        assert b"IdentifyResponse" in raw.unsealed(content, tab, dashes)


def test_the_last_leg_may_carry_the_message(sealed):
    raw = Raw(sealed)
    (reply, _), _ = raw.leg()
    token = raw.context.step(base64.b64decode(reply.getheader("WWW-Authenticate").split(" ")[1]))
    reply, content = raw.post(raw.sealed(IDENTIFY), Authorization=f"Negotiate {base64.b64encode(token).decode()}", **SEALED)
    assert reply.status == 200 and b"IdentifyResponse" in raw.unsealed(content)


def test_the_scheme_of_the_request_is_the_scheme_of_the_answer(sealed):
    raw = Raw(sealed, scheme="NTLM")
    (reply, _), _ = raw.leg()
    assert reply.status == 401 and reply.getheader("WWW-Authenticate").startswith("NTLM TlRMTVNTUAAC")
    (reply, _), _ = raw.leg(base64.b64decode(reply.getheader("WWW-Authenticate").split(" ")[1]))
    assert reply.status == 200
    reply, content = raw.post(raw.sealed(IDENTIFY), **SEALED)
    assert reply.status == 200 and b"IdentifyResponse" in raw.unsealed(content)


@pytest.mark.parametrize("length", [32, 37])
def test_short_first_messages_without_a_wish_for_the_target(sealed, length):
    """As rubyntlm and curl send them."""
    raw = Raw(sealed)
    token = bytearray(raw.context.step())[:length]
    token[12] &= ~0x04
    reply, _ = raw.post(Authorization=f"Negotiate {base64.b64encode(bytes(token)).decode()}")
    challenge = base64.b64decode(reply.getheader("WWW-Authenticate").split(" ")[1])
    assert reply.status == 401 and challenge[:9] == b"NTLMSSP\0\2"
    assert int.from_bytes(challenge[12:14], "little") > 0, "the challenge names its target"


def assert_refused(reply, content):
    assert reply.status == 401
    assert reply.headers.get_all("WWW-Authenticate") == ["Negotiate", 'Basic realm="WSMAN"']
    assert b"IdentifyResponse" not in content


def test_the_context_belongs_to_its_connection(sealed):
    raw, other = Raw(sealed), Raw(sealed)
    assert raw.sign_in()[0].status == 200
    assert_refused(*other.post(IDENTIFY, Content_Type="application/soap+xml"))
    assert_refused(*other.post(raw.sealed(IDENTIFY), **SEALED))


def test_a_message_sealed_by_another_context(sealed):
    raw, other = Raw(sealed), Raw(sealed)
    assert raw.sign_in()[0].status == 200 and other.sign_in()[0].status == 200
    assert_refused(*other.post(raw.sealed(IDENTIFY), **SEALED))
    assert_refused(*other.post(other.sealed(IDENTIFY), **SEALED))


def test_a_sealed_message_sent_twice(sealed):
    raw = Raw(sealed)
    assert raw.sign_in()[0].status == 200
    message = raw.sealed(IDENTIFY)
    assert raw.post(message, **SEALED)[0].status == 200
    assert_refused(*raw.post(message, **SEALED))


def test_a_replayed_token(sealed):
    raw, thief = Raw(sealed), Raw(sealed)
    reply, _, token = raw.sign_in()
    assert reply.status == 200
    field = f"Negotiate {base64.b64encode(token).decode()}"
    assert_refused(*thief.post(Authorization=field))
    thief.leg()
    assert_refused(*thief.post(Authorization=field))
    assert_refused(*thief.post())


def test_a_failed_new_start_ends_what_was(sealed):
    raw = Raw(sealed)
    assert raw.sign_in()[0].status == 200
    assert_refused(*raw.post(Authorization="Negotiate AAAA"))
    assert_refused(*raw.post(raw.sealed(IDENTIFY), **SEALED))


@pytest.mark.parametrize("field", ["Negotiate", "Negotiate ", "Negotiate !!!", "NTLM AAAA", "Kerberos YIIB", "Negotiate "
                                   + base64.b64encode(b"NTLMSSP\0\3" + bytes(80)).decode(), "Bearer x"])
def test_tokens_that_are_none(sealed, field):
    assert_refused(*Raw(sealed).post(Authorization=field))


def test_unsealed_messages_are_refused_without_tls(sealed, tmp_path):
    raw = Raw(sealed)
    assert raw.sign_in()[0].status == 200
    reply, content = raw.post(IDENTIFY, Content_Type="application/soap+xml")
    assert reply.status == 403 and b"IdentifyResponse" not in content
    reply, content, _ = Raw(sealed).sign_in(IDENTIFY, Content_Type="application/soap+xml")
    assert reply.status == 403 and b"IdentifyResponse" not in content
    with pypsrp(sealed, encryption="never") as client, pytest.raises(WinRMTransportError):
        client.get_server_config()
    with Winchd(tmp_path, options=("--allow-unencrypted", "true")) as open_server:
        with pypsrp(open_server, encryption="never") as client:
            assert client.get_server_config() is not None


@pytest.mark.parametrize("body", [b"", b"--Encrypted Boundary\r\n", b"--Encrypted Boundary--\r\n", b"x" * 3000,
                                  b"--Encrypted Boundary\r\n\tOriginalContent: type=application/soap+xml;Length=1\r\n"
                                  b"--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n"
                                  b"\xff\xff\xff\xff--Encrypted Boundary--\r\n"])
def test_bodies_that_are_not_sealed_as_they_claim(sealed, body):
    raw = Raw(sealed)
    assert raw.sign_in()[0].status == 200
    assert raw.post(body, **SEALED)[0].status == 400
    kind = "multipart/encrypted;;=broken"
    assert raw.post(IDENTIFY, Content_Type=kind)[0].status in {400, 401}


def test_hashed_users_are_not_offered_negotiate(tmp_path):
    users = tmp_path / "users"
    users.write_text("carol:$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7\n")
    users.chmod(0o600)
    with Winchd(tmp_path, users=(), options=("--user-file", str(users))) as server:
        reply, _ = Raw(server).post()
        assert reply.headers.get_all("WWW-Authenticate") == ['Basic realm="WSMAN"']
