"""A browser as far as the server can tell: a session of its own, its cookie, its CSRF token, its kept connection."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from http.cookies import SimpleCookie
from math import inf
from multiprocessing.connection import Connection
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

FOUND = 302
WARM_UP_EACH = 5
"""Completions of each browser before the clock runs: 20 a server process, as the measurements without HTTP do."""
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    """One signed-in browser on one kept connection."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.csrf_token = ""
        # After signing in the cookie stays as it is: the messages "done" that it gathers are dropped when a page shows
        # them, and here no page is looked at between two forms.
        self.keeps_cookies = True

    def sign_in(self, login: str, password: str) -> Self:
        self.get("/sign-in")
        self.post("/sign-in", {"login": login, "password": password, "next": "/account"})
        self.get("/account")  # the token is renewed with the session
        self.keeps_cookies = False
        return self

    def get(self, path: str, *, is_htmx: bool = False) -> str:
        """A page's text, or the fragment that htmx gets; its CSRF token is kept for the next form."""
        answer, text = self._ask("GET", path, is_htmx=is_htmx)
        if answer.status != 200:
            raise RuntimeError(f"GET {path} was answered {answer.status}")
        if found := _TOKEN.search(text):
            self.csrf_token = found[1]
        return text

    def post(self, path: str, fields: Mapping[str, str]) -> None:
        """Send a form as its page does. Anything but the redirection after success is an error of the measurement."""
        answer, _ = self._ask("POST", path, urlencode({**fields, "csrf_token": self.csrf_token}))
        if answer.status != FOUND:
            raise RuntimeError(f"POST {path} was answered {answer.status}")

    def complete(self, task_id: UUID) -> None:
        """Send the filled-in form of a task."""
        self.post(f"/tasks/{task_id}/complete", {"revision": "1", "amount": "5000", "reason": "bench"})

    def _ask(
        self, method: str, path: str, body: str | None = None, *, is_htmx: bool = False
    ) -> tuple[HTTPResponse, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if is_htmx:
            headers["HX-Request"] = "true"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        if self.keeps_cookies:
            for line in answer.headers.get_all("Set-Cookie", []):
                self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        return answer, text


def complete_as_browsers(
    ports: Sequence[int],
    login: str,
    password: str,
    tasks: Sequence[UUID],
    seconds: float,
    browsers: int,
    answer: Connection,
) -> None:
    """Run by a process of its own: so many browsers at once, spread over the ports, complete tasks for that long, after
    each has completed some as a warm-up.

    Answers with completions a second.
    """
    signed_in = [Browser(ports[number % len(ports)]).sign_in(login, password) for number in range(browsers)]
    first = WARM_UP_EACH * browsers

    def work(number: int, some: Sequence[UUID], until: float) -> int:
        done = 0
        for task_id in some[number::browsers]:
            if time.monotonic() >= until:
                break
            signed_in[number].complete(task_id)
            done += 1
        return done

    with ThreadPoolExecutor(browsers) as pool:
        list(pool.map(partial(work, some=tasks[:first], until=inf), range(browsers)))
        begin = time.monotonic()
        done = sum(pool.map(partial(work, some=tasks[first:], until=begin + seconds), range(browsers)))
    answer.send(done / (time.monotonic() - begin))
