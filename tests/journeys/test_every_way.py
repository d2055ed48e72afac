"""Every human way through a case, each by the person whose way it is, in Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import purchase
from tests.journeys.conftest import Site
from tests.journeys.visits import Visits

pytestmark = pytest.mark.browser

Shoot = Callable[[Page, str], None]


@pytest.mark.parametrize(("language", "size"), [("zh", "desk"), ("en", "phone")])
@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_a_case_goes_every_human_way(
    site: Site, chromium: Browser, screenshot: Shoot, language: str, size: str
) -> None:
    purchase.publish(site.db)
    case = purchase.start(site.db)
    visits = Visits(site, chromium, screenshot, language, size)
    prepare(visits)
    added_before(visits)
    asked_for_advice(visits)
    handed_over_and_sent_back(visits)
    signed_again(visits)
    copied_and_commented(visits, case)
    urged_once(visits, case)
    one_after_the_other(visits)
    withdrawn_with_consent(visits, case)
    voted(visits, case)


def prepare(visits: Visits) -> None:
    with visits.by("lin.gong") as page:
        visits.shoot(page, "inbox")
        open_task(page)
        finish(page)


def added_before(visits: Visits) -> None:
    """The first countersigner has somebody sign before them: they wait, then it comes back."""
    with visits.by("sun.li") as page:
        open_task(page)
        expect(page.locator(".signer")).to_have_count(3)
        visits.shoot(page, "countersign")
        page.locator("details.menu-wide summary").click()
        visits.shoot(page, "menu")
        choose(page, "add-signer")
        visits.shoot(page, "add-signer")
        send(page)
        expect(page.locator(".invalid-feedback").first).to_be_visible()
        pick(page, "he.wei")
        page.check("[name=how][value=before]")
        page.fill("[name=words]", "请确认技术条件 / Please confirm the technical side")
        send(page)
        expect(page.locator(".signer")).to_have_count(4)
        expect(page.locator("[name=decision]")).to_have_count(0)
        visits.shoot(page, "waits-for-the-added-one")
    with visits.by("he.wei") as page:
        open_task(page)
        visits.shoot(page, "added-signer")
        decide(page, "approve", "技术可行 / Feasible")
    with visits.by("sun.li") as page:
        open_task(page)
        expect(page.locator(".signer.is-decided")).to_have_count(1)
        visits.shoot(page, "came-back")
        decide(page, "approve")


def asked_for_advice(visits: Visits) -> None:
    """The second countersigner asks one for advice, takes it back, asks another, who advises."""
    with visits.by("zheng.hua") as page:
        open_task(page)
        menu(page, "delegate")
        pick(page, "tang.yi")
        send(page)
        menu(page, "recall-delegation")
        visits.shoot(page, "recall")
        send(page)
        menu(page, "delegate")
        pick(page, "wu.fang")
        page.fill("[name=words]", "预算是否充足？ / Is the budget sufficient?")
        send(page)
        visits.shoot(page, "asked-for-advice")
    with visits.by("wu.fang") as page:
        visits.shoot(page, "inbox-of-the-adviser")
        open_task(page)
        visits.shoot(page, "advice-form")
        page.check("[name=opinion][value=approve]")
        page.fill("[name=words]", "预算充足 / It is")
        page.locator("main form:has([name=opinion]) .btn-primary").click()
        page.wait_for_load_state()
    with visits.by("zheng.hua") as page:
        open_task(page)
        expect(page.get_by_text("预算充足").first).to_be_visible()
        visits.shoot(page, "advice-given")
        decide(page, "approve")


def handed_over_and_sent_back(visits: Visits) -> None:
    """The third hands over; the new one sends the case back to its first step."""
    with visits.by("qian.hao") as page:
        open_task(page)
        menu(page, "hand-over")
        pick(page, "sun.li")
        send(page)
        expect(page.locator(".invalid-feedback").first).to_be_visible()
        visits.shoot(page, "hand-over-refused")
        page.fill("[name=search]", "")
        pick(page, "yang.guang")
        send(page)
        visits.shoot(page, "handed-over")
    with visits.by("yang.guang") as page:
        open_task(page)
        menu(page, "send-back")
        page.check("[name=target][value=Prepare]")
        page.fill("[name=words]", "请补充报价 / Please add a quotation")
        visits.shoot(page, "send-back")
        send(page)
        visits.shoot(page, "sent-back")


def signed_again(visits: Visits) -> None:
    with visits.by("lin.gong") as page:
        open_task(page)
        visits.shoot(page, "came-back-to-the-first-step")
        finish(page)
    for login in purchase.COUNTERSIGNERS:
        with visits.by(login) as page:
            open_task(page)
            decide(page, "approve")


def copied_and_commented(visits: Visits, case: str) -> None:
    with visits.by("lin.gong", case) as page:
        page.locator("details.menu-wide summary").click()
        visits.shoot(page, "case-menu")
        choose(page, "copy")
        pick(page, "chen.xi")
        pick(page, "tang.yi")
        page.fill("[name=words]", "供参考 / For your information")
        visits.shoot(page, "copy")
        send(page)
        page.fill("#case-comment", "报价已附上 / The quotation is attached")
        page.locator("form:has(#case-comment) button").click()
        page.wait_for_load_state()
        visits.shoot(page, "copied-and-commented")
    with visits.by("chen.xi", "/inbox/copies") as page:
        visits.shoot(page, "copies")
        page.locator(".row-list a").first.click()
        page.wait_for_load_state()
    with visits.by("lin.gong", case) as page:
        expect(page.locator(".badge.bg-green-lt").last).to_be_visible()
        visits.shoot(page, "read-marks")


def urged_once(visits: Visits, case: str) -> None:
    with visits.by("lin.gong", case) as page:
        page.locator(".card .row-list a.fw-bold").first.click()
        page.wait_for_load_state()
        menu(page, "urge")
        send(page)
        visits.shoot(page, "urged")
        page.goto(f"{page.url.partition('?')[0]}/urge")
        expect(page.locator("main [role=status]")).to_be_visible()
        visits.shoot(page, "urged-too-soon")


def one_after_the_other(visits: Visits) -> None:
    """The first approver has one sign beside and one after them, and removes one again."""
    first, second, _third = purchase.APPROVERS
    with visits.by(first) as page:
        open_task(page)
        for login, how in (("tang.yi", "after"), ("jiang.tao", "beside")):
            menu(page, "add-signer")
            pick(page, login)
            page.check(f"[name=how][value={how}]")
            send(page)
        expect(page.locator(".signer")).to_have_count(5)
        visits.shoot(page, "added-after-and-beside")
        page.locator(".signer a.btn-icon").last.click()
        page.wait_for_load_state()
        visits.shoot(page, "remove-signer")
        page.locator("[name=seat]").first.check()
        send(page)
        visits.shoot(page, "removed")
        decide(page, "approve")
    for login in ("tang.yi", "jiang.tao"):
        with visits.by(login) as page:
            if page.locator("tbody a.btn-primary").count():
                open_task(page)
                decide(page, "approve")
    with visits.by(second) as page:
        open_task(page)
        visits.shoot(page, "second-in-the-sequence")


def withdrawn_with_consent(visits: Visits, case: str) -> None:
    """Approvals were given, so that withdrawing has to be agreed to; then it goes the whole way again."""
    with visits.by("lin.gong", f"{case}/withdraw") as page:
        page.fill("[name=words]", "换型号 / Another model")
        visits.shoot(page, "withdraw")
        send(page)
        visits.shoot(page, "withdrawal-asked")
    with visits.by("chu.ning", case) as page:
        page.locator("[role=status] a.btn").click()
        page.wait_for_load_state()
        visits.shoot(page, "consent")
        send(page)
        visits.shoot(page, "withdrawn")
    with visits.by("lin.gong") as page:
        open_task(page)
        finish(page)
    for login in (*purchase.COUNTERSIGNERS, *purchase.APPROVERS):
        with visits.by(login) as page:
            open_task(page)
            decide(page, "approve")


def voted(visits: Visits, case: str) -> None:
    heavy, middle, light = purchase.VOTERS
    with visits.by(light) as page:
        open_task(page)
        decide(page, "reject", "太贵 / Too expensive")
    with visits.by(middle) as page:
        open_task(page)
        visits.shoot(page, "vote")
        decide(page, "approve")
    with visits.by(heavy) as page:
        open_task(page)
        visits.shoot(page, "last-vote")
        decide(page, "approve")
    with visits.by("lin.gong", f"{case}?history=all") as page:
        expect(page.locator(".time-line")).to_be_visible()
        visits.shoot(page, "the-whole-story")


def open_task(page: Page) -> None:
    page.locator("tbody a.btn-primary").first.click()
    page.wait_for_load_state()


def menu(page: Page, name: str) -> None:
    page.locator("details.menu-wide summary").click()
    choose(page, name)


def choose(page: Page, name: str) -> None:
    page.locator(f".menu-body a[href*='/{name}']").click()
    page.wait_for_load_state()


def pick(page: Page, login: str) -> None:
    """Search for a person by sign-in name and choose them."""
    page.fill("[name=search]", login)
    page.locator("#people .choice", has_text=login).locator("input").check()


def send(page: Page) -> None:
    page.locator("main form .decision-bar button").click()
    page.wait_for_load_state()


def finish(page: Page) -> None:
    page.locator("main form .decision-bar .btn-primary").click()
    page.wait_for_load_state()


def decide(page: Page, decision: str, comment: str = "") -> None:
    page.fill("#comment", comment)
    page.locator(f"[name=decision][value={decision}]").click()
    page.wait_for_load_state()
    expect(page.locator(".alert-success")).to_be_visible()
