"""Raw HTTP and SOAP: says byte for byte what a client says, and reads what comes back."""

from __future__ import annotations

import base64
import dataclasses
import http.client
import time
import uuid
from xml.sax.saxutils import escape

from lxml import etree

S = "http://www.w3.org/2003/05/soap-envelope"
A = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
X = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
N = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
W = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
P = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
F = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
ID = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
CIM = "http://schemas.dmtf.org/wbem/wscim/1/common"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
CFG = "http://schemas.microsoft.com/wbem/wsman/1/config"
ANONYMOUS = A + "/role/anonymous"
WQL = "http://schemas.microsoft.com/wbem/wsman/1/WQL"
NS = {"s": S, "a": A, "x": X, "n": N, "w": W, "p": P, "f": F, "id": ID, "cim": CIM, "xsi": XSI, "cfg": CFG}

WMI = "http://schemas.microsoft.com/wbem/wsman/1/wmi"
V2 = WMI + "/root/virtualization/v2"
WINCH = WMI + "/root/winch"
DMTF = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2"

GET = X + "/Get"
ENUMERATE = N + "/Enumerate"
PULL = N + "/Pull"
RELEASE = N + "/Release"

IDENTIFY = (
    f'<s:Envelope xmlns:s="{S}" xmlns:wsmid="{ID}"><s:Header/><s:Body><wsmid:Identify/></s:Body></s:Envelope>'
)

FINAL_STATES = {"7", "8", "9", "10", "32768"}


@dataclasses.dataclass
class Fault:
    """A SOAP fault, qualified names cut to their local part and checked against their namespace before."""

    code: str
    subcode: str
    subcode_namespace: str
    reason: str
    detail: str
    number: int | None


@dataclasses.dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def xml(self):
        return etree.fromstring(self.body)

    @property
    def text(self):
        return self.body.decode("utf-8")

    def find(self, path):
        """The first node at an XPath that uses the prefixes of NS, or None."""
        found = self.xml.xpath(path, namespaces=NS)
        return found[0] if found else None

    def all(self, path):
        return self.xml.xpath(path, namespaces=NS)

    @property
    def action(self):
        return self.find("/s:Envelope/s:Header/a:Action").text

    @property
    def payload(self):
        """The first child of the Body."""
        return self.find("/s:Envelope/s:Body/*")

    @property
    def fault(self):
        """The SOAP fault of the reply, or None."""
        fault = self.find("/s:Envelope/s:Body/s:Fault")
        if fault is None:
            return None
        value = fault.find("s:Code/s:Subcode/s:Value", NS)
        subcode, namespace = "", ""
        if value is not None:
            prefix, _, subcode = value.text.strip().rpartition(":")
            namespace = value.nsmap.get(prefix or None, "")
        details = [each.text.strip().rsplit("/", 1)[-1] for each in fault.findall("s:Detail/w:FaultDetail", NS)]
        number = fault.find("s:Detail/f:WSManFault", NS)
        return Fault(
            code=fault.find("s:Code/s:Value", NS).text.strip().rpartition(":")[2],
            subcode=subcode,
            subcode_namespace=namespace,
            reason=fault.find("s:Reason/s:Text", NS).text,
            detail=details[0] if details else "",
            number=int(number.get("Code")) if number is not None else None,
        )


class Connection:
    """One keep-alive connection with Basic credentials."""

    def __init__(self, server, user="alice:secret", host=None, port=None, timeout=30):
        self.http = http.client.HTTPConnection(host or server.host, port or server.port, timeout=timeout)
        self.user = user

    def post(self, body, path="/wsman", content_type="application/soap+xml;charset=UTF-8", headers=None, user=...):
        """Posts bytes or text; `content_type` None sends none, `user` None sends no credentials."""
        if isinstance(body, str):
            body = body.encode("utf-8")
        return self.request("POST", path, body, content_type, headers, user)

    def request(self, method, path, body=None, content_type=None, headers=None, user=...):
        lines = dict(headers or {})
        if content_type is not None:
            lines["Content-Type"] = content_type
        user = self.user if user is ... else user
        if user is not None:
            lines["Authorization"] = "Basic " + base64.b64encode(user.encode()).decode()
        self.http.request(method, path, body, lines)
        answer = self.http.getresponse()
        return Reply(answer.status, answer.headers, answer.read())

    def close(self):
        self.http.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def selector_set(selectors):
    """A w:SelectorSet of a dictionary; nothing when it is empty."""
    if not selectors:
        return ""
    rows = "".join(f'<w:Selector Name="{name}">{escape(value)}</w:Selector>' for name, value in selectors.items())
    return f"<w:SelectorSet>{rows}</w:SelectorSet>"


