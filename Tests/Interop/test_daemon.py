"""The program: options, configuration, data directory, signals."""

import json
import os
import re
import stat
import subprocess
import threading

import pytest

import wire
from winchd import BINARY, ROOT, Winchd
from wire import V2


def run(*arguments, environment=None, timeout=30, stdin=None):
    return subprocess.run([str(BINARY), *arguments], capture_output=True, text=True, timeout=timeout, input=stdin,
                          env=os.environ | (environment or {}))


# Help and version


def test_help_names_every_option():
    done = run("--help")
    assert done.returncode == 0 and done.stderr == ""
    for option in ("--listen", "--config", "--data", "--user", "--user-file", "--url-file", "--windows-build",
                   "--log-level", "--log-format", "WINCH_", "check-config", "hash-password"):
        assert option in done.stdout, option


def test_version():
    done = run("--version")
    assert done.returncode == 0 and re.search(r"\d+\.\d+", done.stdout)


@pytest.mark.parametrize("arguments", [
    ["--no-such-option"], ["serve", "--listen"], ["serve", "--listen", "nonsense"], ["dance"],
    ["serve", "--listen", "127.0.0.1:99999"], ["serve", "--log-level", "loud"],
])
def test_a_wrong_command_line_is_explained(tmp_path, arguments):
    done = run(*arguments, environment={"WINCH_DATA": str(tmp_path / "data")})
    assert done.returncode != 0 and done.stdout == ""
    assert arguments[-1] in done.stderr, "it says which word is wrong"


# Windows builds


def test_an_unknown_windows_build_is_an_error(tmp_path):
    done = run("serve", "--data", str(tmp_path), "--listen", "127.0.0.1:0", "--windows-build", "12345")
    assert done.returncode != 0 and "12345" in done.stderr and "20348" in done.stderr


def test_the_windows_build_decides_version_and_properties(tmp_path, reference_point):
    with Winchd(tmp_path, options=("--windows-build", "14393")) as server, wire.Connection(server) as connection:
        assert "10.0.14393" in connection.post(wire.IDENTIFY).find("//id:ProductVersion").text
        client = wire.Client(connection)
        resource = V2 + "/Msvm_CollectionReferencePointService"
        output = client.invoke(resource, "ExportReferencePoint",
                               [("ReferencePointCollection", reference_point), ("ExportDirectory", "/exports")])
        job, keys = wire.epr_parts(output)
        names = {child.tag.rpartition("}")[2] for child in client.get(job, keys)}
        assert "ExportDirectory" in names and "ExportedGuestStateFilePaths" not in names


# Configuration


def test_check_config_accepts_the_example():
    done = run("check-config", str(ROOT / "examples" / "winchd.json5"))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("text, words", [
    ('{ "lissten": [] }', ["lissten"]),
    ('{ "listen": 5985 }', ["listen"]),
    ('{ "listen": ["127.0.0.1:0" }', ["line"]),
    ("", []),
])
def test_check_config_says_what_is_wrong_and_where(tmp_path, text, words):
    file = tmp_path / "wrong.json5"
    file.write_text(text)
    done = run("check-config", str(file))
    assert done.returncode != 0
    for word in ["wrong.json5", *words]:
        assert word in done.stderr, done.stderr


def test_check_config_of_a_file_that_is_not_there(tmp_path):
    done = run("check-config", str(tmp_path / "absent.json5"))
    assert done.returncode != 0 and "absent.json5" in done.stderr


def test_options_as_environment_variables(tmp_path):
    done = run("serve", "--data", str(tmp_path), "--listen", "127.0.0.1:0",
               environment={"WINCH_WINDOWS_BUILD": "12345"})
    assert done.returncode != 0 and "12345" in done.stderr


# Users


def test_a_generated_password_is_kept_to_its_owner(tmp_path):
    with Winchd(tmp_path, users=()) as server, wire.Connection(server) as connection:
        file = server.data / "password"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        password = file.read_text().strip()
        assert len(password) >= 16
        line = re.search(r"curl .*", server.log)
        assert line and server.url in line.group(), "it prints a line to paste"
        assert connection.post(wire.IDENTIFY, user=f"winch:{password}").status == 200
        assert connection.post(wire.IDENTIFY, user="winch:guess").status == 401


def test_a_generated_password_survives_a_restart(tmp_path):
    with Winchd(tmp_path, users=()) as server:
        first = (server.data / "password").read_text()
    with Winchd(tmp_path, users=()) as server:
        assert (server.data / "password").read_text() == first


def test_beyond_the_loopback_users_must_be_named(tmp_path):
    done = run("serve", "--data", str(tmp_path), "--listen", "0.0.0.0:0")
    assert done.returncode != 0 and "user" in done.stderr.lower()


