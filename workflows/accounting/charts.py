"""The charts of accounts as shipped, as far as assets need them (domain.md B6, B8): data to edit, not the law.

CAS: 企业会计准则——应用指南; small: 小企业会计准则 (财会〔2011〕17号), which knows no impairment; IFRS has no official
numbers and no clearing account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workflows.accounting.purposes import Purpose

CAS, SMALL, IFRS = "cas", "small", "ifrs"
EVERY_METHOD = ""


@dataclass(frozen=True)
class Chart:
    """A chart: accounts as (code, Chinese name, English name), and the account of each purpose by disposal method."""

    accounts: Sequence[tuple[str, str, str]]
    postings: Mapping[str, Mapping[Purpose, str]]


def _result(code: str, gain: str | None = None) -> dict[Purpose, str]:
    return {Purpose.LOSS: code, Purpose.GAIN: gain or code}


_CAS = Chart(
    (
        ("1002", "银行存款", "Bank deposits"),
        ("1122", "应收账款", "Accounts receivable"),
        ("1221", "其他应收款", "Other receivables"),
        ("1403", "原材料", "Raw materials"),
        ("1405", "库存商品", "Finished goods"),
        ("1481", "持有待售资产", "Assets held for sale"),
        ("1482", "持有待售资产减值准备", "Impairment of assets held for sale"),
        ("1601", "固定资产", "Fixed assets"),
        ("1602", "累计折旧", "Accumulated depreciation"),
        ("1603", "固定资产减值准备", "Impairment of fixed assets"),
        ("1606", "固定资产清理", "Disposal of fixed assets (clearing)"),
        ("1641", "使用权资产", "Right-of-use assets"),
        ("1642", "使用权资产累计折旧", "Accumulated depreciation of right-of-use assets"),
        ("1643", "使用权资产减值准备", "Impairment of right-of-use assets"),
        ("1901", "待处理财产损溢", "Property losses and gains pending"),
        ("2202", "应付账款", "Accounts payable"),
        ("2221", "应交税费", "Taxes payable"),
        ("2241", "其他应付款", "Other payables"),
        ("2702", "租赁负债", "Lease liabilities"),
        ("6115", "资产处置损益", "Gains and losses on disposal of assets"),
        ("6301", "营业外收入", "Non-operating income"),
        ("6601", "销售费用", "Selling expenses"),
        ("6602", "管理费用", "Administrative expenses"),
        ("6701", "资产减值损失", "Impairment losses"),
        ("6711", "营业外支出", "Non-operating expenses"),
        ("6901", "以前年度损益调整", "Prior year adjustments"),
    ),
    {
        EVERY_METHOD: {
            Purpose.ASSET: "1601",
            Purpose.DEPRECIATION: "1602",
            Purpose.IMPAIRMENT: "1603",
            Purpose.CLEARING: "1606",
            Purpose.BANK: "1002",
            Purpose.PROCEEDS: "1002",
            Purpose.COMPENSATION: "1221",
            Purpose.MATERIAL: "1403",
            Purpose.LIABILITY: "2702",
            Purpose.OUTPUT_VAT: "2221",
            Purpose.INPUT_VAT: "2221",
            Purpose.DEPRECIATION_EXPENSE: "6602",
            Purpose.IMPAIRMENT_LOSS: "6701",
            Purpose.PAYABLE: "2241",
            Purpose.HELD_FOR_SALE: "1481",
            Purpose.HELD_IMPAIRMENT: "1482",
        },
        "scrap": _result("6711", "6301"),
        "damage": _result("6711", "6301"),
        "loss": _result("6711", "6301"),
        "donation": _result("6711"),
        "sale": _result("6115"),
        "trade_in": {**_result("6115"), Purpose.PROCEEDS: "2202"},
        "relocation": _result("6115"),
        "transfer": {**_result("6115"), Purpose.PROCEEDS: "1221"},
        "return_to_lessor": {
            **_result("6115"),
            Purpose.ASSET: "1641",
            Purpose.DEPRECIATION: "1642",
            Purpose.IMPAIRMENT: "1643",
        },
        "return_to_vendor": {**_result("6115"), Purpose.PROCEEDS: "2202"},
        "parts": _result("6711", "6301"),
        "shortage": {**_result("6711", "6301"), Purpose.CLEARING: "1901"},
    },
)

_SMALL = Chart(
    (
        ("1002", "银行存款", "Bank deposits"),
        ("1122", "应收账款", "Accounts receivable"),
        ("1221", "其他应收款", "Other receivables"),
        ("1403", "原材料", "Raw materials"),
        ("1405", "库存商品", "Finished goods"),
        ("1601", "固定资产", "Fixed assets"),
        ("1602", "累计折旧", "Accumulated depreciation"),
        ("1606", "固定资产清理", "Disposal of fixed assets (clearing)"),
        ("1901", "待处理财产损溢", "Property losses and gains pending"),
        ("2202", "应付账款", "Accounts payable"),
        ("2221", "应交税费", "Taxes payable"),
        ("2241", "其他应付款", "Other payables"),
        ("2701", "长期应付款", "Long-term payables"),
        ("5301", "营业外收入", "Non-operating income"),
        ("5601", "销售费用", "Selling expenses"),
        ("5602", "管理费用", "Administrative expenses"),
        ("5711", "营业外支出", "Non-operating expenses"),
    ),
    {
        EVERY_METHOD: {
            Purpose.ASSET: "1601",
            Purpose.DEPRECIATION: "1602",
            Purpose.CLEARING: "1606",
            Purpose.BANK: "1002",
            Purpose.PROCEEDS: "1002",
            Purpose.COMPENSATION: "1221",
            Purpose.MATERIAL: "1403",
            Purpose.LIABILITY: "2701",
            Purpose.OUTPUT_VAT: "2221",
            Purpose.INPUT_VAT: "2221",
            Purpose.DEPRECIATION_EXPENSE: "5602",
            Purpose.PAYABLE: "2241",
            **_result("5711", "5301"),
        },
        "trade_in": {Purpose.PROCEEDS: "2202"},
        "transfer": {Purpose.PROCEEDS: "1221"},
        "return_to_vendor": {Purpose.PROCEEDS: "2202"},
        "shortage": {Purpose.CLEARING: "1901"},
    },
)

_IFRS = Chart(
    (
        ("1000", "银行存款", "Cash and bank"),
        ("1100", "应收账款", "Trade receivables"),
        ("1190", "其他应收款", "Other receivables"),
        ("1300", "材料", "Materials"),
        ("1500", "不动产、厂房和设备", "Property, plant and equipment"),
        ("1510", "累计折旧", "Accumulated depreciation"),
        ("1520", "累计减值", "Accumulated impairment"),
        ("1540", "使用权资产", "Right-of-use assets"),
        ("1541", "使用权资产累计折旧", "Accumulated depreciation of right-of-use assets"),
        ("1590", "持有待售资产", "Assets held for sale"),
        ("1591", "持有待售资产减值", "Impairment of assets held for sale"),
        ("2100", "应付账款", "Trade payables"),
        ("2190", "其他应付款", "Other payables"),
        ("2200", "应交增值税", "VAT payable"),
        ("2210", "待抵扣进项税", "VAT recoverable"),
        ("2300", "租赁负债", "Lease liabilities"),
        ("6100", "折旧费用", "Depreciation expense"),
        ("7100", "资产处置收益", "Gain on disposal of assets"),
        ("7200", "资产处置损失", "Loss on disposal of assets"),
        ("7300", "减值损失", "Impairment loss"),
    ),
    {
        EVERY_METHOD: {
            Purpose.ASSET: "1500",
            Purpose.DEPRECIATION: "1510",
            Purpose.IMPAIRMENT: "1520",
            Purpose.BANK: "1000",
            Purpose.PROCEEDS: "1000",
            Purpose.COMPENSATION: "1190",
            Purpose.MATERIAL: "1300",
            Purpose.LIABILITY: "2300",
            Purpose.OUTPUT_VAT: "2200",
            Purpose.INPUT_VAT: "2210",
            Purpose.DEPRECIATION_EXPENSE: "6100",
            Purpose.IMPAIRMENT_LOSS: "7300",
            Purpose.PAYABLE: "2190",
            Purpose.HELD_FOR_SALE: "1590",
            Purpose.HELD_IMPAIRMENT: "1591",
            **_result("7200", "7100"),
        },
        "trade_in": {Purpose.PROCEEDS: "2100"},
        "transfer": {Purpose.PROCEEDS: "1190"},
        "return_to_lessor": {Purpose.ASSET: "1540", Purpose.DEPRECIATION: "1541"},
        "return_to_vendor": {Purpose.PROCEEDS: "2100"},
    },
)

CHARTS: Mapping[str, Chart] = {CAS: _CAS, SMALL: _SMALL, IFRS: _IFRS}
