"""Debian's wsl, a client in bash: pastes pieces of replies, so elements must be prefixed and EPRs self-contained."""

import os
import shutil
import subprocess

import pytest
from lxml import etree

import wire
from wire import V2, WINCH


class WSL:
    """Runs one wsl command in a directory of its own and keeps the replies it saved."""

    def __init__(self, server, directory):
        self.directory = directory
        # wsl takes its message ids from uuidgen, of a package that it does not depend on; without it they are empty.
        (directory / "uuidgen").write_text("#!/bin/sh\ncat /proc/sys/kernel/random/uuid\n")
        (directory / "uuidgen").chmod(0o755)
        self.environment = {
            "PATH": f"{directory}:{os.environ['PATH']}", "SHELL": "/bin/bash", "HOME": str(directory), "TERM": "dumb",
            "WSENDPOINT": f"{server.host}:{server.port}", "WSUSER": "alice", "WSPASS": "secret",
            "WSNOSSL": "true", "WSAUTOMATED": "1", "KEEPHISTORY": "0", "OUTLEVEL": "1",
        }

    def run(self, *arguments, **environment):
        for old in self.directory.glob("*response*.xml"):
            old.unlink()
        done = subprocess.run(["wsl", *arguments], cwd=self.directory, env=self.environment | environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        self.status, self.output = done.returncode, done.stdout + done.stderr
        files = sorted(self.directory.glob("response-*.xml"), key=lambda each: int(each.stem.split("-")[1]))
        self.replies = [wire.Reply(0, None, each.read_bytes()) for each in files]
        return self.replies


@pytest.fixture
def wsl(server, tmp_path):
    assert shutil.which("wsl"), "wsl is not installed: apt-get install wsl curl"
    return WSL(server, tmp_path)


def items(replies):
    return [item for reply in replies for item in reply.all("//w:Items/* | //n:Items/*")]


def test_identify(wsl):
    reply, = wsl.run("identify", "check")
    assert wsl.status == 0
    assert reply.find("//id:ProductVendor").text


def test_get(wsl, machine):
    name = wire.property_of(machine, "Name")
    reply, = wsl.run("get", V2 + "/Msvm_ComputerSystem", f"Name={name}")
    assert wsl.status == 0
    assert wire.property_of(reply.payload, "Name") == name


def test_enumerate(wsl):
    replies = wsl.run("enum", V2 + "/Msvm_ComputerSystem")
    assert wsl.status == 0
    assert len(replies) == 1 and len(items(replies)) == 3


def test_enumerate_with_pulls(wsl):
    replies = wsl.run("enum", V2 + "/Msvm_ComputerSystem", "-opti", "1")
    assert wsl.status == 0
    assert len(replies) >= 3 and len(items(replies)) == 3


def test_enumerate_references(wsl):
    replies = wsl.run("enum", V2 + "/Msvm_ComputerSystem", "-mode", "epr")
    assert {etree.QName(each).localname for each in items(replies)} == {"EndpointReference"}
    replies = wsl.run("enum", V2 + "/Msvm_ComputerSystem", "-mode", "objepr")
    assert {etree.QName(each).localname for each in items(replies)} == {"Item"}


def test_wql_query(wsl):
    replies = wsl.run("enum", V2 + "/*", "-dialect", wire.WQL, "-filter",
                      "select * from Msvm_ComputerSystem where Caption='Virtual Machine'")
    assert wsl.status == 0
    assert [wire.property_of(each, "Caption") for each in items(replies)] == ["Virtual Machine"] * 2


def test_selector_filter(wsl):
    replies = wsl.run("enum", V2 + "/Msvm_ComputerSystem", "-dialect",
                      "http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter",
                      "-filter", "CreationClassName=Msvm_ComputerSystem")
    assert wsl.status == 0 and len(items(replies)) == 3


def test_a_dmtf_uri_with_its_namespace(wsl):
    replies = wsl.run("enum", "CIM_ComputerSystem", "-ns", "root/virtualization/v2")
    assert wsl.status == 0 and len(items(replies)) == 3


def test_invoke_a_job_and_follow_it_to_its_end(wsl):
    replies = wsl.run("invoke", WINCH + "/Winch_JobService", "StartJob", "Template=Quick")
    assert wsl.status == 0, wsl.output
    output = replies[-1].payload
    assert wire.property_of(output, "ReturnValue") == "4096"
    resource, keys = wire.epr_parts(output)
    states, job = wire.follow(
        lambda: wsl.run("get", resource, *[f"{name}={text}" for name, text in keys.items()])[0].payload)
    assert states[-1] == "7"
    assert wire.property_of(job, "PercentComplete") == "100"


def test_a_reference_is_cut_out_of_one_reply_and_pasted_into_a_request(wsl):
    wsl.run("enum", V2 + "/Msvm_ReferencePointCollection", "-mode", "epr")
    (wsl.directory / "collection.xml").write_bytes(wsl.replies[0].body)
    replies = wsl.run("invoke", V2 + "/Msvm_CollectionReferencePointService", "ExportReferencePoint",
                      "ReferencePointCollection=FILE:collection.xml", "ExportDirectory=/exports/wsl")
    assert wsl.status == 0, wsl.output
    assert wire.property_of(replies[-1].payload, "ReturnValue") == "4096"


def test_a_fault_is_shown(wsl):
    reply, = wsl.run("get", V2 + "/Msvm_ConcreteJob", "InstanceID=NO-SUCH-JOB")
    assert wsl.status != 0
    assert reply.fault.number == 2150858752
    assert "NO-SUCH-JOB" in wsl.output


def test_cql_is_its_default_dialect(wsl):
    replies = wsl.run("enum", V2 + "/Msvm_ComputerSystem", "-filter",
                      "select * from Msvm_ComputerSystem where Caption='Virtual Machine'")
    assert wsl.status == 0
    assert [wire.property_of(each, "Caption") for each in items(replies)] == ["Virtual Machine"] * 2
