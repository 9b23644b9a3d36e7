"""TLS: Basic and Negotiate over it, certificates made, pinned and replaced; what passes without it."""

import hashlib
import http.client
import json
import os
import re
import signal
import socket
import ssl
import subprocess

import pytest
import spnego
from pypsrp.exceptions import AuthenticationError
from pypsrp.wsman import WSMan
from winrm.protocol import Protocol

import wire
from test_negotiate import Raw
from winchd import BINARY, Winchd


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    """A server that made its certificate at its first start."""
    with Winchd(tmp_path_factory.mktemp("tls"), listen=("https://127.0.0.1:0",)) as running:
        yield running


def certificate(server):
    return str(server.data / "certificate.pem")


def pypsrp(server, auth="basic", password="secret", **named):
    named = {"cert_validation": certificate(server)} | named
    return WSMan(server.host, port=server.port, username="alice", password=password, ssl=True, auth=auth, **named)


def handshake(server, context=None):
    """The certificate that the server shows, in DER."""
    if context is None:
        context = ssl._create_unverified_context()
    with socket.create_connection((server.host, server.port), 10) as plain, context.wrap_socket(plain) as tls:
        return tls.getpeercert(binary_form=True)


@pytest.mark.parametrize("scheme", ["--basic", "--ntlm"])
@pytest.mark.parametrize("path, part", [("?wsdl", b"wsdl:definitions"), ("/../metrics", b"# TYPE winch_limits_total counter")])
def test_documents_by_every_scheme(secure, scheme, path, part):
    done = subprocess.run(["curl", "-s", "--cacert", certificate(secure), scheme, "-u", "alice:secret", secure.url + path],
                          capture_output=True, check=True)
    assert part in done.stdout, done.stdout[:500]


@pytest.mark.parametrize("auth", ["basic", "negotiate", "ntlm"])
def test_pypsrp_over_tls(secure, auth):
    with pypsrp(secure, auth) as client:
        assert client.get_server_config() is not None


@pytest.mark.parametrize("transport", ["basic", "ntlm"])
def test_pywinrm_over_tls(secure, transport):
    protocol = Protocol(endpoint=secure.url, transport=transport, username="alice", password="secret",
                        server_cert_validation="validate", ca_trust_path=certificate(secure))
    reply = protocol.send_message(wire.envelope(wire.GET, "http://schemas.microsoft.com/wbem/wsman/1/config"))
    assert "MaxEnvelopeSizekb" in (reply if isinstance(reply, str) else reply.decode())


@pytest.mark.parametrize("auth", ["basic", "negotiate", "ntlm"])
def test_a_wrong_password_over_tls(secure, auth):
    with pypsrp(secure, auth, "wrong") as client, pytest.raises(AuthenticationError):
        client.get_server_config()


def test_what_is_printed_pins_the_certificate(secure):
    pin = re.search(r"sha256//\S{44}", secure.log).group(0)
    fingerprint = re.search(r"SHA-256 +(\S+)", secure.log).group(1)
    shown = ssl.DER_cert_to_PEM_cert(handshake(secure))
    seen = subprocess.run(["openssl", "x509", "-noout", "-fingerprint", "-sha256"], input=shown, text=True,
                          capture_output=True, check=True).stdout
    assert fingerprint in seen
    command = ["curl", "--silent", "--insecure", "--user", "alice:secret", "--data-binary", wire.IDENTIFY,
               "--header", "Content-Type: application/soap+xml", secure.url, "--pinnedpubkey"]
    assert "IdentifyResponse" in subprocess.run([*command, pin], capture_output=True, text=True).stdout
    assert subprocess.run([*command, "sha256//" + "A" * 43 + "="], capture_output=True).returncode == 90
    ours = [BINARY.with_name("winch"), "identify", "--url", secure.url, "--user", "alice:secret", "--pin"]
    assert "Winch" in subprocess.run([*ours, pin], capture_output=True, text=True).stdout
    assert subprocess.run([*ours, "sha256//" + "A" * 43 + "="], capture_output=True).returncode != 0


def test_only_sound_versions(secure):
    for version, works in [(ssl.TLSVersion.TLSv1_1, False), (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)]:
        context = ssl._create_unverified_context()
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        try:
            context.minimum_version = context.maximum_version = version
            assert handshake(secure, context) and works
        except (ssl.SSLError, ConnectionError):
            assert not works


