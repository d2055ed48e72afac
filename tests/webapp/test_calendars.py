"""The pages of calendars: looking, editing, trying a limit out."""

from __future__ import annotations

import re

from tests.webapp.demo import Site


def post(site: Site, path: str, login: str = "wei.lan", **sent: object) -> tuple[int, str]:
    browser = site.as_(login)
    browser.get("/calendars/cn")
    response = browser.post(path, sent, follow_redirects=True)
    return response.status_code, response.text


def day_class(page: str, label: str) -> str:
    found = re.search(rf'class="([^"]*)"[^>]*title="{label}', page)
    assert found, f"no day {label}"
    return found[1]


def test_a_year_shows_holidays_make_up_days_and_weekends(site: Site) -> None:
    page = site.as_("wei.lan").get("/calendars/cn?year=2026").text
    assert "year-day-holiday" in day_class(page, "2026-10-01 · Holiday · National Day")
    assert "year-day-make-up" in day_class(page, "2026-10-10 · Make-up workday · National Day")
    assert "year-day-closed" in day_class(page, "2026-11-21 · Weekend")
    assert "year-day-open" in day_class(page, "2026-11-20 · Working day")


def test_a_year_without_official_days_is_marked(site: Site) -> None:
    assert "no official holidays yet for" in site.as_("wei.lan").get("/calendars/cn?year=2027").text
    assert "no official holidays yet for 2099" not in site.as_("wei.lan").get("/calendars/cn?year=20260").text


def test_a_limit_is_tried_out(site: Site) -> None:
    address = "/calendars/cn?number=2&unit=working_days&start=2026-09-30T17:00"
    page = site.as_("wei.lan").get(address).text
    assert "is due at 2026-10-09 17:00" in page
    assert "Give a number above 0." in site.as_("wei.lan").get("/calendars/cn?number=-1").text


def test_a_day_is_changed_and_cleared(site: Site) -> None:
    status, page = post(
        site, "/calendars/cn/days", day="2026-11-25", kind="holiday", name="厂庆", name_en="Works day", year="2026"
    )
    assert status == 200
    assert "year-day-holiday" in day_class(page, "2026-11-25 · Holiday · Works day")
    half = {"kind": "hours", "day_1_from": "9:00", "day_1_to": "12:00"}
    _, page = post(site, "/calendars/cn/days", day="2026-11-25", year="2026", **half)
    assert "year-day-own-hours" in day_class(page, "2026-11-25 · Half day or other hours")
    _, page = post(site, "/calendars/cn/days/clear", day="2026-11-25", year="2026")
    assert "year-day-open" in day_class(page, "2026-11-25 · Working day")


def test_bad_hours_are_refused_beside_the_form_and_stay_typed(site: Site) -> None:
    status, page = post(site, "/calendars/cn/hours", mon_1_from="9:00", mon_1_to="25:00", nominal_minutes="480")
    assert status == 422
    assert "is not a time of day" in page
    assert 'value="25:00"' in page
    status, page = post(site, "/calendars/cn/hours", mon_1_from="9:00", nominal_minutes="480")
    assert status == 422
    assert "has a start and an end" in page


def test_a_new_calendar_begins_with_the_hours_of_the_house_and_is_given_to_a_unit(site: Site) -> None:
    status, page = post(site, "/calendars", code="sh", name="上海", name_en="Shanghai", timezone="Asia/Shanghai")
    assert status == 200
    assert 'value="09:00"' in page
    unit = re.search(r'<option value="([0-9a-f-]{36})">Shanghai branch<', page)
    assert unit
    _, page = post(site, "/calendars/sh/units", org_unit_id=unit[1])
    assert "Remove: Shanghai branch" in page
    status, _ = post(site, "/calendars", code="sh", name="again", timezone="Asia/Shanghai")
    assert status == 409
    status, page = post(site, "/calendars", code="sh 2", name="", timezone="Asia/Shanghai")
    assert status == 422


def test_a_calendar_is_renamed(site: Site) -> None:
    _, page = post(site, "/calendars/cn/name", calendar_name="总部", calendar_name_en="Head office")
    assert "The calendar is renamed." in page
    assert "<title>Head office" in page
    status, page = post(site, "/calendars/cn/name", calendar_name=" ", calendar_name_en="Nothing")
    assert status == 422
    assert 'id="calendar_name-problem"' in page
    assert 'value="Nothing"' in page
    assert post(site, "/calendars/cn/name", "lin.gong", calendar_name="x")[0] == 403


def test_a_copy_has_the_hours_and_the_days_of_the_original(site: Site) -> None:
    post(site, "/calendars/cn/days", day="2026-11-25", kind="holiday", name="厂庆", name_en="Works day")
    status, page = post(
        site, "/calendars/cn/copy", copy_code="Night", copy_name="夜班", copy_name_en="Night", year="2026"
    )
    assert status == 200
    assert "<title>Night" in page
    assert "year-day-holiday" in day_class(page, "2026-11-25 · Holiday · Works day")
    assert "Nobody yet." in page
    status, page = post(site, "/calendars/cn/copy", copy_code="night", copy_name="again")
    assert status == 409
    assert 'id="copy_code-problem"' in page
    assert post(site, "/calendars/cn/copy", copy_code="a b", copy_name="x")[0] == 422
    post(site, "/calendars/night/days/clear", day="2026-11-25")
    assert "year-day-holiday" in day_class(site.as_("wei.lan").get("/calendars/cn?year=2026").text, "2026-11-25")


def test_others_look_and_do_not_edit(site: Site) -> None:
    page = site.as_("lin.gong").get("/calendars/cn").text
    assert "09:00–12:00, 13:00–18:00" in page
    assert "Save the hours" not in page
    status, _ = post(site, "/calendars/cn/days", "lin.gong", day="2026-11-25", kind="holiday")
    assert status == 403
    assert site.as_("lin.gong").get("/calendars/nowhere").status_code == 404


def test_timers_that_wait_are_counted_anew_when_asked(site: Site) -> None:
    path = site.mark()
    assert path
    page = site.as_("wei.lan").get("/calendars/cn").text
    assert "Count them anew" in page
    assert "Every timer stands where the calendar puts it." in site.as_("wei.lan").get("/calendars/cn/move").text
    hours = {
        f"{weekday}_1_{end}": at
        for weekday in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        for end, at in (("from", "10:00"), ("to", "11:00"))
    }
    status, _ = post(site, "/calendars/cn/hours", nominal_minutes="60", **hours)
    assert status == 200
    assert "Move them" in site.as_("wei.lan").get("/calendars/cn/move").text
    _, page = post(site, "/calendars/cn/move")
    assert "being moved" in page
    assert site.as_("lin.gong").get("/calendars/cn/move").status_code == 403
