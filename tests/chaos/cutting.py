"""A proxy before PostgreSQL that cuts the line at a COMMIT: before the server hears it, or after it answered."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from engine.db import Database

COMMIT = b"COMMIT\0"
_BLOCK = 65536


class CuttingProxy:
    """Forwards every connection; the next COMMIT that passes is cut off as `cut` says: `before`, `after` or not."""

    def __init__(self, server_folder: str) -> None:
        self.cut: str | None = None
        self.cuts = 0
        self.folder = tempfile.mkdtemp(prefix="cut-")
        self._server = f"{server_folder}/.s.PGSQL.5432"
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(f"{self.folder}/.s.PGSQL.5432")
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Accept nobody any more."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=[client], daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        server.connect(self._server)
        threading.Thread(target=self._forward, args=[server, client], daemon=True).start()
        with suppress(OSError):
            while data := client.recv(_BLOCK):
                cut = self.cut if COMMIT in data else None
                if cut is not None:
                    self.cut, self.cuts = None, self.cuts + 1
                if cut == "before":
                    break
                if cut == "after":
                    client.shutdown(socket.SHUT_RDWR)  # the server hears it, the client never hears the answer
                server.sendall(data)
                if cut == "after":
                    server.settimeout(1)
                    server.recv(1)
                    break
        _close(client, server)

    def _forward(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(_BLOCK):
                client.sendall(data)
        _close(client, server)


def _close(*sockets: socket.socket) -> None:
    for each in sockets:
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
        each.close()


@contextmanager
def behind_proxy(db: Database) -> Iterator[tuple[Database, CuttingProxy]]:
    """The same PostgreSQL database, reached through a proxy."""
    url: URL = make_url(db.url)
    proxy = CuttingProxy(str(url.query["host"]))
    proxied = Database(url.update_query_dict({"host": proxy.folder}).render_as_string(hide_password=False))
    try:
        yield proxied, proxy
    finally:
        proxied.dispose()
        proxy.close()
        Path(proxy.folder, ".s.PGSQL.5432").unlink(missing_ok=True)
        Path(proxy.folder).rmdir()
