"""The door: credentials, paths, media types, encodings, sizes, and what is said to those who do not get in."""

import socket

import pytest

import wire
from winchd import Winchd
from wire import GET, ID, S, V2, W

XML = "application/soap+xml;charset=UTF-8"


def enumerate_machines():
    return wire.envelope(wire.ENUMERATE, V2 + "/Msvm_ComputerSystem", wire.enumerate_body(maximum=10))


def is_plain(reply):
    """A refusal before SOAP: a sentence for a person."""
    return reply.headers["Content-Type"].startswith("text/plain") and reply.text.strip()


# Credentials


def test_a_request_without_credentials_is_refused(connection):
    reply = connection.post(enumerate_machines(), user=None)
    assert reply.status == 401
    assert any(each.startswith('Basic realm="') for each in reply.headers.get_all("WWW-Authenticate"))


@pytest.mark.parametrize("user", ["alice:wrong", "nobody:secret", "alice:", "alice:secret2", ":", "alice"])
def test_wrong_credentials_are_refused(connection, user):
    reply = connection.post(enumerate_machines(), user=user)
    assert reply.status == 401 and "WWW-Authenticate" in reply.headers


@pytest.mark.parametrize("value", ["Basic", "Basic !!!", "Bearer abc", "Basic YWxpY2U", "basic"])
def test_credentials_that_cannot_be_read_are_refused(connection, value):
    reply = connection.post(enumerate_machines(), user=None, headers={"Authorization": value})
    assert reply.status == 401


def test_a_later_request_without_credentials_is_refused_too(connection):
    assert connection.post(enumerate_machines()).status == 200
    socket_before = connection.http.sock
    assert connection.post(enumerate_machines(), user=None).status == 401
    assert connection.post(enumerate_machines()).status == 200
    assert connection.http.sock is socket_before, "all on one connection"


def test_an_unknown_user_sends_a_body_that_is_not_parsed(connection):
    assert connection.post("<!DOCTYPE x [<!ENTITY y 'z'>]><x>&y;</x>", user="nobody:x").status == 401


def test_the_scheme_is_read_without_case(connection):
    reply = connection.post(enumerate_machines(), user=None,
                            headers={"Authorization": "bAsIc YWxpY2U6c2VjcmV0"})
    assert reply.status == 200


# Identify without credentials


def test_identify_for_anyone_at_its_own_path(connection):
    reply = connection.post(wire.IDENTIFY, path="/wsman-anon/identify", user=None)
    assert reply.status == 200 and reply.find("//id:IdentifyResponse/id:ProtocolVersion").text == W


def test_identify_for_anyone_who_says_so(connection):
    reply = connection.post(wire.IDENTIFY, user=None, headers={"WSMANIDENTIFY": "unauthenticated"})
    assert reply.status == 200 and reply.find("//id:IdentifyResponse") is not None


def test_only_identify_is_answered_to_anyone(connection):
    for path, headers in [("/wsman-anon/identify", {}), ("/wsman", {"WSMANIDENTIFY": "unauthenticated"})]:
        reply = connection.post(enumerate_machines(), path=path, user=None, headers=headers)
        assert reply.status != 200 and b"Msvm_ComputerSystem_Type" not in reply.body


def test_anyones_identify_is_small(connection):
    padded = wire.IDENTIFY.replace("<s:Header/>", "<s:Header/>" + "<!-- -->" * 2000)
    assert connection.post(padded, path="/wsman-anon/identify", user=None).status == 413


# Paths and methods


@pytest.mark.parametrize("path", ["/wsman", "/wsman/", "/wsman?PSVersion=7.4.1", "/wsman/?PSVersion=5.1"])
def test_paths_of_the_service(connection, path):
    assert connection.post(enumerate_machines(), path=path).status == 200


def test_another_path_is_not_found(connection):
    reply = connection.post(enumerate_machines(), path="/elsewhere")
    assert reply.status == 404 and is_plain(reply)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_post_is_allowed(connection, method):
    reply = connection.request(method, "/wsman")
    assert reply.status == 405 and reply.headers["Allow"] == "POST" and is_plain(reply)


# Media types and encodings


@pytest.mark.parametrize("content_type", [
    None, XML, "application/soap+xml", "application/soap+xml; charset=utf-8", 'application/soap+xml;charset="utf-8"',
    "APPLICATION/SOAP+XML;CHARSET=Utf-8", f'application/soap+xml; charset=UTF-8; action="{wire.ENUMERATE}"',
])
def test_media_types_of_real_clients(connection, content_type):
    reply = connection.post(enumerate_machines(), content_type=content_type)
    assert reply.status == 200, reply.text
    assert reply.headers["Content-Type"] == XML


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "multipart/form-data; boundary=x"])
def test_other_media_types_are_refused(connection, content_type):
    reply = connection.post(enumerate_machines(), content_type=content_type)
    assert reply.status == 415 and is_plain(reply)


