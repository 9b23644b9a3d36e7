"""The command winch as people have it: in their shells, on a terminal, in a pipe."""

import os
import pty
import re
import select
import signal
import subprocess
import time

import pytest

from winchd import BINARY, Winchd

WINCH = BINARY.with_name("winch")


@pytest.fixture
def environment(server, tmp_path):
    """winch on the PATH, the server and its user in the variables."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "winch").symlink_to(WINCH)
    return {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "HOME": str(tmp_path), "LANG": "C.UTF-8",
            "TERM": "xterm", "WINCH_URL": server.url, "WINCH_USER": "alice:secret"}


def run(environment, *words, timeout=60):
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=timeout)


class Terminal:
    """A program with a terminal of its own: keys go in, what is drawn comes out."""

    def __init__(self, environment, *words):
        self.process, self.master = pty.fork()
        if self.process == 0:
            os.execvpe(words[0], words, environment)
        self.text = ""

    def read(self, until, timeout=30.0):
        """What came since, once it matches."""
        limit = time.monotonic() + timeout
        while not re.search(until, self.text, re.S):
            if time.monotonic() > limit:
                raise AssertionError(f"no {until!r} in {self.text!r}")
            if select.select([self.master], [], [], 0.1)[0]:
                try:
                    part = os.read(self.master, 65536)
                except OSError:
                    part = b""
                if not part:
                    raise AssertionError(f"it ended without {until!r}: {self.text!r}")
                self.text += part.decode(errors="replace")
        seen, self.text = self.text, ""
        return seen

    def type(self, keys):
        os.write(self.master, keys.encode())

    def end(self):
        """The exit code."""
        while True:
            try:
                if not os.read(self.master, 65536):
                    break
            except OSError:
                break
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    def stop(self):
        os.kill(self.process, signal.SIGKILL)
        os.close(self.master)
        os.waitpid(self.process, 0)


# Completion

@pytest.mark.parametrize("words, expected", [
    (["winch", "enu"], {"enumerate"}),
    (["winch", "sus"], {"suspend"}),
    (["winch", "get", "--fr"], {"--fragment"}),
    (["winch", "jobs", "--color", ""], {"auto", "always", "never"}),
    (["winch", "completion", ""], {"bash", "zsh", "fish"}),
    (["winch", "man", "conf"], {"conform"}),
])
def test_bash_completes(environment, words, expected):
    line = " ".join(f"'{word}'" for word in words)
    script = f"""
        source <(winch completion bash)
        COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _winch; printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    done = run(environment, "bash", "-euc", script)
    assert (done.returncode, done.stderr) == (0, "") and set(done.stdout.split()) == expected


@pytest.mark.parametrize("line, expected", [
    ("winch enu", {"enumerate"}), ("winch get --fr", {"--fragment"}),
    ("winch jobs --color ", {"auto", "always", "never"}), ("winch completion ", {"bash", "zsh", "fish"}),
    ("winch man conf", {"conform"}),
])
def test_fish_completes(environment, line, expected):
    done = run(environment, "fish", "--no-config", "-c", f"winch completion fish | source; complete -C '{line}'")
    assert (done.returncode, done.stderr) == (0, "")
    assert {each.split("\t")[0] for each in done.stdout.splitlines()} == expected


@pytest.mark.parametrize("keys, expected", [
    ("winch enu\t", "winch enumerate"), ("winch get --frag\t", "winch get --fragment"),
    ("winch jobs --output=js\t", "--output=json"), ("winch completion f\t", "winch completion fish"),
])
def test_zsh_completes(environment, tmp_path, keys, expected):
    functions = tmp_path / "functions"
    functions.mkdir()
    (functions / "_winch").write_text(run(environment, "winch", "completion", "zsh").stdout)
    (tmp_path / ".zshrc").write_text(f"PS1='ready> '; fpath=({functions} $fpath); autoload -Uz compinit; compinit -u\n")
    terminal = Terminal(environment, "zsh", "-i", "-o", "no_global_rcs")
    try:
        terminal.read("ready> ")
        terminal.type(keys)
        terminal.read(re.escape(expected))
    finally:
        terminal.stop()


# Manual pages

def test_manual_pages_are_sound(environment, tmp_path):
    commands = re.findall(r"winch.-(\w+)\(1\)", run(environment, "winch", "man").stdout)
    pages = [[], *([command] for command in dict.fromkeys(commands))]
    assert len(pages) > 20
    for page in pages:
        file = tmp_path / "page.1"
        file.write_text(run(environment, "winch", "man", *page).stdout)
        lint = run(environment, "mandoc", "-T", "lint", "-W", "warning", str(file))
        assert (lint.returncode, lint.stdout) == (0, ""), page
        shown = re.sub(".\b", "", run(environment, "mandoc", "-T", "utf8", str(file)).stdout)  # bold is typed twice
        assert "NAME" in shown and "OPTIONS" in shown or page in (["completion"], ["man"]), page


# On a terminal and in a pipe

