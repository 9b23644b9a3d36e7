"""The documents of wsdl/: zeep makes clients of them, xmllint holds what the server says against them."""

from __future__ import annotations

import datetime
import os
import subprocess
import urllib.parse
import uuid

import pytest
import requests
import zeep
import zeep.exceptions
from lxml import etree
from lxml.builder import ElementMaker

import wire
from winchd import ROOT
from wire import NS, V2, WINCH, WMI

WSDL = ROOT / "wsdl"
A, W = (ElementMaker(namespace=uri, nsmap={prefix: uri}) for prefix, uri in (("a", wire.A), ("w", wire.W)))


class LocalTransport(zeep.Transport):
    """Loads documents from files and from nowhere else."""

    loaded: dict[str, bytes] = {}

    def load(self, url):
        if urllib.parse.urlsplit(url).scheme not in ("", "file"):
            raise AssertionError(f"{url} is not in this repository")
        if url not in self.loaded:
            self.loaded[url] = super().load(url)
        return self.loaded[url]


class Addressing(zeep.Plugin):
    """Adds the header blocks of WS-Addressing 2004/08; zeep's own plugin writes those of 1.0.

    The replies are kept in `replies`, as they came.
    """

    def __init__(self):
        self.replies = []

    def egress(self, envelope, http_headers, operation, binding_options):
        action = operation.abstract.wsa_action
        if action is None:  # Identify
            return envelope, http_headers
        header = envelope.find("s:Header", NS)
        if header is None:
            header = etree.Element(f"{{{wire.S}}}Header")
            envelope.insert(0, header)
        header.append(A.To(binding_options["address"]))
        header.append(A.Action(action))
        header.append(A.MessageID(f"uuid:{uuid.uuid4()}"))
        header.append(A.ReplyTo(A.Address(wire.ANONYMOUS)))
        return envelope, http_headers

    def ingress(self, envelope, http_headers, operation):
        self.replies.append(envelope)
        return envelope, http_headers


class Resource:
    """The service that a document describes, as zeep makes it."""

    def __init__(self, server, document):
        self.addressing = Addressing()
        session = requests.Session()
        session.trust_env = False
        session.auth = ("alice", "secret")
        self.client = zeep.Client(
            str(WSDL / document), transport=LocalTransport(session=session), plugins=[self.addressing])
        binding = next(iter(self.client.wsdl.bindings))
        self.uri = etree.QName(binding).namespace
        self.service = self.client.create_service(binding, server.url)

    @property
    def address(self):
        """The header blocks of the class itself."""
        return [W.ResourceURI(self.uri)]

    def reply(self):
        """The first element of the last reply's body."""
        return self.addressing.replies[-1].find("s:Body", NS)[0]


def document(namespace, name):
    return f"{namespace.removeprefix(WMI + '/')}/{name}.wsdl"


@pytest.fixture
def resource(server):
    return lambda namespace, name: Resource(server, document(namespace, name))


@pytest.fixture
def started(resource):
    """The reference to a job of the template, just started by a method of the service of jobs."""

    def start(template):
        service = resource(WINCH, "Winch_JobService")
        output = service.service.StartJob(Template=template, _soapheaders=service.address)
        assert output.ReturnValue._value_1 == 4096
        return output.Job

    return start


def headers_of(reference):
    """The header blocks that address what a reference names: its parameters, as they came."""
    return list(reference.ReferenceParameters._value_1)


