"""Messages in the shape other clients send them: Microsoft's omicli, WinRb, go-wsman, go-wsman-messages, MetricsHub."""

import uuid

import pytest
from lxml import etree

import wire
from wire import A, ANONYMOUS, DMTF, N, P, S, V2, W, WMI, WQL, XSI


def last_text(element):
    """What go-wsman makes of a property: the last text inside it that is not white space."""
    return [text.strip() for text in element.itertext() if text.strip()][-1]


class Omicli:
    """omicli 1.x: DMTF URIs, the namespace as a selector, an empty OptionSet that must be understood, POST /wsman/."""

    # It binds xsi to the wrong namespace.
    OPEN = (f'<s:Envelope xmlns:s="{S}" xmlns:a="{A}" xmlns:n="{N}" xmlns:w="{W}" '
            f'xmlns:xsi="http://www.w3.org/2001/XMLSchema" xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" '
            f'xmlns:p="{P}"><s:Header>')

    def __init__(self, connection):
        self.connection = connection
        self.message_id = ""

    def send(self, action, class_name, body, keys=""):
        self.message_id = f"uuid:{uuid.uuid4()}".upper().replace("UUID", "uuid")
        message = (
            f'{self.OPEN}<a:To>http://localhost:5985/wsman/</a:To>'
            f'<w:ResourceURI s:mustUnderstand="true">{class_name}</w:ResourceURI>'
            f'<a:ReplyTo><a:Address s:mustUnderstand="true">{ANONYMOUS}</a:Address></a:ReplyTo>'
            f'<a:Action s:mustUnderstand="true">{action}</a:Action>'
            f'<w:MaxEnvelopeSize s:mustUnderstand="true">102400</w:MaxEnvelopeSize>'
            f"<a:MessageID>{self.message_id}</a:MessageID>"
            f"<w:OperationTimeout>PT1M30S</w:OperationTimeout>"
            f'<w:Locale xml:lang="en-us" s:mustUnderstand="false"/><p:DataLocale xml:lang="en-us" s:mustUnderstand="false"/>'
            f'<w:OptionSet s:mustUnderstand="true"></w:OptionSet>'
            f'<w:SelectorSet><w:Selector Name="__cimnamespace">root/virtualization/v2</w:Selector>{keys}</w:SelectorSet>'
            f"</s:Header><s:Body>{body}</s:Body></s:Envelope>")
        return self.connection.post(message, path="/wsman/")


def test_omicli_enumerates_a_dmtf_uri(connection):
    omicli = Omicli(connection)
    body = ("<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>2</w:MaxElements>"
            "<b:PolymorphismMode>IncludeSubClassProperties</b:PolymorphismMode></n:Enumerate>")
    reply = omicli.send(wire.ENUMERATE, DMTF + "/CIM_ComputerSystem", body)
    assert reply.status == 200, reply.text
    assert reply.find("//a:RelatesTo").text == omicli.message_id
    items = reply.all("//w:Items/*")
    context = reply.find("//n:EnumerationContext").text
    while context:
        reply = omicli.send(wire.PULL, DMTF + "/CIM_ComputerSystem", wire.pull_body(context, 2))
        items += reply.all("//n:Items/*")
        following = reply.find("//n:EnumerationContext")
        context = following.text if following is not None else None
    # Element and namespace are the instance's own class, in the family of URIs the request used.
    assert {each.tag for each in items} == {f"{{{DMTF}/Msvm_ComputerSystem}}Msvm_ComputerSystem"}
    assert len(items) == 3


def test_omicli_reads_the_whole_of_an_optimised_answer(connection):
    """It loses the last item when the end of the first answer is not written in the wsman namespace."""
    body = "<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>32000</w:MaxElements></n:Enumerate>"
    reply = Omicli(connection).send(wire.ENUMERATE, DMTF + "/CIM_ComputerSystem", body)
    assert len(reply.all("//n:EnumerateResponse/w:Items/*")) == 3
    assert reply.find("//n:EnumerateResponse/w:EndOfSequence") is not None
    assert reply.find("//n:EnumerateResponse/n:EnumerationContext").text in (None, "")


