"""`winch subscribe` in each mode of delivery, and `winch listen`: events that a running winchd really sends."""

import json
import re
import subprocess

import pytest

from conftest import CONFIG
from test_events import EVENTS, PUSH, PUSH_WITH_ACK, Subscriber
from winchd import BINARY, Winchd

WINCH = BINARY.with_name("winch")
CREATIONS = "SELECT * FROM __InstanceCreationEvent WITHIN 1 WHERE TargetInstance ISA 'CIM_Job'"


class Winch:
    """A winch that runs until it has enough or is interrupted."""

    def __init__(self, server, *words):
        self.process = subprocess.Popen(
            [WINCH, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={"WINCH_URL": server.url, "WINCH_USER": "alice:secret", "LANG": "C.UTF-8", "HOME": "/nonexistent"})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def wait_for(self, pattern):
        """The line of standard error that matches."""
        seen = []
        for line in self.process.stderr:
            seen.append(line)
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"winch ended without {pattern!r}: {''.join(seen)}")

    def end(self):
        """The exit code, and the rest of what was printed."""
        output, errors = self.process.communicate(timeout=60)
        return self.process.returncode, output, errors


@pytest.mark.parametrize("delivery,uri", [
    ("push", PUSH), ("pushwithack", PUSH_WITH_ACK), ("events", EVENTS), ("pull", "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"),
])
def test_each_delivery_brings_every_event_in_order(server, delivery, uri):
    with Subscriber(server) as other, Winch(
            server, "subscribe", CREATIONS, "--delivery", delivery, "--limit", "5", "--output", "json", "--trace") as winch:
        winch.wait_for(rf'Mode="{re.escape(uri)}"')
        winch.wait_for("winch: subscribed")
        jobs = other.start(5)
        code, output, errors = winch.end()
    assert code == 0, errors
    events = [json.loads(line) for line in output.splitlines()]
    assert [event["__CLASS"] for event in events] == ["__InstanceCreationEvent"] * 5
    assert [event["TargetInstance"]["InstanceID"] for event in events] == jobs
    assert errors.count("eventing/Unsubscribe<") == 1
    assert ("enumeration/Pull<" in errors) == (delivery == "pull")


def test_heartbeats_keep_a_pushed_subscription_alive(server):
    words = ["subscribe", CREATIONS, "--delivery", "push", "--heartbeats", "0.3", "--limit", "1", "--output", "csv"]
    with Subscriber(server) as other, Winch(server, *words) as winch:
        winch.wait_for("winch: subscribed")
        with pytest.raises(subprocess.TimeoutExpired):
            winch.process.wait(1.5)  # five heartbeats; three missing ones would have ended it
        job, = other.start(1)
        code, output, errors = winch.end()
    assert code == 0 and f"created,Msvm_ConcreteJob,{job}," in output, errors


def test_a_batch_of_many_is_printed_whole(server):
    with Subscriber(server) as other, Winch(
            server, "subscribe", CREATIONS, "--delivery", "events", "--limit", "40", "--output", "xml") as winch:
        winch.wait_for("winch: subscribed")
        jobs = other.start(40)
        code, output, errors = winch.end()
    assert code == 0, errors
    assert re.findall(r":InstanceID>([^<\s]+)<", output) == jobs


@pytest.mark.parametrize("mode", [PUSH, PUSH_WITH_ACK, EVENTS])
def test_listen_takes_what_another_subscribed_to(server, mode):
    with Subscriber(server) as other, Winch(server, "listen", "--limit", "3", "--output", "json") as winch:
        url = winch.wait_for(r"events are taken at (\S+);")[1]
        manager = other.subscribe(url, mode)
        jobs = other.start(3)
        code, output, errors = winch.end()
        assert other.manage("Unsubscribe", manager).status == 200
    assert code == 0, errors
    assert [json.loads(line)["TargetInstance"]["InstanceID"] for line in output.splitlines()][:3] == jobs


def test_listen_on_a_port_and_a_path_of_ones_own(server):
    words = ["listen", "--path", "/events", "--notify-host", "localhost", "--limit", "1"]
    with Subscriber(server) as other, Winch(server, *words) as winch:
        url = winch.wait_for(r"events are taken at (\S+);")[1]
        assert re.fullmatch(r"http://localhost:\d+/events", url)
        other.subscribe(url, PUSH_WITH_ACK)
        job, = other.start(1)
        code, output, errors = winch.end()
    assert code == 0 and output.startswith("created ") and job in output, errors


def test_a_service_that_goes_away_is_told_of(tmp_path):
    with Winchd(tmp_path / "winchd", config=CONFIG) as going:
        with Winch(going, "subscribe", CREATIONS, "--output", "csv") as winch:
            winch.wait_for("winch: subscribed")
            with Subscriber(going) as other:
                other.start(1)
            assert winch.process.stdout.readline().startswith("Event,")
            assert winch.process.stdout.readline().startswith("created,")
            going.stop()
            code, _, errors = winch.end()
    assert code == 3 and "--bookmark" in errors and "127.0.0.1" in errors


def test_what_cannot_be_reached_is_not_offered(server):
    with Winch(server, "listen", "--listen", "0.0.0.0:0") as winch:
        code, _, errors = winch.end()
    assert code == 2 and "0.0.0.0" in errors
