"""One row of a register as values: what can be said of it without looking into the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from engine.errors import Problem, Sentence, say
from workflows.assets.models import AssetState, DepreciationMethod
from workflows.imports.asset_columns import OWN_FIELD
from workflows.imports.columns import CUSTOM, IGNORED, Column
from workflows.imports.headers import folded
from workflows.imports.values import (
    BadCell,
    plain,
    read_code,
    read_day,
    read_money,
    read_number,
    read_share,
    read_whole,
)
from workflows.media.operations import MediumEntry
from workflows.media.reading import read_media_cell

ZERO = Decimal(0)
MOST_MONTHS = 1_200
REMEMBERED = 2_000
_TOTALS = re.compile(r"(本页|本部门|部门|类别)?(合计|小计|总计|累计|共计)|(sub|grand)?total|sum", re.IGNORECASE)
_LIMITS = {"asset_no": 60, "name": 200, "spec": 200, "serial_no": 100, "barcode": 100, "unit_of_measure": 20}
_LIMITS |= {"category": 100, "unit": 200, "custodian": 100, "location": 100, "currency": 10, "sub_no": 10}
_STATES = {
    "在用": AssetState.IN_USE,
    "使用中": AssetState.IN_USE,
    "正常使用": AssetState.IN_USE,
    "inuse": AssetState.IN_USE,
    "active": AssetState.IN_USE,
    "闲置": AssetState.IDLE,
    "未使用": AssetState.IDLE,
    "不需用": AssetState.IDLE,
    "停用": AssetState.IDLE,
    "idle": AssetState.IDLE,
}
_WAITING_FOR_DISPOSAL = frozenset({"待报废", "待处置", "待处理", "拟报废"})
_GONE = frozenset({"已报废", "报废", "已处置", "已清理", "已核销", "disposed", "retired", "scrapped"})
_METHODS = {
    "平均年限法": "straight_line",
    "直线法": "straight_line",
    "年限平均法": "straight_line",
    "straightline": "straight_line",
    "双倍余额递减法": "double_declining",
    "doubledeclining": "double_declining",
    "年数总和法": "sum_of_years",
    "sumofyears": "sum_of_years",
}


@dataclass
class AssetEntry:
    """What a row says: `values` by field, none where the cell is empty or unreadable. `custom_fields` are columns kept
    under their headers, `own_fields` texts for fields that a category defines. `problems` refuse the row."""

    values: dict[str, Any] = field(default_factory=dict)
    own_fields: dict[str, str] = field(default_factory=dict)
    custom_fields: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    is_skipped: bool = False

    @property
    def key(self) -> str:
        return str(self.values.get("asset_no", ""))[:100]

    def refuse(self, where: str, sentence: Sentence) -> None:
        self.problems.append(Problem(where, sentence))

    def note(self, where: str, sentence: Sentence) -> None:
        self.notes.append(Problem(where, sentence))


class AssetReader:
    """Reads the rows of one file by its columns."""

    def __init__(self, columns: Sequence[Column]) -> None:
        # departments, dates and lives repeat from row to row
        self._columns = [
            (column, lru_cache(REMEMBERED)(_reader(column))) for column in columns if column.target != IGNORED
        ]
        numbers = [column for column in columns if column.target == "asset_no"]
        self._number_at, self._number_header = (numbers[0].place, numbers[0].header) if numbers else (0, "")

    def read(self, cells: Sequence[str]) -> AssetEntry:
        """The row as values. A total is skipped, as is a row of headers that a printed list repeats."""
        entry = AssetEntry()
        if self._is_total(cells) or self._is_header(cells):
            entry.is_skipped = True
            return entry
        for column, read in self._columns:
            cell = cells[column.place] if column.place < len(cells) else ""
            if not cell or cell.isspace():
                continue
            if column.target == CUSTOM:
                entry.custom_fields[column.header] = plain(cell)[:500]
                continue
            if column.target.startswith(OWN_FIELD):
                entry.own_fields[column.target.removeprefix(OWN_FIELD)] = plain(cell)[:500]
                continue
            try:
                entry.values[column.target] = read(cell)
            except BadCell as bad:
                entry.refuse(column.target, bad.sentence)
        _settle(entry)
        return entry

    def _is_total(self, cells: Sequence[str]) -> bool:
        number = cells[self._number_at] if self._number_at < len(cells) else ""
        if number[-1:].isdigit():
            return False
        told = [cell for cell in ([number] if number.strip() else cells) if cell.strip()]
        return any(_TOTALS.fullmatch(re.split("[:：]", folded(cell))[0]) for cell in told[:4])

    def _is_header(self, cells: Sequence[str]) -> bool:
        number = cells[self._number_at] if self._number_at < len(cells) else ""
        if number != self._number_header:
            return False
        same = sum(column.place < len(cells) and cells[column.place] == column.header for column, _ in self._columns)
        return same > 1 and same * 2 > len(self._columns)


def _reader(column: Column) -> Callable[[str], Any]:
    match column.target:
        case "asset_no" | "sub_no" | "barcode" | "serial_no":
            return partial(_code, limit=_LIMITS[column.target])
        case "cost" | "accumulated" | "impairment" | "net_value" | "residual":
            return partial(read_money, factor=column.factor)
        case "residual_rate":
            return partial(read_share, is_percent=column.is_percent)
        case "in_service_on" | "last_maintenance_on":
            return read_day
        case "life_months" | "used_months":
            return read_whole
        case "life_years" | "quantity":
            return read_number
        case "method":
            return _method
        case "media":
            return _media
        case "status":
            return plain
        case "currency":
            return _currency
        case target:
            return partial(_text, limit=_LIMITS.get(target, 500))


def _text(cell: str, *, limit: int) -> str:
    text = plain(cell)
    if len(text) > limit:
        raise BadCell(say("This is too long: %(limit)s at most.", limit=limit))
    return text


def _media(cell: str) -> tuple[MediumEntry, ...]:
    try:
        return read_media_cell(plain(cell))
    except ValueError:
        sentence = say("Write serial numbers with semicolons between, with kind and capacity: “SN1 ssd 512GB; SN2”.")
        raise BadCell(sentence) from None


def _code(cell: str, *, limit: int) -> str:
    return _text(read_code(cell), limit=limit)


def _currency(cell: str) -> str:
    code = plain(cell).upper()
    code = {"人民币": "CNY", "RMB": "CNY", "元": "CNY"}.get(code, code)
    if not (len(code) == 3 and code.isascii() and code.isalpha()):
        raise BadCell(say("“%(text)s” is no code of a currency.", text=code[:20]))
    return code


def _method(cell: str) -> str:
    method = _METHODS.get(re.split(r"[(一二]", folded(cell))[0])
    if method not in set(DepreciationMethod):
        raise BadCell(say("“%(text)s” is no depreciation method that is worked out here.", text=plain(cell)[:40]))
    return method


def _settle(entry: AssetEntry) -> None:
    """What the cells of a row say together."""
    values = entry.values
    if "sub_no" in values and "asset_no" in values and values["sub_no"].strip("0"):
        values["asset_no"] = f"{values['asset_no']}-{values['sub_no']}"
    told = {problem.where for problem in entry.problems}
    for required, sentence in _REQUIRED.items():
        if required not in values and required not in told:
            entry.refuse(required, sentence)
    _settle_amounts(entry)
    _settle_life(entry)
    _settle_state(entry)
    if values.get("quantity", 1) <= 0:
        entry.refuse("quantity", say("The quantity has to be more than zero."))
    elif "quantity" in values and values["quantity"] != round(values["quantity"], 4):
        entry.refuse("quantity", say("A quantity has at most four places."))


_REQUIRED: Mapping[str, Sentence] = {
    "asset_no": say("The asset number is missing."),
    "name": say("The name is missing."),
}


def _settle_amounts(entry: AssetEntry) -> None:
    values = entry.values
    cost = values.get("cost")
    for column in ("accumulated", "impairment"):
        if values.get(column, ZERO) < 0:  # SAP writes what reduces the cost as negative
            values[column] = -values[column]
            entry.note(column, say("The negative amount is taken as positive, as SAP writes it."))
    if cost is None:
        return
    if cost <= 0:
        entry.refuse("cost", say("The cost has to be more than zero."))
        return
    accumulated, impairment = values.get("accumulated", ZERO), values.get("impairment", ZERO)
    if accumulated + impairment > cost:
        entry.refuse("accumulated", say("Depreciation and impairment together are more than the cost."))
    net = values.get("net_value")
    if net is not None and "accumulated" in values and net not in (cost - accumulated, cost - accumulated - impairment):
        expected = cost - accumulated
        entry.note(
            "net_value",
            say("The net value is %(net)s, cost less depreciation %(expected)s.", net=net, expected=expected),
        )
    _settle_residual(entry, cost)


def _settle_residual(entry: AssetEntry, cost: Decimal) -> None:
    residual = entry.values.get("residual")
    if residual is None or "residual_rate" in entry.values:
        return
    if not 0 <= residual <= cost:
        entry.refuse("residual", say("The residual value lies between zero and the cost."))
        return
    rate = round(residual / cost, 4)
    entry.values["residual_rate"] = rate
    if round(cost * rate, 2) != residual:
        shown = round(cost * rate, 2)
        entry.note("residual", say("As a rate of the cost the residual value is %(shown)s.", shown=shown))


def _settle_life(entry: AssetEntry) -> None:
    months, years = entry.values.get("life_months"), entry.values.get("life_years")
    if years is not None:
        of_years = years * 12
        if of_years != int(of_years):
            entry.refuse("life_years", say("This is no whole number of months."))
            return
        if months is None or months == of_years:
            months = int(of_years)
        elif months < 12:  # SAP: years, and the months beside them
            months += int(of_years)
        else:
            entry.refuse("life_months", say("The columns of the life in years and in months say different things."))
            return
    if months is not None:
        if not 1 <= months <= MOST_MONTHS:
            entry.refuse("life_months", say("A life has from 1 to %(limit)s months.", limit=MOST_MONTHS))
        entry.values["life_months"] = months


def _settle_state(entry: AssetEntry) -> None:
    told = entry.values.pop("status", None)
    if told is None:
        return
    word = folded(told)
    entry.values["state"] = _STATES.get(word, AssetState.IN_USE)
    if word in _WAITING_FOR_DISPOSAL:
        entry.values["state"] = AssetState.IDLE
        entry.note(
            "status", say("The file says “%(state)s”: mark the asset here, so that its disposal begins.", state=told)
        )
    elif word in _GONE:
        entry.values["is_gone"] = True
    elif word not in _STATES:
        entry.note("status", say("The state “%(state)s” is unknown and taken as “in use”.", state=told[:40]))
