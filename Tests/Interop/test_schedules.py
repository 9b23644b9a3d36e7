"""Jobs that are created with a schedule, put off by a Put, and found in the history when they are gone: all over the wire."""

import calendar
import datetime
import subprocess
import time

import pytest

import wire
from wire import V2, X, Connection, property_of
from winchd import BINARY, Winchd

JOB = V2 + "/Msvm_ConcreteJob"
UTC = datetime.timezone.utc


def template(name, script, **more):
    return {"name": name, "namespace": "root/virtualization/v2", "className": "Msvm_ConcreteJob",
            "runner": {"process": {"program": "/bin/sh", "arguments": ["-c", script]}}, **more}


@pytest.fixture(scope="module")
def scheduling(tmp_path_factory):
    config = {"simulations": False, "templates": [
        template("Say", "echo said", deleteOnCompletion=False),
        template("Fail", "echo out; echo sorry >&2; exit 3", timeBeforeRemoval="0s"),
    ]}
    with Winchd(tmp_path_factory.mktemp("schedules"), config=config) as server:
        yield server


@pytest.fixture
def client(scheduling):
    with Connection(scheduling) as connection:
        yield wire.Client(connection)


def body(properties):
    rows = "".join(f"<p:{name}>{value}</p:{name}>" for name, value in properties.items())
    return f'<p:Msvm_ConcreteJob xmlns:p="{JOB}">{rows}</p:Msvm_ConcreteJob>'


def send_create(client, template, **properties):
    option = f'<w:OptionSet><w:Option Name="Template">{template}</w:Option></w:OptionSet>'
    return client.send(X + "/Create", JOB, body(properties), headers=option)


def create(client, template, **properties):
    """The selectors of the new job."""
    reply = send_create(client, template, **properties)
    assert reply.fault is None, reply.text
    return wire.epr_parts(reply.payload)[1]


def put(client, keys, **properties):
    return client.send(X + "/Put", JOB, body(properties), keys)


def text_of(time):
    return time.strftime("%Y%m%d%H%M%S.%f+000")


def time_of(instance, name):
    """The time of a property, in whichever of the two forms it has."""
    found = [child for child in instance if wire.local_name(child) == name][0]
    text = "".join(found.itertext()).strip()
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def next_day(month, day, after):
    """The next time of a day of a month (0 is January; days from the end below 0) at two in the morning, UTC."""
    for year in range(after.year, after.year + 9):
        length = calendar.monthrange(year, month + 1)[1]
        number = day if day > 0 else length + 1 + day
        if 1 <= number <= length:
            found = datetime.datetime(year, month + 1, number, 2, tzinfo=UTC)
            if found > after:
                return found
    raise AssertionError("never")


AT_TWO = {"RunStartInterval": "00000000020000.000000:000", "LocalOrUtcTime": 2}


@pytest.mark.parametrize("month, day", [(0, 1), (1, -1), (5, 15), (10, -7), (11, 31)])
def test_a_created_job_waits_for_the_day_that_it_names(client, month, day):
    before = datetime.datetime.now(UTC)
    keys = create(client, "Say", RunMonth=month, RunDay=day, **AT_TWO)
    job = client.get(JOB, keys)
    assert property_of(job, "JobState") == "2" and property_of(job, "RunDay") == str(day)
    # Whichever the clock showed when the service looked.
    assert time_of(job, "ScheduledStartTime") in {
        next_day(month, day, before), next_day(month, day, datetime.datetime.now(UTC))}
    assert property_of(job, "PercentComplete") == "0" and property_of(job, "ErrorCode") == "0"


def test_a_put_puts_off_what_waits(client):
    keys = create(client, "Say", RunMonth=0, RunDay=1, **AT_TWO)
    before = datetime.datetime.now(UTC)
    reply = put(client, keys, RunMonth=6, RunDay=-1)
    assert reply.fault is None, reply.text
    job = client.get(JOB, keys)
    assert (property_of(job, "RunMonth"), property_of(job, "RunDay")) == ("6", "-1")
    assert time_of(job, "ScheduledStartTime") in {next_day(6, -1, before), next_day(6, -1, datetime.datetime.now(UTC))}


