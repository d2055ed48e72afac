"""One machine goes from the scan of its label to the write-off, by seven people, in Chromium."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from engine import clock
from engine.history.verification import verify_chains
from tests.gate_answers import RECYCLER, serial_no
from tests.journeys.conftest import Site
from tests.journeys.visits import Visits, follow
from workflows.accounting.models import Journal, JournalLine, JournalStatus
from workflows.assets.models import Asset, AssetState

pytestmark = pytest.mark.browser

ENGINEER, ASSET_MANAGER, ACCOUNTANT = "lin.gong", "zhao.min", "wu.fang"
AUDITOR, PROCESS_OWNER, EMPLOYEE = "chen.xi", "chu.ning", "tang.yi"
IT_SECURITY, EHS = "qin.lan", "xu.an"
COUNTERSIGNERS = {"SZ-IT-0006": (IT_SECURITY, EHS), "SZ-PROD-0003": (AUDITOR,)}
APPROVERS = {  # of the lowest and of the highest level
    "SZ-IT-0006": ("sun.li", "qian.hao"),
    "SZ-PROD-0003": ("zhou.qiang", "qian.hao", "zheng.hua", "wang.jing", "feng.yuan"),
}
Shoot = Callable[[Page, str], None]


@pytest.mark.parametrize(
    ("language", "size", "asset_no"),
    [
        ("zh", "phone", "SZ-IT-0006"),
        ("en", "desk", "SZ-PROD-0003"),
    ],
)
@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_a_machine_goes_from_the_scan_to_the_write_off(
    site: Site, chromium: Browser, screenshot: Shoot, language: str, size: str, asset_no: str
) -> None:
    walk = Walk(site, chromium, screenshot, language, size)
    walk.mark(asset_no)
    walk.collect(asset_no)
    walk.prepare()
    walk.review()
    for login in COUNTERSIGNERS[asset_no]:
        walk.countersign(login)
    for login in APPROVERS[asset_no]:
        walk.approve(login)
    if IT_SECURITY in COUNTERSIGNERS[asset_no]:
        walk.sanitize(asset_no)
        walk.manifest()
    walk.hand_out(asset_no)
    walk.confirm(asset_no)
    walk.look_around(asset_no)
    check_the_books(site, asset_no)


class Walk:
    """The steps of the walk, each by the person whose step it is."""

    def __init__(self, site: Site, chromium: Browser, screenshot: Shoot, language: str, size: str) -> None:
        self.visits = Visits(site, chromium, screenshot, language, size)
        self.site, self.screenshot, self.language, self.size = site, screenshot, language, size

    def open_task(self, page: Page) -> None:
        follow(page.get_by_role("link", name=re.compile("Open|打开|办理")).first)

    def mark(self, asset_no: str) -> None:
        label = self.site.label(asset_no).removeprefix(self.site.url)
        with self.visits.by(ENGINEER, label) as page:
            self.screenshot(page, "01-asset")
            page.fill('[name="reason"]', "主板烧毁，无备件 / Burnt mainboard, no spare")
            photo = {"name": "machine.jpg", "mimeType": "image/jpeg", "buffer": photo_of_a_machine()}
            page.set_input_files('input[type="file"]', files=[photo])
            page.check('input[name="verdict"][value="irreparable"]')
            self.screenshot(page, "02-marking")
            follow(page.get_by_role("button", name=re.compile("Mark for disposal|标记")))
            expect(page.get_by_text("FA-DSP-").first).to_be_visible()
            self.screenshot(page, "03-marked")

    def collect(self, asset_no: str) -> None:
        with self.visits.by(ASSET_MANAGER, "/notices") as page:
            expect(page.get_by_text("FA-DSP-").first).to_be_visible()
            self.screenshot(page, "04-told")
            page.goto(self.site.url + "/inbox")
            self.screenshot(page, "05-inbox")
            self.open_task(page)
            page.fill('[name="scanned_label"]', "SZ-ADM-0001")
            giver = page.locator('[name="given_by"] option').filter(has_text=re.compile("林功|Lin Gong"))
            page.select_option('[name="given_by"]', value=giver.first.get_attribute("value"))
            page.fill('[name="quarantine_location"]', "SZ-Q1")
            self.send(page)
            expect(page.locator("#scanned_label-problem, .invalid-feedback").first).to_be_visible()
            self.screenshot(page, "06-wrong-label")
            page.fill('[name="scanned_label"]', self.site.label(asset_no))
            self.send(page)

    def send(self, page: Page) -> None:
        follow(page.locator(".decision-bar button.btn-primary"))

    def decide(self, page: Page, decision: str) -> None:
        follow(page.locator(f'.decision-bar button[value="{decision}"]'))

    def prepare(self) -> None:
        with self.visits.by(ASSET_MANAGER, "/inbox") as page:
            self.open_task(page)
            page.fill('[name="est_proceeds"]', "0.00")
            self.screenshot(page, "07-prepare")
            self.send(page)

    def review(self) -> None:
        with self.visits.by(ACCOUNTANT, "/inbox") as page:
            self.open_task(page)
            page.locator('[name="tax_class"]').first.check()
            self.screenshot(page, "08-review")
            self.decide(page, "approve")

    def countersign(self, login: str) -> None:
        with self.visits.by(login, "/inbox") as page:
            self.open_task(page)
            self.screenshot(page, "09-countersign")
            self.decide(page, "approve")

    def approve(self, login: str) -> None:
        with self.visits.by(login, "/inbox") as page:
            self.screenshot(page, "09-inbox")
            self.open_task(page)
            page.wait_for_timeout(500)
            self.screenshot(page, "10-approve")
            self.decide(page, "reject")
            expect(page.locator(".invalid-feedback").first).to_be_visible()
            if page.locator('input[type="file"][name="_upload_minutes"]').count():  # at level 4
                self.attach(page, "minutes")
            self.decide(page, "approve")

    def sanitize(self, asset_no: str) -> None:
        with self.visits.by(IT_SECURITY, "/inbox") as page:
            self.open_task(page)
            page.fill('[name="media_serials"]', serial_no(asset_no))
            for field, option in (("medium_kind", "ssd"), ("method", "shred"), ("verification_method", "inspection")):
                page.select_option(f'[name="{field}"]', option)
            for field, choice in (("confidentiality", "high"), ("technique", "destroy"), ("verification", "passed")):
                page.check(f'[name="{field}"][value="{choice}"]')
            page.fill('[name="tool"]', "HSM FA 500")
            page.fill('[name="performed_on"]', clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat())
            for field, person in (("performed_by", "秦岚|Qin Lan"), ("verified_by", "何伟|He Wei")):
                option = page.locator(f'[name="{field}"] option').filter(has_text=re.compile(person)).first
                page.select_option(f'[name="{field}"]', value=option.get_attribute("value"))
            for field, text in (
                ("certificate_no", "C-1"),
                ("place", "苏州机房 Suzhou"),
                ("performed_title", "信息安全员 Officer"),
                ("performed_phone", "0512-6800"),
                ("verified_title", "运维工程师 Engineer"),
                ("destination", "交回收单位 recycler"),
            ):
                page.fill(f'[name="{field}"]', text)
            self.attach(page, "certificates")
            self.screenshot(page, "11-sanitize")
            self.send(page)

    def manifest(self) -> None:
        with self.visits.by(EHS, "/inbox") as page:
            self.open_task(page)
            for field, text in (("recycler", RECYCLER), ("licence_no", "L-1"), ("manifest_no", "M-1")):
                page.fill(f'[name="{field}"]', text)
            page.fill('[name="licence_until"]', "2099-12-31")
            self.attach(page, "manifests")
            self.screenshot(page, "12-manifest")
            self.send(page)

    def hand_out(self, asset_no: str) -> None:
        with self.visits.by(ASSET_MANAGER, "/inbox") as page:
            self.open_task(page)
            page.fill('[name="scanned_label"]', self.site.label(asset_no))
            for field, text in (("recipient_name", RECYCLER), ("guard_name", "老吴 Wu"), ("weight", "2.4")):
                page.fill(f'[name="{field}"]', text)
            page.check('input[type="checkbox"][name="is_declared"]')
            self.attach(page, "photos")
            self.attach(page, "receipt")
            self.screenshot(page, "13-hand-out")
            self.send(page)

    def attach(self, page: Page, field: str) -> None:
        photo = {"name": "paper.jpg", "mimeType": "image/jpeg", "buffer": photo_of_a_machine()}
        page.set_input_files(f'input[type="file"][name="_upload_{field}"]', files=[photo])

    def prove(self, page: Page) -> None:
        page.goto(f"{self.site.url}/cases")
        follow(page.locator("main a.fw-bold").first)
        follow(page.locator('a[href$="/papers"]'))
        self.screenshot(page, "14-papers")
        while page.locator("#evidence .badge.bg-red-lt").count():
            row = page.locator("#evidence li").filter(has=page.locator(".badge.bg-red-lt")).first
            row.locator("summary").click()
            row.locator('[name="statement"]').fill("无 none")
            follow(row.locator("button").first)

    def confirm(self, asset_no: str) -> None:
        with self.visits.by(ACCOUNTANT, "/inbox") as page:
            self.prove(page)
            page.goto(f"{self.site.url}/inbox")
            self.open_task(page)
            page.fill('[name="posting_date"]', clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat())
            self.screenshot(page, "14-confirm")
            self.send(page)
            page.goto(f"{self.site.url}/a/{asset_no}")
            expect(page.get_by_text(re.compile("已核销|Disposed", re.IGNORECASE)).first).to_be_visible()
            self.screenshot(page, "15-disposed")

    def look_around(self, asset_no: str) -> None:
        with self.visits.by(AUDITOR, "/cases?status=completed") as page:
            follow(page.locator("main a.fw-bold").first)
            page.wait_for_timeout(500)
            self.screenshot(page, "16-case")
        with self.visits.by(PROCESS_OWNER, "/processes") as page:
            follow(page.locator("main a.fw-bold").first)
            page.wait_for_timeout(500)
            self.screenshot(page, "17-process")
        with self.visits.by(EMPLOYEE, "/inbox") as page:
            expect(page.get_by_role("link", name=re.compile("^(Open|打开|办理)"))).to_have_count(0)


def photo_of_a_machine() -> bytes:
    picture = Image.new("RGB", (1200, 900), (90, 110, 130))
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG")
    return buffer.getvalue()


def check_the_books(site: Site, asset_no: str) -> None:
    with site.db.reading() as session:
        asset = session.scalars(select(Asset).where(Asset.asset_no == asset_no)).one()
        assert asset.state == AssetState.DISPOSED
        journal = session.scalars(select(Journal).where(Journal.status == JournalStatus.CONFIRMED)).one()
        lines = session.scalars(select(JournalLine).where(JournalLine.journal_id == journal.id)).all()
        assert sum(line.debit for line in lines) == sum(line.credit for line in lines) >= asset.cost
        clearing = [line.debit - line.credit for line in lines if line.account_code == "1606"]
        assert len(clearing) >= 2
        assert sum(clearing) == 0
        assert list(verify_chains(session)) == []
