"""`winch conform` against a running winchd: with the events that it pushes to an address of the tester's choice."""

import base64
import json
import re
import socket
import subprocess
import urllib.request

import pytest

from conftest import CONFIG
from winchd import BINARY, Winchd

WINCH = BINARY.with_name("winch")
# Rules that only a pushed message can show.
PUSHED = ["R10.2.1-2", "R10.2.1-3", "R10.2.5-4", "R10.2.9.4-2", "R10.6-3", "R10.7-1"]


def conform(server, *words):
    done = subprocess.run(
        [WINCH, "conform", server.url, "--user", "alice:secret", *words], capture_output=True, text=True, timeout=300)
    return done


def free_port():
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return opened.getsockname()[1]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with Winchd(tmp_path_factory.mktemp("conform"), config=CONFIG) as running:
        yield running


@pytest.mark.parametrize("port", ["any", "fixed"])
def test_events_come_to_the_address_that_was_given(server, port):
    number = 0 if port == "any" else free_port()
    words = ["--write", "--invoke", "--output", "json", "--listen", f"127.0.0.1:{number}"]
    words += [word for rule in PUSHED for word in ("--rule", rule)]
    done = conform(server, *words)
    assert done.returncode == 0, done.stderr
    results = {rule["id"]: rule["result"] for rule in json.loads(done.stdout)["rules"] if rule["id"] in PUSHED}
    assert set(results.values()) == {"passed"}, results


def test_the_host_to_be_told_may_differ(server):
    words = ["--write", "--invoke", "--output", "html", "--rule", "R10.2.1-3"]
    done = conform(server, *words, "--listen", "0.0.0.0:0", "--notify-host", "localhost")
    assert done.returncode == 0, done.stderr
    assert re.search(r"http://localhost:\d+/", done.stdout) and "0.0.0.0" not in done.stdout


@pytest.mark.parametrize("words,part", [
    (["--listen", "0.0.0.0:0"], "by which host"), (["--listen", "nowhere"], "nowhere"),
    (["--listen", "https://127.0.0.1:0"], "without https"), (["--notify-host", "x"], "--listen"),
])
def test_an_address_of_no_use_is_refused(server, words, part):
    done = conform(server, *words)
    assert done.returncode == 2 and part in done.stderr and done.stdout == ""


def gauge(server, name):
    """A number of winchd's own metrics."""
    reply = urllib.request.Request(server.url.replace("/wsman", "/metrics"))
    reply.add_header("Authorization", "Basic " + base64.b64encode(b"alice:secret").decode())
    text = urllib.request.urlopen(reply, timeout=20).read().decode()
    return int(float(re.search(rf"^{name} (\S+)$", text, re.M)[1]))


def test_nothing_is_changed_that_nobody_allowed(server):
    before = gauge(server, "winch_jobs")
    done = conform(server, "--trace", "--output", "json")
    assert done.returncode == 0, done.stderr[-2000:]
    sent = re.findall(r"^> POST .*?</s:Envelope>", done.stderr, re.M | re.S)
    actions = [re.search(r"<a:Action[^>]*>([^<]*)<", message) for message in sent]
    last = {action[1].rsplit("/", 1)[-1] for action in actions if action}
    assert {"Get", "Enumerate", "Pull", "Subscribe"} <= last and not last & {"Create", "Put", "Delete", "GetError",
                                                                             "RequestStateChange"}
    assert gauge(server, "winch_jobs") == before


def test_every_check_tidies_up(server):
    before = gauge(server, "winch_jobs")
    assert conform(server, "--write", "--invoke").returncode == 0
    assert gauge(server, "winch_jobs") == before
    # One is left to expire by itself: its check waits for that.
    assert gauge(server, "winch_enumerations") <= 1 and gauge(server, "winch_subscriptions") == 0


@pytest.mark.parametrize("selector", ["Name", "InstanceID"])
def test_an_instance_of_the_profile_that_is_not_there_breaks_nothing(server, tmp_path, selector):
    profile = tmp_path / "profile.xml"
    profile.write_text("<profile><instance><resource>http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/"
                       f'Msvm_ConcreteJob</resource><selector name="{selector}">none</selector></instance></profile>')
    done = conform(server, "--profile", str(profile), "--output", "json")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "The profile's instance cannot be read" in done.stdout