def test_watch_draws_bars_on_a_terminal_and_writes_lines_in_a_pipe(environment):
    start = ["winch", "invoke", "StartJob", "root/winch/Winch_JobService", "Template=migrate-virtual-machine", "-o", "json"]
    job = re.search(r'"InstanceID": "([^"]+)"', run(environment, *start).stdout).group(1)
    terminal = Terminal(environment, "winch", "watch", job)
    lines = subprocess.Popen(["winch", "watch", job], env=environment, stdout=subprocess.PIPE, text=True)
    drawn = terminal.read("100%.*completed")
    assert "\x1b[1A" in drawn and "█" in drawn and "\x1b[36m" in drawn
    assert terminal.end() == 0
    text = lines.communicate(timeout=30)[0]
    assert lines.returncode == 0 and "\x1b" not in text and "█" not in text
    assert text.splitlines()[-1].split("\t")[:4] == [job, "Moving Virtual Machine", "completed", "100%"]


def test_a_long_last_column_goes_on_below_itself(environment):
    terminal = Terminal(environment, "sh", "-c", "stty cols 100 rows 24; winch explain; echo end of it")
    lines = re.sub("\x1b\\[[0-9;]*m", "", terminal.read("end of it")).splitlines()
    terminal.stop()
    assert max(map(len, lines)) <= 100
    assert any(line.startswith(" " * 60) and len(line.split()) > 1 for line in lines)


def test_no_color_is_heard(environment):
    terminal = Terminal(environment | {"NO_COLOR": "1"}, "winch", "explain", "2150858843")
    assert "\x1b[" not in terminal.read("Do:")
    terminal.end()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_subscription_is_cancelled_and_says_where_to_go_on(environment, number):
    words = ["winch", "subscribe", "--output", "json", "--trace"]
    process = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if line.startswith("winch: subscribed"):
            break
    run(environment, "winch", "invoke", "StartJob", "root/winch/Winch_JobService", "Template=Quick", "--wait")
    first = process.stdout.readline()
    process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0 and first.startswith('{"__CLASS":"__Instance')
    assert "eventing/Unsubscribe<" in errors and re.search(r"go on with --bookmark '\S+'", errors)


def test_another_command_is_ended_by_a_signal_as_any_program(environment):
    job = ["winch", "invoke", "StartJob", "root/winch/Winch_JobService", "Template=export-virtual-machine", "--wait"]
    process = subprocess.Popen(job, env=environment, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == -signal.SIGTERM


def test_as_curl_is_a_command_that_works(environment):
    shown = run(environment, "winch", "query", "SELECT Name FROM Msvm_ComputerSystem", "--as-curl").stdout
    assert "secret" not in shown
    done = run(environment, "bash", "-c", shown.replace("--user 'alice'", "--user alice:secret"))
    assert done.returncode == 0 and "EnumerateResponse" in done.stdout


def test_a_password_is_asked_for_on_a_terminal_and_not_shown(environment):
    terminal = Terminal(environment | {"WINCH_USER": "alice"}, "winch", "identify")
    terminal.read("assword")
    terminal.type("secret\n")
    assert "secret" not in terminal.read("ProductVendor")
    assert terminal.end() == 0


def test_an_interrupted_prompt_leaves_the_terminal_as_it_was(environment):
    shell = "winch identify; test $? = 130 && stty -a | grep -ow -e '-\\?echo' && echo so it is"
    terminal = Terminal(environment | {"WINCH_USER": "alice"}, "bash", "-c", f"trap : INT; {shell}")
    terminal.read("assword")
    terminal.type("\x03")
    assert terminal.read("so it is").split()[0] == "echo"
    terminal.end()


def test_negotiate_takes_a_password_over_tls(environment, tmp_path):
    with Winchd(tmp_path / "secure", listen=("https://127.0.0.1:0",)) as server:
        secure = environment | {"WINCH_URL": server.url}
        words = ["winch", "identify", "--ca", str(server.data / "certificate.pem"), "--auth", "negotiate"]
        done = run(secure, *words)
        assert (done.returncode, done.stderr) == (0, "") and "ProductVendor" in done.stdout
        refused = run(secure | {"WINCH_USER": "alice:wrong"}, *words)
        assert refused.returncode == 4 and "wrong" not in refused.stderr


def test_a_list_is_one_document_of_xml(environment):
    import xml.etree.ElementTree as ET
    machines = ET.fromstring(run(environment, "winch", "enumerate", "Msvm_ComputerSystem", "--output", "xml").stdout)
    assert machines.tag == "{http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd}Items" and len(machines) == 3
    none = run(environment, "winch", "query", "SELECT * FROM Msvm_ConcreteJob WHERE InstanceID = 'none'", "--output", "xml")
    assert len(ET.fromstring(none.stdout)) == 0


def test_a_column_that_is_none_is_told(environment):
    done = run(environment, "winch", "enumerate", "Msvm_ComputerSystem", "--columns", "Name,Nope")
    assert done.returncode == 0 and "Msvm_ComputerSystem has no Nope" in done.stderr


@pytest.mark.parametrize("number, name", [("4097", "Invalid State Transition"), ("32775", "Invalid State"), ("4096", "Job Started")])
def test_what_methods_of_jobs_return_is_explained(environment, number, name):
    done = run(environment, "winch", "explain", number)
    assert done.returncode == 0 and name in done.stdout and "Do:" in done.stdout


@pytest.mark.parametrize("words", [("jobs", "--output", "json"), ("identify",), ("explain", "QuotaLimit"), ("man",)])
def test_output_that_cannot_be_written_is_a_failure(environment, words):
    with open("/dev/full", "w") as full:
        done = subprocess.run(["winch", *words], env=environment, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 2 and "standard output cannot be written: No space left on device" in done.stderr
