"""libvirt's hyperv driver, as its version 9.0 speaks through openwsman 2.8, and as strict in reading.

It reads with XPath and the literal prefixes s, a, w and p as the reply declares them, keeps only the first item of a
page, and refuses an instance that lacks one of the properties it knows.
"""

import http.client
import json
import pathlib
import uuid

import pytest

import wire
from wire import A, ANONYMOUS, N, NS, S, V2, W, WMI, XSI

FACTS = json.loads(pathlib.Path(__file__).with_name("libvirt_classes.json").read_text())
CIMV2 = WMI + "/root/cimv2"


class Driver:
    """The driver's requests and its reading of the replies."""

    def __init__(self, server):
        self.connection = wire.Connection(server)
        self.url = f"http://{server.host}:{server.port}/wsman"

    def send(self, action, resource, body, selectors="", headers="", user=...):
        message = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<s:Envelope xmlns:s="{S}" xmlns:wsa="{A}" xmlns:wsman="{W}" xmlns:wsen="{N}"><s:Header>'
            f'<wsa:Action s:mustUnderstand="true">{action}</wsa:Action>'
            f'<wsa:To s:mustUnderstand="true">{self.url}</wsa:To>'
            f'<wsman:ResourceURI s:mustUnderstand="true">{resource}</wsman:ResourceURI>'
            f'<wsa:MessageID s:mustUnderstand="true">uuid:{uuid.uuid4()}</wsa:MessageID>'
            f"<wsa:ReplyTo><wsa:Address>{ANONYMOUS}</wsa:Address></wsa:ReplyTo>{selectors}{headers}"
            f"</s:Header><s:Body>{body}</s:Body></s:Envelope>"
        )
        return self.connection.post(message, user=user, headers={"User-Agent": "Openwsman"})

    def query(self, namespace, wql, pull_uri=None, mode=""):
        """Enumerates with a WQL filter on the namespace's wildcard and pulls one item at a time."""
        body = (f'<wsen:Enumerate>{mode}<wsman:Filter Dialect="{wire.WQL}">{wql}</wsman:Filter></wsen:Enumerate>')
        reply = self.send(wire.ENUMERATE, namespace + "/*", body)
        found = []
        while True:
            assert reply.status == 200, reply.text
            context = reply.find("/s:Envelope/s:Body//n:EnumerationContext")
            if context is None or not context.text:
                return found
            body = f"<wsen:Pull><wsen:EnumerationContext>{context.text}</wsen:EnumerationContext></wsen:Pull>"
            reply = self.send(wire.PULL, pull_uri or namespace + "/*", body)
            found += self.first_item(reply)

    @staticmethod
    def first_item(reply):
        children = reply.all("/s:Envelope/s:Body/n:PullResponse/n:Items/*")
        assert len(children) <= 1, "the driver would lose every item but the first"
        return children

    def instances(self, namespace, class_name, where=""):
        """All instances of a class, each read as strictly as openwsman's serializer does."""
        resource = f"{namespace}/{class_name}"
        found = self.query(namespace, f"SELECT * FROM {class_name} {where}", pull_uri=resource)
        return [self.deserialize(each, resource, class_name) for each in found]

    @staticmethod
    def deserialize(item, resource, class_name):
        assert item.tag == f"{{{resource}}}{class_name}"
        values = {}
        for name in FACTS[class_name]["scalars"]:
            present = item.findall(f"{{{resource}}}{name}")
            assert len(present) == 1, f"{class_name}.{name} occurs {len(present)} times"
            nil = present[0].get(f"{{{XSI}}}nil") == "true"
            values[name] = None if nil else "".join(present[0].itertext())
        for name in FACTS[class_name]["arrays"]:
            values[name] = [each.text for each in item.findall(f"{{{resource}}}{name}")]
        return values

    def invoke(self, resource, method, selectors, parameters):
        rows = "".join(f'<wsman:Selector Name="{name}">{text}</wsman:Selector>' for name, text in selectors.items())
        body = "".join(f"<n1:{name}>{text}</n1:{name}>" for name, text in parameters)
        return self.send(
            f"{resource}/{method}", resource, f'<n1:{method}_INPUT xmlns:n1="{resource}">{body}</n1:{method}_INPUT>',
            selectors=f"<wsman:SelectorSet>{rows}</wsman:SelectorSet>")

    @staticmethod
    def xpath(reply, path):
        """Evaluates an XPath with the prefixes declared on the Envelope, then on the first child of the Body."""
        root, prefixes = reply.xml, {}
        for element in (root, root.find(f"{{{S}}}Body")[0]):
            parent = element.getparent()
            inherited = parent.nsmap if parent is not None else {}
            declared = {k: v for k, v in element.nsmap.items() if k and inherited.get(k) != v}
            prefixes.update(declared)
        found = root.xpath(path, namespaces=prefixes)
        assert found, f"{path} is not in {reply.text}"
        return found[0].text


