"""Servers that behave badly on purpose: mail and HTTP, on real sockets."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class MailServer:
    """A mail server that keeps what it takes. `rude` says where it misbehaves: `after_data` (it keeps the mail and
    dies), `recipient` (550), `busy` (451 after DATA), `drip` (a byte a tenth of a second, never the end)."""

    port: int = 0
    rude: str = ""
    mails: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def mail_server(rude: str = "") -> Iterator[MailServer]:
    kept = MailServer(rude=rude)

    class Talk(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"RCPT" and kept.rude == "recipient":
                    self.say("550 no such mailbox")
                elif verb == b"EHLO" and kept.rude == "drip":
                    self.drip()
                    return
                elif verb == b"DATA":
                    self.say("354 go on")
                    if not self.take():
                        return
                elif verb == b"QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 fine")

        def take(self) -> bool:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            if kept.rude == "busy":
                self.say("451 later")
                return True
            mail = message_from_bytes(b"".join(lines), policy=default)
            assert isinstance(mail, EmailMessage)
            kept.mails.append(mail)
            if kept.rude == "after_data":
                kept.rude = ""
                return False
            self.say("250 taken")
            return True

        def drip(self) -> None:
            with suppress(OSError):
                while True:
                    self.wfile.write(b"2")
                    time.sleep(0.1)

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)) as port:
        kept.port = port
        yield kept


@dataclass
class WebServer:
    """A receiver that answers as told, one answer after the other and the last one ever after."""

    port: int = 0
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/in"


Answer = tuple[int, bytes]


@contextmanager
def web_server(*answers: Answer, before: Callable[[], None] = lambda: None) -> Iterator[WebServer]:
    kept, left = WebServer(), list(answers) or [(200, b"{}")]

    class Talk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            before()
            status, text = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", text.decode())
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Talk)) as port:
        kept.port = port
        yield kept


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[int]:
    server.daemon_threads = True  # type: ignore[attr-defined]  # both kinds mix threads in
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
