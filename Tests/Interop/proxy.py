"""A proxy on the loopback that remembers what it was asked: CONNECT, and plain requests with a whole URL."""

from __future__ import annotations

import socket
import threading
import urllib.parse


class Proxy:
    """`credentials` is what it wants in Proxy-Authorization, such as `Basic dTpw`; None for nothing."""

    def __init__(self, credentials=None):
        self.credentials, self.heads, self.passed = credentials, [], b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.close()

    def accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, client):
        with client:
            data = b""
            while b"\r\n\r\n" not in data:
                part = client.recv(65536)
                if not part:
                    return
                data += part
            head, rest = data.split(b"\r\n\r\n", 1)
            self.heads.append(head.decode())
            method, target = self.heads[-1].split()[:2]
            wanted = self.credentials
            if wanted and f"proxy-authorization: {wanted}".lower() not in self.heads[-1].lower():
                client.sendall(b"HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic realm=\"p\"\r\n"
                               b"Content-Length: 0\r\nConnection: close\r\n\r\n")
                return
            parts = urllib.parse.urlsplit(f"//{target}" if method == "CONNECT" else target)
            with socket.create_connection((parts.hostname, parts.port)) as server:
                if method == "CONNECT":
                    client.sendall(b"HTTP/1.1 200 Go on\r\n\r\n")
                    first = rest
                else:
                    first = data.replace(target.encode(), parts.path.encode(), 1)
                back = threading.Thread(target=self.copy, args=(server, client), daemon=True)
                back.start()
                if first:
                    self.send(server, first)
                self.copy(client, server)
                back.join(10)

    def copy(self, source, sink):
        try:
            while part := source.recv(65536):
                self.send(sink, part)
        except OSError:
            pass
        finally:
            try:
                sink.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    def send(self, sink, part):
        self.passed += part
        sink.sendall(part)
