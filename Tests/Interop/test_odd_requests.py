"""Requests that are well-formed and ask for what cannot be: each has its own fault, changes nothing, and takes no time."""

from __future__ import annotations

import time

import pytest

import wire
from winchd import Winchd

CIM_XML = "http://schemas.dmtf.org/wbem/cim-xml/2/cim-schema/2"
JOB = wire.V2 + "/Msvm_ConcreteJob"
SERVICE = wire.WINCH + "/Winch_JobService"
MISMATCH = ("ActionNotSupported", 2150858801)
CONFIG = {
    "templates": [{
        "name": "Stays", "namespace": "root/virtualization/v2", "className": "Msvm_ConcreteJob", "deleteOnCompletion": False,
        "runner": {"simulated": {"steps": [{"duration": "0s"}]}},
    }],
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Winchd(tmp_path_factory.mktemp("odd"), config=CONFIG) as running:
        yield running


@pytest.fixture
def client(server):
    with wire.Connection(server) as connection:
        yield wire.Client(connection)


@pytest.fixture
def job(client):
    """The InstanceID of a job that has ended."""
    reply = client.send(f"{SERVICE}/StartJob", SERVICE, wire.invoke_body(SERVICE, "StartJob", [("Template", "Stays")]))
    resource, keys = wire.epr_parts(reply.payload.find(f"{{{SERVICE}}}Job"))
    wire.wait_for(lambda: wire.property_of(client.get(resource, keys), "JobState") == "7")
    return keys["InstanceID"]


def fault(reply):
    return (reply.fault.subcode, reply.fault.number) if reply.fault else reply.text


def test_definitions_of_classes_are_only_read(client, job):
    keys = {"InstanceID": job, "__cimnamespace": "root/virtualization/v2"}
    resource = CIM_XML + "/CIM_ConcreteJob"
    body = f'<p:CIM_ConcreteJob xmlns:p="{resource}"><p:Priority>7</p:Priority></p:CIM_ConcreteJob>'
    assert fault(client.send(wire.X + "/Put", resource, body, selectors=keys)) == MISMATCH
    assert fault(client.send(wire.X + "/Delete", resource, selectors=keys)) == MISMATCH
    assert fault(client.send(wire.X + "/Create", resource, body)) == MISMATCH
    assert fault(client.send(f"{resource}/GetError", resource, selectors=keys)) == MISMATCH
    assert wire.property_of(client.get(JOB, {"InstanceID": job}), "Priority") != "7", "it is there, and as it was"


@pytest.mark.parametrize("action", ["Get", "Put", "Delete"])
def test_all_classes_are_not_one_instance(client, job, action):
    body = f'<p:CIM_Job xmlns:p="{wire.V2}/CIM_Job"/>' if action == "Put" else ""
    for keys in ({}, {"InstanceID": job}):
        assert fault(client.send(f"{wire.X}/{action}", wire.V2 + "/*", body, selectors=keys)) == MISMATCH


@pytest.mark.parametrize("action", ["Get", "Put", "Delete", "KillJob"])
def test_the_only_job_is_not_meant_by_a_class_without_keys(tmp_path, action):
    with Winchd(tmp_path, config=CONFIG) as server, wire.Connection(server) as connection:
        alone = wire.Client(connection)
        alone.send(f"{SERVICE}/StartJob", SERVICE, wire.invoke_body(SERVICE, "StartJob", [("Template", "Stays")]))
        resource = wire.V2 + "/CIM_Job"
        body = f'<p:CIM_Job xmlns:p="{resource}"><p:Priority>7</p:Priority></p:CIM_Job>' if action == "Put" else ""
        reply = alone.send(f"{resource}/KillJob" if action == "KillJob" else f"{wire.X}/{action}", resource, body)
        assert fault(reply) == ("InvalidSelectors", 2150858842) or action == "KillJob" and reply.fault, reply.text
        assert "InstanceID" in reply.fault.reason or action == "KillJob"
        assert len(alone.enumerate(JOB)) == 1


def test_the_configuration_is_not_enumerated(client):
    for part in ("", "/listener"):
        reply = client.send(wire.ENUMERATE, wire.CFG + part, wire.enumerate_body())
        assert fault(reply) == MISMATCH


def enumerate_with(client, dialect, content, headers=""):
    body = (f'<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>100</w:MaxElements>'
            f'<w:Filter Dialect="{dialect}">{content}</w:Filter></n:Enumerate>')
    return client.send(wire.ENUMERATE, wire.V2 + "/*" if "AssociationFilter" in dialect else JOB, body, headers=headers)


XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"


@pytest.mark.parametrize("expression", ["position() = 1", "last() = 1 and count(*) > 3", "contains(InstanceID, '-')",
                                        "translate(InstanceID, 'abc', 'ABC') != ''", "substring-before('a=b', '=') = 'a'",
                                        "substring-after('a=b', '=') = 'b'", "concat('a', 1, true()) = 'a1true'"])
def test_functions_of_xpath(client, job, expression):
    reply = enumerate_with(client, XPATH, expression.replace("<", "&lt;"))
    assert reply.fault is None and job in reply.text


@pytest.mark.parametrize("expression", [
    '//*[//*[string-length(translate(string(/),"%s",""))&lt;0]]' % ("~" * 3800),
    '//*[//*[contains(string(/),"%s")]]' % ("~" * 3800),
    "//*[//*[//*[//*[. = 'x']]]]",
    "//*[//*[string-length(concat(%s)) &lt; 0]]" % ",".join(["string(/)"] * 300),
    "//*[string-length(translate()) = 0]", "concat('a') = 'a'",
])
def test_an_expression_that_works_for_ever(client, job, expression):
    begun = time.monotonic()
    reply = enumerate_with(client, XPATH, expression)
    assert fault(reply)[0] == "CannotProcessFilter"
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("name", ["", "a b", "a b&lt;c", "x:Name", "1a"])
def test_names_of_properties_become_no_markup(client, job, name):
    association = f"""<b:AssociatedInstances xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"><b:Object>
<a:Address>{wire.ANONYMOUS}</a:Address><a:ReferenceParameters><w:ResourceURI>{JOB}</w:ResourceURI><w:SelectorSet>
<w:Selector Name="InstanceID">{job}</w:Selector></w:SelectorSet></a:ReferenceParameters></b:Object>
<b:IncludeResultProperty>{name}</b:IncludeResultProperty></b:AssociatedInstances>"""
    reply = enumerate_with(client, "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/AssociationFilter", association)
    assert fault(reply)[0] == "CannotProcessFilter" and "IncludeResultProperty" in reply.fault.reason


def test_a_time_that_is_none_is_told_as_it_came(client, job):
    body = f'<p:Msvm_ConcreteJob xmlns:p="{JOB}"><p:TimeBeforeRemoval>junk</p:TimeBeforeRemoval></p:Msvm_ConcreteJob>'
    reason = client.send(wire.X + "/Put", JOB, body, selectors={"InstanceID": job}).fault.reason
    assert '"junk" is no' in reason and "UnicodeScalar" not in reason


@pytest.mark.parametrize("mode", ["ExcludeSubClassProperties", "None"])
def test_all_classes_have_one_mode(client, mode):
    body = ('<n:Enumerate><w:OptimizeEnumeration/><b:PolymorphismMode xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd">'
            f'{mode}</b:PolymorphismMode><w:Filter Dialect="{wire.WQL}">SELECT * FROM CIM_ConcreteJob</w:Filter></n:Enumerate>')
    assert fault(client.send(wire.ENUMERATE, wire.V2 + "/*", body)) == ("PolymorphismModeNotSupported", 2150859063)
    assert client.send(wire.ENUMERATE, wire.V2 + "/CIM_ConcreteJob", body).fault is None


E = "http://schemas.xmlsoap.org/ws/2004/08/eventing"
PULL_MODE = '<e:Delivery Mode="http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"/>'
QUERY = f'<w:Filter Dialect="{wire.WQL}">SELECT * FROM __InstanceModificationEvent WITHIN 1</w:Filter>'


@pytest.mark.parametrize("body, subcode", [
    ("<n:Enumerate><n:Expires>PT1M</n:Expires><n:Expires>PT5M</n:Expires></n:Enumerate>", "SchemaValidationError"),
    ("<n:Enumerate><w:MaxElements>1</w:MaxElements><w:MaxElements>9</w:MaxElements></n:Enumerate>", "SchemaValidationError"),
    (f'<e:Subscribe xmlns:e="{E}">{PULL_MODE}{PULL_MODE}{QUERY}</e:Subscribe>', "InvalidMessage"),
    (f'<e:Subscribe xmlns:e="{E}">{PULL_MODE}<e:Expires>PT1M</e:Expires><e:Expires>PT5M</e:Expires>{QUERY}</e:Subscribe>',
     "InvalidMessage"),
])
def test_what_is_said_twice(client, body, subcode):
    action = E + "/Subscribe" if "Subscribe" in body else wire.ENUMERATE
    reply = client.send(action, wire.V2 + "/*" if "Subscribe" in body else JOB, body)
    assert reply.fault and reply.fault.subcode == subcode and "two" in reply.fault.reason, reply.text


@pytest.mark.parametrize("address", ["", wire.ANONYMOUS, "foo"])
def test_an_end_that_cannot_be_told_anybody(client, address):
    body = f"<n:Enumerate><n:EndTo><a:Address>{address}</a:Address></n:EndTo></n:Enumerate>"
    reply = client.send(wire.ENUMERATE, JOB, body)
    assert (reply.fault.subcode, reply.fault.detail) == ("UnsupportedFeature", "AddressingMode")
