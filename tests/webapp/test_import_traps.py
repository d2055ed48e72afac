"""A register as companies send them: GBK, with every trap of domain.md E3, through the page to the report."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from engine.actors import Actor
from tests.webapp.conftest import Browser
from tests.webapp.demo import Site
from workflows.assets.fields.models import FieldKind
from workflows.assets.fields.operations import FieldDetails, save_field
from workflows.assets.models import Asset, AssetState
from workflows.assets.queries import find_asset_by_no

LINES = (
    "启明制造有限公司固定资产清单,,,,,,,,,,,,,,",  # 1: a title
    "单位：万元,,,,,,,,,,,,,,",  # 2: the unit of every amount
    "资产信息,,,,,价值信息,,,,,使用信息,,,,",  # 3: merged cells above the headers
    "资产编码,资产名称,资产类别,规格型号,条形码,开始使用日期,原值,累计折旧,预计使用期间数(月),净残值率(%),"
    "数量,使用部门,使用人,使用状况,颜色",
    # 5: full-width signs and spaces, a day as Excel's serial number
    "ＺＣ－００１,笔记本电脑　,计算机与打印设备,X1　Carbon,6901234567892,45427,１．２,0.57,36,5,1,SZ-IT,孙丽,在用,黑",
    # 6: thousands separators
    'ZC-002,数控车床,计算机与打印设备,CK,, 2020年5月15日 ,"1,234.56","1,000.00",120月,5%,1,SZ-IT,,闲置,黑',
    "ZC-003,打印机,计算机与打印设备,HP,6.90123E+12,2024-05-15,0.3,0,36,5,1,SZ-IT,,在用,",  # 7: digits lost
    ",小　计,,,,,3.2,,,,,,,,",  # 8
    "123,电脑,计算机与打印设备,,,2024-05-15,0.3,0,36,5,1,SZ-IT,,在用,",  # 9: its zeros lost
    "ZC-004,电脑,计算机与打印设备,,,2024-05-15,0.3,0,36,5,-1,SZ-IT,,在用,",  # 10: less than nothing
    "ZC-001,又一台,计算机与打印设备,,,2024-05-15,0.3,0,36,5,1,SZ-IT,,在用,",  # 11: the number again
    "资产编码,资产名称,资产类别,规格型号,条形码,开始使用日期,原值,累计折旧,预计使用期间数(月),净残值率(%),"
    "数量,使用部门,使用人,使用状况,颜色",  # 12: the headers again, of the next page
    "ZC-005,电脑,计算机与打印设备,,,2024-02-30,0.3,0,36,5,1,SZ-IT,,在用,",  # 13: no such day
    "ZC-006,电脑,计算机与打印设备,,,2024-05-15,(0.3),0,36,5,1,SZ-IT,,在用,",  # 14: a credit
    "ZC-007,电脑,计算机与打印设备,,,2024-05-15,0.3,0,36,5,1,SZ-IT,,在用,紫",  # 15: no such choice
    "ZC-008,电脑,计算机与打印设备,,,2024-05-15,0.3,0,36,5,1,SZ-IT,,待报废,",  # 16: to be marked here
    "ZC-009,电脑,计算机与打印设备,,,2024-05-15,0.3,0,36,5,1,SZ-IT,,已报废,",  # 17: gone already
    ",,,,,,,,,,,,,,",  # 18
    "合计,,,,,,1238.7,,,,,,,,",  # 19
)
REGISTER = "\r\n".join(LINES).encode("gbk")
REFUSED = {
    7: "lost digits",
    9: "“000123”: a spreadsheet has dropped the zeros",
    10: "more than zero",
    11: "stands in row 5 already",
    13: "is no date",
    14: "The cost has to be more than zero",
    15: "This is one of: 黑, 银",
    17: "Written off in the file already",
}


def prepare(site: Site) -> None:
    """A number with zeros, and a field of one's own, are there already."""
    manager = Actor(site.person_id("zhao.min"))
    with site.db.transaction() as session:
        laptop = find_asset_by_no(session, "SZ-IT-0006")
        find_asset_by_no(session, "SZ-IT-0007").asset_no = "000123"
        details = FieldDetails("颜色", FieldKind.CHOICE, ("黑", "银"))
        save_field(session, manager, laptop.category_id, details)


def upload(browser: Browser) -> str:
    browser.get("/imports")
    sent = {"kind": "assets", "file": (io.BytesIO(REGISTER), "固定资产.csv")}
    return str(browser.post("/imports", sent, content_type="multipart/form-data").location)


def told(page: str) -> dict[int, str]:
    """What the report says, by the number of the row in the file."""
    rows = re.findall(r'<td class="tabular" data-label="Row of the file">(\d+)</td>(.*?)</tr>', page, re.DOTALL)
    return {int(number): " ".join(re.sub(r"<[^>]+>", " ", text).split()) for number, text in rows}


def test_a_register_in_gbk_with_every_trap_lands_as_the_report_says(each_site: Site) -> None:
    prepare(each_site)
    browser = each_site.as_("zhao.min")
    path = upload(browser)
    columns = browser.get(path).text
    assert "GB18030" in columns
    assert '<option value="field:颜色" selected>' in columns
    browser.post(f"{path}/columns", {"as_of": "2025-08-31", "factor": "10000"})
    report = browser.get(path).text
    assert "3 are new, 0 would change, 0 stay as they are, 8 are refused." in report
    rows = told(report)
    assert rows.keys() == REFUSED.keys()
    for number, sentence in REFUSED.items():
        assert sentence in rows[number], number
    browser.post(f"{path}/apply", {"take_good": "1"})
    with each_site.db.reading() as session:
        one, two = find_asset_by_no(session, "ZC-001"), find_asset_by_no(session, "ZC-002")
        assert (one.name, one.spec, one.in_service_on) == ("笔记本电脑", "X1 Carbon", date(2024, 5, 15))
        assert (one.cost, one.imported_accumulated) == (Decimal(12000), Decimal(5700))
        assert (one.custom_fields, one.barcode) == ({"颜色": "黑"}, "6901234567892")
        assert (two.cost, two.life_months, two.state) == (Decimal(12_345_600), 120, AssetState.IDLE)
        landed = session.scalars(select(Asset.asset_no).where(Asset.asset_no.startswith("ZC-"))).all()
    assert set(landed) == {"ZC-001", "ZC-002", "ZC-008"}
    again = upload(browser)
    browser.post(f"{again}/columns", {"as_of": "2025-08-31", "factor": "10000"})
    assert "0 are new, 0 would change, 3 stay as they are, 8 are refused." in browser.get(again).text
