"""An asset on its way out is needed after all: asking for its return to use on its page and by programs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.webapp.demo import ASSET, Site, demo_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with demo_site("sqlite", tmp_path) as found:
        yield found


def test_who_sees_the_asset_asks_for_its_return_and_the_managers_decide(site: Site) -> None:
    site.mark()
    browser = site.as_("sun.li")
    assert "Ask for its return to use" in browser.get(f"/a/{ASSET}").text
    sent = browser.post(f"/a/{ASSET}/return-to-use", {"return_reason": "still needed"})
    assert sent.status_code == 302, sent.text
    for login in ("zhao.min", "sun.li"):
        site.complete(login, decision="approve", comment="agreed")
    assert "In use" in browser.get(f"/a/{ASSET}").text


def test_a_reason_is_demanded_at_its_field(site: Site) -> None:
    site.mark()
    sent = site.as_("sun.li").post(f"/a/{ASSET}/return-to-use", {"return_reason": " "})
    assert sent.status_code == 422
    assert 'id="return_reason-problem"' in sent.text


def test_an_asset_in_use_offers_no_return(site: Site) -> None:
    assert "Ask for its return to use" not in site.as_("sun.li").get(f"/a/{ASSET}").text