def test_omicli_gets_and_invokes(connection, machine):
    keys = f'<w:Selector Name="Name">{wire.property_of(machine, "Name")}</w:Selector>'
    omicli, resource = Omicli(connection), DMTF + "/Msvm_ComputerSystem"
    reply = omicli.send(wire.GET, resource, "", keys)
    assert reply.payload.tag == f"{{{resource}}}Msvm_ComputerSystem"
    body = (f'<p:RequestStateChange_INPUT xmlns:p="{resource}"><p:RequestedState>2</p:RequestedState>'
            '<p:TimeoutPeriod xsi:nil="true"/></p:RequestStateChange_INPUT>')
    reply = omicli.send(resource + "/RequestStateChange", resource, body, keys)
    assert reply.payload.tag == f"{{{resource}}}RequestStateChange_OUTPUT", reply.text
    job = reply.payload.find(f"{{{resource}}}Job")
    assert wire.epr_parts(job)[0] == DMTF + "/Msvm_ConcreteJob"


def test_omicli_reads_a_fault_of_status_500(connection):
    reply = Omicli(connection).send(wire.GET, DMTF + "/Msvm_ComputerSystem", "",
                                    '<w:Selector Name="Name">nobody</w:Selector>')
    assert reply.status == 500 and reply.fault.subcode == "DestinationUnreachable"
    assert reply.headers["Content-Type"] == "application/soap+xml;charset=UTF-8"


class WinRb:
    """WinRb/WinRM: mustUnderstand without a namespace, nil elements that still mean yes, SessionId in the body."""

    SESSION = str(uuid.uuid4()).upper()

    def __init__(self, connection):
        self.connection = connection

    def send(self, action, resource, body):
        message = (
            f'<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
            f'xmlns:xsi="{XSI}" xmlns:env="{S}" xmlns:a="{A}" '
            f'xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd" xmlns:n="{N}" '
            f'xmlns:x="{wire.X}" xmlns:w="{W}" xmlns:p="{P}" xmlns:cfg="{wire.CFG}"><env:Header>'
            f'<a:To>http://localhost:5985/wsman</a:To>'
            f'<a:ReplyTo><a:Address mustUnderstand="true">{ANONYMOUS}</a:Address></a:ReplyTo>'
            f'<w:MaxEnvelopeSize mustUnderstand="true">153600</w:MaxEnvelopeSize>'
            f"<a:MessageID>uuid:{str(uuid.uuid4()).upper()}</a:MessageID>"
            f'<p:SessionId mustUnderstand="false">uuid:{self.SESSION}</p:SessionId>'
            f'<w:Locale xml:lang="en-US" mustUnderstand="false"/><p:DataLocale xml:lang="en-US" mustUnderstand="false"/>'
            f"<w:OperationTimeout>PT60S</w:OperationTimeout>"
            f'<w:ResourceURI mustUnderstand="true">{resource}</w:ResourceURI>'
            f'<a:Action mustUnderstand="true">{action}</a:Action></env:Header><env:Body>{body}</env:Body></env:Envelope>')
        return self.connection.post(message)

    def run_wql(self, wql, maximum="32000"):
        """All items; the namespace of the URI is the wildcard, as `run_wql` has it."""
        session = f"<p:SessionId>uuid:{self.SESSION}</p:SessionId>"
        body = (f'<n:Enumerate><w:OptimizeEnumeration xsi:nil="true"/><w:MaxElements>{maximum}</w:MaxElements>'
                f'<w:Filter Dialect="{WQL}">{wql}</w:Filter>{session}</n:Enumerate>')
        resource = WMI + "/root/virtualization/v2/*"
        reply = self.send(wire.ENUMERATE, resource, body)
        assert reply.status == 200, reply.text
        items = reply.all("//n:EnumerateResponse/w:Items/*")
        context = reply.find("//n:EnumerationContext")
        while context is not None and context.text:
            body = (f"<n:Pull><n:EnumerationContext>{context.text}</n:EnumerationContext>"
                    f'<w:OptimizeEnumeration xsi:nil="true"/><n:MaxElements>{maximum}</n:MaxElements>{session}</n:Pull>')
            reply = self.send(wire.PULL, resource, body)
            assert reply.status == 200, reply.text
            items += reply.all("//n:PullResponse/n:Items/*")
            context = reply.find("//n:EnumerationContext")
        return items


def test_winrb_queries_instances(connection):
    items = WinRb(connection).run_wql("select * from Msvm_ComputerSystem where Caption = 'Virtual Machine'")
    assert [etree.QName(each).localname for each in items] == ["Msvm_ComputerSystem"] * 2


def test_winrb_queries_columns_page_by_page(connection):
    items = WinRb(connection).run_wql("select ElementName, Name from Msvm_ComputerSystem", maximum="1")
    assert [each.tag for each in items] == [f"{{{W}}}XmlFragment"] * 3
    assert [child.tag for child in items[0]] == ["ElementName", "Name"]


