"""What does not lie about: secrets in the list of processes, in dumps and in logs; privileges in jobs."""

from __future__ import annotations

import base64
import pathlib
import re
import socket
import subprocess
import sys

import pytest

import wire
from winchd import BINARY, Winchd

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


@pytest.mark.parametrize("words", [("--user", "alice:open sesame"), ("--user=alice:open sesame",), ("-u", "alice:open sesame")])
def test_the_client_does_not_show_its_password(words):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        client = subprocess.Popen([BINARY.with_name("winch"), "identify", "--url", f"http://127.0.0.1:{silent.getsockname()[1]}/wsman",
                                   *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            silent.settimeout(20)
            silent.accept()
            shown = pathlib.Path(f"/proc/{client.pid}/cmdline").read_bytes()
            assert b"alice:***" in shown and b"sesame" not in shown
        finally:
            client.kill()
            client.wait()


@pytest.mark.parametrize("mode, config", [(0o644, "keytab"), (0o602, "keytab"), (0o602, "users"), (0o622, "hashes")])
def test_secrets_that_everybody_can_read_or_write_are_refused(tmp_path, mode, config):
    file = tmp_path / "secrets"
    file.write_text("alice:secret\n" if config == "users" else "alice:$y$j9T$mP0tEGk7N8jR2xUWzL1uH.$"
                    "WJ0Oq5cLw1b6XqYp4h9S0Kz3m2oYbV7tQhJd1xR8nE5\n")
    file.chmod(mode)
    words = {"negotiate": {"keytab": str(file), "principals": {"alice@EXAMPLE.ORG": "alice"}}} if config == "keytab" else None
    options = () if config == "keytab" else ("--user-file", str(file))
    with pytest.raises(RuntimeError) as caught:
        Winchd(tmp_path / "server", users=(), config=words, options=options).start()
    assert f"chmod 600 {file}" in str(caught.value)


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