@pytest.fixture
def driver(server):
    return Driver(server)


def test_the_first_request_carries_no_credentials(driver):
    body = f'<wsen:Enumerate><wsman:Filter Dialect="{wire.WQL}">SELECT * FROM Win32_ComputerSystemProduct</wsman:Filter></wsen:Enumerate>'
    reply = driver.send(wire.ENUMERATE, CIMV2 + "/*", body, user=None)
    assert reply.status == 401
    assert any(each.startswith("Basic ") for each in reply.headers.get_all("WWW-Authenticate"))
    assert driver.send(wire.ENUMERATE, CIMV2 + "/*", body).status == 200, "the same connection goes on"


def test_what_it_reads_at_connect(driver):
    product, = driver.instances(CIMV2, "Win32_ComputerSystemProduct")
    uuid.UUID(product["UUID"])
    system, = driver.instances(CIMV2, "Win32_OperatingSystem")
    assert len(system["Version"].split(".")) == 3 and system["Version"].replace(".", "").isdigit()
    host, = driver.instances(V2, "Msvm_ComputerSystem", 'WHERE Description = "Microsoft Hosting Computer System" ') \
        or driver.instances(V2, "Msvm_ComputerSystem", "WHERE Caption = 'Hosting Computer System' ")
    assert host["Caption"] == "Hosting Computer System"


def test_list_all(driver):
    machines = driver.instances(V2, "Msvm_ComputerSystem", 'WHERE Caption != "Hosting Computer System" ')
    assert len(machines) == 2
    for each in machines:
        uuid.UUID(each["Name"])
        assert each["ElementName"] and each["EnabledState"] in {"2", "3", "9", "32768", "32769"}
    without_host = driver.instances(V2, "Msvm_ComputerSystem", "WHERE Name != __SERVER")
    assert {each["Name"] for each in without_host} == {each["Name"] for each in machines}


def test_nodeinfo(driver):
    host, = driver.instances(CIMV2, "Win32_ComputerSystem")
    assert int(host["TotalPhysicalMemory"]) > 0
    processors = driver.instances(CIMV2, "Win32_Processor")
    assert processors and int(processors[0]["NumberOfCores"]) >= 1


def test_a_machine_is_found_by_its_lower_case_uuid(driver):
    name = driver.instances(V2, "Msvm_ComputerSystem", 'WHERE Caption = "Virtual Machine"')[0]["Name"]
    found, = driver.instances(V2, "Msvm_ComputerSystem", f"WHERE Name = '{name.lower()}'")
    assert found["Name"] == name
    assert driver.instances(V2, "Msvm_ComputerSystem", "WHERE Name = '00000000-0000-0000-0000-000000000000'") == []


