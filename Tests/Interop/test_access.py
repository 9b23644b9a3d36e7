"""Roles, rules and the audit log of a running server."""

from __future__ import annotations

import json
import re
import signal
import stat
import time

import pytest
from pypsrp.exceptions import AuthenticationError
from pypsrp.wsman import WSMan

import wire
from test_limits import subscribe
from winchd import Winchd

CONFIG = {
    "roles": {"ada": "administrator", "otto": "operator", "rita": "reader"},
    "rules": [{"effect": "allow", "users": ["carol"], "template": "export-*"},
              {"effect": "allow", "users": ["dave"], "rights": ["write"], "className": "Msps_ProvisioningJob"}],
    "anonymousVersion": False,
    "limits": {"log": {"lineBytes": 1024}},
}
JOB = wire.V2 + "/Msvm_ConcreteJob"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    users = [f"{name}:secret" for name in ("ada", "otto", "rita", "carol", "dave", "nemo")]
    with Winchd(tmp_path_factory.mktemp("access"), users=users, config=CONFIG) as running:
        yield running


def as_user(server, name):
    return wire.Client(wire.Connection(server, user=f"{name}:secret"))


def start(client, template):
    return client.send(
        wire.WINCH + "/Winch_JobService/StartJob", wire.WINCH + "/Winch_JobService",
        body=f'<p:StartJob_INPUT xmlns:p="{wire.WINCH}/Winch_JobService"><p:Template>{template}</p:Template>'
        "</p:StartJob_INPUT>")


