"""The methods that start a job without any configuration, and what can be asked of the job then."""

import re

import pytest
from lxml import etree

import wire
from wire import NS, V2, WINCH, WMI, property_of

CLUSTER = WMI + "/root/HyperVCluster/v2"
MSPS = WMI + "/root/MSPS"
ISCSI = WMI + "/root/CIMv2/Storage/iScsiTarget"
GUID = r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}"


def reference(client, resource):
    """The EPR of the first instance of a class."""
    return client.enumerate(resource, extra="<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>")[0]


def job_of(output):
    """The resource URI and the selectors of the Job parameter."""
    job = [child for child in output if etree.QName(child).localname == "Job"][0]
    return wire.epr_parts(job)


def start(client, template, *arguments):
    parameters = [("Template", template), *(("Arguments", each) for each in arguments)]
    output = client.invoke(WINCH + "/Winch_JobService", "StartJob", parameters)
    assert property_of(output, "ReturnValue") == "4096"
    return job_of(output)


STARTED = [
    (V2, "Msvm_CollectionReferencePointService", "ExportReferencePoint", "Msvm_CollectionReferencePointExportJob",
     [("ReferencePointCollection", V2 + "/Msvm_ReferencePointCollection"), ("ExportDirectory", "C:\\Exports\\1")]),
    (V2, "Msvm_VirtualSystemReferencePointService", "ExportReferencePoint", "Msvm_VirtualSystemReferencePointExportJob",
     [("ReferencePoint", V2 + "/Msvm_VirtualSystemReferencePoint"), ("ExportDirectory", "C:\\Exports\\2")]),
    (V2, "Msvm_VirtualSystemManagementService", "ExportSystemDefinition", "Msvm_ConcreteJob",
     [("ComputerSystem", V2 + "/Msvm_ComputerSystem"), ("ExportDirectory", "C:\\Exports\\3")]),
    (CLUSTER, "Msvm_CollectionReferencePointService", "ExportReferencePoint", "Msvm_CollectionReferencePointExportJob",
     [("ReferencePointCollection", CLUSTER + "/Msvm_ReferencePointCollection"), ("ExportDirectory", "C:\\Exports\\4")]),
]


@pytest.mark.parametrize("namespace, service, method, job_class, parameters", STARTED, ids=lambda each: str(each)[-40:])
def test_a_method_starts_a_job_of_its_class(client, namespace, service, method, job_class, parameters):
    given = [(name, reference(client, text) if text.startswith("http") else text) for name, text in parameters]
    output = client.invoke(f"{namespace}/{service}", method, given)
    assert property_of(output, "ReturnValue") == "4096"
    resource, keys = job_of(output)
    assert resource == f"{namespace}/{job_class}"
    assert re.fullmatch(GUID, keys["InstanceID"])
    assert keys["__cimnamespace"] == namespace.removeprefix(WMI + "/")
    job = client.get(resource, keys)
    assert property_of(job, "JobState") in {"3", "4"} and property_of(job, "PercentComplete") != "100"
    directory = property_of(job, "ExportDirectory")
    assert directory in (None, dict(parameters)["ExportDirectory"])


def test_provisioning_answers_0_with_the_job_embedded(client):
    machine = "8E2D4F6C-3A51-4C7D-B1E9-6F0A9B8C7D02"
    output = client.invoke(MSPS + "/Msps_ProvisioningService", "ProvisionMachine", [
        ("PDKPath", "C:\\shield.pdk"), ("FSKPath", "C:\\shield.fsk"), ("MachineID", machine)])
    assert property_of(output, "ReturnValue") == "0"
    embedded = [child for child in output if etree.QName(child).localname == "ProvisioningJob"][0]
    assert property_of(embedded, "InstanceID") == machine
    listed = client.enumerate(MSPS + "/Msps_ProvisioningJob")
    assert machine in [property_of(each, "InstanceID") for each in listed]


def test_templates_are_listed_and_start_by_name(client):
    names = {property_of(each, "Name") for each in client.enumerate(WINCH + "/Winch_JobTemplate")}
    assert {"Nonce", "Quick", "iscsi-create-virtual-disk", "migrate-virtual-machine"} <= names
    resource, keys = start(client, "iscsi-create-virtual-disk")
    assert resource == ISCSI + "/MSISCSITARGET_ConcreteJob"
    assert property_of(client.get(resource, keys), "JobState") in {"3", "4"}
    resource, _ = start(client, "migrate-virtual-machine")
    assert resource == V2 + "/Msvm_MigrationJob"


def test_an_unknown_template_is_named(client):
    reply = client.send(WINCH + "/Winch_JobService/StartJob", WINCH + "/Winch_JobService",
                        wire.invoke_body(WINCH + "/Winch_JobService", "StartJob", [("Template", "no-such-template")]))
    if reply.fault is None:
        assert property_of(reply.payload, "ReturnValue") not in {"0", "4096"}
    else:
        assert "no-such-template" in reply.fault.reason


