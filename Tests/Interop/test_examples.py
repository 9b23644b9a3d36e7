"""Runs everything under examples/ that can run here, and compares what it prints."""

import os
import pathlib
import re
import subprocess
import sys

import pytest
import yaml

import wire
from winchd import ROOT

EXAMPLES = ROOT / "examples"
GUID = r"[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}"


@pytest.fixture
def example(server):
    """Runs an example; its exit code, what it printed and what it complained of."""

    def run(name, *arguments, user="alice:secret"):
        done = subprocess.run([EXAMPLES / name, *arguments], capture_output=True, text=True, timeout=60,
                              env=os.environ | {"WINCH_URL": server.url, "WINCH_USER": user})
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture
def export(example):
    """Starts an export; the InstanceID of its job."""
    code, output, complaint = example("export.sh")
    assert (code, complaint) == (0, "")
    assert re.fullmatch(GUID + "\n", output)
    return output.strip()


def test_identify(example):
    code, output, complaint = example("identify.sh")
    assert (code, complaint) == (0, "")
    vendor, version, protocol = output.splitlines()
    assert re.fullmatch(r"Vendor   \S.*", vendor)
    assert re.fullmatch(r"Version  OS: 10\.0\.20348 SP: 0\.0 Stack: \d+\.\d+", version)
    assert protocol == f"Protocol {wire.W}"


def test_an_export_from_start_to_end(example, export):
    code, output, complaint = example("watch.sh", export)
    assert (code, complaint) == (0, "")
    lines = output.splitlines()
    assert all(re.fullmatch(r"(Starting|Running|Completed), \d+ %: \S.*", line) for line in lines), output
    assert lines[0].startswith(("Starting", "Running")) and lines[-1].startswith("Completed, 100 %: ")
    percents = [int(re.search(r"(\d+) %", line).group(1)) for line in lines]
    assert percents == sorted(percents)
    assert example("error.sh", export) == (0, "No error\n", "")
    assert example("cancel.sh", export) == (0, "Too late: the job has ended\n", "")


def test_an_export_is_listed_with_all_jobs(example, export):
    code, output, complaint = example("jobs.sh")
    assert (code, complaint) == (0, "")
    row = rf"[A-Z][A-Za-z ]{{13}} +\d+ %  Msvm_\w+ +{GUID}"
    assert all(re.fullmatch(row, line) for line in output.splitlines()), output
    listed = [line for line in output.splitlines() if line.endswith(export)]
    assert len(listed) == 1 and "Msvm_CollectionReferencePointExportJob" in listed[0]


def test_jobs_are_listed_over_many_pages(example, client, quick_job):
    started = {quick_job()[1]["InstanceID"] for _ in range(120)}
    code, output, complaint = example("jobs.sh")
    assert (code, complaint) == (0, "")
    listed = re.findall(GUID, output)
    assert started <= set(listed) and len(set(listed)) == len(listed)


def test_a_cancelled_export_tells_its_error(example, export):
    assert example("cancel.sh", export) == (0, "Accepted\n", "")
    code, output, complaint = example("watch.sh", export)
    assert (code, complaint) == (1, "")
    assert re.search(r"^Terminated, \d+ %: ", output, re.M) and re.search(r"^Error \d+: \S", output, re.M)
    code, output, complaint = example("error.sh", export)
    assert (code, complaint) == (0, "")
    assert re.search(r"^Message: \S", output, re.M)


@pytest.mark.parametrize("name", ["watch.sh", "cancel.sh", "error.sh"])
def test_an_unknown_job_is_named(example, name):
    code, output, complaint = example(name, "00000000-0000-0000-0000-000000000000")
    assert code == 1 and output == ""
    assert complaint.startswith("The server answered 500: ") and "00000000-0000-0000-0000-000000000000" in complaint


@pytest.mark.parametrize("name", ["watch.sh", "cancel.sh", "error.sh"])
def test_a_script_without_its_argument_says_how_it_is_used(example, name):
    code, output, complaint = example(name)
    assert code == 2 and output == "" and complaint.startswith("usage: ")