class Validator:
    """xmllint with a schema that imports those of some classes and of the protocol."""

    def __init__(self, directory):
        self.directory = directory

    def errors(self, elements, classes=()):
        """What xmllint says of the elements; `classes` are (namespace URI, path of the schema) pairs."""
        protocol = [(wire.N, "enumeration.xsd"), (wire.ID, "wsmanidentity.xsd"), (wire.W, "wsman.xsd")]
        imports = "".join(
            f'<xs:import namespace="{uri}" schemaLocation="{os.path.relpath(WSDL / path, self.directory)}"/>'
            for uri, path in [*protocol, *classes])
        schema = self.directory / "all.xsd"
        schema.write_text(f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>')
        paths = []
        for element in elements:
            paths.append(self.directory / f"{len(paths)}.xml")
            etree.ElementTree(element).write(paths[-1])
        run = subprocess.run(
            ["xmllint", "--nonet", "--noout", "--schema", schema, *paths], capture_output=True, text=True, timeout=120)
        if run.returncode == 0:
            return ""
        return "\n".join(line for line in run.stderr.splitlines() if not line.endswith(" validates"))


@pytest.fixture
def validator(tmp_path):
    return Validator(tmp_path)


def schema_of(uri):
    """The (namespace URI, path) pair of a class that a resource URI names."""
    return uri, uri.removeprefix(WMI + "/") + ".xsd"


# The documents.

def test_every_document_loads_without_network():
    documents = sorted(WSDL.rglob("*.wsdl"))
    assert len(documents) > 100
    for path in documents:
        client = zeep.Client(str(path), transport=LocalTransport())
        for service in client.wsdl.services.values():
            for port in service.ports.values():
                assert port.binding._operations, path


def test_a_document_elsewhere_would_be_noticed(tmp_path):
    text = (WSDL / document(V2, "Msvm_ConcreteJob")).read_text()
    remote = text.replace("../../../addressing.xsd", "http://127.0.0.1:9/addressing.xsd")
    assert remote != text
    folder = tmp_path / "root" / "virtualization" / "v2"
    folder.mkdir(parents=True)
    for schema in (*WSDL.glob("*.xsd"), WSDL / "root/virtualization/v2/Msvm_ConcreteJob.xsd"):
        (tmp_path / schema.relative_to(WSDL)).write_bytes(schema.read_bytes())
    (folder / "job.wsdl").write_text(remote)
    with pytest.raises(AssertionError, match="not in this repository"):
        zeep.Client(str(folder / "job.wsdl"), transport=LocalTransport())


# What winchd serves of them.

def get(server, target, auth=("alice", "secret")):
    place = urllib.parse.urlsplit(server.url)
    with requests.Session() as session:
        session.trust_env = False
        return session.get(f"{place.scheme}://{place.netloc}{target}", auth=auth, timeout=20, allow_redirects=False)


def test_the_index_refers_to_every_document_and_each_is_served_as_it_lies_here(server):
    reply = get(server, "/wsman?wsdl")
    assert reply.status_code == 200 and reply.headers["Content-Type"] == "text/xml; charset=utf-8"
    locations = [each.get("location") for each in etree.fromstring(reply.content)[1:]]
    assert {f"wsman/wsdl/{path.relative_to(WSDL)}" for path in WSDL.rglob("*.wsdl")} == set(locations)
    for path in [*WSDL.glob("*.xsd"), *WSDL.glob("*.wsdl"), *sorted(WSDL.glob("root/winch/*"))]:
        document = get(server, f"/wsman/wsdl/{path.relative_to(WSDL)}")
        assert document.status_code == 200 and document.content == path.read_bytes(), path


def test_zeep_makes_a_client_of_what_is_served(server):
    session = requests.Session()
    session.trust_env = False
    session.auth = ("alice", "secret")
    place = urllib.parse.urljoin(server.url, "/wsman/wsdl/" + document(WINCH, "Winch_JobTemplate"))
    client = zeep.Client(place, transport=zeep.Transport(session=session))
    assert client.wsdl.bindings


def test_documents_are_for_those_who_sign_in(server):
    for target in ("/wsman?wsdl", "/wsman/wsdl/addressing.xsd", "/wsman/wsdl/nothing"):
        assert get(server, target, auth=None).status_code == 401
        assert get(server, target, auth=("alice", "wrong")).status_code == 401


@pytest.mark.parametrize("target", [
    "/wsman/wsdl/", "/wsman/wsdl/nothing.xsd", "/wsman/wsdl/../../etc/passwd", "/wsman/wsdl/%2e%2e/README.md",
    "/wsman/wsdl/root/virtualization/v2/Msvm_ConcreteJob", "/wsman/wsdl/root/virtualization/v2/No_Such.xsd"])
def test_what_is_no_document_is_not_found(server, target):
    assert get(server, target).status_code == 404


# A running server, by zeep.

def test_identify(server):
    identity = Resource(server, "wsmanidentity.wsdl")
    answer = identity.service.Identify()
    assert answer.ProtocolVersion == [wire.W]
    assert answer.ProductVendor == "Winch"
    # zeep takes what follows for extensions, whatever its namespace; the schema allows those before it.
    profiles = [each.text for part in answer._value_1 for each in part]
    prefix = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/http/"
    assert profiles == [prefix + "basic", prefix + "spnego-kerberos"]


def test_get_reads_the_job_that_a_method_started(resource, started):
    job = resource(V2, "Msvm_ConcreteJob")
    instance = job.service.Get(_soapheaders=headers_of(started("Quick")))
    assert instance.JobState._value_1 in (3, 4, 7)
    assert instance.Cancellable._value_1 in (True, False)
    assert instance.InstanceID._value_1
    assert [each._value_1 for each in instance.OperationalStatus]


def test_enumerate_and_pull_give_typed_items_to_the_end(resource):
    templates = resource(WINCH, "Winch_JobTemplate")
    context = templates.service.Enumerate(_soapheaders=templates.address).EnumerationContext
    items, pages = [], 0
    while context is not None:
        page = templates.service.Pull(EnumerationContext=context, MaxElements=5, _soapheaders=templates.address)
        items += page.Items._value_1
        context, pages = page.EnumerationContext, pages + 1
    assert templates.reply().find("n:EndOfSequence", NS) is not None
    names = {each.Name._value_1 for each in items}
    assert len(items) == len(names) and pages == -(-len(items) // 5) > 1
    assert {"Nonce", "Quick"} <= names


def test_an_enumeration_takes_elements_of_ws_management(resource, started):
    started("Quick")
    job = resource(V2, "Msvm_ConcreteJob")
    filter_ = W.Filter("SELECT * FROM Msvm_ConcreteJob WHERE JobState > 1", Dialect=wire.WQL)
    answer = job.service.Enumerate(
        _value_1=[W.OptimizeEnumeration(), W.MaxElements("50"), filter_],
        _soapheaders=[W.ResourceURI(V2 + "/*")])
    items = [each for part in answer._value_1 if hasattr(part, "_value_1") for each in part._value_1 or []]
    assert items and all(each.JobState._value_1 > 1 for each in items)


def test_header_blocks_are_given_by_name(resource):
    templates = resource(WINCH, "Winch_JobTemplate")
    headers = {
        "ResourceURI": templates.uri, "OperationTimeout": datetime.timedelta(seconds=20), "MaxEnvelopeSize": 512000}
    answer = templates.service.Enumerate(_soapheaders=headers)
    assert answer.EnumerationContext
    with pytest.raises(zeep.exceptions.Fault) as refused:
        templates.service.Enumerate(_soapheaders=headers | {"MaxEnvelopeSize": 1000})
    assert refused.value.subcodes == [etree.QName(wire.W, "EncodingLimit")]


def test_an_enumeration_is_released(resource):
    templates = resource(WINCH, "Winch_JobTemplate")
    context = templates.service.Enumerate(_soapheaders=templates.address).EnumerationContext
    assert templates.service.Release(EnumerationContext=context, _soapheaders=templates.address) is None
    with pytest.raises(zeep.exceptions.Fault) as refused:
        templates.service.Pull(EnumerationContext=context, _soapheaders=templates.address)
    assert refused.value.subcodes == [etree.QName(wire.N, "InvalidEnumerationContext")]


def test_a_bound_method_starts_a_job(resource, client):
    collection = client.enumerate(
        V2 + "/Msvm_ReferencePointCollection", extra="<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>")[0]
    service = resource(V2, "Msvm_CollectionReferencePointService")
    output = service.service.ExportReferencePoint(
        ReferencePointCollection={
            "Address": wire.ANONYMOUS,
            "ReferenceParameters": {"_value_1": list(collection.find("a:ReferenceParameters", NS))},
        },
        ExportDirectory="/exports/wsdl", _soapheaders=service.address)
    assert output.ReturnValue._value_1 == 4096
    job = resource(V2, "Msvm_CollectionReferencePointExportJob")
    instance = job.service.Get(_soapheaders=headers_of(output.Job))
    assert instance.ExportDirectory._value_1 == "/exports/wsdl"


def test_request_state_change_terminates_a_job(resource, started):
    reference = started("export-virtual-machine")
    job = resource(V2, "Msvm_ConcreteJob")
    # Of an output with a single element zeep gives that element.
    value = job.service.RequestStateChange(RequestedState=4, _soapheaders=headers_of(reference))
    assert value._value_1 == 0
    ended = wire.wait_for(lambda: next(
        (each for each in [job.service.Get(_soapheaders=headers_of(reference))] if each.JobState._value_1 > 6), None))
    assert ended.JobState._value_1 == 8


def test_a_fault_names_its_subcode(resource):
    job = resource(V2, "Msvm_ConcreteJob")
    nobody = W.SelectorSet(W.Selector("nobody", Name="InstanceID"))
    with pytest.raises(zeep.exceptions.Fault) as refused:
        job.service.Get(_soapheaders=[*job.address, nobody])
    assert refused.value.subcodes == [etree.QName(wire.A, "DestinationUnreachable")]


# What the server says, by xmllint.

def test_every_instance_is_valid(client, started, validator):
    """Of each namespace all that there is, jobs included, each under its own class."""
    for template in ("Quick", "iscsi-create-virtual-disk", "migrate-virtual-machine"):
        started(template)
    for folder in sorted({path.parent for path in (WSDL / "root").rglob("*.xsd")}):
        namespace = f"{WMI}/{folder.relative_to(WSDL)}"
        instances = {}
        for path in sorted(folder.glob("*.xsd")):
            reply = client.send(
                wire.ENUMERATE, f"{namespace}/{path.stem}", wire.enumerate_body(maximum=200))
            for item in reply.all("//n:EnumerateResponse/w:Items/*"):
                instances[etree.tostring(item)] = item
        assert instances, namespace
        classes = sorted({schema_of(etree.QName(item).namespace) for item in instances.values()})
        errors = validator.errors([etree.fromstring(text) for text in instances], classes)
        assert not errors, errors


def test_bodies_of_replies_are_valid(client, connection, started, validator):
    uri = WINCH + "/Winch_JobTemplate"
    bodies = [connection.post(wire.IDENTIFY).payload]
    for mode in ("", "<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>",
                 "<w:EnumerationMode>EnumerateObjectAndEPR</w:EnumerationMode>"):
        opened = client.send(wire.ENUMERATE, uri, wire.enumerate_body(maximum=3, extra=mode))
        pulled = client.send(wire.PULL, uri, wire.pull_body(opened.find("//n:EnumerationContext").text, 100))
        plain = client.send(wire.ENUMERATE, uri, wire.enumerate_body(optimize=False, extra=mode))
        bodies += [opened.payload, pulled.payload, plain.payload]
    assert [etree.QName(each).localname for each in bodies[1:4]] == [
        "EnumerateResponse", "PullResponse", "EnumerateResponse"]
    service = WINCH + "/Winch_JobService"
    bodies.append(client.invoke(service, "StartJob", [("Template", "Quick")]))
    errors = validator.errors(
        [etree.fromstring(etree.tostring(each)) for each in bodies], [schema_of(uri), schema_of(service)])
    assert not errors, errors


def test_the_validator_finds_what_is_wrong(client, started, validator):
    resource, selectors = wire.epr_parts(A.EndpointReference(*headers_of(started("Quick"))))
    job = client.get(resource, selectors)
    classes = [schema_of(etree.QName(job).namespace)]
    assert not validator.errors([job], classes)
    job.find("{*}JobState").text = "running"
    assert "running" in validator.errors([job], classes)
