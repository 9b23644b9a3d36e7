"""winchd, which is started again after every kill, and clients of it that come through that."""

from __future__ import annotations

import base64
import http.client
import random
import re
import subprocess
import sys
import time

JOB = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/Msvm_ConcreteJob"
SERVICE = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/winch/Winch_JobService"
CREDENTIALS = base64.b64encode(b"chaos:chaos").decode()

ENVELOPE = """<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
 xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd">
<s:Header><a:Action>%s</a:Action><a:To>http://127.0.0.1/wsman</a:To><w:ResourceURI>%s</w:ResourceURI>
<a:MessageID>uuid:%s</a:MessageID><a:ReplyTo>
<a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>%s</s:Header>
<s:Body>%s</s:Body></s:Envelope>"""


class Lost(Exception):
    """The connection ended without a whole reply."""


class Client:
    """One connection after another to a server that comes and goes."""

    def __init__(self, server):
        self.server, self.line, self.port = server, None, None
        self.random = random.Random()

    def send(self, action, resource, body, selectors=None):
        """The reply's text; raises Lost when it does not come."""
        port = self.server.port
        if port is None:
            raise Lost
        keys = "".join(f'<w:Selector Name="{name}">{value}</w:Selector>' for name, value in (selectors or {}).items())
        header = f"<w:SelectorSet>{keys}</w:SelectorSet>" if keys else ""
        message = "%032x" % self.random.getrandbits(128)
        text = ENVELOPE % (action, resource, message, header, body)
        try:
            if self.line is None or port != self.port:
                self.line, self.port = http.client.HTTPConnection("127.0.0.1", port, timeout=20), port
            self.line.request("POST", "/wsman", text.encode(), {
                "Content-Type": "application/soap+xml;charset=UTF-8", "Authorization": "Basic " + CREDENTIALS})
            reply = self.line.getresponse()
            return reply.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self.line = None
            raise Lost from error

    def invoke(self, resource, method, arguments, selectors=None):
        body = "".join(f"<p:{name}>{value}</p:{name}>" for name, value in arguments)
        return self.send(f"{resource}/{method}", resource,
                         f'<p:{method}_INPUT xmlns:p="{resource}">{body}</p:{method}_INPUT>', selectors)

    def get(self, instance):
        return self.send("http://schemas.xmlsoap.org/ws/2004/09/transfer/Get", JOB, "", {"InstanceID": instance})


def value(text, name):
    found = re.search(rf"<p:{name}>([^<]*)</p:{name}>", text)
    return found.group(1) if found else None


class Server:
    """winchd, started again after every kill."""

    def __init__(self, binary, directory):
        self.directory = directory
        self.data = directory / "data"
        self.url = directory / "url"
        self.port = None
        self.command = [str(binary), "serve", "--listen", "127.0.0.1:0", "--user", "chaos:chaos", "--url-file", str(self.url),
                        "--data", str(self.data), "--config", str(directory / "winchd.json5"), "--log-level", "warning"]

    def start(self):
        self.url.unlink(missing_ok=True)
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def wait_until_ready(self, limit=60):
        deadline = time.monotonic() + limit
        while not self.url.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"winchd did not start ({self.process.poll()}): {self.log()}")
            time.sleep(0.002)
        self.port = int(re.search(r":(\d+)/", self.url.read_text()).group(1))

    def kill(self):
        self.process.kill()
        self.port = None
        self.process.wait()

    def log(self):
        return (self.directory / "log").read_text(errors="replace")[-4000:]
