from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine import clock
from engine.errors import Invalid
from engine.forms import file_ids, validate
from tests.engine.forms.examples import choices, component, form

FILE, OTHER_FILE = "0190a4f2-1111-7000-8000-000000000001", "0190a4f2-1111-7000-8000-000000000002"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def answer(field: dict[str, Any], raw: Any) -> Any:
    return validate(form(field), {field["key"]: raw}, {}, zone=SHANGHAI)[field["key"]]


def refusal(field: dict[str, Any], raw: Any, context: dict[str, Any] | None = None) -> str:
    with pytest.raises(Invalid) as caught:
        validate(form(field), {field["key"]: raw}, context or {}, zone=SHANGHAI)
    (problem,) = caught.value.problems
    assert problem.where == field["key"]
    return str(problem.sentence)


@pytest.mark.parametrize(
    ("field", "raw", "typed"),
    [
        (component("textfield", "a"), "  报废  ", "报废"),
        (component("textarea", "a"), "one\r\ntwo", "one\ntwo"),
        (component("number", "a"), "12.50", Decimal("12.50")),
        (component("number", "a"), "-3", Decimal(-3)),
        (component("number", "a"), 12, Decimal(12)),
        (component("number", "a"), 12.1, Decimal("12.1")),
        (component("zs-money", "a"), "1234567.89", Decimal("1234567.89")),
        (component("checkbox", "a"), "on", True),
        (component("checkbox", "a"), False, False),
        (component("checkbox", "a"), None, False),
        (component("checklist", "a", values=choices("x", "y")), ["y", "x", "y"], ["y", "x"]),
        (component("checklist", "a", values=choices("x", "y")), "x", ["x"]),
        (component("taglist", "a", values=choices("x", "y")), None, []),
        (component("radio", "a", values=choices("x", "y")), ["y"], "y"),
        (component("datetime", "a"), "2026-03-05", date(2026, 3, 5)),
        (component("datetime", "a", subtype="time"), "09:30", time(9, 30)),
        (component("datetime", "a", subtype="datetime"), "2026-03-05T09:30", datetime(2026, 3, 5, 1, 30, tzinfo=UTC)),
        (
            component("datetime", "a", subtype="datetime"),
            "2026-03-05T09:30:00+01:00",
            datetime(2026, 3, 5, 8, 30, tzinfo=UTC),
        ),
        (component("zs-photo", "a"), [FILE, FILE.upper()], [FILE]),
        (component("zs-signature", "a"), FILE, FILE),
        (component("zs-asset", "a"), FILE, FILE),
        (component("zs-scan", "a"), " ZS-000123 \n", "ZS-000123"),
        (component("textfield", "a"), "   ", None),
        (component("number", "a"), "", None),
    ],
)
def test_an_entry_becomes_a_typed_answer(field: dict[str, Any], raw: Any, typed: Any) -> None:
    found = answer(field, raw)
    assert found == typed
    assert type(found) is type(typed)


@pytest.mark.parametrize(
    "text",
    ["1e5", "NaN", "Infinity", "-inf", "12,5", "0x10", "1_000", "１２", "12.", ".5", "twelve", "9" * 31, True, [1, 2]],
)
def test_what_is_no_plain_number_is_refused(text: Any) -> None:
    assert refusal(component("number", "a"), text)


def test_separators_for_thousands_are_refused_with_the_way_to_write_it() -> None:
    assert "without separators" in refusal(component("number", "a"), "1,234,567.89")


@pytest.mark.parametrize(
    ("field", "raw", "said"),
    [
        (component("textfield", "a", validate={"required": True}), " ", "fill this in"),
        (component("checkbox", "a", validate={"required": True}), None, "tick this"),
        (component("checklist", "a", values=choices("x"), validate={"required": True}), [], "fill this in"),
        (component("textfield", "a", validate={"minLength": 3}), "ab", "At least 3 characters"),
        (component("textfield", "a", validate={"maxLength": 3}), "abcd", "At most 3 characters"),
        (component("textfield", "a"), "x" * 1001, "At most 1000 characters"),
        (component("textfield", "a"), "a\x00b", "cannot be shown"),
        (component("textfield", "a"), "a\nb", "cannot be shown"),
        (component("textfield", "a"), "\ud800", "cannot be shown"),
        (component("textfield", "a", validate={"pattern": "^ZS-[0-9]{6}$"}), "ZS-12", "form that is asked for"),
        (component("textfield", "a", validate={"validationType": "email"}), "nobody", "mail address"),
        (component("textfield", "a", validate={"validationType": "phone"}), "call me", "telephone"),
        (component("number", "a", validate={"min": 1}), "0.99", "At least 1"),
        (component("number", "a", validate={"max": 10}), "10.01", "At most 10"),
        (component("number", "a", decimalDigits=2), "1.005", "2 digits after"),
        (component("zs-money", "a"), "0.001", "2 digits after"),
        (component("zs-money", "a"), "1" + "0" * 15, "too large"),
        (component("radio", "a", values=choices("x")), "y", "one of the choices"),
        (component("checklist", "a", values=choices("x", "y")), ["x", "z"], "one of the choices"),
        (component("textfield", "a"), ["x", "y"], "one value only"),
        (component("checkbox", "a"), "maybe", "yes or no"),
        (component("datetime", "a"), "5.3.2026", "2026-03-05"),
        (component("datetime", "a"), "2026-02-30", "2026-03-05"),
        (component("datetime", "a", subtype="time"), "25:00", "09:30"),
        (component("zs-photo", "a", validate={"minCount": 2}), [FILE], "At least 2 are needed"),
        (component("zs-photo", "a", validate={"maxCount": 1}), [FILE, OTHER_FILE], "At most 1 are allowed"),
        (component("zs-photo", "a"), ["../etc/passwd"], "things that can be chosen"),
    ],
)
def test_a_broken_rule_is_said_at_its_field(field: dict[str, Any], raw: Any, said: str) -> None:
    assert said in refusal(field, raw)


