"""What becomes of requests and jobs when the store's file system is full, and backups of a running server."""

import os
import pathlib
import re
import sqlite3
import subprocess
import sys

import pytest

import wire
from winchd import BINARY, Winchd
from wire import V2, WINCH, property_of

SCRIPT = """
import pathlib, sys, time
folder = pathlib.Path(sys.argv[1])
with (folder / "begun").open("a") as file: file.write("x")
while not (folder / "go").exists(): time.sleep(0.01)
(folder / "ended").touch()
sys.exit(7)
"""

CONFIG = {"simulations": False, "templates": [{
    "name": "Worker", "namespace": "root/virtualization/v2", "className": "Msvm_ConcreteJob",
    "parameters": [{"name": "Folder", "required": True}],
    "runner": {"process": {"program": sys.executable, "arguments": ["-c", SCRIPT, "{Folder}"]}}}]}


def start(client, folder):
    """The reply to the start of a job; its marks go to `folder`."""
    return client.send(WINCH + "/Winch_JobService/StartJob", WINCH + "/Winch_JobService", wire.invoke_body(
        WINCH + "/Winch_JobService", "StartJob", [("Template", "Worker"), ("Arguments", f"Folder={folder}")]))


def started(client, folder):
    reply = start(client, folder)
    assert reply.fault is None, reply.fault
    return wire.epr_parts(reply.payload.find(f"{{{WINCH}/Winch_JobService}}Job"))


@pytest.fixture
def small_disk(tmp_path):
    """A file system of four megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4m", "winch-test", str(folder)], capture_output=True).returncode != 0:
        pytest.skip("only who may mount a file system can fill one")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder):
    with (folder / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


def test_a_full_disk_refuses_clearly_and_loses_nothing(tmp_path, small_disk):
    server = Winchd(tmp_path / "run", config=CONFIG)
    server.data = small_disk / "data"
    with server, wire.Connection(server) as connection:
        client = wire.Client(connection)
        first, second = tmp_path / "first", tmp_path / "second"
        first.mkdir()
        second.mkdir()
        resource, keys = started(client, first)
        wire.wait_for((first / "begun").exists)
        fill(small_disk)
        reply = start(client, second)
        assert reply.fault is not None and reply.fault.subcode == "InternalError", reply.fault
        assert "file system is full" in reply.fault.reason
        assert "/" not in reply.fault.reason and "INSERT" not in reply.fault.reason, reply.fault.reason
        identifier = reply.fault.reason.rpartition("log id ")[2].partition(")")[0]
        assert identifier in server.log and str(small_disk) in server.log
        assert property_of(client.get(resource, keys), "JobState") == "4", "reading goes on"
        (first / "go").touch()
        wire.wait_for((first / "ended").exists)
        (small_disk / "filler").unlink()
        _, job = wire.follow(lambda: client.get(resource, keys))
        assert property_of(job, "JobState") == "10" and property_of(job, "ErrorCode") == "7"
        assert not (second / "begun").exists()
        (second / "go").touch()
        resource, keys = started(client, second)
        wire.follow(lambda: client.get(resource, keys))


def run(*arguments):
    return subprocess.run([str(BINARY), *map(str, arguments)], capture_output=True, text=True, timeout=60)


def test_backup_while_serving_and_restore_afterwards(tmp_path):
    backup, folder = tmp_path / "backup", tmp_path / "folder"
    folder.mkdir()
    (folder / "go").touch()
    with Winchd(tmp_path / "run", config=CONFIG) as server, wire.Connection(server) as connection:
        client = wire.Client(connection)
        resource, keys = started(client, folder)
        wire.follow(lambda: client.get(resource, keys))
        done = run("backup", "--data", server.data, backup)
        assert done.returncode == 0 and "1 jobs" in done.stdout, done.stderr
        assert backup.stat().st_mode & 0o777 == 0o600
        refused = run("restore", "--data", server.data, backup)
        assert refused.returncode == 1 and "in use by process" in refused.stderr
        _, later = started(client, folder)
        wire.follow(lambda: client.get(resource, later))
    done = run("restore", "--data", server.data, backup)
    assert done.returncode == 0 and "is kept as" in done.stdout, done.stderr
    with Winchd(tmp_path / "run", config=CONFIG) as server, wire.Connection(server) as connection:
        client = wire.Client(connection)
        assert property_of(client.get(resource, keys), "JobState") == "10"
        listed = client.enumerate(V2 + "/*", "SELECT * FROM Msvm_ConcreteJob")
        assert [property_of(each, "InstanceID") for each in listed] == [keys["InstanceID"]]
    kept = [each for each in server.data.iterdir()
            if re.fullmatch(r"jobs\.sqlite3\.before-\d+", each.name)]
    with sqlite3.connect(kept[0]) as former:
        assert former.execute("SELECT count(*) FROM jobs").fetchone() == (2,)


@pytest.mark.parametrize("damage", ["gone", "empty", "garbage"])
def test_a_damaged_store_is_reported_with_the_way_back_and_left_alone(tmp_path, damage):
    with Winchd(tmp_path / "run", config=CONFIG) as server:
        pass
    store = server.data / "jobs.sqlite3"
    for beside in server.data.glob("jobs.sqlite3-*"):
        beside.unlink()  # its log would make the store whole again
    store.unlink() if damage == "gone" else store.write_bytes(b"" if damage == "empty" else b"damage" * 4000)
    before = store.read_bytes() if store.exists() else None
    done = run("serve", "--data", server.data, "--listen", "127.0.0.1:0", "--user", "alice:secret")
    assert done.returncode == 1 and "winchd restore FILE" in done.stderr, done.stderr
    assert (store.read_bytes() if store.exists() else None) == before
    assert pathlib.Path(server.data, "jobs").exists()