def envelope(action, resource, body="", selectors=None, headers="", message_id=None, maximum=512000):
    """A request in the manner of Windows; `headers` is inserted as it is."""
    return (
        f'<s:Envelope xmlns:s="{S}" xmlns:a="{A}" xmlns:n="{N}" xmlns:w="{W}" xmlns:p="{P}"><s:Header>'
        f'<a:To>http://localhost/wsman</a:To><w:ResourceURI s:mustUnderstand="true">{resource}</w:ResourceURI>'
        f'<a:ReplyTo><a:Address s:mustUnderstand="true">{ANONYMOUS}</a:Address></a:ReplyTo>'
        f'<a:Action s:mustUnderstand="true">{action}</a:Action>'
        f'<w:MaxEnvelopeSize s:mustUnderstand="true">{maximum}</w:MaxEnvelopeSize>'
        f"<a:MessageID>{message_id or 'uuid:' + str(uuid.uuid4()).upper()}</a:MessageID>"
        f'<w:Locale xml:lang="en-US" s:mustUnderstand="false"/><w:OperationTimeout>PT60.000S</w:OperationTimeout>'
        f"{selector_set(selectors)}{headers}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    )


def enumerate_body(wql=None, optimize=True, maximum=None, extra=""):
    """An n:Enumerate; `extra` is inserted before the filter."""
    return (
        "<n:Enumerate>"
        + ("<w:OptimizeEnumeration/>" if optimize else "")
        + (f"<w:MaxElements>{maximum}</w:MaxElements>" if maximum else "")
        + extra
        + (f'<w:Filter Dialect="{WQL}">{escape(wql)}</w:Filter>' if wql else "")
        + "</n:Enumerate>"
    )


def pull_body(context, maximum=None):
    size = f"<n:MaxElements>{maximum}</n:MaxElements>" if maximum else ""
    return f"<n:Pull><n:EnumerationContext>{context}</n:EnumerationContext>{size}</n:Pull>"


def invoke_body(resource, method, parameters=()):
    """A Method_INPUT; `parameters` are (name, text) pairs, an lxml element in place of text is an EPR to copy."""
    rows = []
    for name, value in parameters:
        content = epr_content(value) if isinstance(value, etree._Element) else escape(value)
        rows.append(f"<p:{name}>{content}</p:{name}>")
    return f'<p:{method}_INPUT xmlns:p="{resource}">{"".join(rows)}</p:{method}_INPUT>'


def epr_content(epr):
    """The children of an EPR as text, with the namespaces they need."""
    return "".join(etree.tostring(child).decode() for child in epr)


def epr_parts(epr):
    """The resource URI and the selectors of an EPR's content."""
    resource = epr.find(".//w:ResourceURI", NS).text.strip()
    selectors = {each.get("Name"): each.text for each in epr.findall(".//w:Selector", NS)}
    return resource, selectors


def local_name(element):
    """The name of an element without its namespace; works for lxml's and the standard library's elements."""
    return element.tag.rpartition("}")[2]


def property_of(instance, name):
    """The text of a property of an instance element; None when it is nil or absent."""
    found = [child for child in instance if local_name(child) == name]
    if not found or found[0].get(f"{{{XSI}}}nil") == "true":
        return None
    return found[0].text or ""


class Client:
    """A plain client of our own over one connection: the yardstick beside the others."""

    def __init__(self, connection):
        self.connection = connection

    def send(self, *arguments, **named):
        return self.connection.post(envelope(*arguments, **named))

    def get(self, resource, selectors):
        reply = self.send(GET, resource, selectors=selectors)
        assert reply.fault is None, reply.text
        return reply.payload

    def enumerate(self, resource, wql=None, selectors=None, maximum=50, extra=""):
        """Every item of an optimised enumeration, pulled to its end."""
        reply = self.send(ENUMERATE, resource, enumerate_body(wql, maximum=maximum, extra=extra), selectors)
        assert reply.fault is None, reply.text
        items = reply.all("//n:EnumerateResponse/w:Items/*")
        while reply.find("//w:EndOfSequence | //n:EndOfSequence") is None:
            context = reply.find("//n:EnumerationContext").text
            reply = self.send(PULL, resource, pull_body(context, maximum), selectors)
            assert reply.fault is None, reply.text
            items += reply.all("//n:PullResponse/n:Items/*")
        return items

    def invoke(self, resource, method, parameters=(), selectors=None):
        """The Method_OUTPUT element."""
        reply = self.send(f"{resource}/{method}", resource, invoke_body(resource, method, parameters), selectors)
        assert reply.fault is None, reply.text
        return reply.payload


def wait_for(probe, timeout=30.0, interval=0.05):
    """Calls `probe` until it returns neither None nor False, and returns that."""
    limit = time.monotonic() + timeout
    while True:
        found = probe()
        if found is not None and found is not False:
            return found
        if time.monotonic() > limit:
            raise AssertionError(f"nothing came of {probe} within {timeout} s")
        time.sleep(interval)


def follow(read, timeout=60.0):
    """Reads a job with `read() -> instance element` until its state is final; returns all states and the last instance."""
    states = []

    def probe():
        job = read()
        state = property_of(job, "JobState")
        if not states or states[-1] != state:
            states.append(state)
        return job if state in FINAL_STATES else None

    return states, wait_for(probe, timeout)