def entries(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_roles_and_rules(guarded):
    allowed = {("ada", "failing-job"), ("otto", "failing-job"), ("carol", "export-virtual-machine"),
               ("ada", "export-virtual-machine"), ("otto", "export-virtual-machine")}
    for user in ("ada", "otto", "rita", "carol", "nemo"):
        for template in ("failing-job", "export-virtual-machine"):
            reply = start(as_user(guarded, user), template)
            if (user, template) in allowed:
                assert reply.status == 200, reply.text
            else:
                assert (reply.fault.subcode, reply.fault.number) == ("AccessDenied", 5), (user, template)


def test_who_started_a_job_by_a_rule_sees_that_job_alone(guarded):
    assert start(as_user(guarded, "otto"), "failing-job").status == 200
    assert start(as_user(guarded, "carol"), "export-virtual-machine").status == 200
    owners = {wire.property_of(job, "Owner") for job in as_user(guarded, "carol").enumerate(JOB)}
    assert owners == {"carol"}
    assert {"otto", "carol"} <= {wire.property_of(job, "Owner") for job in as_user(guarded, "rita").enumerate(JOB)}


def test_a_rule_about_a_class_is_not_one_about_its_base(guarded):
    def create(user, name):
        resource = f"{wire.WMI}/root/MSPS/{name}"
        options = '<w:OptionSet><w:Option Name="Template">provision-machine</w:Option></w:OptionSet>'
        return as_user(guarded, user).send(
            wire.X + "/Create", resource, body=f'<p:{name} xmlns:p="{resource}"/>', headers=options)

    assert create("dave", "CIM_ConcreteJob").fault.subcode == "AccessDenied"
    assert "needs the parameter MachineID" in create("dave", "Msps_ProvisioningJob").fault.reason


def test_who_may_start_some_jobs_learns_nothing_of_others(guarded):
    job = wire.epr_parts(start(as_user(guarded, "ada"), "failing-job").payload.find(f"{{{wire.WINCH}/Winch_JobService}}Job"))
    carol = as_user(guarded, "carol")
    for method in ("RequestStateChange", "KillJob", "GetError"):
        faults = [carol.send(f"{JOB}/{method}", JOB, wire.invoke_body(JOB, method, []), selectors={"InstanceID": name}).fault
                  for name in (job[1]["InstanceID"], "11111111-2222-3333-4444-555555555555")]
        assert [fault.subcode for fault in faults] == ["AccessDenied"] * 2, method
        assert faults[0].reason == faults[1].reason


def test_an_operator_does_not_take_the_place_of_anothers_job(guarded):
    service = wire.WMI + "/root/MSPS/Msps_ProvisioningService"

    def provision(user):
        return as_user(guarded, user).send(
            f"{service}/ProvisionMachine", service, wire.invoke_body(service, "ProvisionMachine", [("MachineID", "taken")]))

    first = provision("ada")
    assert first.fault is None, first.text
    job = wire.WMI + "/root/MSPS/Msps_ProvisioningJob", {"InstanceID": "taken"}
    ada = as_user(guarded, "ada")
    ada.send(f"{job[0]}/KillJob", job[0], wire.invoke_body(job[0], "KillJob", []), selectors=job[1])
    second = provision("otto")
    assert second.fault is not None and "somebody else" in second.fault.reason, second.text
    assert wire.property_of(ada.get(*job), "Owner") == "ada"


def test_the_audit_log(guarded):
    audit = guarded.data / "audit.log"
    assert stat.S_IMODE(audit.stat().st_mode) == 0o600
    before = len(entries(audit))
    reply = start(as_user(guarded, "rita"), "failing-job")
    line = entries(audit)[-1]
    assert len(entries(audit)) == before + 1
    assert line["user"] == "rita" and line["role"] == "reader" and line["address"] == "127.0.0.1"
    assert line["operation"] == "Invoke" and line["method"] == "StartJob" and line["result"] == "denied"
    assert line["fault"] == "AccessDenied" and line["resource"] == wire.WINCH + "/Winch_JobService"
    assert line["messageID"] == reply.find("//a:RelatesTo").text
    assert "secret" not in audit.read_text()
    # A selector as long as the line: it is cut, and the line is whole.
    as_user(guarded, "nemo").send(wire.GET, JOB, selectors={"InstanceID": "\u00e9" * 1500})
    last = audit.read_bytes().splitlines()[-1]
    assert len(last) <= 1024 and json.loads(last)["resource"].endswith("…")


def test_failed_sign_ins_are_in_the_audit_log(guarded):
    def lines(credentials, **more):
        before = len(entries(guarded.data / "audit.log"))
        with wire.Connection(guarded, user=credentials) as connection:
            assert connection.post(wire.envelope(wire.GET, wire.CFG), **more).status == 401
        return entries(guarded.data / "audit.log")[before:]

    def told(line):
        return {name: line[name] for name in ("user", "address", "operation", "result")}

    refused = {"address": "127.0.0.1", "operation": "SignIn", "result": "denied"}
    assert [told(line) for line in lines("rita:hunter2")] == [refused | {"user": "rita"}]
    # Somebody typed the password where the name belongs: it is not written down.
    assert [told(line) for line in lines("hunter3:hunter3")] == [refused | {"user": ""}]
    assert [told(line) for line in lines("rita:secret", user=None, headers={"Authorization": "Basic !"})] == [refused | {"user": ""}]
    with WSMan(guarded.host, port=guarded.port, username="rita", password="hunter4", ssl=False, auth="ntlm") as client:
        with pytest.raises(AuthenticationError):
            client.get_server_config()
    assert told(entries(guarded.data / "audit.log")[-1]) == refused | {"user": "rita"}
    # Asking without credentials is no attempt.
    assert lines("rita:secret", user=None) == []
    assert "hunter" not in (guarded.data / "audit.log").read_text() + guarded.log


def test_no_version_for_those_who_have_not_signed_in(guarded):
    with wire.Connection(guarded, user="rita:secret") as connection:
        for reply in (connection.post(wire.IDENTIFY, path="/wsman-anon/identify", user=None),
                      connection.post(wire.IDENTIFY, user=None, headers={"WSMANIDENTIFY": "unauthenticated"})):
            assert reply.status == 200 and reply.find("//id:ProductVersion") is None
            assert not re.search(r"Winch/|microhttpd|\d+\.\d+\.\d+", str(reply.headers))
        assert reply.find("//id:ProductVendor").text == "Winch"
        assert connection.post(wire.IDENTIFY).find("//id:ProductVersion").text.startswith("OS: 10.0.")


def test_a_rotated_audit_log_goes_on_in_a_new_file(guarded):
    audit, old = guarded.data / "audit.log", guarded.data / "audit.log.1"
    assert start(as_user(guarded, "rita"), "failing-job").fault.number == 5
    audit.rename(old)
    assert start(as_user(guarded, "rita"), "failing-job").fault.number == 5
    assert not audit.exists()
    guarded.process.send_signal(signal.SIGHUP)
    limit = time.monotonic() + 10
    while not audit.exists() and time.monotonic() < limit:
        time.sleep(0.02)
    known = len(entries(old))
    assert start(as_user(guarded, "rita"), "failing-job").fault.number == 5
    assert len(entries(old)) == known and len(entries(audit)) == 1


def test_what_goes_on_is_in_the_audit_log_when_it_is_refused(guarded):
    audit = guarded.data / "audit.log"
    before = len(entries(audit))
    reply = as_user(guarded, "nemo").send(
        wire.PULL, JOB, "<n:Pull><n:EnumerationContext>1</n:EnumerationContext></n:Pull>")
    assert reply.fault.subcode == "AccessDenied"
    with wire.Connection(guarded, user="rita:secret") as connection:
        assert connection.request("GET", "/metrics").status == 403
    rita = as_user(guarded, "rita")
    subscribed = subscribe(rita)
    identifier = subscribed.find("//n:EnumerationContext").text
    ended = rita.send("http://schemas.xmlsoap.org/ws/2004/08/eventing/Unsubscribe", wire.V2 + "/*",
                      '<e:Unsubscribe xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing"/>',
                      headers='<e:Identifier xmlns:e="http://schemas.xmlsoap.org/ws/2004/08/eventing">'
                      f"{identifier}</e:Identifier>")
    assert ended.fault is None, ended.text
    found = [(entry["user"], entry["operation"], entry["result"]) for entry in entries(audit)[before:]]
    assert ("nemo", "Pull", "denied") in found and ("rita", "GET", "denied") in found
    assert ("rita", "Unsubscribe", "done") in found
    assert entries(audit)[-1]["resource"] == identifier


def test_a_selector_does_not_pass_for_two_in_the_audit_log(guarded):
    keys = {"InstanceID": "a&InstanceID=b"}
    as_user(guarded, "nemo").send(wire.GET, JOB, selectors=keys)
    assert entries(guarded.data / "audit.log")[-1]["resource"] == JOB + "?InstanceID=a%26InstanceID%3Db"