class GoWSMan:
    """go-wsman: indented, WQL on a class URI, Pull without MaxElements, the last text of an element is its value."""

    def __init__(self, connection):
        self.connection = connection

    def send(self, action, resource, body, selectors=()):
        chosen = "".join(f'      <w:Selector Name="{name}">{text}</w:Selector>\n' for name, text in selectors)
        message = (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<s:Envelope xmlns:s="{S}" xmlns:a="{A}" xmlns:w="{W}">\n  <s:Header>\n'
            f'    <a:Action s:mustUnderstand="true">{action}</a:Action>\n'
            f'    <w:ResourceURI s:mustUnderstand="true">{resource}</w:ResourceURI>\n'
            f'    <w:MaxEnvelopeSize s:mustUnderstand="true">153600</w:MaxEnvelopeSize>\n'
            f"    <w:OperationTimeout>PT60S</w:OperationTimeout>\n    <a:MessageID>uuid:{uuid.uuid4()}</a:MessageID>\n"
            f'    <a:ReplyTo>\n      <a:Address s:mustUnderstand="true">{ANONYMOUS}</a:Address>\n    </a:ReplyTo>\n'
            f'    <a:To s:mustUnderstand="true">http://localhost:5985/wsman</a:To>\n'
            + (f"    <w:SelectorSet>\n{chosen}    </w:SelectorSet>\n" if selectors else "")
            + f"  </s:Header>\n  <s:Body>\n    {body}\n  </s:Body>\n</s:Envelope>\n")
        return self.connection.post(message)


def test_go_wsman_filters_on_a_class_uri(connection):
    go, resource = GoWSMan(connection), V2 + "/Msvm_ComputerSystem"
    reply = go.send(wire.ENUMERATE, resource,
                    f'<n:Enumerate xmlns:n="{N}"><w:Filter Dialect="{WQL}">SELECT * FROM Msvm_ComputerSystem '
                    "WHERE Caption = &#39;Virtual Machine&#39;</w:Filter></n:Enumerate>")
    context = reply.find("//n:EnumerationContext").text
    assert context
    names, ended = [], False
    while not ended:
        reply = go.send(wire.PULL, resource,
                        f'<n:Pull xmlns:n="{N}"><n:EnumerationContext>{context}</n:EnumerationContext></n:Pull>')
        names += [wire.property_of(each, "ElementName") for each in reply.all("//n:Items/*")]
        ended = reply.find("//n:EndOfSequence") is not None
        context = None if ended else reply.find("//n:EnumerationContext").text
    assert len(names) == 2


def test_go_wsman_takes_the_last_text_of_a_job_for_its_id(connection, machine):
    go, resource = GoWSMan(connection), V2 + "/Msvm_ComputerSystem"
    reply = go.send(resource + "/RequestStateChange", resource,
                    f'<p:RequestStateChange_INPUT xmlns:p="{resource}"><p:RequestedState>2</p:RequestedState>'
                    "</p:RequestStateChange_INPUT>", [("Name", wire.property_of(machine, "Name"))])
    output = reply.payload
    assert last_text(output.find(f"{{{resource}}}ReturnValue")) in {"0", "4096"}
    job_id = last_text(output.find(f"{{{resource}}}Job"))

    def state():
        got = go.send(wire.GET, V2 + "/Msvm_ConcreteJob", "", [("InstanceID", job_id)])
        assert got.status == 200, got.text
        return last_text(got.payload.find(f"{{{V2}/Msvm_ConcreteJob}}JobState")) == "7"

    wire.wait_for(state)


class AMT:
    """go-wsman-messages: SOAP in the default namespace, MessageID a plain number, To a bare path."""

    def __init__(self, connection):
        self.connection = connection
        self.count = 0

    def send(self, action, resource, body, selectors=""):
        message = (
            f'<?xml version="1.0" encoding="utf-8"?><Envelope xmlns:xsi="{XSI}" '
            f'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:a="{A}" xmlns:w="{W}" xmlns="{S}"><Header>'
            f"<a:Action>{action}</a:Action><a:To>/wsman</a:To><w:ResourceURI>{resource}</w:ResourceURI>"
            f"<a:MessageID>{self.count}</a:MessageID><a:ReplyTo><a:Address>{ANONYMOUS}</a:Address></a:ReplyTo>"
            f"<w:OperationTimeout>PT60S</w:OperationTimeout>{selectors}</Header><Body>{body}</Body></Envelope>")
        self.count += 1
        return self.connection.post(message, content_type="application/soap+xml; charset=utf-8")


