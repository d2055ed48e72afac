"""People of the demo company at their browsers: each visit is one of them signed in, in one language, on one screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.journeys.conftest import SIZES, Site

EXPECTED = ("403", "409", "422")
"""Chromium reports a refused form as a failed resource; that is how a refusal travels."""


@dataclass
class Visits:
    """Opens pages for people; `screenshot` keeps a picture of each step."""

    site: Site
    chromium: Browser
    screenshot: Callable[[Page, str], None]
    language: str
    size: str
    step: int = 0

    @contextmanager
    def by(self, login: str, path: str = "/inbox") -> Iterator[Page]:
        """A page at `path` as this person sees it; every script error and failed request is an error of ours."""
        width, height = SIZES[self.size]
        context = self.chromium.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN" if self.language == "zh" else "en-GB"
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if _is_an_error(message) else None)
        page.goto(self.site.url + path)
        follow(page.locator(f'button[name="person_id"][data-login="{login}"]'))
        self._speak(page)
        yield page
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} is too wide"
        assert errors == [], "\n".join(errors)
        context.close()

    def shoot(self, page: Page, name: str) -> None:
        """Keep a picture, numbered in the order of the journey."""
        self.step += 1
        page.wait_for_load_state("networkidle")
        self.screenshot(page, f"{self.step:02d}-{name}")

    def _speak(self, page: Page) -> None:
        wanted = "zh-CN" if self.language == "zh" else "en"
        if page.locator("html").get_attribute("lang") != wanted:
            page.locator("details.menu summary").first.click()
            follow(page.locator(f'button[name="language"][lang="{wanted}"]'))
        expect(page.locator("html")).to_have_attribute("lang", wanted)


def follow(link: Locator) -> None:
    """Click, and wait until the page this leads to has come: a form still being sent would be lost with its window."""
    with link.page.expect_navigation():
        link.click()


def _is_an_error(message: ConsoleMessage) -> bool:
    return message.type == "error" and not any(code in message.text for code in EXPECTED)