def test_virsh_start(driver):
    machine = driver.instances(V2, "Msvm_ComputerSystem", 'WHERE Caption = "Virtual Machine"')[0]
    reply = driver.invoke(V2 + "/Msvm_ComputerSystem", "RequestStateChange",
                          {"Name": machine["Name"], "CreationClassName": "Msvm_ComputerSystem"},
                          [("RequestedState", "2")])
    assert reply.status == 200, reply.text
    output = "/s:Envelope/s:Body/p:RequestStateChange_OUTPUT"
    assert driver.xpath(reply, output + "/p:ReturnValue") == "4096"
    job_id = driver.xpath(
        reply, output + "/p:Job/a:ReferenceParameters/w:SelectorSet/w:Selector[@Name='InstanceID']")

    def ended():
        job, = driver.instances(V2, "Msvm_ConcreteJob", f"WHERE InstanceID = '{job_id}'")
        assert job["JobState"] in {"2", "3", "4", "6", "7"}, "any other state is an error to the driver"
        assert job["Cancellable"] in {"true", "false"} and job["DeleteOnCompletion"] in {"true", "false"}
        return job["JobState"] == "7"

    wire.wait_for(ended, interval=0.1)
    machine, = driver.instances(V2, "Msvm_ComputerSystem", f"WHERE Name = '{machine['Name']}'")
    assert machine["EnabledState"] == "2"


def test_a_service_is_addressed_by_one_of_its_keys(driver):
    services = driver.instances(V2, "Msvm_VirtualSystemManagementService")
    assert len(services) == 1
    resource = V2 + "/Msvm_VirtualSystemManagementService"
    mode = "<wsman:EnumerationMode>EnumerateEPR</wsman:EnumerationMode>"
    machine = driver.query(V2, "SELECT * FROM Msvm_ComputerSystem WHERE Caption = 'Virtual Machine'",
                           pull_uri=resource, mode=mode)[0]
    address = machine.find("a:Address", NS).text
    parameters = machine.find("a:ReferenceParameters", NS)
    name = parameters.find("w:SelectorSet/w:Selector[@Name='Name']", NS).text
    epr = (f"<wsa:Address>{address}</wsa:Address><wsa:ReferenceParameters>"
           f"<wsman:ResourceURI>{parameters.find('w:ResourceURI', NS).text}</wsman:ResourceURI><wsman:SelectorSet>"
           f'<wsman:Selector Name="CreationClassName">Msvm_ComputerSystem</wsman:Selector>'
           f'<wsman:Selector Name="Name">{name}</wsman:Selector></wsman:SelectorSet></wsa:ReferenceParameters>')
    reply = driver.invoke(resource, "ExportSystemDefinition",
                          {"CreationClassName": "Msvm_VirtualSystemManagementService"},
                          [("ComputerSystem", epr), ("ExportDirectory", "<![CDATA[C:\\exports]]>"),
                           ("ExportSettingData", '<![CDATA[<INSTANCE CLASSNAME="Msvm_VirtualSystemExportSettingData">'
                                                 "</INSTANCE>]]>")])
    assert reply.status == 200, reply.text
    output = "/s:Envelope/s:Body/p:ExportSystemDefinition_OUTPUT"
    assert driver.xpath(reply, output + "/p:ReturnValue") == "4096"


def test_the_pull_may_name_another_class(driver):
    found = driver.query(V2, "SELECT * FROM Msvm_ComputerSystem", pull_uri=V2 + "/Msvm_VirtualSystemManagementService")
    assert len(found) == 3


def test_a_fault_is_read_from_an_answer_with_status_500(driver):
    reply = driver.send(wire.ENUMERATE, V2 + "/*",
                        f'<wsen:Enumerate><wsman:Filter Dialect="{wire.WQL}">SELECT nonsense</wsman:Filter></wsen:Enumerate>')
    assert reply.status == 500
    assert driver.xpath(reply, "/s:Envelope/s:Body/s:Fault/s:Reason/s:Text")
    assert reply.fault.subcode == "CannotProcessFilter"


def test_replies_are_never_chunked(driver):
    reply = driver.send(wire.ENUMERATE, V2 + "/Msvm_ComputerSystem", "<wsen:Enumerate/>")
    assert int(reply.headers["Content-Length"]) == len(reply.body)
    assert "Transfer-Encoding" not in reply.headers
    assert reply.headers["Content-Type"] == "application/soap+xml;charset=UTF-8"
    assert isinstance(driver.connection.http, http.client.HTTPConnection) and driver.connection.http.sock is not None
