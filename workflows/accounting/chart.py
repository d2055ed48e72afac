"""Putting the shipped charts and tax rates into the database; what somebody has edited stays as it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.accounting.charts import CHARTS
from workflows.accounting.models import Account, PostingAccount, TaxRate

TAX_RATES = (
    # 简易办法: 财税〔2008〕170号, 财税〔2009〕9号: 4 % halved; since 2014-07-01 3 % reduced to 2 % (财税〔2014〕57号).
    # Whether the relief goes on unchanged under the VAT Law of 2026 was not verified: whoever knows edits the rate.
    ("used_asset", "0.04", "0.02", date(2009, 1, 1), date(2014, 6, 30), "财税〔2009〕9号"),
    ("used_asset", "0.03", "0.02", date(2014, 7, 1), None, "财税〔2014〕57号"),
    ("general", "0.17", "0.17", date(2009, 1, 1), date(2018, 4, 30), "增值税暂行条例"),
    ("general", "0.16", "0.16", date(2018, 5, 1), date(2019, 3, 31), "财税〔2018〕32号"),
    ("general", "0.13", "0.13", date(2019, 4, 1), date(2025, 12, 31), "财政部 税务总局 海关总署公告2019年第39号"),
    ("general", "0.13", "0.13", date(2026, 1, 1), None, "增值税法"),
    ("exempt", "0", "0", date(2009, 1, 1), None, ""),
)


def seed_chart(session: Session) -> None:
    """Add the accounts, the accounts by purpose and the tax rates that are missing."""
    for chart in CHARTS:
        _seed_accounts(session, chart)
        _seed_postings(session, chart)
    known = set(session.scalars(select(TaxRate.code)))
    for code, price_rate, tax_rate, valid_from, valid_until, source in TAX_RATES:
        if code not in known:
            session.add(
                TaxRate(
                    code=code,
                    price_rate=Decimal(price_rate),
                    tax_rate=Decimal(tax_rate),
                    valid_from=valid_from,
                    valid_until=valid_until,
                    source=source,
                )
            )


def _seed_accounts(session: Session, chart: str) -> None:
    known = set(session.scalars(select(Account.code).where(Account.chart == chart)))
    for code, name, name_en in CHARTS[chart].accounts:
        if code not in known:
            session.add(Account(chart=chart, code=code, name=name, name_en=name_en))


def _seed_postings(session: Session, chart: str) -> None:
    rows = session.execute(
        select(PostingAccount.method, PostingAccount.purpose).where(PostingAccount.chart == chart)
    ).all()
    known = {(method, purpose) for method, purpose in rows}
    for method, codes in CHARTS[chart].postings.items():
        for purpose, code in codes.items():
            if (method, purpose.value) not in known:
                session.add(PostingAccount(chart=chart, method=method, purpose=purpose, code=code))