def test_amt_enumerates_and_pulls(connection):
    amt, resource = AMT(connection), V2 + "/Msvm_ComputerSystem"
    reply = amt.send(wire.ENUMERATE, resource, f'<Enumerate xmlns="{N}" />')
    assert reply.find("//a:RelatesTo").text == "0"
    context = reply.find("//n:EnumerationContext").text
    reply = amt.send(wire.PULL, resource,
                     f'<Pull xmlns="{N}"><EnumerationContext>{context}</EnumerationContext><MaxElements>999</MaxElements>'
                     "<MaxCharacters>99999</MaxCharacters></Pull>")
    assert reply.find("//a:RelatesTo").text == "1"
    assert len(reply.all("//n:Items/*")) == 3
    assert reply.find("//n:EndOfSequence") is not None


def test_amt_pages_stay_within_max_characters(connection):
    amt, resource = AMT(connection), V2 + "/Msvm_ComputerSystem"
    context = amt.send(wire.ENUMERATE, resource, f'<Enumerate xmlns="{N}" />').find("//n:EnumerationContext").text
    reply = amt.send(wire.PULL, resource,
                     f'<Pull xmlns="{N}"><EnumerationContext>{context}</EnumerationContext><MaxElements>999</MaxElements>'
                     "<MaxCharacters>4000</MaxCharacters></Pull>")
    items = reply.find("//n:Items")
    assert 1 <= len(items) < 3
    assert len(reply.text.partition("<n:Items>")[2].partition("</n:Items>")[0]) <= 4000
    assert reply.find("//n:EndOfSequence") is None and reply.find("//n:EnumerationContext").text


def test_amt_invokes_a_method(connection, machine):
    amt, resource = AMT(connection), V2 + "/Msvm_ComputerSystem"
    keys = ('<w:SelectorSet><w:Selector Name="Name">' + wire.property_of(machine, "Name")
            + "</w:Selector></w:SelectorSet>")
    reply = amt.send(resource + "/RequestStateChange", resource,
                     f'<h:RequestStateChange_INPUT xmlns:h="{resource}"><h:RequestedState>2</h:RequestedState>'
                     "</h:RequestStateChange_INPUT>", keys)
    assert wire.property_of(reply.payload, "ReturnValue") == "4096", reply.text


class MetricsHub:
    """MetricsHub's winrm-java: posts without credentials first, sends body and credentials again after the 401."""

    def __init__(self, connection):
        self.connection = connection

    def send(self, action, namespace, body):
        message = (
            f'<s:Envelope xmlns:s="{S}" xmlns:wsa="{A}" xmlns:wsman="{W}" xmlns:wsen="{N}"><s:Header>'
            f'<wsa:To>http://localhost:5985/wsman</wsa:To>'
            f'<wsman:ResourceURI s:mustUnderstand="true">{WMI}/{namespace}/*</wsman:ResourceURI>'
            f'<wsa:ReplyTo><wsa:Address s:mustUnderstand="true">{ANONYMOUS}</wsa:Address></wsa:ReplyTo>'
            f'<wsa:Action s:mustUnderstand="true">{action}</wsa:Action>'
            f'<wsman:MaxEnvelopeSize s:mustUnderstand="true">153600</wsman:MaxEnvelopeSize>'
            f"<wsa:MessageID>uuid:{str(uuid.uuid4()).upper()}</wsa:MessageID>"
            f'<wsman:Locale xml:lang="en-US" s:mustUnderstand="false"/>'
            f"<wsman:OperationTimeout>PT1.234S</wsman:OperationTimeout></s:Header><s:Body>{body}</s:Body></s:Envelope>")
        reply = self.connection.post(message, user=None)
        assert reply.status == 401
        return self.connection.post(message)


@pytest.mark.parametrize("namespace", ["ROOT/Virtualization/V2", "root/virtualization/v2"])
def test_metricshub_queries_whatever_the_case(connection, namespace):
    hub = MetricsHub(connection)
    body = (f'<wsen:Enumerate><wsman:OptimizeEnumeration/><wsman:MaxElements>32000</wsman:MaxElements>'
            f'<wsman:Filter Dialect="{WQL}">SELECT Caption,name FROM MSVM_COMPUTERSYSTEM</wsman:Filter></wsen:Enumerate>')
    reply = hub.send(wire.ENUMERATE, namespace, body)
    rows = [{child.tag: child.text for child in each} for each in reply.all("//w:Items/w:XmlFragment")]
    assert len(rows) == 3
    assert all(sorted(row) == ["Caption", "Name"] for row in rows), rows
