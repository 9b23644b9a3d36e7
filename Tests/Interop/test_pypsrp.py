"""pypsrp's WSMan class: get, enumerate, pull, and any other action through invoke."""

import secrets
import xml.etree.ElementTree as ET

import pytest
from pypsrp.exceptions import AuthenticationError, WSManFaultError
from pypsrp.wsman import OptionSet, SelectorSet, WSMan

import wire
from wire import NS, N, V2, W, WINCH


@pytest.fixture
def wsman(server):
    with WSMan(server.host, port=server.port, username="alice", password="secret", ssl=False,
               auth="basic", encryption="never") as client:
        yield client


def selectors(**values):
    made = SelectorSet()
    for name, value in values.items():
        made.add_option(name, value)
    return made


def enumerate_element(wql=None, maximum=None, optimize=True):
    element = ET.Element(f"{{{N}}}Enumerate")
    if optimize:
        ET.SubElement(element, f"{{{W}}}OptimizeEnumeration")
    if maximum:
        ET.SubElement(element, f"{{{W}}}MaxElements").text = str(maximum)
    if wql:
        ET.SubElement(element, f"{{{W}}}Filter", Dialect=wire.WQL).text = wql
    return element


def pull_element(context, maximum=None):
    element = ET.Element(f"{{{N}}}Pull")
    ET.SubElement(element, f"{{{N}}}EnumerationContext").text = context
    if maximum:
        ET.SubElement(element, f"{{{N}}}MaxElements").text = str(maximum)
    return element


def job_of(output):
    """The resource URI and the SelectorSet that a Job parameter names."""
    job = [child for child in output if child.tag.endswith("}Job")][0]
    made = SelectorSet()
    for each in job.findall(".//w:Selector", NS):
        made.add_option(each.get("Name"), each.text)
    return job.find(".//w:ResourceURI", NS).text, made


def value(element, name):
    return next(child.text for child in element if child.tag.endswith("}" + name))


def invoke(wsman, resource, method, selector_set=None, **parameters):
    element = ET.Element(f"{{{resource}}}{method}_INPUT")
    for name, given in parameters.items():
        for text in given if isinstance(given, list) else [given]:
            ET.SubElement(element, f"{{{resource}}}{name}").text = text
    return wsman.invoke(f"{resource}/{method}", resource, element, selector_set=selector_set).find("s:Body", NS)[0]


def read_job(wsman, resource, selector_set):
    return wsman.get(resource, selector_set=selector_set)[0]


def test_identify(wsman):
    reply = ET.fromstring(wsman.transport.send(wire.IDENTIFY.encode()))
    identity = reply.find("s:Body/id:IdentifyResponse", NS)
    assert identity.find("id:ProtocolVersion", NS).text == W
    assert identity.find("id:ProductVendor", NS).text
    assert "10.0.20348" in identity.find("id:ProductVersion", NS).text


def test_the_service_tells_its_limits(wsman):
    config = wsman.get_server_config()
    assert int(config.find("cfg:Config/cfg:MaxEnvelopeSizekb", NS).text) >= 32
    wsman.update_max_payload_size()
    assert wsman.max_envelope_size >= 32 * 1024
    test_identify(wsman)
    assert wsman.get_server_config() is not None, "the size it learned is accepted on the next request"


def test_get_by_its_key(wsman, machine):
    name = wire.property_of(machine, "Name")
    body = wsman.get(V2 + "/Msvm_ComputerSystem", selector_set=selectors(Name=name))
    assert value(body[0], "ElementName") == wire.property_of(machine, "ElementName")


def test_enumerate_and_pull_one_by_one(wsman):
    resource = V2 + "/Msvm_ComputerSystem"
    first = wsman.enumerate(resource, enumerate_element(optimize=False))
    context = first.find("n:EnumerateResponse/n:EnumerationContext", NS).text
    captions, pulls = [], 0
    while context:
        pulls += 1
        page = wsman.pull(resource, pull_element(context)).find("n:PullResponse", NS)
        items = page.find("n:Items", NS)
        assert items is None or len(items) <= 1, "without MaxElements a page holds one item"
        captions += [value(item, "Caption") for item in items if items is not None]
        following = page.find("n:EnumerationContext", NS)
        assert (following is None) == (page.find("n:EndOfSequence", NS) is not None)
        context = None if following is None else following.text
    assert sorted(captions) == ["Hosting Computer System", "Virtual Machine", "Virtual Machine"]
    assert pulls >= 3