def test_a_job_runs_when_its_time_has_come_and_not_before(client):
    due = datetime.datetime.now(UTC) + datetime.timedelta(seconds=3)
    keys = create(client, "Say", ScheduledStartTime=text_of(due))
    states, job = wire.follow(lambda: client.get(JOB, keys))
    assert states[-1] == "7"
    assert time_of(job, "StartTime") >= due


def test_a_put_of_a_time_that_is_now_starts_what_would_wait_for_a_year(client):
    later = datetime.datetime.now(UTC) + datetime.timedelta(days=365)
    keys = create(client, "Say", ScheduledStartTime=text_of(later))
    assert property_of(client.get(JOB, keys), "JobState") == "2"
    reply = put(client, keys, ScheduledStartTime=text_of(datetime.datetime.now(UTC)))
    assert reply.fault is None, reply.text
    assert property_of(wire.follow(lambda: client.get(JOB, keys))[1], "JobState") == "7"
    refused = put(client, keys, ScheduledStartTime=text_of(later))
    assert refused.fault and "only while it is new" in refused.fault.reason


def test_what_waits_can_be_ended_and_its_schedule_with_it(client):
    keys = create(client, "Say", RunMonth=0, RunDay=1, **AT_TWO)
    output = client.invoke(JOB, "RequestStateChange", [("RequestedState", "4")], keys)
    assert property_of(output, "ReturnValue") == "0"
    assert property_of(client.get(JOB, keys), "JobState") == "8"


@pytest.mark.parametrize("properties", [
    {"RunMonth": 12, "RunDay": 1}, {"RunMonth": 0, "RunDay": 32}, {"RunMonth": 3, "RunDay": 31, "RunDayOfWeek": 0},
    {"RunMonth": 0, "RunDay": 1, "UntilTime": "20200101000000.000000+000"},
    {"RunStartInterval": "00000001000000.000000:000"}])
def test_a_schedule_that_is_none_is_refused_with_nothing_created(client, properties):
    def count():
        return len(client.enumerate(JOB, maximum=1000))

    before = count()
    assert send_create(client, "Say", **properties).fault.subcode == "InvalidRepresentation"
    assert count() == before


def history(server, *arguments):
    return subprocess.run(
        [BINARY, "history", "--data", server.data, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL)


def test_the_history_shows_what_is_gone_with_its_output_and_error(client, scheduling):
    keys = create(client, "Fail")
    instance = keys["InstanceID"]

    def is_gone():
        fault = client.send(wire.GET, JOB, selectors=keys).fault
        return fault if fault is not None else None

    fault = wire.wait_for(is_gone)
    assert "removed" in fault.reason, "who might read it is told when it ended and went"
    listed = history(scheduling)
    assert listed.returncode == 0 and any(
        instance in line and "exception" in line and "Fail" in line and "alice" in line
        for line in listed.stdout.splitlines()), listed.stdout
    shown = history(scheduling, instance)
    assert shown.returncode == 0
    for part in ("exception", "sorry", "--- stdout\nout", "--- stderr\nsorry", "Exit code"):
        assert part in shown.stdout, shown.stdout


def test_the_history_of_a_job_that_never_was_says_so(scheduling):
    shown = history(scheduling, "no-such-job")
    assert shown.returncode == 1 and "no-such-job" in shown.stderr


def test_a_job_whose_until_time_passed_meanwhile_does_not_run(tmp_path):
    marks = tmp_path / "marks"
    config = {"simulations": False, "templates": [template("Mark", f"echo x >> {marks}", timeBeforeRemoval="1h")]}
    with Winchd(tmp_path / "server", config=config) as server, Connection(server) as connection:
        now = datetime.datetime.now(UTC)
        start, until = (text_of(now + datetime.timedelta(seconds=seconds)) for seconds in (2, 3))
        jobs = [create(wire.Client(connection), "Mark", ScheduledStartTime=start, UntilTime=until) for _ in range(10)]
    while datetime.datetime.now(UTC) < now + datetime.timedelta(seconds=3.2):
        time.sleep(0.1)
    with Winchd(tmp_path / "server", config=config) as server, Connection(server) as connection:
        client = wire.Client(connection)
        for keys in jobs:
            wire.wait_for(lambda: property_of(client.get(JOB, keys), "JobState") == "8")
    assert not marks.exists(), marks.read_text()
