"""A file of people by page."""

from __future__ import annotations

import io
import re

from tests.webapp.demo import Site
from tests.webapp.test_absence_page import person_id

FILE = (
    "人员花名册\n工号,姓名,邮箱,部门,上级部门,直属上级,角色,在职状态\n"
    "li.na,李娜,li.na@demo.example,质量部,SZ,孙丽,employee,在职\n"
    "tang.yi,唐怡,,SZ-IT,,sun.li,,\n"
    "x.one,一,,SZ-IT,,x.two,,\nx.two,二,,SZ-IT,,x.one,,\n"
).encode("gbk")


def test_a_file_of_people_is_checked_and_its_good_rows_taken_over_by_page(each_site: Site) -> None:
    admin = each_site.as_("wei.lan")
    admin.get("/imports?kind=people")
    sent = admin.post("/imports", {"kind": "people", "file": (io.BytesIO(FILE), "people.csv")}, follow_redirects=True)
    assert "GB" in sent.text
    page = admin.post(f"{sent.request.path}/columns", follow_redirects=True)
    assert "would be a circle" in page.text
    assert "people here are not in the file" in page.text
    done = admin.post(f"{sent.request.path}/apply", {"take_good": "1"}, follow_redirects=True)
    assert "What was taken over" in done.text
    page_of_tang = admin.get(f"/people/{person_id(each_site, 'tang.yi')}").text
    assert re.search(r">Sun Li</a>", page_of_tang)
    assert "1 person has a mail address and no password yet" in admin.get("/people").text
