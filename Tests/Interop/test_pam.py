"""Basic with passwords that PAM verifies; the service's file is the test's own."""

from __future__ import annotations

import subprocess

import pytest

import wire
from winchd import BINARY, Winchd


@pytest.fixture(scope="module")
def accounts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pam")
    check = folder / "check"
    check.write_text('#!/bin/sh\nread -r password\necho "$PAM_USER $PAM_RHOST" >> "$0.log"\n'
                     '[ "$PAM_USER:$password" = "paula:correct horse" ]\n')
    check.chmod(0o700)
    (folder / "winch").write_text(
        f"auth required pam_exec.so expose_authtok quiet {check}\naccount required pam_permit.so\n")
    config = {"pam": {"service": "winch", "directory": str(folder)},
              "roles": {"paula": "operator", "alice": "reader"}}
    with Winchd(folder / "server", config=config) as running:
        running.asked = folder / "check.log"
        yield running


def status(server, user):
    with wire.Connection(server, user=user) as connection:
        return connection.post(wire.envelope(wire.GET, wire.CFG)).status


def test_an_account_of_the_host(accounts):
    assert status(accounts, "paula:correct horse") == 200
    assert status(accounts, "paula:correct horse") == 200
    assert accounts.asked.read_text().splitlines() == ["paula 127.0.0.1"], "what was verified is remembered"


@pytest.mark.parametrize("user", ["paula:wrong", "nobody:correct horse", "paula:", ":x", "paul:correct horse",
                                  "paula\x00:correct horse"])
def test_what_pam_refuses(accounts, user):
    assert status(accounts, user) == 401


def test_users_of_the_configuration_are_not_pams_business(accounts):
    before = accounts.asked.read_text()
    assert status(accounts, "alice:secret") == 200
    assert status(accounts, "alice:correct horse") == 401
    assert accounts.asked.read_text() == before


def test_pam_needs_roles(tmp_path):
    file = tmp_path / "winchd.json5"
    file.write_text('{ pam: { service: "winch" } }')
    done = subprocess.run([BINARY, "check-config", file], capture_output=True, text=True)
    assert done.returncode == 1 and "pam.service: with PAM every account of this host can sign in" in done.stderr
