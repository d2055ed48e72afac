"""Every human way through a case, each by the person whose way it is, in Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.history.queries import events_of
from tests.journeys import purchase
from tests.journeys.conftest import Site
from tests.journeys.visits import Visits, follow
from tests.webapp.demo import Site as Pages

pytestmark = pytest.mark.browser

Shoot = Callable[[Page, str], None]
SERVER = "SZ-IT-0002"


@dataclass(frozen=True)
class Course:
    """A case that waits for its countersigners, and who is who in it. `redo` brings it there again once it has gone
    back to `target`, `resubmit` once it was withdrawn."""

    case: str
    pages: Pages
    countersigners: Sequence[str]
    approvers: Sequence[str]
    target: str
    redo: Callable[[Pages], None]
    resubmit: Callable[[Pages], None]


def disposal(site: Site) -> Course:
    """A server worth more than 100,000: data on it, hazardous parts and the third level make three countersigners and
    four approvers."""
    pages = Pages(site.db, site.settings.data_dir)
    case = pages.mark(SERVER)
    pages.collect(asset_no=SERVER)
    _prepare_and_review(pages)
    return Course(
        case=case,
        pages=pages,
        countersigners=("qin.lan", "xu.an", "chen.xi"),
        approvers=("sun.li", "qian.hao", "zheng.hua", "wang.jing"),
        target="Task_Prepare",
        redo=_prepare_and_review,
        resubmit=_correct,
    )


def purchase_request(site: Site) -> Course:
    """The same ways through a process that ends in a vote."""
    purchase.publish(site.db)
    pages = Pages(site.db, site.settings.data_dir)
    case = purchase.start(site.db)
    _write(pages)
    return Course(
        case, pages, purchase.COUNTERSIGNERS, purchase.APPROVERS, target="Prepare", redo=_write, resubmit=_write
    )


def _prepare_and_review(pages: Pages) -> None:
    pages.complete("zhao.min", method="scrap", est_proceeds="0")
    pages.complete("wu.fang", decision="approve", tax_class="normal")


def _correct(pages: Pages) -> None:
    pages.complete("zhao.min", next_step="correct")
    _prepare_and_review(pages)


def _write(pages: Pages) -> None:
    pages.complete("lin.gong")


@pytest.mark.parametrize(
    ("language", "size", "course_of"), [("zh", "desk", disposal), ("en", "phone", purchase_request)]
)
@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_a_case_goes_every_human_way(
    site: Site,
    chromium: Browser,
    screenshot: Shoot,
    language: str,
    size: str,
    course_of: Callable[[Site], Course],
) -> None:
    course = course_of(site)
    visits = Visits(site, chromium, screenshot, language, size)
    added_before(visits, course.countersigners[0])
    asked_for_advice(visits, course.countersigners[1])
    handed_over_and_sent_back(visits, course)
    copied_and_commented(visits, course.case)
    urged_once(visits, course.case)
    one_after_the_other(visits, course.approvers)
    withdrawn_with_consent(visits, course)
    if course_of is purchase_request:
        voted(visits)
    with visits.by("lin.gong", f"{course.case}?history=all") as page:
        expect(page.locator(".time-line")).to_be_visible()
        visits.shoot(page, "the-whole-story")
    looked_at_for_some_time(site, course)


def added_before(visits: Visits, signer: str) -> None:
    """The first countersigner has somebody sign before them: they wait, then it comes back."""
    with visits.by(signer) as page:
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
    with visits.by(signer) as page:
        open_task(page)
        expect(page.locator(".signer.is-decided")).to_have_count(1)
        visits.shoot(page, "came-back")
        decide(page, "approve")


def asked_for_advice(visits: Visits, signer: str) -> None:
    """The second countersigner asks one for advice, takes it back, asks another, who advises."""
    with visits.by(signer) as page:
        open_task(page)
        menu(page, "delegate")
        pick(page, "tang.yi")
        send(page)
        menu(page, "recall-delegation")
        visits.shoot(page, "recall")
        send(page)
        menu(page, "delegate")
        pick(page, "feng.yuan")
        page.fill("[name=words]", "预算是否充足？ / Is the budget sufficient?")
        send(page)
        visits.shoot(page, "asked-for-advice")
    with visits.by("feng.yuan") as page:
        visits.shoot(page, "inbox-of-the-adviser")
        open_task(page)
        visits.shoot(page, "advice-form")
        page.check("[name=opinion][value=approve]")
        page.fill("[name=words]", "预算充足 / It is")
        follow(page.locator("main form:has([name=opinion]) .btn-primary"))
    with visits.by(signer) as page:
        open_task(page)
        expect(page.get_by_text("预算充足").first).to_be_visible()
        visits.shoot(page, "advice-given")
        decide(page, "approve")


def handed_over_and_sent_back(visits: Visits, course: Course) -> None:
    """The third hands over; the new one sends the case back to its first step, and it comes here again."""
    with visits.by(course.countersigners[2]) as page:
        open_task(page)
        menu(page, "hand-over")
        pick(page, course.countersigners[0])
        send(page)
        expect(page.locator(".invalid-feedback").first).to_be_visible()
        visits.shoot(page, "hand-over-refused")
        pick(page, "tang.yi")
        page.fill("[name=words]", "出差 / On the road")
        send(page)
        visits.shoot(page, "handed-over")
    with visits.by("tang.yi") as page:
        visits.shoot(page, "inbox-of-the-new-holder")
        open_task(page)
        visits.shoot(page, "handed-over-to-you")
        menu(page, "send-back")
        page.check(f"[name=target][value={course.target}]")
        page.fill("[name=words]", "请补充报价 / Please add a quotation")
        visits.shoot(page, "send-back")
        send(page)
        visits.shoot(page, "sent-back")
    course.redo(course.pages)
    for login in course.countersigners:
        course.pages.complete(login, decision="approve")


def copied_and_commented(visits: Visits, case: str) -> None:
    with visits.by("lin.gong", case) as page:
        page.locator("details.menu-wide summary").click()
        visits.shoot(page, "case-menu")
        choose(page, "copy")
        pick(page, "he.wei")
        pick(page, "tang.yi")
        page.fill("[name=words]", "供参考 / For your information")
        visits.shoot(page, "copy")
        send(page)
        page.fill("#case-comment", "报价已附上 / The quotation is attached")
        follow(page.locator("form:has(#case-comment) button"))
        visits.shoot(page, "copied-and-commented")
    with visits.by("he.wei", "/inbox/copies") as page:
        visits.shoot(page, "copies")
        follow(page.locator(".row-list a").first)
    with visits.by("lin.gong", case) as page:
        expect(page.locator(".badge.bg-green-lt").last).to_be_visible()
        visits.shoot(page, "read-marks")


def urged_once(visits: Visits, case: str) -> None:
    with visits.by("lin.gong", case) as page:
        follow(page.locator(".card .row-list a.fw-bold:visible").first)
        menu(page, "urge")
        send(page)
        visits.shoot(page, "urged")
        page.goto(f"{page.url.partition('?')[0]}/urge")
        expect(page.locator("main [role=status]")).to_be_visible()
        visits.shoot(page, "urged-too-soon")


def one_after_the_other(visits: Visits, approvers: Sequence[str]) -> None:
    """The first approver has one sign beside and one after them, and removes one again."""
    with visits.by(approvers[0]) as page:
        open_task(page)
        for login, how in (("tang.yi", "after"), ("luo.jun", "beside")):
            menu(page, "add-signer")
            pick(page, login)
            page.check(f"[name=how][value={how}]")
            send(page)
        expect(page.locator(".signer")).to_have_count(len(approvers) + 2)
        visits.shoot(page, "added-after-and-beside")
        follow(page.locator(".signer", has_text=re.compile("罗骏|Luo Jun")).locator("a.btn-icon"))
        visits.shoot(page, "remove-signer")
        send(page)
        visits.shoot(page, "removed")
        decide(page, "approve")
    with visits.by("tang.yi") as page:
        open_task(page)
        decide(page, "approve")
    with visits.by(approvers[1]) as page:
        open_task(page)
        visits.shoot(page, "second-in-the-sequence")


def withdrawal_asked(visits: Visits, course: Course) -> None:
    with visits.by("lin.gong", f"{course.case}/withdraw") as page:
        page.fill("[name=words]", "换型号 / Another model")
        visits.shoot(page, "withdraw")
        send(page)
        visits.shoot(page, "withdrawal-asked")


def withdrawn_with_consent(visits: Visits, course: Course) -> None:
    """Approvals were given, so that withdrawing has to be agreed to; then it goes the whole way again."""
    withdrawal_asked(visits, course)
    with visits.by("chu.ning", course.case) as page:
        follow(page.locator('.alert-warning a[href$="/decline-withdrawal"]'))
        page.fill("[name=words]", "已下单 / Ordered already")
        visits.shoot(page, "decline")
        send(page)
        visits.shoot(page, "withdrawal-declined")
    withdrawal_asked(visits, course)
    with visits.by("lin.gong", f"{course.case}/withdraw") as page:
        expect(page.locator("[name=words]")).to_have_count(0)
        visits.shoot(page, "withdrawal-waits")
    with visits.by("chu.ning", course.case) as page:
        follow(page.locator('.alert-warning a[href$="/consent-to-withdrawal"]'))
        visits.shoot(page, "consent")
        send(page)
        visits.shoot(page, "withdrawn")
    course.resubmit(course.pages)
    for login in (*course.countersigners, *course.approvers):
        course.pages.complete(login, decision="approve")


def voted(visits: Visits) -> None:
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


def looked_at_for_some_time(site: Site, course: Course) -> None:
    """What was decided in Chromium says how many seconds the page was looked at."""
    with site.db.reading() as session:
        events = events_of(session, UUID(course.case.rpartition("/")[2]))
    measured = [event.data["touched_seconds"] for event in events if event.kind in ("task_voted", "task_completed")]
    assert len([seconds for seconds in measured if seconds is not None]) >= 4


def open_task(page: Page) -> None:
    follow(page.locator("tbody a.btn-primary").first)


def menu(page: Page, name: str) -> None:
    page.locator("details.menu-wide summary").click()
    choose(page, name)


def choose(page: Page, name: str) -> None:
    follow(page.locator(f".menu-body a[href*='/{name}']"))


def pick(page: Page, login: str) -> None:
    """Search for a person by sign-in name and choose them."""
    page.fill("[name=search]", login)
    page.locator("#people .choice", has_text=login).locator("input").check()


def send(page: Page) -> None:
    follow(page.locator("main form .decision-bar button"))


def decide(page: Page, decision: str, comment: str = "") -> None:
    page.fill("#comment", comment)
    follow(page.locator(f"[name=decision][value={decision}]"))
    expect(page.locator(".alert-success")).to_be_visible()
