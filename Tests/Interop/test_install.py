"""`make install` into a folder of the tests' own: what is there, and that it works from there."""

import os
import re
import subprocess

import pytest

import wire
from conftest import CONFIG
from winchd import BINARY, ROOT, Winchd

FILES = {
    "bin/winchd": 0o755, "bin/winch": 0o755, "libexec/winch/winch-supervisor": 0o755,
    "share/man/man8/winchd.8": 0o644, "share/man/man1/winch.1": 0o644, "share/man/man1/winch-conform.1": 0o644,
    "share/bash-completion/completions/winch": 0o644, "share/zsh/site-functions/_winch": 0o644,
    "share/fish/vendor_completions.d/winch.fish": 0o644, "lib/systemd/system/winchd.service": 0o644,
    "lib/sysusers.d/winch.conf": 0o644, "share/doc/winch/LICENSE": 0o644, "share/doc/winch/winchd.json5": 0o644,
}


def install(**variables):
    words = [f"{name}={value}" for name, value in variables.items()]
    return subprocess.run(["make", "--no-print-directory", "install", *words], cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    target = tmp_path_factory.mktemp("root")
    # Twice, the second time over programs that run.
    for _ in range(2):
        done = install(BUILD=BINARY.parent, PREFIX="/opt/winch", DESTDIR=target)
        assert (done.returncode, done.stderr) == (0, "")
    return target / "opt/winch"


def test_every_file_has_its_place_and_mode(root):
    for name, mode in FILES.items():
        assert (root / name).stat().st_mode & 0o777 == mode, name
    assert [path for path in root.parents[1].iterdir()] == [root.parent]
    assert not [path for path in root.rglob("*.new")]


def test_every_page_is_sound(root):
    pages = sorted((root / "share/man").rglob("*.[18]"))
    commands = re.findall(r"winch\\-(\w+)\(1\)", (root / "share/man/man1/winch.1").read_text())
    assert {page.name for page in pages} == {"winch.1", "winchd.8"} | {f"winch-{command}.1" for command in commands}
    for page in pages:
        lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True)
        assert (lint.returncode, lint.stdout) == (0, ""), page
    shown = subprocess.run(["mandoc", "-T", "ascii", root / "share/man/man8/winchd.8"], capture_output=True, text=True)
    text = re.sub(".\b", "", shown.stdout)
    for part in ("WINCHD(8)", "check-config FILE", "--tls-certificate FILE", "EXIT STATUS", "WINCH_USER_FILE"):
        assert part in text, part


def test_what_is_installed_runs_with_its_own_supervisor(root, tmp_path, monkeypatch):
    monkeypatch.setattr("winchd.BINARY", root / "bin/winchd")
    with Winchd(tmp_path, config=CONFIG) as server, wire.Connection(server) as connection:
        output = wire.Client(connection).invoke(
            wire.WINCH + "/Winch_JobService", "StartJob",
            [("Template", "Nonce"), ("Arguments", f"Directory={tmp_path}"), ("Arguments", "Nonce=n1")])
        assert wire.property_of(output, "ReturnValue") == "4096"
        supervisor = str(root / "libexec/winch/winch-supervisor")
        wire.wait_for(lambda: any(supervisor in line for line in processes()) or None)
        done = subprocess.run([root / "bin/winch", "jobs", "--url", server.url, "--user", "alice:secret"],
                              capture_output=True, text=True)
        assert done.returncode == 0 and "Write a nonce" in done.stdout, done.stderr
        job = re.search(r"[0-9A-F]{8}-[0-9A-F-]{27}", done.stdout)[0]
        subprocess.run([root / "bin/winch", "cancel", job, "--kill", "--url", server.url, "--user", "alice:secret"],
                       check=True, capture_output=True)


def processes():
    """The executables of all processes that may be looked at."""
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                yield os.readlink(f"/proc/{entry.name}/exe")
            except OSError:
                pass


def test_the_unit_names_the_program_that_was_installed(root):
    unit = (root / "lib/systemd/system/winchd.service").read_text()
    assert re.search(r"^ExecStart=/opt/winch/bin/winchd serve ", unit, re.M) and "/usr/bin/" not in unit
    user = re.search(r"^User=(\w+)$", unit, re.M)[1]
    assert re.search(rf"^u {user} ", (root / "lib/sysusers.d/winch.conf").read_text(), re.M)


@pytest.mark.parametrize("shell,name", [
    ("bash", "share/bash-completion/completions/winch"), ("zsh", "share/zsh/site-functions/_winch"),
    ("fish", "share/fish/vendor_completions.d/winch.fish"),
])
def test_completion_can_be_read(root, shell, name):
    done = subprocess.run([shell, "-n", root / name], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_not_built_is_not_installed(tmp_path):
    done = install(BUILD=tmp_path, PREFIX="/usr", DESTDIR=tmp_path / "root")
    assert done.returncode != 0 and "make build" in done.stderr and not (tmp_path / "root").exists()
    relative = install(BUILD=BINARY.parent, PREFIX="usr", DESTDIR=tmp_path / "root")
    assert relative.returncode != 0 and "usage: " in relative.stderr and not (tmp_path / "root").exists()
