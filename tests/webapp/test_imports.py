"""A file from its upload to its assets, by page, API and shell."""

from __future__ import annotations

import io
import re

from tests.webapp.demo import Site

REGISTER = (
    "资产编码,资产名称,资产类别,开始使用日期,原值(元),累计折旧,使用部门\n"
    "ZC-001,笔记本电脑,计算机与打印设备,2024-05-15,12000,5700,SZ-IT\n"
    "ZC-002,笔记本电脑,计算机与打印设备,下周,12000,5700,SZ-IT\n"
).encode("gbk")


def upload(site: Site, content: bytes = REGISTER) -> str:
    browser = site.as_("zhao.min")
    browser.get("/imports")
    data = {"kind": "assets", "file": (io.BytesIO(content), "register.csv")}
    response = browser.post("/imports", data, content_type="multipart/form-data")
    assert response.status_code == 302, response.text
    return response.location


def test_a_file_is_checked_and_its_good_rows_are_taken_over(each_site: Site) -> None:
    path, browser = upload(each_site), each_site.as_("zhao.min")
    columns = browser.get(path).text
    assert "GB18030" in columns
    assert re.search(r'<option value="cost" selected>', columns)
    assert browser.post(f"{path}/columns").location == path
    report = browser.get(path).text
    assert "1 are new, 0 would change, 0 stay as they are, 1 are refused." in report
    assert "“下周” is no date" in report
    assert browser.post(f"{path}/apply").status_code == 422
    browser.post(f"{path}/apply", {"take_good": "1"})
    assert "Taken over" in browser.get(path).text
    assert "ZC-001" in browser.get("/assets?search=ZC-00").text


def test_two_columns_for_one_field_are_refused_on_the_page(site: Site) -> None:
    path, browser = upload(site), site.as_("zhao.min")
    response = browser.post(f"{path}/columns", {"column_1": "asset_no"})
    assert response.status_code == 422
    assert "Several columns are taken for “Asset number”" in response.text


def test_the_report_can_be_taken_along_as_a_file_that_is_no_formula(site: Site) -> None:
    path, browser = upload(site, REGISTER.replace(b"ZC-002", b"=1+1")), site.as_("zhao.min")
    browser.post(f"{path}/columns")
    assert ",'=1+1," in browser.get(f"{path}/report.csv").text.replace('"', "")


def test_a_picture_is_no_register(site: Site) -> None:
    browser = site.as_("zhao.min")
    browser.get("/imports")
    data = {"kind": "assets", "file": (io.BytesIO(b"\x89PNG\r\n\x1a\n\0\0"), "x.csv")}
    response = browser.post("/imports", data, content_type="multipart/form-data")
    assert response.status_code == 422
    assert "neither a table of Excel nor a text" in response.text


def test_nobody_imports_without_the_permission_and_sees_no_import_of_others(site: Site) -> None:
    path = upload(site)
    stranger = site.as_("lin.gong")
    stranger.get("/account")
    data = {"kind": "assets", "file": (io.BytesIO(REGISTER), "register.csv")}
    assert stranger.post("/imports", data, content_type="multipart/form-data").status_code == 403
    assert stranger.get(path).status_code == 404