def test_another_certificate_without_dropping_a_connection(tmp_path):
    with Winchd(tmp_path, listen=("https://127.0.0.1:0",)) as server:
        before = handshake(server)
        with pypsrp(server, cert_validation=False) as client:
            assert client.get_server_config() is not None
            files = [server.data / "certificate.pem", server.data / "certificate-key.pem"]
            new = [tmp_path / "new.pem", tmp_path / "new-key.pem"]
            subprocess.run([BINARY, "make-certificate", "--tls-certificate", str(new[0]), "--tls-key", str(new[1]),
                            "--name", "127.0.0.1"], check=True, capture_output=True)
            os.replace(new[0], files[0])
            server.process.send_signal(signal.SIGHUP)
            wire.wait_for(lambda: "the old one stays" in server.log)
            assert handshake(server) == before
            os.replace(new[1], files[1])
            server.process.send_signal(signal.SIGHUP)
            wire.wait_for(lambda: handshake(server) != before)
            assert client.get_server_config() is not None


@pytest.mark.parametrize("protocol", ["ntlm", "negotiate"])
@pytest.mark.parametrize("policy,accepted", [("off", {"none", "wrong", "right"}), ("relaxed", {"none", "right"}),
                                             ("strict", {"right"})])
def test_tokens_bound_to_the_channel(tmp_path, policy, accepted, protocol):
    with Winchd(tmp_path, listen=("https://127.0.0.1:0",), config={"negotiate": {"channelBinding": policy}}) as server:
        prefix = b"tls-server-end-point:"
        right = prefix + hashlib.sha256(handshake(server)).digest()
        for name, data in {"none": None, "wrong": prefix + bytes(32), "right": right}.items():
            bindings = data and spnego.channel_bindings.GssChannelBindings(application_data=data)
            raw = Raw(server)
            raw.connection = http.client.HTTPSConnection(
                server.host, server.port, context=ssl._create_unverified_context(), timeout=20)
            raw.context = spnego.client("alice", "secret", hostname=server.host, service="http", protocol=protocol,
                                        channel_bindings=bindings)
            assert raw.sign_in()[0].status == (200 if name in accepted else 401), name


