"""What does not lie about: secrets in the list of processes, in dumps and in logs; privileges in jobs."""

from __future__ import annotations

import base64
import pathlib
import re
import sys

import wire
from winchd import Winchd

SHOW = (
    "import os, resource; print(sorted(os.listdir('/proc/self/fd'))[:3], sorted(os.environ), "
    "resource.getrlimit(resource.RLIMIT_CORE))"
)
CONFIG = {"templates": [{
    "name": "Show", "namespace": "root/virtualization/v2", "className": "Msvm_ConcreteJob", "timeBeforeRemoval": "1h",
    "runner": {"process": {"program": sys.executable, "arguments": ["-I", "-c", SHOW]}},
}]}


def test_secrets_are_not_shown(tmp_path):
    with Winchd(tmp_path, users=("alice:open sesame", "bob:other:word"), options=("--log-level", "debug")) as server:
        proc = pathlib.Path(f"/proc/{server.process.pid}")
        words = proc.joinpath("cmdline").read_bytes()
        assert b"alice:***" in words and b"bob:***" in words
        with wire.Connection(server, user="alice:open sesame") as connection:
            assert connection.post(wire.envelope(wire.GET, wire.CFG)).status == 200
        with wire.Connection(server, user="alice:0pen sesame") as connection:
            assert connection.post(wire.envelope(wire.GET, wire.CFG)).status == 401
        shown = words + server.log.encode() + server.data.joinpath("audit.log").read_bytes()
        for secret in (b"open sesame", b"other:word", b"0pen sesame", base64.b64encode(b"alice:open sesame")):
            assert secret not in shown, secret
        assert re.search(r"Max core file size +0 ", proc.joinpath("limits").read_text())
        assert int(proc.joinpath("coredump_filter").read_text(), 16) == 0


def test_jobs_get_nothing_of_winchd(tmp_path):
    import resource
    with Winchd(tmp_path, config=CONFIG) as server, wire.Connection(server) as connection:
        client = wire.Client(connection)
        service = wire.WINCH + "/Winch_JobService"
        output = client.invoke(service, "StartJob", [("Template", "Show")])
        job = output.find(f"{{{service}}}Job")
        resource_uri, selectors = wire.epr_parts(job)
        states, _ = wire.follow(lambda: client.get(resource_uri, selectors))
        assert states[-1] == "7"
        shown = wire.property_of(client.invoke(service, "GetOutput", [("Job", job)]), "Output")
        descriptors, rest = shown.split("] ", 1)
        assert descriptors == "['0', '1', '2'"
        assert "secret" not in shown and "WINCH_USER" not in shown and "NTLM_USER_FILE" not in shown
        # A job that wants core dumps can have them.
        assert f"(0, {resource.getrlimit(resource.RLIMIT_CORE)[1]})" in rest