def test_a_user_file_keeps_secrets_out_of_the_process_list(tmp_path):
    hashed = run("hash-password", stdin="open sesame\n")
    assert hashed.returncode == 0 and hashed.stdout.startswith("$y$")
    users = tmp_path / "users"
    users.write_text(f"bob:{hashed.stdout.strip()}\n")
    users.chmod(0o600)
    with Winchd(tmp_path / "run", users=(), options=("--user-file", str(users))) as server:
        with wire.Connection(server) as connection:
            assert connection.post(wire.IDENTIFY, user="bob:open sesame").status == 200
            assert connection.post(wire.IDENTIFY, user="bob:wrong").status == 401


# Data directory


def test_a_second_server_on_the_same_data_is_refused(tmp_path):
    with Winchd(tmp_path) as first:
        done = run("serve", "--data", str(first.data), "--listen", "127.0.0.1:0", "--user", "alice:secret")
        assert done.returncode != 0 and str(first.data) in done.stderr
        with wire.Connection(first) as connection:
            assert connection.post(wire.IDENTIFY).status == 200, "the first goes on"


def test_a_job_outlives_the_server(tmp_path):
    with Winchd(tmp_path) as server, wire.Connection(server) as connection:
        client = wire.Client(connection)
        machine = client.enumerate(V2 + "/*", "SELECT * FROM Msvm_ComputerSystem WHERE Caption = 'Virtual Machine'")[0]
        resource = V2 + "/Msvm_ComputerSystem"
        output = client.invoke(resource, "RequestStateChange", [("RequestedState", "2")],
                               {"Name": wire.property_of(machine, "Name")})
        job, keys = wire.epr_parts(output)
        wire.follow(lambda: client.get(job, keys))
    with Winchd(tmp_path) as server, wire.Connection(server) as connection:
        client = wire.Client(connection)
        assert wire.property_of(client.get(job, keys), "JobState") == "7"
        machine = client.get(resource, {"Name": wire.property_of(machine, "Name")})
        assert wire.property_of(machine, "EnabledState") == "2", "so does its effect"


# Signals


def test_sigterm_ends_with_status_0(tmp_path):
    server = Winchd(tmp_path).start()
    with wire.Connection(server) as connection:
        assert connection.post(wire.IDENTIFY).status == 200
        assert server.stop() == 0, "an idle connection does not hold it up"


def test_sigterm_answers_the_request_in_hand(tmp_path):
    server = Winchd(tmp_path).start()
    body = wire.IDENTIFY.encode()
    connection = wire.Connection(server)
    line = connection.http
    line.connect()
    line.putrequest("POST", "/wsman")
    line.putheader("Authorization", "Basic YWxpY2U6c2VjcmV0")
    line.putheader("Content-Type", "application/soap+xml")
    line.putheader("Content-Length", str(len(body)))
    line.endheaders()
    line.send(body[:40])
    server.terminate()
    ended = threading.Thread(target=server.process.wait, args=(30,))
    ended.start()

    def refused():
        try:
            wire.Connection(server, timeout=1).post(wire.IDENTIFY)
        except OSError:
            return True
        return False

    wire.wait_for(refused)
    line.send(body[40:])
    answer = line.getresponse()
    assert answer.status == 200 and b"IdentifyResponse" in answer.read()
    ended.join()
    assert server.stop() == 0


@pytest.mark.parametrize("level", ["debug", "info", "notice", "warning", "error"])
def test_it_serves_at_every_log_level(tmp_path, level):
    with Winchd(tmp_path, options=("--log-level", level)) as server, wire.Connection(server) as connection:
        assert connection.post(wire.IDENTIFY).status == 200
        assert server.process.poll() is None


def test_the_url_file_holds_the_full_url(server):
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/wsman", server.url)


def test_a_log_for_machines_has_one_object_a_line(tmp_path):
    with Winchd(tmp_path, options=("--log-format", "json", "--log-level", "debug")) as server:
        with wire.Connection(server) as connection:
            connection.post(wire.IDENTIFY)
            connection.post(wire.IDENTIFY, user="alice:\"quoted\"\n")
    lines = [line for line in server.log.splitlines() if line.startswith("{")]
    assert lines and all(isinstance(json.loads(line), dict) for line in lines)


def test_secrets_are_not_logged(tmp_path):
    with Winchd(tmp_path, options=("--log-level", "debug")) as server, wire.Connection(server) as connection:
        connection.post(wire.IDENTIFY)
        connection.post(wire.IDENTIFY, user="alice:hunter2")
        log = server.log.replace(str(tmp_path), "")
    assert "secret" not in log and "hunter2" not in log and "YWxpY2U6" not in log


def test_healthcheck(server):
    assert run("healthcheck", "--url", server.url).returncode == 0