def test_a_wrong_password_is_told(example):
    code, output, complaint = example("identify.sh", user="alice:wrong")
    assert code == 1 and output == "" and complaint.startswith("The server answered 401: ")


def test_every_script_is_tried():
    tried = {"identify.sh", "jobs.sh", "export.sh", "watch.sh", "cancel.sh", "error.sh", "soap.sh"}
    assert {each.name for each in EXAMPLES.glob("*.sh")} == tried


def test_every_message_is_answered_as_it_stands(connection):
    for file in sorted(EXAMPLES.glob("*.xml")):
        if file.name == "conformance-profile.xml":
            continue  # for the tester, not for a server
        reply = connection.post(file.read_bytes())
        assert reply.status in (200, 500) and reply.payload is not None, file.name
        assert (reply.fault is not None) == ("@InstanceID@" in file.read_text() or "@Context@" in file.read_text())


# Other languages: what they print is the same job in their own words.

def run(command, server, cwd=None, timeout=240, **environment):
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, cwd=cwd,
                          env=os.environ | {"WINCH_URL": server.url, "WINCH_USER": "alice:secret"} | environment)


@pytest.mark.parametrize("auth", [None, "negotiate"])
def test_pypsrp_follows_an_export(server, auth):
    environment = {"WINCH_AUTH": auth} if auth else {}
    done = run([sys.executable, EXAMPLES / "python" / "export_pypsrp.py"], server, **environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "100 %: Job is completed"


def test_requests_pages_through_all_jobs(server, quick_job):
    started = {quick_job()[1]["InstanceID"] for _ in range(120)}
    done = run([sys.executable, EXAMPLES / "python" / "jobs_requests.py"], server)
    assert (done.returncode, done.stderr) == (0, "")
    assert started <= set(re.findall(GUID, done.stdout))
    some = run([sys.executable, EXAMPLES / "python" / "jobs_requests.py",
                "SELECT * FROM CIM_ConcreteJob WHERE JobState = 99 AND Name <> '<'"], server)
    assert (some.returncode, some.stdout, some.stderr) == (0, "", "")


def test_requests_tells_why_it_was_refused(server):
    done = run([sys.executable, EXAMPLES / "python" / "jobs_requests.py", "SELECT"], server)
    assert done.returncode == 1 and done.stderr.startswith("The server refused: ")


def test_the_playbook_waits_for_its_job(server, tmp_path):
    playbook = pathlib.Path(sys.executable).with_name("ansible-playbook")
    done = run([playbook, EXAMPLES / "ansible" / "export.yml"], server, cwd=tmp_path,
               ANSIBLE_LOCALHOST_WARNING="false", ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
               ANSIBLE_HOME=str(tmp_path / "ansible"), ANSIBLE_NOCOLOR="true", ANSIBLE_PYTHON_INTERPRETER=sys.executable)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf"Job {GUID} is done\.", done.stdout)


def test_the_swift_package_follows_an_export(server):
    """Its build lies beside ours, so that the next run has little to compile."""
    folder = EXAMPLES / "swift"
    built = subprocess.run(
        ["swift", "build", "--package-path", folder, "--scratch-path", ROOT / ".build" / "examples"],
        capture_output=True, text=True, timeout=1200)
    assert built.returncode == 0, built.stdout + built.stderr
    done = run([ROOT / ".build" / "examples" / "debug" / "export-job"], server)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].startswith(("starting", "running")) and lines[-1] == "completed, 100 %: Job is completed"


def test_the_ci_job_names_what_there_is():
    job = yaml.safe_load((EXAMPLES / "ci" / "hyper-v-job-double.yml").read_text())["jobs"]["against-winchd"]
    script = "\n".join(step.get("run", "") for step in job["steps"])
    for path in re.findall(r"examples/[\w.]+", script):
        assert os.access(ROOT / path, os.X_OK), path
    assert job["env"]["WINCH_USER"] == job["services"]["hyper-v"]["env"]["WINCH_USER"]


def test_the_readme_lists_every_folder():
    text = (EXAMPLES / "README.md").read_text()
    for path in EXAMPLES.iterdir():
        assert path.suffix in (".sh", ".xml") or path.name == "README.md" or f"`{path.name}" in text, path.name
