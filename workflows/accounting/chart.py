"""The chart of accounts by 企业会计准则 as far as disposals and stocktakes need it (domain.md B6, B8): data to edit."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.accounting.models import Account, ResultAccount

CAS = "cas"

ACCOUNTS = (
    ("1002", "银行存款", "Bank deposits"),
    ("1122", "应收账款", "Accounts receivable"),
    ("1221", "其他应收款", "Other receivables"),
    ("1403", "原材料", "Raw materials"),
    ("1405", "库存商品", "Finished goods"),
    ("1601", "固定资产", "Fixed assets"),
    ("1602", "累计折旧", "Accumulated depreciation"),
    ("1603", "固定资产减值准备", "Impairment of fixed assets"),
    ("1606", "固定资产清理", "Disposal of fixed assets (clearing)"),
    ("1901", "待处理财产损溢", "Property losses and gains pending"),
    ("2221", "应交税费", "Taxes payable"),
    ("6115", "资产处置损益", "Gains and losses on disposal of assets"),
    ("6301", "营业外收入", "Non-operating income"),
    ("6601", "销售费用", "Selling expenses"),
    ("6602", "管理费用", "Administrative expenses"),
    ("6711", "营业外支出", "Non-operating expenses"),
    ("6901", "以前年度损益调整", "Prior year adjustments"),
)

RESULT_ACCOUNTS = (
    ("scrap", "6711", "6301"),
    ("damage", "6711", "6301"),
    ("loss", "6711", "6301"),
    ("donation", "6711", "6711"),
    ("sale", "6115", "6115"),
    ("trade_in", "6115", "6115"),
    ("transfer", "6115", "6115"),
)


def seed_chart(session: Session) -> None:
    """Add the accounts and result accounts that are missing; what somebody has edited stays as it is."""
    known = set(session.scalars(select(Account.code).where(Account.chart == CAS)))
    for code, name, name_en in ACCOUNTS:
        if code not in known:
            session.add(Account(chart=CAS, code=code, name=name, name_en=name_en))
    methods = set(session.scalars(select(ResultAccount.method).where(ResultAccount.chart == CAS)))
    for method, loss, gain in RESULT_ACCOUNTS:
        if method not in methods:
            session.add(ResultAccount(chart=CAS, method=method, loss_code=loss, gain_code=gain))
