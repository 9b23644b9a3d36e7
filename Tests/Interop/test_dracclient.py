"""python-dracclient's WS-Management client: sends no Content-Type, and wsman:MaxElements in Pull."""

import pytest
from dracclient import exceptions, utils
from dracclient.client import WSManClient
from dracclient.wsman import Client

import wire
from wire import ENUMERATE, NS, V2, WINCH


@pytest.fixture
def drac(server):
    return Client(server.host, "alice", "secret", port=server.port, protocol="http")


def value(element, name, resource):
    return utils.get_wsman_resource_attr(element, resource, name, nullable=True)


def items(reply):
    return reply.find(".//w:Items", NS)


def test_identify(drac):
    class Identify:
        def build(self):
            return wire.IDENTIFY.encode()

    reply = drac._do_request(Identify())
    assert reply.status_code == 200 and b"IdentifyResponse" in reply.content


def test_get(drac, machine):
    class Get:
        def build(self):
            return wire.envelope(wire.GET, V2 + "/Msvm_ComputerSystem",
                                 selectors={"Name": wire.property_of(machine, "Name")}).encode()

    assert wire.property_of(machine, "ElementName").encode() in drac._do_request(Get()).content


@pytest.mark.parametrize("page", [1, 2, 100])
def test_enumerate_pulls_to_the_end(drac, page):
    resource = V2 + "/Msvm_ComputerSystem"
    reply = drac.enumerate(resource, max_elems=page)
    assert len(items(reply)) == 3
    captions = [each.text for each in utils.find_xml(reply, "Caption", resource, find_all=True)]
    assert sorted(captions) == ["Hosting Computer System", "Virtual Machine", "Virtual Machine"]


def test_enumerate_of_nothing_still_has_items(drac):
    reply = drac.enumerate(V2 + "/*", filter_dialect="wql",
                           filter_query="SELECT * FROM Msvm_ConcreteJob WHERE InstanceID = 'NONE'")
    assert len(items(reply)) == 0


def test_enumerate_with_wql(drac):
    resource = V2 + "/Msvm_ComputerSystem"
    reply = drac.enumerate(resource, filter_dialect="wql", max_elems=1,
                           filter_query="select * from Msvm_ComputerSystem where Caption != 'Virtual Machine'")
    assert [value(each, "Caption", resource) for each in items(reply)] == ["Hosting Computer System"]


def test_enumerate_step_by_step(drac):
    resource = V2 + "/Msvm_ComputerSystem"
    reply = drac.enumerate(resource, optimization=False, auto_pull=False)
    context = drac._enum_context(reply)
    assert context
    page = drac.pull(resource, context, max_elems=100)
    assert len(page.find(".//n:Items", NS)) == 3
    assert drac._enum_context(page) is None


def test_invoke_a_job_and_follow_it_to_its_end(drac, machine):
    resource = V2 + "/Msvm_ComputerSystem"
    output = drac.invoke(resource, "RequestStateChange",
                         {"CreationClassName": "Msvm_ComputerSystem", "Name": wire.property_of(machine, "Name")},
                         {"RequestedState": "2"})
    assert utils.find_xml(output, "ReturnValue", resource).text == utils.RET_CREATED
    job, keys = wire.epr_parts(utils.find_xml(output, "Job", resource))

    def read():
        query = f"SELECT * FROM Msvm_ConcreteJob WHERE InstanceID = '{keys['InstanceID']}'"
        return items(drac.enumerate(V2 + "/*", filter_query=query, filter_dialect="wql"))[0]

    states, ended = wire.follow(read)
    assert states[-1] == "7"
    assert value(ended, "ErrorCode", job) == "0"
    assert value(ended, "ErrorDescription", job) in (None, "")


def test_the_wrapper_checks_return_values(server, quick_job):
    drac = WSManClient(server.host, "alice", "secret", port=server.port, protocol="http")
    resource, keys = quick_job()
    drac.invoke(resource, "RequestStateChange", keys, {"RequestedState": "4"},
                expected_return_value=utils.RET_SUCCESS, wait_for_idrac=False)
    with pytest.raises(exceptions.DRACUnexpectedReturnValue):
        drac.invoke(resource, "RequestStateChange", keys, {"RequestedState": "99"},
                    expected_return_value=utils.RET_SUCCESS, wait_for_idrac=False)


def test_array_parameters_are_repeated(drac):
    resource = WINCH + "/Winch_JobService"
    output = drac.invoke(resource, "StartJob", {}, {"Template": "Quick", "Arguments": ["A=1", "B=2"]})
    assert utils.find_xml(output, "ReturnValue", resource).text == utils.RET_CREATED


def test_faults_raise(drac):
    with pytest.raises(exceptions.WSManInvalidResponse) as caught:
        drac.invoke(V2 + "/Msvm_ConcreteJob", "GetError", {"InstanceID": "NO-SUCH-JOB"}, {})
    assert 'Status code: "500"' in str(caught.value)


def test_cql_is_its_default_dialect(drac):
    reply = drac.enumerate(V2 + "/Msvm_ComputerSystem", filter_query="select * from Msvm_ComputerSystem")
    assert len(items(reply)) == 3


def test_a_dialect_not_offered_is_answered_with_those_that_are(connection):
    body = ('<n:Enumerate><w:Filter Dialect="http://example.org/sql">'
            "select * from Msvm_ComputerSystem</w:Filter></n:Enumerate>")
    reply = connection.post(wire.envelope(ENUMERATE, V2 + "/Msvm_ComputerSystem", body))
    assert reply.fault.subcode == "FilterDialectRequestedUnavailable"
    assert wire.WQL in [each.text for each in reply.all("//s:Detail//n:SupportedDialect")]


def test_a_wrong_password_is_refused(server):
    drac = Client(server.host, "alice", "wrong", port=server.port, protocol="http")
    with pytest.raises(exceptions.WSManInvalidResponse) as caught:
        drac.enumerate(V2 + "/Msvm_ComputerSystem")
    assert 'Status code: "401"' in str(caught.value)
