"""An event sink on the loopback: keeps what is sent, and answers as it is told."""

from __future__ import annotations

import http.server
import ssl
import threading
import time

from lxml import etree

import wire

ACK = (
    f'<s:Envelope xmlns:s="{wire.S}" xmlns:a="{wire.A}"><s:Header>'
    "<a:Action>http://schemas.dmtf.org/wbem/wsman/1/wsman/Ack</a:Action><a:RelatesTo>{}</a:RelatesTo>"
    "</s:Header><s:Body/></s:Envelope>"
)
REFUSAL = (
    f'<s:Envelope xmlns:s="{wire.S}" xmlns:w="{wire.W}"><s:Header/><s:Body><s:Fault><s:Code><s:Value>s:Receiver'
    "</s:Value><s:Subcode><s:Value>w:DeliveryRefused</s:Value></s:Subcode></s:Code><s:Reason>"
    '<s:Text xml:lang="en-US">No more.</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>'
)


class Message:
    """One delivery."""

    def __init__(self, path, headers, body):
        self.path, self.headers, self.xml = path, headers, etree.fromstring(body)

    def text(self, path):
        found = self.xml.find(path, {**wire.NS, "e": "http://schemas.xmlsoap.org/ws/2004/08/eventing"})
        return None if found is None else found.text

    @property
    def action(self):
        return self.text("s:Header/a:Action").rsplit("/", 1)[-1]

    @property
    def jobs(self):
        """The InstanceIDs of the jobs whose events these are, in order."""
        return [
            element.text for element in self.xml.iter("{*}InstanceID")
            if etree.QName(element.getparent()).localname == "TargetInstance"
        ]


class Sink(http.server.ThreadingHTTPServer):
    """`behaviour` is ack, accept (202), refuse, fail (503) or hang; with a PEM file of certificate and key it speaks TLS."""

    daemon_threads = True

    def __init__(self, behaviour="ack", port=0, delay=0.0, certificate=None):
        self.behaviour, self.delay, self.messages = behaviour, delay, []
        self.released = threading.Event()
        super().__init__(("127.0.0.1", port), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"http{'s' if certificate else ''}://127.0.0.1:{self.server_address[1]}/events"
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.released.set()
        self.shutdown()
        self.server_close()

    @property
    def jobs(self):
        return [job for message in list(self.messages) for job in message.jobs]

    @property
    def actions(self):
        return [message.action for message in list(self.messages)]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        message = Message(self.path, self.headers, body)
        self.server.messages.append(message)
        time.sleep(self.server.delay)
        behaviour = self.server.behaviour
        if behaviour == "hang":
            self.server.released.wait(60)
            self.close_connection = True
        elif behaviour == "accept":
            self.answer(202, "")
        elif behaviour == "fail":
            self.answer(503, "")
        elif behaviour == "refuse":
            self.answer(500, REFUSAL)
        else:
            if message.xml.find("s:Header/w:AckRequested", wire.NS) is not None:
                self.answer(200, ACK.format(message.text("s:Header/a:MessageID")))
            else:
                self.answer(200, "")

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/soap+xml;charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass
