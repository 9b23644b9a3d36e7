"""Ways to a server that winch can go: proxies, and whom it believes. And every output format of every command."""

import csv
import io
import json
import os
import re
import subprocess

import pytest
from lxml import etree

from proxy import Proxy
from sinks import Sink
from winchd import BINARY, Winchd

WINCH = BINARY.with_name("winch")


def run(server, *words, user="alice:secret", **environment):
    return subprocess.run(
        [WINCH, *words], capture_output=True, text=True, timeout=60,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8", "WINCH_URL": server.url,
             "WINCH_USER": user} | environment)


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    with Winchd(tmp_path_factory.mktemp("secure"), listen=("https://127.0.0.1:0",)) as running:
        yield running


@pytest.fixture
def certificate(secure):
    return secure.data / "certificate.pem"


# Proxies

def test_a_tunnel_through_a_proxy_shows_it_nothing(secure, certificate):
    with Proxy() as proxy:
        done = run(secure, "identify", "--ca", certificate, "--proxy", proxy.url)
    assert done.returncode == 0 and "ProductVendor" in done.stdout, done.stderr
    assert len(proxy.heads) == 1 and proxy.heads[0].startswith(f"CONNECT 127.0.0.1:{secure.port} ")
    assert "\r\nAuthorization:" not in proxy.heads[0] and b"Envelope" not in proxy.passed


def test_a_proxy_that_wants_to_know_who_asks(secure, certificate):
    with Proxy(credentials="Basic cGF0OnB3") as proxy:  # pat:pw
        refused = run(secure, "identify", "--ca", certificate, "--proxy", proxy.url)
        assert refused.returncode != 0 and "407" in refused.stderr and "pw" not in refused.stderr
        named = proxy.url.replace("//", "//pat:pw@")
        done = run(secure, "identify", "--ca", certificate, "--proxy", named, "--trace")
    assert done.returncode == 0, done.stderr
    assert "pat:pw" not in done.stderr and "cGF0OnB3" not in done.stderr


def test_the_environment_s_proxy_and_its_exceptions(secure, certificate):
    with Proxy() as proxy:
        words = ["identify", "--ca", certificate]
        assert run(secure, *words, https_proxy=proxy.url).returncode == 0
        assert len(proxy.heads) == 1
        assert run(secure, *words, https_proxy=proxy.url, no_proxy="127.0.0.1").returncode == 0
        assert run(secure, *words, "--proxy", "none", https_proxy=proxy.url).returncode == 0
        assert len(proxy.heads) == 1


def test_a_proxy_that_is_not_there_is_named(secure, certificate):
    done = run(secure, "identify", "--ca", certificate, "--proxy", "http://127.0.0.1:1")
    assert done.returncode == 3 and "127.0.0.1" in done.stderr
    done = run(secure, "identify", "--ca", certificate, "--proxy", "http://nowhere.invalid:3128")
    assert done.returncode == 3 and "nowhere.invalid" in done.stderr and "proxy" in done.stderr


# Whom it believes

def test_a_certificate_is_believed_for_a_reason(secure, certificate):
    assert run(secure, "identify").returncode == 3
    assert "certificate" in run(secure, "identify").stderr
    assert run(secure, "identify", "--ca", certificate).returncode == 0
    assert run(secure, "identify", "--insecure").returncode == 0
    pin = re.search(r"sha256//\S{44}", secure.log)[0]
    assert run(secure, "identify", "--pin", pin).returncode == 0
    assert run(secure, "identify", "--pin", "sha256//" + "A" * 43 + "=").returncode == 3


def test_a_file_with_a_password_that_others_can_read_is_warned_of(server, tmp_path):
    users = tmp_path / "users"
    users.write_text("alice:secret\n")
    for mode, warns in ((0o600, False), (0o644, True)):
        users.chmod(mode)
        done = run(server, "identify", "--user-file", users, user="")
        assert done.returncode == 0 and ("can be read" in done.stderr) == warns, done.stderr
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login alice password secret\n")
    for mode, warns in ((0o600, False), (0o604, True)):
        netrc.chmod(mode)
        done = run(server, "identify", user="", HOME=str(tmp_path))
        assert done.returncode == 0 and ("can be read" in done.stderr) == warns, done.stderr


# Output

READERS = {
    "json": json.loads,
    "xml": lambda text: etree.fromstring(f"<all>{text}</all>"),
    "csv": lambda text: list(csv.reader(io.StringIO(text), strict=True)),
    "table": lambda text: text.splitlines(),
}


@pytest.fixture(scope="module")
def job(server):
    """A job that runs for a while."""
    words = ["invoke", "StartJob", "root/winch/Winch_JobService", "Template=failing-job", "-o", "json"]
    return re.search(r'"InstanceID": "([^"]+)"', run(server, *words).stdout)[1]


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("words", [
    ["identify"], ["get", "Msvm_ConcreteJob?InstanceID=JOB"], ["get", "winrm/config"],
    ["get", "Msvm_ConcreteJob?InstanceID=JOB", "--fragment", "JobState"],
    ["put", "Msvm_ConcreteJob?InstanceID=JOB", "Notify=bob"],
    ["enumerate", "Msvm_ComputerSystem"], ["enumerate", "Msvm_ComputerSystem", "--mode", "epr"],
    ["enumerate", "Msvm_ComputerSystem", "--mode", "both"],
    ["query", "SELECT Name, ElementName FROM Msvm_ComputerSystem"],
    ["query", "SELECT * FROM Msvm_ComputerSystem WHERE Name = 'nobody'"],
    ["invoke", "StartJob", "root/winch/Winch_JobService", "Template=failing-job"],
    ["jobs"], ["jobs", "JOB"], ["error", "JOB"],
], ids=lambda words: "-".join(words)[:40])
def test_every_command_prints_what_its_format_promises(server, job, words, format):
    done = run(server, *[word.replace("JOB", job) for word in words], "--output", format)
    assert (done.returncode, done.stderr) == (0, "")
    read = READERS[format](done.stdout)
    if "nobody" not in " ".join(words):
        assert len(read) > 0
    if format == "csv":
        assert len({len(row) for row in read}) <= 1, read


def test_every_exit_code_is_as_documented(server, secure):
    documented = run(server, "--help").stdout.split("Exit codes\n")[1]
    assert [line.split()[0] for line in documented.splitlines()[:6]] == list("012345")
    assert run(server, "identify").returncode == 0
    assert run(server, "get", "Msvm_ConcreteJob?InstanceID=nobody").returncode == 1
    assert run(server, "get").returncode == 2
    assert run(server, "identify", "--url", "127.0.0.1:1").returncode == 3
    assert run(server, "identify", user="alice:wrong").returncode == 4
    with Sink("accept") as other:  # it takes all it gets with 202
        assert run(server, "identify", "--url", other.url).returncode == 5