def test_wql_query_in_one_exchange(wsman):
    body = wsman.enumerate(
        V2 + "/*", enumerate_element("SELECT Name, Caption FROM Msvm_ComputerSystem WHERE Caption LIKE 'Virtual%'", 100))
    response = body.find("n:EnumerateResponse", NS)
    fragments = response.findall("w:Items/w:XmlFragment", NS)
    assert len(fragments) == 2
    assert [child.tag for child in fragments[0]] == ["Caption", "Name"], "no namespace, in alphabetical order"
    assert response.find("w:EndOfSequence", NS) is not None
    assert not response.find("n:EnumerationContext", NS).text


def test_release_ends_an_enumeration(wsman):
    resource = V2 + "/Msvm_ComputerSystem"
    context = wsman.enumerate(resource, enumerate_element(optimize=False)).find(".//n:EnumerationContext", NS).text
    release = ET.Element(f"{{{N}}}Release")
    ET.SubElement(release, f"{{{N}}}EnumerationContext").text = context
    assert len(wsman.invoke(wire.RELEASE, resource, release).find("s:Body", NS)) == 0
    with pytest.raises(WSManFaultError) as caught:
        wsman.pull(resource, pull_element(context))
    assert "context" in caught.value.reason.lower()


def test_invoke_a_job_and_follow_it_to_its_end(wsman, machine):
    resource = V2 + "/Msvm_ComputerSystem"
    output = invoke(wsman, resource, "RequestStateChange", selectors(Name=wire.property_of(machine, "Name")),
                    RequestedState="2")
    assert value(output, "ReturnValue") == "4096"
    states, job = wire.follow(lambda: read_job(wsman, *job_of(output)))
    assert states[0] in {"3", "4"} and states[-1] == "7"
    assert value(job, "PercentComplete") == "100" and value(job, "ErrorCode") == "0"
    assert value(job, "Owner") == "alice"


def test_a_process_job_seen_through_the_client(wsman, tmp_path):
    nonce = secrets.token_hex(16)
    output = invoke(wsman, WINCH + "/Winch_JobService", "StartJob",
                    Template="Nonce", Arguments=[f"Directory={tmp_path}", f"Nonce={nonce}"])
    assert value(output, "ReturnValue") == "4096"
    job = job_of(output)

    def percent_is(wanted):
        return lambda: value(read_job(wsman, *job), "PercentComplete") == wanted

    wire.wait_for(percent_is("30"))
    assert (tmp_path / "nonce").read_text() == nonce
    assert value(read_job(wsman, *job), "JobStatus") == "Writing the nonce"
    (tmp_path / "after-30").touch()
    wire.wait_for(percent_is("70"))
    (tmp_path / "after-70").touch()
    _, ended = wire.follow(lambda: read_job(wsman, *job))
    assert value(ended, "JobState") == "10"
    assert value(ended, "ErrorCode") == "7"
    assert "nobody wanted it" in value(ended, "ErrorDescription")
    assert value(ended, "PercentComplete") == "70"


def test_a_fault_is_read(wsman):
    with pytest.raises(WSManFaultError) as caught:
        wsman.get(V2 + "/Msvm_ConcreteJob", selector_set=selectors(InstanceID="NO-SUCH-JOB"))
    assert caught.value.code == 2150858752
    assert "NO-SUCH-JOB" in caught.value.reason


def test_an_option_that_must_be_met_and_is_not_known(wsman):
    options = OptionSet()
    options.add_option("Teleport", "true", {"MustComply": "true"})
    with pytest.raises(WSManFaultError):
        wsman.enumerate(V2 + "/Msvm_ComputerSystem", enumerate_element(), option_set=options)


def test_an_unknown_class_is_a_fault(wsman):
    with pytest.raises(WSManFaultError) as caught:
        wsman.enumerate(V2 + "/Msvm_NoSuchClass", enumerate_element())
    assert "Msvm_NoSuchClass" in caught.value.reason


def test_put_what_was_read_with_a_change(wsman, quick_job):
    resource, keys = quick_job()
    job = read_job(wsman, resource, selectors(**keys))
    priority = next(child for child in job if child.tag.endswith("}Priority"))
    changed = str(int(priority.text) + 1)
    priority.text = changed
    wsman.put(resource, job, selector_set=selectors(**keys))
    assert value(read_job(wsman, resource, selectors(**keys)), "Priority") == changed


def test_a_wrong_password_is_refused(server):
    with WSMan(server.host, port=server.port, username="alice", password="wrong", ssl=False,
               auth="basic", encryption="never") as client, pytest.raises(AuthenticationError):
        client.get_server_config()
