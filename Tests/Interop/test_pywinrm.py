"""pywinrm: raw messages through Protocol.send_message, with its own headers and its own reading of faults."""

import uuid
import xml.etree.ElementTree as ET

import pytest
import xmltodict
from winrm.exceptions import InvalidCredentialsError, WSManFaultError
from winrm.protocol import Protocol

import wire
from wire import ENUMERATE, GET, NS, PULL, V2


@pytest.fixture
def protocol(server):
    made = Protocol(server.url, transport="plaintext", username="alice", password="secret")
    yield made
    made.transport.close_session()


class Messages:
    """Messages as pywinrm's own callers build them: a dictionary of prefixed names."""

    def __init__(self, protocol):
        self.protocol = protocol

    def send(self, action, resource, body=None, selectors=None, options=None):
        message_id = uuid.uuid4()
        request = {"env:Envelope": self.protocol.build_wsman_header(action, resource, message_id=message_id)}
        header = request["env:Envelope"]["env:Header"]
        if selectors:
            header["w:SelectorSet"] = {"w:Selector": [{"@Name": k, "#text": v} for k, v in selectors.items()]}
        if options:
            header["w:OptionSet"] = {"w:Option": [{"@Name": k, "#text": v} for k, v in options.items()]}
        request["env:Envelope"]["env:Body"] = body or {}
        reply = ET.fromstring(self.protocol.send_message(xmltodict.unparse(request)))
        assert reply.find("s:Header/a:RelatesTo", NS).text == f"uuid:{message_id}"
        return reply.find("s:Body", NS)

    def invoke(self, resource, method, selectors=None, **parameters):
        body = {f"q:{method}_INPUT": {"@xmlns:q": resource, **{f"q:{k}": v for k, v in parameters.items()}}}
        return self.send(f"{resource}/{method}", resource, body, selectors)[0]


@pytest.fixture
def messages(protocol):
    return Messages(protocol)


def value(element, name):
    return next(child.text for child in element if child.tag.endswith("}" + name))


def start_job(messages, machine):
    """Asks the machine to start; the resource URI and the selectors of its job."""
    output = messages.invoke(V2 + "/Msvm_ComputerSystem", "RequestStateChange",
                             {"Name": wire.property_of(machine, "Name")}, RequestedState="2")
    assert value(output, "ReturnValue") == "4096"
    job = [child for child in output if child.tag.endswith("}Job")][0]
    return job.find(".//w:ResourceURI", NS).text, {
        each.get("Name"): each.text for each in job.findall(".//w:Selector", NS)}


def test_identify(protocol):
    reply = ET.fromstring(protocol.send_message(wire.IDENTIFY))
    assert reply.find("s:Body/id:IdentifyResponse/id:ProtocolVersion", NS).text == wire.W


def test_get_by_its_key(messages, machine):
    instance = messages.send(GET, V2 + "/Msvm_ComputerSystem",
                             selectors={"Name": wire.property_of(machine, "Name")})[0]
    assert value(instance, "ElementName") == wire.property_of(machine, "ElementName")


def test_enumerate_with_pulls(messages):
    resource = V2 + "/Msvm_ComputerSystem"
    body = messages.send(ENUMERATE, resource, {"n:Enumerate": None})
    context = body.find("n:EnumerateResponse/n:EnumerationContext", NS).text
    seen, contexts = [], [context]
    while context:
        pull = {"n:Pull": {"n:EnumerationContext": context, "n:MaxElements": "2"}}
        page = messages.send(PULL, resource, pull)[0]
        seen += [value(item, "Caption") for item in page.find("n:Items", NS)]
        following = page.find("n:EnumerationContext", NS)
        context = following.text if following is not None else None
        contexts.append(context)
    assert sorted(seen) == ["Hosting Computer System", "Virtual Machine", "Virtual Machine"]
    assert len(set(contexts)) == len(contexts), "each page has a context of its own"


def test_wql_query(messages):
    query = {"n:Enumerate": {
        "w:OptimizeEnumeration": None, "w:MaxElements": "32000",
        "w:Filter": {"@Dialect": wire.WQL, "#text": 'select * from msvm_computersystem where caption = "Virtual Machine"'}}}
    response = messages.send(ENUMERATE, V2 + "/*", query)[0]
    names = [item.tag for item in response.find("w:Items", NS)]
    assert names == [f"{{{V2}/Msvm_ComputerSystem}}Msvm_ComputerSystem"] * 2


def test_release(messages):
    resource = V2 + "/Msvm_ComputerSystem"
    context = messages.send(ENUMERATE, resource, {"n:Enumerate": None}).find(".//n:EnumerationContext", NS).text
    assert len(messages.send(wire.RELEASE, resource, {"n:Release": {"n:EnumerationContext": context}})) == 0


def test_invoke_a_job_and_follow_it_to_its_end(messages, machine):
    resource, keys = start_job(messages, machine)
    states, job = wire.follow(lambda: messages.send(GET, resource, selectors=keys)[0])
    assert states[-1] == "7" and value(job, "PercentComplete") == "100"


def test_cancel_a_job_and_read_its_error(messages, machine):
    resource, keys = start_job(messages, machine)
    output = messages.invoke(resource, "RequestStateChange", keys, RequestedState="4")
    assert value(output, "ReturnValue") == "0"
    states, job = wire.follow(lambda: messages.send(GET, resource, selectors=keys)[0])
    assert states[-1] == "8"
    error = messages.invoke(resource, "GetError", keys)
    assert value(error, "ReturnValue") == "0"
    instance = ET.fromstring(value(error, "Error"))
    assert instance.tag == "INSTANCE" and instance.get("CLASSNAME") == "Msvm_Error"


def test_options_of_a_shell_are_tolerated(messages):
    body = messages.send(ENUMERATE, V2 + "/Msvm_ComputerSystem", {"n:Enumerate": None},
                         options={"WINRS_NOPROFILE": "TRUE", "wmi:Context": "x"})
    assert body.find("n:EnumerateResponse", NS) is not None


def test_a_fault_is_read(messages):
    with pytest.raises(WSManFaultError) as caught:
        messages.send(GET, V2 + "/Msvm_ConcreteJob", selectors={"InstanceID": "NO-SUCH-JOB"})
    assert caught.value.code == 500
    assert caught.value.fault_code.endswith(":Sender")
    assert caught.value.fault_subcode.endswith(":DestinationUnreachable")
    assert caught.value.wsman_fault_code == 2150858752
    assert "NO-SUCH-JOB" in caught.value.reason


def test_a_shell_is_refused_with_a_reason(protocol):
    with pytest.raises(WSManFaultError) as caught:
        protocol.open_shell()
    assert caught.value.reason


def test_a_wrong_password_is_refused(server):
    protocol = Protocol(server.url, transport="plaintext", username="alice", password="wrong")
    with pytest.raises(InvalidCredentialsError):
        protocol.send_message(wire.IDENTIFY)