def other_address():
    """An address of this host that is not the loopback's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return None


@pytest.mark.skipif(other_address() is None, reason="this host has no address but the loopback's")
def test_a_password_from_another_host_needs_tls(tmp_path):
    here = other_address()
    with Winchd(tmp_path / "a", listen=(f"{here}:0",)) as server:
        with WSMan(here, port=server.port, username="alice", password="secret", ssl=False, auth="basic",
                   encryption="never") as client, pytest.raises(AuthenticationError):
            client.get_server_config()
        with WSMan(here, port=server.port, username="alice", password="secret", ssl=False, auth="negotiate") as client:
            assert client.get_server_config() is not None
        assert "Basic takes https" in server.log
    with Winchd(tmp_path / "b", listen=(f"{here}:0",), options=("--allow-unencrypted", "true")) as server:
        with WSMan(here, port=server.port, username="alice", password="secret", ssl=False, auth="basic",
                   encryption="never") as client:
            assert client.get_server_config() is not None


def test_plain_http_on_a_port_of_tls(secure):
    with socket.create_connection((secure.host, secure.port), 10) as plain:
        plain.sendall(b"POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        plain.settimeout(10)
        assert not plain.recv(100).startswith(b"HTTP")
    with pypsrp(secure) as client:
        assert client.get_server_config() is not None


# Certificates of clients


@pytest.fixture(scope="module")
def mutual(tmp_path_factory):
    """A server that knows users by their certificates, and the folder of these: an authority's, and an impostor's."""
    folder = tmp_path_factory.mktemp("mutual")

    def run(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    def make(name, subject, days="30", signer=None, extra=()):
        request = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key"]
        if signer is None:
            run(*request, "-x509", "-out", f"{name}.pem", "-days", days, "-subj", subject)
            return
        run(*request, "-out", f"{name}.csr", "-subj", subject)
        (folder / f"{name}.ext").write_text("\n".join(extra or ["extendedKeyUsage=clientAuth"]))
        run("x509", "-req", "-in", f"{name}.csr", "-CA", f"{signer}.pem", "-CAkey", f"{signer}.key", "-CAcreateserial",
            "-out", f"{name}.pem", "-days", days, "-extfile", f"{name}.ext")

    make("authority", "/CN=Clients")
    make("impostor", "/CN=Clients")
    make("alice", "/O=Example/CN=alice", signer="authority")
    make("bob", "/CN=nobody", signer="authority",
         extra=["extendedKeyUsage=clientAuth", "subjectAltName=email:Bob@example.org"])
    make("carol", "/CN=carol", signer="authority")
    make("false-alice", "/O=Example/CN=alice", signer="impostor")
    make("alice-2", "/O=Example/CN=alice2", signer="authority")
    make("server-alice", "/O=Example/CN=alice", signer="authority", extra=["extendedKeyUsage=serverAuth"])
    make("expired", "/O=Example/CN=alice", days="-1", signer="authority")
    thumbprint = hashlib.sha1(ssl.PEM_cert_to_DER_cert((folder / "carol.pem").read_text())).hexdigest()
    config = {
        "tls": {"clientCertificates": {"authorities": str(folder / "authority.pem"), "users": {
            "subject:CN=alice,O=Example": "alice", "san:bob@example.org": "bob", f"thumbprint:{thumbprint}": "carol"}}},
        "roles": {"alice": "administrator", "bob": "reader", "carol": "operator"},
    }
    with Winchd(folder / "server", listen=("https://127.0.0.1:0",), config=config) as running:
        running.folder = folder
        yield running


MUTUAL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"


def with_certificate(server, name, authorization=MUTUAL, tls=None):
    """The reply to Get of config, and the roles that the audit log has noted."""
    context = ssl.create_default_context(cafile=certificate(server))
    if name:
        context.load_cert_chain(server.folder / f"{name}.pem", server.folder / f"{name}.key")
    if tls:
        context.minimum_version = context.maximum_version = tls
    line = http.client.HTTPSConnection(server.host, server.port, context=context, timeout=20)
    headers = {"Content-Type": "application/soap+xml;charset=UTF-8"}
    if authorization:
        headers["Authorization"] = authorization
    try:
        line.request("POST", "/wsman", wire.envelope(wire.GET, wire.CFG), headers)
        reply = line.getresponse()
        return reply.status, reply.read()
    finally:
        line.close()


@pytest.mark.parametrize("tls", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("name", ["alice", "bob", "carol"])
def test_certificates_of_clients(mutual, name, tls):
    for authorization in (MUTUAL, None):
        status, body = with_certificate(mutual, name, authorization, tls)
        assert status == 200 and b"<cfg:Certificate>true</cfg:Certificate>" in body
    assert f'"user":"{name}"' in (mutual.data / "audit.log").read_text()


def audited(server):
    log = server.data / "audit.log"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


@pytest.mark.parametrize("name", [None, "false-alice", "alice-2", "server-alice", "expired"])
def test_certificates_that_are_nobodys(mutual, name):
    before = audited(mutual)
    for authorization in (MUTUAL, None):
        status, body = with_certificate(mutual, name, authorization)
        assert status == 401 and b"WS-Man" not in body and b"certificate" not in body
    # A certificate that is refused is a failed sign-in of nobody known; without one, nobody has tried.
    assert {(line["operation"], line["user"], line["result"]) for line in audited(mutual)[len(before):]} == (
        {("SignIn", "", "denied")} if name else set())


def test_pypsrp_with_a_certificate(mutual):
    with WSMan(mutual.host, port=mutual.port, ssl=True, auth="certificate", cert_validation=certificate(mutual),
               certificate_pem=str(mutual.folder / "alice.pem"),
               certificate_key_pem=str(mutual.folder / "alice.key")) as client:
        assert client.get_server_config() is not None


def test_pywinrm_with_a_certificate(mutual):
    protocol = Protocol(endpoint=mutual.url, transport="certificate", cert_pem=str(mutual.folder / "alice.pem"),
                        cert_key_pem=str(mutual.folder / "alice.key"), server_cert_validation="validate",
                        ca_trust_path=certificate(mutual))
    reply = protocol.send_message(wire.envelope(wire.GET, wire.CFG))
    assert "MaxEnvelopeSizekb" in (reply if isinstance(reply, str) else reply.decode())


def winch(server, *words):
    return subprocess.run(
        [BINARY.with_name("winch"), "get", "winrm/config", "--url", server.url, "--ca", certificate(server), *words],
        capture_output=True, text=True, timeout=60, env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"})


def test_winch_with_a_certificate(mutual):
    folder = mutual.folder
    done = winch(mutual, "--cert", folder / "alice.pem", "--key", folder / "alice.key", "--trace")
    assert done.returncode == 0 and "MaxEnvelopeSizekb" in done.stdout and "PRIVATE KEY" not in done.stderr, done.stderr
    both = folder / "both.pem"
    both.write_text((folder / "alice.pem").read_text() + (folder / "alice.key").read_text())
    assert winch(mutual, "--cert", both).returncode == 0
    subprocess.run(["openssl", "pkcs12", "-export", "-in", both, "-out", folder / "alice.p12", "-passout", "pass:"], check=True)
    assert winch(mutual, "--cert", folder / "alice.p12").returncode == 0
    assert winch(mutual).returncode == 4
    assert winch(mutual, "--cert", folder / "false-alice.pem", "--key", folder / "false-alice.key").returncode == 4
    missing = winch(mutual, "--cert", folder / "none.pem")
    assert missing.returncode == 2 and "none.pem" in missing.stderr