@pytest.mark.parametrize("codec, mark, charset", [
    ("utf-16-le", b"\xff\xfe", "utf-16"), ("utf-16-be", b"\xfe\xff", "utf-16"),
])
def test_utf16_both_ways(connection, codec, mark, charset):
    body = mark + enumerate_machines().encode(codec)
    reply = connection.post(body, content_type=f"application/soap+xml;charset={charset}")
    assert reply.status == 200, reply.body
    assert "utf-16" in reply.headers["Content-Type"].lower()
    text = reply.body.decode("utf-16" if reply.body[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-16-le")
    assert text.count("<p:Msvm_ComputerSystem ") == 3


def test_text_beyond_ascii_survives(connection):
    reply = connection.post(wire.envelope(GET, V2 + "/Msvm_ConcreteJob", selectors={"InstanceID": "Žluťoučký 🐎 & <kůň>"}))
    assert reply.fault.subcode == "DestinationUnreachable" and "Žluťoučký 🐎 & <kůň>" in reply.fault.reason


@pytest.mark.parametrize("charset, body", [
    ("utf-16", b"\xff\xfe<"), ("utf-16", b"\xff\xfe\x00\xd8<\x00"), ("utf-8", b"<x>\xff\xfe</x>"),
])
def test_an_impossible_encoding_is_a_bad_request(connection, charset, body):
    reply = connection.post(body, content_type=f"application/soap+xml;charset={charset}")
    assert reply.status == 400 and len(reply.fault.reason) > 20


def test_an_unknown_encoding_is_told(connection):
    reply = connection.post(wire.IDENTIFY, content_type="application/soap+xml;charset=klingon")
    assert reply.fault.subcode == "EncodingLimit" and reply.fault.detail == "CharacterSet"
    assert "klingon" in reply.fault.reason


# Malformed messages get an answer that says why


MALFORMED = {
    "nothing": b"",
    "garbage": b"hello",
    "cut off": enumerate_machines().encode()[:-20],
    "document type": b'<!DOCTYPE s:Envelope SYSTEM "file:///etc/passwd">' + enumerate_machines().encode(),
    "entity bomb": b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><x>&b;</x>',
    "processing instruction": b"<?php echo 1 ?>" + enumerate_machines().encode(),
    "NUL": enumerate_machines().replace("PT60.000S", "PT\0S").encode(),
    "80,000 attributes": ("<x " + " ".join(f'a{n}=""' for n in range(40000)) + "/>").encode(),
    "depth": b"<x>" * 5000 + b"</x>" * 5000,
    "two roots": b"<x/><y/>",
    "undeclared prefix": enumerate_machines().replace("<w:OptimizeEnumeration/>", "<zz:Optimize/>").encode(),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_message_is_told_why(connection, name):
    reply = connection.post(MALFORMED[name])
    assert reply.status == 500, reply.body
    assert reply.fault.subcode == "SchemaValidationError", reply.text
    assert reply.fault.subcode_namespace == W and reply.fault.code == "Sender"
    assert len(reply.fault.reason) > 20
    assert connection.post(enumerate_machines()).status == 200, "the connection goes on"


def test_soap_1_1_is_a_version_mismatch(connection):
    reply = connection.post(enumerate_machines().replace(S, "http://schemas.xmlsoap.org/soap/envelope/"))
    assert reply.status == 500 and reply.fault.code == "VersionMismatch"


def test_a_header_that_must_be_understood(connection):
    header = '<zz:Magic xmlns:zz="urn:zz" s:mustUnderstand="true"/>'
    reply = connection.post(wire.envelope(GET, V2 + "/Msvm_ComputerSystem", headers=header))
    assert reply.fault.code == "MustUnderstand"
    assert reply.find("//s:Header/s:NotUnderstood").get("qname").endswith(":Magic")


def test_an_unknown_action_is_not_supported(connection):
    reply = connection.post(wire.envelope("urn:whatever", V2 + "/Msvm_ComputerSystem"))
    assert reply.fault.subcode == "ActionNotSupported" and "urn:whatever" in reply.fault.reason


# Sizes


def test_a_large_request_is_refused(connection):
    reply = connection.post(enumerate_machines().replace("<n:Enumerate>", "<n:Enumerate>" + " " * 600_000))
    assert reply.status == 413 and is_plain(reply)


def test_a_small_envelope_is_refused(connection):
    reply = connection.post(wire.envelope(GET, V2 + "/Msvm_ComputerSystem", maximum=100))
    assert reply.fault.subcode == "EncodingLimit"


def test_pages_shrink_to_the_envelope_asked_for(connection):
    body = wire.enumerate_body(maximum=100)
    reply = connection.post(wire.envelope(wire.ENUMERATE, V2 + "/CIM_Service", body, maximum=8192))
    assert reply.status == 200 and len(reply.body) <= 8192
    assert 1 <= len(reply.all("//w:Items/*")) < 9
    assert reply.find("//n:EnumerationContext").text


# Framing, said byte for byte


def exchange(server, request):
    """Sends bytes on a fresh connection and returns all that comes until the server closes it."""
    with socket.create_connection((server.host, server.port), timeout=10) as line:
        line.sendall(request)
        answer = b""
        while part := line.recv(65536):
            answer += part
        return answer


@pytest.mark.parametrize("headers", [
    b"Host: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n",
    b"Host: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    b"Host: x\r\nHost: y\r\nContent-Length: 4\r\n",
])
def test_ambiguous_framing_is_refused_and_the_connection_closed(server, headers):
    answer = exchange(server, b"POST /wsman HTTP/1.1\r\n" + headers + b"Authorization: Basic YWxpY2U6c2VjcmV0\r\n\r\n1234")
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("headers", [
    b"Content-Length:\r\n 4\r\n", b"Content-Length: 0\r\n 4\r\n", b"Content-Length: 4\r\nContent-Length:\r\n 5\r\n",
    b"Content-Length: 4\r\nTransfer-Encoding:\r\n chunked\r\n", b"Transfer: chunked\r\n -Encoding\r\n",
    b"Content: 4\r\n -Length\r\n", b"Content-Length: 4\r\nX: a\r\n\tb\r\n", b"X: a\rContent-Length: 4\r\n",
    b"Content-Length: 4\r\nWSMAN: unauthenticated\r\n IDENTIFY\r\n",
])
def test_a_field_in_two_lines_is_refused_and_the_connection_closed(server, headers):
    answer = exchange(server, b"POST /wsman HTTP/1.1\r\nHost: x\r\nAuthorization: Basic YWxpY2U6c2VjcmV0\r\n"
                      + headers + b"\r\n1234")
    assert answer.startswith(b"HTTP/1.1 400 ") and answer.count(b"HTTP/1.1") == 1


def test_a_name_in_two_lines_signs_nobody_in(server):
    answer = exchange(server, b"POST /wsman HTTP/1.1\r\nHost: x\r\nAutho: Basic YWxpY2U6c2VjcmV0\r\n rization\r\n"
                      b"Content-Length: 4\r\n\r\n1234")
    assert answer.startswith(b"HTTP/1.1 400 ") and answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize("target, status", [
    (b"http://x/wsman", 200), (b"HTTPS://x:5986/wsman", 200), (b"http://x", 404), (b"ftp://x/wsman", 404),
    (b"/wsman%00", 404), (b"/wsman-anon/identify%00", 404), (b"/metrics%00x", 404),
])
def test_targets(server, target, status):
    body = enumerate_machines().encode()
    answer = exchange(server, b"POST " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                      b"Content-Type: application/soap+xml\r\nAuthorization: Basic YWxpY2U6c2VjcmV0\r\n"
                      b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert answer.startswith(b"HTTP/1.1 %d " % status)


def test_a_chunked_request_is_understood(server):
    body = enumerate_machines().encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:100], body[100:])) + b"0\r\n\r\n"
    answer = exchange(server, b"POST /wsman HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
                      b"Content-Type: application/soap+xml\r\nAuthorization: Basic YWxpY2U6c2VjcmV0\r\n\r\n" + chunks)
    assert answer.startswith(b"HTTP/1.1 200 ") and b"EnumerateResponse" in answer


def test_pipelined_requests_are_answered_in_order(server):
    request = wire.IDENTIFY.encode()
    head = (b"POST /wsman-anon/identify HTTP/1.1\r\nHost: x\r\nContent-Type: application/soap+xml\r\n"
            b"Content-Length: %d\r\n" % len(request))
    answer = exchange(server, head + b"\r\n" + request + head + b"Connection: close\r\n\r\n" + request)
    assert answer.count(b"HTTP/1.1 200 ") == 2


def test_an_idle_header_does_not_hold_others_up(server, connection):
    idle = [socket.create_connection((server.host, server.port)) for _ in range(20)]
    try:
        for line in idle:
            line.sendall(b"POST /wsman HTTP/1.1\r\nHost:")
        assert connection.post(enumerate_machines()).status == 200
    finally:
        for line in idle:
            line.close()


# IPv6


def test_ipv6_listens_too(tmp_path):
    with socket.socket(socket.AF_INET6) as line:
        line.bind(("::1", 0))
        port = line.getsockname()[1]
    with Winchd(tmp_path, listen=("127.0.0.1:0", f"[::1]:{port}")) as server:
        for host, number in ((server.host, server.port), ("::1", port)):
            with wire.Connection(server, host=host, port=number) as connection:
                assert connection.post(wire.IDENTIFY).status == 200, host


def test_ipv6_alone(tmp_path):
    with Winchd(tmp_path, listen=("[::1]:0",)) as server:
        assert server.url.startswith("http://[::1]:")
        with wire.Connection(server) as connection:
            assert connection.post(wire.IDENTIFY).find("//id:IdentifyResponse") is not None


def test_identify_tells_the_security_profiles_only_to_those_known(connection):
    known = connection.post(wire.IDENTIFY)
    unknown = connection.post(wire.IDENTIFY, path="/wsman-anon/identify", user=None)
    assert known.find("//id:SecurityProfiles/id:SecurityProfileName").text
    assert unknown.find("//id:SecurityProfiles") is None
    assert known.xml.find(f".//{{{ID}}}ProductVersion").text.startswith("OS: 10.0.20348 ")