def test_an_amount_of_thirty_digits_is_compared_exactly() -> None:
    field = component("number", "a", decimalDigits=15)
    assert answer(field, "123456789012345.123456789012345") == Decimal("123456789012345.123456789012345")


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    field = component("datetime", "a", subtype="datetime")
    with pytest.raises(Invalid, match="skip this time"):
        validate(form(field), {"a": "2026-03-29T02:30"}, {}, zone=ZoneInfo("Europe/Berlin"))


def test_a_past_date_can_be_refused_by_the_day_of_the_reader() -> None:
    field = component("datetime", "a", disallowPassedDates=True)
    with clock.set_to(datetime(2026, 3, 4, 17, 0, tzinfo=UTC)):  # 01:00 on 5 March in Shanghai
        assert "past" in refusal(field, "2026-03-04")
        assert answer(field, "2026-03-05") == date(2026, 3, 5)


def test_a_slow_pattern_does_not_hold_the_server_up() -> None:
    field = component("textfield", "a", validate={"pattern": "^(a+)+$"})
    assert refusal(field, "a" * 60 + "!")


def test_every_field_has_its_own_problem() -> None:
    both = form(component("number", "a"), component("textfield", "b", validate={"required": True}))
    with pytest.raises(Invalid) as caught:
        validate(both, {"a": "x", "b": ""}, {})
    assert [problem.where for problem in caught.value.problems] == ["a", "b"]


def test_limits_may_be_feel_over_variables_and_other_answers() -> None:
    two = form(component("number", "cost"), component("number", "offer", validate={"max": "=cost * factor"}))
    assert validate(two, {"cost": "100", "offer": "50"}, {"factor": Decimal("0.5")})["offer"] == 50
    with pytest.raises(Invalid, match=r"At most 50\.0"):
        validate(two, {"cost": "100", "offer": "51"}, {"factor": Decimal("0.5")})


def test_a_hidden_field_is_dropped_and_not_required() -> None:
    two = form(
        component("checkbox", "damaged"),
        component("textfield", "how", validate={"required": True}, conditional={"hide": "=not(damaged)"}),
    )
    assert validate(two, {"how": "slipped in"}, {}) == {"damaged": False}
    assert validate(two, {"damaged": "on", "how": "wet"}, {}) == {"damaged": True, "how": "wet"}


def test_a_hidden_answer_is_null_in_other_conditions() -> None:
    three = form(
        component("checkbox", "a"),
        component("textfield", "b", conditional={"hide": "=not(a)"}),
        component("textfield", "c", conditional={"hide": "=b = null"}),
    )
    assert validate(three, {"b": "x", "c": "y"}, {}) == {"a": False}


def test_fields_in_a_hidden_group_are_dropped() -> None:
    group = {
        "type": "group",
        "id": "G",
        "label": "G",
        "conditional": {"hide": '=kind = "IT"'},
        "components": [component("textfield", "a", validate={"required": True})],
    }
    assert validate(form(group), {}, {"kind": "IT"}) == {}
    with pytest.raises(Invalid):
        validate(form(group), {}, {"kind": "furniture"})


def test_a_read_only_field_keeps_its_value_whatever_is_sent() -> None:
    fields = form(
        component("zs-money", "net_value", readonly=True),
        component("number", "share", readonly="=net_value > 100"),
        component("textfield", "note", disabled=True),
    )
    sent = {"net_value": "1", "share": "7", "note": "x"}
    assert validate(fields, sent, {"net_value": Decimal(500), "share": Decimal(3)}) == {}
    assert validate(fields, sent, {"net_value": Decimal(50)}) == {"share": Decimal(7)}


def test_controls_of_the_page_are_dropped_and_foreign_names_refused() -> None:
    one = form(component("textfield", "a"))
    assert validate(one, {"a": "x", "csrf_token": "t", "decision": "approve", "_step": "2"}, {}) == {"a": "x"}
    with pytest.raises(Invalid, match="no field “is_admin”"):
        validate(one, {"a": "x", "is_admin": "true"}, {})


def test_computed_choices_are_checked_too() -> None:
    field = component("select", "who", valuesExpression="=for p in people return {value: p.id, label: p.name}")
    people = {"people": [{"id": "u1", "name": "Li"}, {"id": "u2", "name": "Wang"}]}
    assert validate(form(field), {"who": "u2"}, people) == {"who": "u2"}
    assert "one of the choices" in refusal(field, "u3", people)


def test_the_files_of_the_answers_are_named() -> None:
    fields = form(component("zs-photo", "photos"), component("zs-signature", "sign"), component("textfield", "a"))
    answers = validate(fields, {"photos": [FILE, OTHER_FILE], "sign": FILE, "a": "x"}, {})
    assert [str(file_id) for file_id in file_ids(fields, answers)] == [FILE, OTHER_FILE]
