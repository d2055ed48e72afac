"""Accounts by purpose and tax rates are data: edited by those who may, each change on a chain of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, Invalid, NotFound, Problem, Sentence, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.types import new_id
from workflows.accounting.charts import CHARTS, EVERY_METHOD
from workflows.accounting.models import Account, PostingAccount, TaxRate
from workflows.accounting.purposes import Purpose
from workflows.accounting.taxes import EXEMPT, GENERAL, USED_ASSET

MAX_NAME = 100
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]{0,19}")
TAX_CODES = (GENERAL, USED_ASSET, EXEMPT)


def chain_of_chart(chart: str) -> UUID:
    """The chain that the changes of a chart's accounts are written on."""
    return uuid5(NAMESPACE_URL, f"zhangshi:chart:{chart}")


def chain_of_taxes() -> UUID:
    """The chain that new tax rates are written on."""
    return uuid5(NAMESPACE_URL, "zhangshi:tax-rates")


def posting_rows(session: Session, chart: str) -> Sequence[PostingAccount]:
    """Every account by purpose of a chart, those of all methods first."""
    rows = session.scalars(select(PostingAccount).where(PostingAccount.chart == chart)).all()
    order = list(Purpose)
    return sorted(rows, key=lambda row: (row.method, order.index(Purpose(row.purpose))))


def tax_rates(session: Session) -> Sequence[TaxRate]:
    """Every tax rate, the newest of each kind first."""
    return session.scalars(select(TaxRate).order_by(TaxRate.code, TaxRate.valid_from.desc())).all()


def set_posting_account(session: Session, actor: Actor, chart: str, method: str, purpose: str, code: str) -> None:
    """Post to account `code` for a purpose, from now on; empty takes a method's own account away.

    Refused: no permission to edit accounts, an unknown chart, method, purpose or account.
    """
    require_permission(session, actor, Permission.EDIT_ACCOUNTS)
    _check_posting(session, chart, method, purpose, code)
    row = session.get(PostingAccount, (chart, method, purpose), with_for_update=True)
    before = row.code if row else ""
    if code == before:
        return
    if not code and row is not None:
        session.delete(row)
    elif row is not None:
        row.code = code
    else:
        session.add(PostingAccount(chart=chart, method=method, purpose=purpose, code=code))
    data = {"method": method, "purpose": purpose, "from": before, "to": code}
    record_master_event(session, actor, chain_of_chart(chart), "chart", "chart.account_set", data)


def keep_account(session: Session, actor: Actor, chart: str, code: str, name: str, *, name_en: str = "") -> Account:
    """Add an account to a chart, or give the one with this code other names.

    Refused: no permission to edit accounts, an unknown chart, a code that is not letters, digits, dots and dashes, no
    name.
    """
    require_permission(session, actor, Permission.EDIT_ACCOUNTS)
    if chart not in CHARTS:
        raise NotFound(say("There is no such entry in the chart of accounts."))
    code, name, name_en = code.strip(), name.strip(), name_en.strip()
    checks: list[tuple[str, bool, Sentence]] = [
        ("code", _CODE.fullmatch(code) is not None, say("Up to 20 letters, digits, dots and dashes.")),
        ("name", bool(name), say("Give the account a name.")),
        ("name", _is_text(name), say("At most %(limit)s characters.", limit=MAX_NAME)),
        ("name_en", _is_text(name_en), say("At most %(limit)s characters.", limit=MAX_NAME)),
    ]
    problems = [Problem(where, sentence) for where, holds, sentence in checks if not holds]
    if problems:
        raise Invalid(problems)
    query = select(Account).where(Account.chart == chart, Account.code == code).with_for_update()
    account = session.scalars(query).one_or_none()
    before = account.name if account else ""
    if account is None:
        account = Account(id=new_id(), chart=chart, code=code, name=name, name_en=name_en)
        session.add(account)
    elif (account.name, account.name_en) == (name, name_en):
        return account
    account.name, account.name_en = name, name_en
    data = {"code": code, "from": before, "to": name, "name_en": name_en}
    record_master_event(session, actor, chain_of_chart(chart), "chart", "chart.account_kept", data)
    return account


def _is_text(text: str) -> bool:
    return len(text) <= MAX_NAME and "\0" not in text


def add_tax_rate(
    session: Session,
    actor: Actor,
    code: str,
    *,
    price_rate: Decimal,
    tax_rate: Decimal,
    valid_from: date,
    source: str = "",
) -> TaxRate:
    """A new rate from a day on; the one before ends the day before. Rates are fractions: 0.13 is 13 %.

    Refused: no permission to edit accounts, an unknown kind, rates that are none, a day that is not after the begin of
    the newest rate.
    """
    require_permission(session, actor, Permission.EDIT_ACCOUNTS)
    newest = session.scalars(
        select(TaxRate).where(TaxRate.code == code).order_by(TaxRate.valid_from.desc()).limit(1).with_for_update()
    ).one_or_none()
    checks: list[tuple[str, bool, Sentence]] = [
        ("code", code in TAX_CODES, say("Choose one of the kinds of VAT.")),
        ("price_rate", _is_rate(price_rate), say("A rate lies between 0 and 100 %, with at most two digits.")),
        ("tax_rate", _is_rate(tax_rate), say("A rate lies between 0 and 100 %, with at most two digits.")),
        ("source", len(source) <= 200 and "\0" not in source, say("At most %(limit)s characters.", limit=200)),
    ]
    problems = [Problem(where, sentence) for where, holds, sentence in checks if not holds]
    if newest is not None and valid_from <= newest.valid_from:
        sentence = say("The newest rate begins on %(day)s; a new one begins later.", day=newest.valid_from)
        problems.append(Problem("valid_from", sentence))
    if problems:
        raise Invalid(problems)
    if newest is not None and (newest.valid_until is None or newest.valid_until >= valid_from):
        newest.valid_until = valid_from - timedelta(days=1)
    rate = TaxRate(
        id=new_id(),
        code=code,
        price_rate=price_rate,
        tax_rate=tax_rate,
        valid_from=valid_from,
        valid_until=None,
        source=source.strip(),
    )
    session.add(rate)
    data = {"code": code, "price_rate": price_rate, "tax_rate": tax_rate, "from": valid_from, "source": source.strip()}
    record_master_event(session, actor, chain_of_taxes(), "tax_rates", "tax_rate.added", data)
    return rate


def _is_rate(rate: Decimal) -> bool:
    return rate.is_finite() and 0 <= rate <= 1 and rate == round(rate, 4)


def _check_posting(session: Session, chart: str, method: str, purpose: str, code: str) -> None:
    if chart not in CHARTS or purpose not in set(Purpose) or method not in CHARTS["cas"].postings:
        raise NotFound(say("There is no such entry in the chart of accounts."))
    is_known = select(Account.id).where(Account.chart == chart, Account.code == code)
    if code and session.scalars(is_known).first() is None:
        raise Invalid([Problem("code", say("There is no account %(code)s.", code=code[:20]))])
    if not code and method == EVERY_METHOD and purpose != Purpose.CLEARING:
        raise Conflict(say("Every purpose keeps an account; only that of one method can be taken away."))
