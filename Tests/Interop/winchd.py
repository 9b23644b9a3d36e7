"""Starts winchd on a free port of the loopback and stops it by its own process id."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("WINCHD", ROOT / ".build" / "debug" / "winchd")).resolve()


class Winchd:
    """One server with its own data directory; use it as a context manager."""

    def __init__(self, directory, *, users=("alice:secret",), listen=("127.0.0.1:0",), config=None, options=()):
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        self.data = self.directory / "data"
        self.url_file = self.directory / "url"
        self.log_file = self.directory / "log"
        self.users, self.listen, self.options = tuple(users), tuple(listen), tuple(options)
        self.config_file = None
        if config is not None:
            self.config_file = self.directory / "winchd.json5"
            self.config_file.write_text(config if isinstance(config, str) else json.dumps(config, indent=2))
        self.process = None

    def command(self):
        """The argument vector the server is started with."""
        words = [str(BINARY), "serve", "--data", str(self.data), "--url-file", str(self.url_file)]
        for address in self.listen:
            words += ["--listen", address]
        for user in self.users:
            words += ["--user", user]
        if self.config_file:
            words += ["--config", str(self.config_file)]
        return words + list(self.options)

    def start(self, timeout=30.0):
        """Returns once the URL file is there; raises with the log's text when the server ends before."""
        self.url_file.unlink(missing_ok=True)
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.directory)
        limit = time.monotonic() + timeout
        while not self.url_file.exists():
            if self.process.poll() is not None:
                raise RuntimeError(f"winchd ended with {self.process.returncode}: {self.log}")
            if time.monotonic() > limit:
                self.stop()
                raise RuntimeError(f"winchd wrote no URL within {timeout} s: {self.log}")
            time.sleep(0.01)
        return self

    def terminate(self):
        """Asks the server to drain, as a service manager does."""
        self.process.send_signal(signal.SIGTERM)

    def stop(self, timeout=20.0):
        """Stops the server and returns its exit status."""
        if self.process.poll() is None:
            self.terminate()
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise
        return self.process.returncode

    __enter__ = start

    def __exit__(self, *_):
        self.stop()

    @property
    def log(self):
        """All that the server printed so far."""
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    @property
    def url(self):
        """The full URL, as the server wrote it; the first one when it listens on several addresses."""
        return self.url_file.read_text().split()[0]

    @property
    def host(self):
        return urllib.parse.urlsplit(self.url).hostname

    @property
    def port(self):
        return urllib.parse.urlsplit(self.url).port
