from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine import clock
from engine.errors import Invalid
from engine.forms import Formats, fields, validate, walk
from tests.engine.forms.examples import choices, component, form


def test_the_first_view_shows_variables_and_defaults() -> None:
    two = form(component("number", "amount", defaultValue=5), component("textfield", "note", defaultValue="none"))
    amount, note = walk(two, {"amount": Decimal("12.50")})
    assert (amount.answer, amount.entry) == (Decimal("12.50"), "12.50")
    assert note.entry == "none"


def test_a_default_may_be_feel() -> None:
    (when,) = walk(form(component("datetime", "when", defaultValue="=today()")), {}, zone=ZoneInfo("Asia/Shanghai"))
    assert when.entry == clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()


def test_a_refused_entry_comes_back_as_it_was_typed_with_its_problem() -> None:
    one = form(component("number", "amount"))
    with pytest.raises(Invalid) as caught:
        validate(one, {"amount": "1,000"}, {})
    (shown,) = walk(one, {}, submitted={"amount": "1,000"}, problems=caught.value.problems)
    assert shown.entry == "1,000"
    assert "without separators" in str(shown.problems[0])


def test_a_condition_follows_what_is_entered() -> None:
    two = form(component("checkbox", "damaged"), component("textfield", "how", conditional={"hide": "=not(damaged)"}))
    assert [shown.key for shown in walk(two, {}, submitted={})] == ["damaged"]
    assert [shown.key for shown in walk(two, {}, submitted={"damaged": "on"})] == ["damaged", "how"]


def test_conditions_that_chase_each_other_come_to_an_end() -> None:
    two = form(
        component("textfield", "a", conditional={"hide": "=b = null"}),
        component("textfield", "b", conditional={"hide": "=a != null"}),
    )
    assert len(walk(two, {}, submitted={"a": "x", "b": "y"})) <= 2


def test_a_group_carries_its_children_and_fields_finds_them() -> None:
    shown = walk(form({"type": "group", "id": "G", "label": "Group", "components": [component("textfield", "a")]}), {})
    assert shown[0].children[0].key == "a"
    assert [item.key for item in fields(shown)] == ["a"]


def test_labels_are_translated_by_their_ids_and_computed() -> None:
    parsed = form(component("radio", "verdict", label="{{name}} 的结论", values=choices("scrap")))
    english = {"form:appraisal:verdict": "Verdict on {{name}}", "form:appraisal:verdict:option:scrap": "Scrap"}
    (shown,) = walk(parsed, {"name": "Pump"}, label=lambda text_id, text: english.get(text_id, text))
    assert shown.label == "Verdict on Pump"
    assert [option.label for option in shown.options] == ["Scrap"]


def test_a_value_put_into_markdown_stays_plain_text() -> None:
    (shown,) = walk(form({"type": "text", "id": "T", "text": "**Why**: {{reason}}"}), {"reason": "[x](http://evil)"})
    assert shown.text == r"**Why**: \[x\]\(http\:\/\/evil\)"


def test_limits_are_numbers_by_the_time_they_are_shown() -> None:
    (shown,) = walk(form(component("number", "a", validate={"max": "=limit"})), {"limit": Decimal(7)})
    assert shown.rules.max == 7


def test_a_text_without_a_limit_of_its_own_shows_the_limit_of_its_kind() -> None:
    short, own = walk(form(component("textfield", "a"), component("textarea", "b", validate={"maxLength": 9})), {})
    assert (short.rules.max_length, own.rules.max_length) == (Decimal(1000), Decimal(9))


def test_read_only_fields_show_and_ask_for_nothing() -> None:
    (shown,) = walk(form(component("zs-money", "a", readonly=True, validate={"required": True})), {"a": Decimal(3)})
    assert shown.is_readonly
    assert not shown.is_required
    assert shown.entry == "3"


def test_a_date_and_time_is_shown_in_the_zone_of_the_reader() -> None:
    one = form(component("datetime", "a", subtype="datetime"))
    (shown,) = walk(one, {"a": datetime(2026, 3, 5, 1, 30, tzinfo=UTC)}, zone=ZoneInfo("Asia/Shanghai"))
    assert shown.entry == "2026-03-05T09:30"


def test_a_variable_of_another_type_is_shown_in_a_text_field() -> None:
    (shown,) = walk(form(component("textfield", "a", readonly=True)), {"a": date(2026, 3, 5)})
    assert shown.entry == "2026-03-05"


def test_choices_may_come_from_a_variable() -> None:
    (shown,) = walk(form(component("select", "a", valuesKey="sites.near")), {"sites": {"near": ["A", "B"]}})
    assert [(option.value, option.label) for option in shown.options] == [("A", "A"), ("B", "B")]


def text(words: str) -> dict[str, str]:
    return {"type": "text", "id": "Text_1", "text": words}


def test_a_text_writes_amounts_and_days_as_its_reader_does() -> None:
    calls = ("as_money(a)", "as_money(a, c)", "as_date(d)", "as_money(none)", "as_money(c)", "as_money(t)")
    one = form(text(" / ".join(f"{{{{{call}}}}}" for call in calls)))
    values = {"a": Decimal("130091.58"), "c": "CNY", "d": date(2026, 10, 1), "t": "1234.50"}
    (plain,) = walk(one, values)
    assert plain.text.replace("\\", "") == "130,091.58 / 130,091.58 CNY / 2026-10-01 / – / CNY / 1,234.50"
    formats = Formats(lambda amount, currency: f"<{amount}{currency}>", lambda day: f"day {day.day}", str)
    (shown,) = walk(one, values, formats=formats)
    assert shown.text.replace("\\", "") == "<130091.58> / <130091.58CNY> / day 1 / – / CNY / <1234.50>"


def test_what_a_text_writes_differently_for_each_reader_decides_nothing() -> None:
    hiding = component("textfield", "note", conditional={"hide": '=as_money(a) = "1.00"'})
    with pytest.raises(Invalid) as caught:
        form(hiding)
    assert "There is no function “as_money”" in str(caught.value.problems[0].sentence)
