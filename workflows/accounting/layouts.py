"""Journals in the columns that other systems read. Those of Kingdee, Yonyou and SAP are as their import templates are
commonly known (domain.md E3, [K]): recognised, not certified by anybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Layout(StrEnum):
    """Whose columns."""

    PLAIN = "plain"
    KINGDEE = "kingdee"
    YONYOU = "yonyou"
    SAP = "sap"


@dataclass(frozen=True)
class ExportedLine:
    """A line of a journal with everything that some layout asks for. Days are those of posting, or of the draft.

    `entity` and `unit` are codes; `number` is empty before the confirmation, `voucher_no` is the ERP's own.
    """

    entity: str
    number: str
    voucher_no: str
    kind: str
    status: str
    day: date
    currency: str
    position: int
    account: str
    account_name: str
    debit: Decimal
    credit: Decimal
    unit: str
    text: str


Cell = str | int | Decimal | date


def columns_of(layout: Layout) -> Sequence[str]:
    """The headings of a layout."""
    return list(_row(layout, _EMPTY))


def rows_of(layout: Layout, lines: Sequence[ExportedLine]) -> list[list[Cell]]:
    """The lines in the columns of a layout."""
    return [list(_row(layout, line).values()) for line in lines]


def _row(layout: Layout, line: ExportedLine) -> Mapping[str, Cell]:
    return _ROWS[layout](line)


def _plain(line: ExportedLine) -> Mapping[str, Cell]:
    return {
        "entity": line.entity,
        "number": line.number,
        "voucher_no": line.voucher_no,
        "kind": line.kind,
        "status": line.status,
        "posting_on": line.day,
        "currency": line.currency,
        "position": line.position,
        "account": line.account,
        "account_name": line.account_name,
        "debit": line.debit,
        "credit": line.credit,
        "unit": line.unit,
        "text": line.text,
    }


def _kingdee(line: ExportedLine) -> Mapping[str, Cell]:
    return {
        "账簿编码": line.entity,
        "日期": line.day,
        "会计年度": line.day.year,
        "期间": line.day.month,
        "凭证字": "记",
        "凭证号": line.number,
        "分录号": line.position,
        "摘要": _summary(line),
        "科目编码": line.account,
        "科目名称": line.account_name,
        "核算维度.部门": line.unit,
        "币别": line.currency,
        "汇率": 1,
        "原币金额": line.debit or line.credit,
        "借方金额": line.debit,
        "贷方金额": line.credit,
    }


def _yonyou(line: ExportedLine) -> Mapping[str, Cell]:
    return {
        "制单日期": line.day,
        "凭证类别": "记",
        "凭证号": line.number,
        "附单据数": 0,
        "摘要": _summary(line),
        "科目编码": line.account,
        "科目名称": line.account_name,
        "币种": line.currency,
        "借方金额": line.debit,
        "贷方金额": line.credit,
        "部门编码": line.unit,
        "行号": line.position,
    }


def _sap(line: ExportedLine) -> Mapping[str, Cell]:
    """The fields of a general ledger document: posting key 40 is a debit, 50 a credit; days as YYYYMMDD."""
    return {
        "BUKRS": line.entity,
        "BLART": "AA",
        "BLDAT": f"{line.day:%Y%m%d}",
        "BUDAT": f"{line.day:%Y%m%d}",
        "MONAT": f"{line.day.month:02d}",
        "WAERS": line.currency,
        "XBLNR": line.number,
        "BKTXT": line.kind[:25],
        "BUZEI": line.position,
        "BSCHL": "40" if line.debit else "50",
        "HKONT": line.account,
        "WRBTR": line.debit or line.credit,
        "KOSTL": line.unit,
        "SGTXT": _summary(line)[:50],
    }


_ROWS = {Layout.PLAIN: _plain, Layout.KINGDEE: _kingdee, Layout.YONYOU: _yonyou, Layout.SAP: _sap}
_EMPTY = ExportedLine("", "", "", "", "", date(2000, 1, 1), "", 0, "", "", Decimal(0), Decimal(0), "", "")


def _summary(line: ExportedLine) -> str:
    return line.text or line.account_name
