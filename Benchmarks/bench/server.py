"""The servers that are measured: winchd, and a bare libmicrohttpd that returns one reply."""

import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")


def template(name, runner, class_name="Msvm_ConcreteJob", **more):
    """A template whose jobs stay."""
    return {"name": name, "namespace": "root/virtualization/v2", "className": class_name, "deleteOnCompletion": False,
            "runner": runner, **more}


def simulated(duration):
    return {"simulated": {"steps": [{"percent": 0, "status": "Working", "duration": duration}]}}


def configuration():
    """Templates whose jobs end at once, take long, or wait for each other."""
    return {
        "templates": [
            template("Instant", simulated("0s")),
            template("Walked", simulated("0s"), "Msvm_StorageJob"),
            template("Long", simulated("1h")),
            template("One", simulated("1h"), maximumConcurrent=1),
            template("True", {"process": {"program": "/bin/true"}}),
            template("Sleep", {"process": {"program": "/bin/sleep", "arguments": ["3600"]}}),
        ],
        "limits": {
            "operations": {"envelopeBytes": 16 << 20},
            "http": {"connections": 1024, "connectionsPerAddress": 1024},
        },
    }


class Server:
    """A running winchd; it is there once the URL file is.

    configured: the configuration, instead of the templates and limits above. listen: addresses. environment: more variables.
    """

    def __init__(self, binary, directory, configured=None, listen=("127.0.0.1:0",), environment=None, log="error"):
        self.binary, self.directory, self.log = binary, pathlib.Path(directory), log
        self.listen, self.environment = listen, os.environ | (environment or {})
        self.directory.mkdir(parents=True, exist_ok=True)
        self.config = self.directory / "winchd.json5"
        self.config.write_text(json.dumps({"users": {"bench": "bench"}} | (configured or configuration())))
        # A password in clear is for nobody else's eyes.
        self.config.chmod(0o600)

    def __enter__(self):
        url = self.directory / "url"
        url.unlink(missing_ok=True)
        begun = time.monotonic()
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "serve", *(word for each in self.listen for word in ("--listen", each)), "--url-file", url,
                 "--data", self.directory / "data", "--config", self.config, "--log-level", self.log],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment)
        while not url.exists():
            if self.process.poll() is not None:
                sys.exit(f"winchd ended with {self.process.returncode}: {(self.directory / 'log').read_text()}")
            time.sleep(0.0005)
        self.startup = time.monotonic() - begun
        self.port = int(re.search(r":(\d+)/", url.read_text()).group(1))
        return self

    def __exit__(self, *_):
        self.process.terminate()
        if self.process.wait(60) != 0:
            sys.exit(f"winchd ended with {self.process.returncode}")

    @property
    def ports(self):
        """Of each address listened on, in their order, from the log, which has to be told so much."""
        return [int(port) for port in re.findall(r"address=\S+:(\d+)", (self.directory / "log").read_text())]

    def memory(self):
        """Resident and proportional set size in MB."""
        text = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return tuple(int(re.search(rf"^{name}:\s+(\d+)", text, re.M).group(1)) / 1024 for name in ("Rss", "Pss"))

    def resources(self):
        """Resident megabytes, descriptors and threads."""
        folder = pathlib.Path(f"/proc/{self.process.pid}")
        resident = int((folder / "statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / (1 << 20)
        return resident, len(os.listdir(folder / "fd")), len(os.listdir(folder / "task"))


@contextlib.contextmanager
def bare(directory, reply):
    """The bare server with one reply; yields its process and port."""
    (directory / "reply").write_bytes(reply)
    process = subprocess.Popen([directory / "bare", directory / "reply"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        yield process, int(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(10)


def cpu(process):
    """CPU seconds that a process has used, its threads' included."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS
