"""Fixtures: one server for the whole run, with a process template of the tests' own."""

from __future__ import annotations

import pathlib
import sys

import pytest

import wire
from winchd import BINARY, Winchd

PROGRAM = pathlib.Path(__file__).with_name("nonce.py").resolve()

# Two templates beside the built-in ones: a program that waits for the test at each step, and a job that ends at once.
CONFIG = {
    "templates": [
        {
            "name": "Nonce",
            "namespace": "root/virtualization/v2",
            "className": "Msvm_ConcreteJob",
            "caption": "Write a nonce",
            "parameters": [{"name": "Directory", "required": True}, {"name": "Nonce", "required": True}],
            "runner": {
                "process": {
                    "program": sys.executable,
                    "arguments": [str(PROGRAM), "{Directory}", "{Nonce}"],
                },
            },
        },
        {
            "name": "Quick",
            "namespace": "root/virtualization/v2",
            "className": "Msvm_ConcreteJob",
            "parameters": [{"name": "A"}, {"name": "B"}],
            "runner": {"simulated": {"steps": [{"percent": 0, "status": "Working", "duration": "200ms"}]}},
        },
    ],
}


def pytest_sessionstart(session):
    if not BINARY.exists():
        pytest.exit(f"{BINARY} does not exist: build it, or name it in the variable WINCHD", 2)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with Winchd(tmp_path_factory.mktemp("winchd"), config=CONFIG) as running:
        yield running


@pytest.fixture
def connection(server):
    with wire.Connection(server) as opened:
        yield opened


@pytest.fixture
def client(connection):
    return wire.Client(connection)


@pytest.fixture
def machine(client):
    """The first virtual machine of the inventory, as an instance element."""
    return client.enumerate(
        wire.V2 + "/*", "SELECT * FROM Msvm_ComputerSystem WHERE Caption = 'Virtual Machine'")[0]


@pytest.fixture
def reference_point(client):
    """The EPR of the inventory's reference point collection."""
    mode = "<w:EnumerationMode>EnumerateEPR</w:EnumerationMode>"
    return client.enumerate(wire.V2 + "/Msvm_ReferencePointCollection", extra=mode)[0]


@pytest.fixture
def quick_job(client):
    """Starts the short job and returns its (resource URI, selectors)."""

    def start():
        output = client.invoke(
            wire.WINCH + "/Winch_JobService", "StartJob", [("Template", "Quick")])
        assert wire.property_of(output, "ReturnValue") == "4096"
        return wire.epr_parts(output.find(f"{{{wire.WINCH}/Winch_JobService}}Job"))

    return start