def test_siblings_never_mix_and_base_classes_show_all(client, quick_job):
    _, concrete = quick_job()
    _, storage = start(client, "create-virtual-hard-disk")

    def ids(query):
        return {property_of(each, "InstanceID") for each in client.enumerate(V2 + "/*", query, maximum=1000)}

    assert concrete["InstanceID"] in ids("SELECT * FROM Msvm_ConcreteJob")
    assert storage["InstanceID"] not in ids("SELECT * FROM Msvm_ConcreteJob")
    both = {concrete["InstanceID"], storage["InstanceID"]}
    for base in ("CIM_ConcreteJob", "CIM_Job", "CIM_ManagedElement"):
        assert both <= ids(f"SELECT InstanceID FROM {base}"), base
    assert both <= {property_of(each, "InstanceID") for each in client.enumerate(V2 + "/CIM_ConcreteJob", maximum=1000)}


def test_a_failing_job_explains_itself(client):
    resource, keys = start(client, "failing-job")
    _, job = wire.follow(lambda: client.get(resource, keys))
    assert property_of(job, "JobState") == "10" and property_of(job, "ErrorCode") == "32768"
    assert property_of(job, "ErrorDescription") == "The disk is full."
    assert property_of(job, "PercentComplete") == "40"
    error = client.invoke(resource, "GetErrorEx", selectors=keys)
    texts = [child.text for child in error if etree.QName(child).localname == "Errors"]
    assert len(texts) >= 1 and etree.fromstring(texts[0]).get("CLASSNAME") == "Msvm_Error"
    message = etree.fromstring(texts[0]).xpath("PROPERTY[@NAME='Message']/VALUE")[0].text
    assert "The disk is full." in message


def test_a_running_job_has_no_error(client):
    resource, keys = start(client, "export-virtual-machine")
    output = client.invoke(resource, "GetError", selectors=keys)
    assert property_of(output, "ReturnValue") == "0" and property_of(output, "Error") is None


@pytest.mark.parametrize("request_, state", [("4", "8"), ("5", "9")])
def test_terminate_and_kill(client, request_, state):
    resource, keys = start(client, "export-virtual-machine")
    output = client.invoke(resource, "RequestStateChange", [("RequestedState", request_)], keys)
    assert property_of(output, "ReturnValue") == "0"
    _, job = wire.follow(lambda: client.get(resource, keys))
    assert property_of(job, "JobState") == state
    again = client.invoke(resource, "RequestStateChange", [("RequestedState", request_)], keys)
    assert property_of(again, "ReturnValue") == "32775"


def test_suspend_and_start(client):
    resource, keys = start(client, "export-virtual-machine")
    assert property_of(client.invoke(resource, "RequestStateChange", [("RequestedState", "3")], keys), "ReturnValue") == "0"
    assert property_of(client.get(resource, keys), "JobState") == "5"
    assert property_of(client.invoke(resource, "RequestStateChange", [("RequestedState", "2")], keys), "ReturnValue") == "0"
    states, _ = wire.follow(lambda: client.get(resource, keys))
    assert states[-1] == "7"


def test_codes_differ_by_namespace(client):
    resource, keys = start(client, "export-virtual-machine")
    for wrong in ("0", "1", "7", "99"):
        output = client.invoke(resource, "RequestStateChange", [("RequestedState", wrong)], keys)
        assert property_of(output, "ReturnValue") == "32773", wrong
    assert property_of(client.invoke(resource, "KillJob", [("DeleteOnKill", "false")], keys), "ReturnValue") == "1"
    resource, keys = start(client, "iscsi-create-virtual-disk")
    assert property_of(client.invoke(resource, "RequestStateChange", [("RequestedState", "99")], keys), "ReturnValue") == "5"
    assert property_of(client.invoke(resource, "KillJob", [("DeleteOnKill", "false")], keys), "ReturnValue") == "0"
    _, job = wire.follow(lambda: client.get(resource, keys))
    assert property_of(job, "JobState") == "9"


def test_output_of_a_job_is_read_in_pieces(client, tmp_path):
    resource, keys = start(client, "Nonce", f"Directory={tmp_path}", "Nonce=x")
    (tmp_path / "after-30").touch()
    (tmp_path / "after-70").touch()
    wire.follow(lambda: client.get(resource, keys))
    mode = "<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>"
    query = f"SELECT * FROM Msvm_ConcreteJob WHERE InstanceID = '{keys['InstanceID']}'"
    epr = client.enumerate(V2 + "/*", query, extra=mode)[0]

    def read(stream, offset, length):
        return client.invoke(WINCH + "/Winch_JobService", "GetOutput", [
            ("Job", epr), ("Stream", stream), ("Offset", str(offset)), ("Length", str(length))])

    whole = read("2", 0, 1000)
    assert property_of(whole, "ReturnValue") == "0"
    text = property_of(whole, "Output")
    assert text == "the nonce is written, but nobody wanted it: žádný\n"
    total, offset, pieces = int(property_of(whole, "TotalLength")), 0, ""
    assert total == len(text.encode())
    while offset < total:
        piece = read("2", offset, 7)
        pieces += property_of(piece, "Output")
        assert offset < int(property_of(piece, "NextOffset")) <= offset + 7
        offset = int(property_of(piece, "NextOffset"))
    assert pieces == text, "no character is cut in two"
    assert "winch: percent 30" in property_of(read("1", 0, 1000), "Output")


def test_the_host_and_its_machines_are_found_over_associations_of_names(client):
    found = client.enumerate(V2 + "/*", "SELECT Name FROM Msvm_ComputerSystem WHERE NOT (Name = __SERVER) AND Caption IS NOT NULL")
    assert len(found) == 2 and found[0].find("Name", NS) is not None
