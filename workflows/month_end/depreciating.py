"""The monthly run: what each asset of a legal entity loses in a month, worked out in chunks and drafted as a journal.

A month goes from asked for (`begin_month`) by chunks (`depreciate_more`) to done; each chunk is a transaction of its
own, holds the writer for less than 300 ms, and may be the last thing that a process does before it is killed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, delete, insert, not_, select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.db import insert_for, table_of
from engine.errors import AlreadyDone, Invalid, NotAllowed, Problem, say
from engine.history.operations import record_master_event
from engine.people.models import OrgUnit
from engine.people.permissions import Permission
from engine.people.queries import require_permission, visible_to
from engine.types import new_id
from workflows.accounting.models import Journal, JournalStatus
from workflows.accounting.operations import void_journal
from workflows.assets.depreciation import ZERO
from workflows.month_end.drafting import draft_month
from workflows.month_end.models import DepreciationLine, DepreciationMonth, DepreciationRun, MonthStatus
from workflows.month_end.reading import Loss, next_losses, register_sums, units_in_books
from workflows.organization.books import books_of, today

ASSETS_AT_ONCE = 500
LINES_AT_ONCE = 2500
_OWNED, _LEASED = 0, 1


def begin_month(session: Session, actor: Actor, legal_entity_id: UUID, year: int, month: int) -> DepreciationMonth:
    """Have the month worked out for every asset that the entity's books had in it; one that is being worked out stays
    what it is. What was worked out before no longer counts, and its draft is voided.

    Refused: no permission to post journals, a month to come, a month whose journal is confirmed, departments that are
    not the actor's to see.
    """
    require_permission(session, actor, Permission.POST_JOURNALS)
    first = _first_of(session, legal_entity_id, year, month)
    _require_visible(session, actor, units_in_books(session, legal_entity_id, first))
    found = _lock_month(session, actor, legal_entity_id, first)
    if found.status != MonthStatus.DONE:
        return found
    _void_former(session, actor, found)
    _start_over(session, found)
    found.asked_at, found.asked_by, found.done_at = clock.now(), actor.person_id, None
    return found


def depreciate_more(session: Session, legal_entity_id: UUID, year: int, month: int) -> bool:
    """Do the next chunk of the month; True once it is done. One that the register has changed under begins anew."""
    found = session.scalars(_select_month(legal_entity_id, date(year, month, 1))).one()
    if found.status == MonthStatus.CLEARING:
        _clear_some(session, found)
    elif found.status == MonthStatus.COMPUTING:
        _compute_some(session, found)
    return found.status == MonthStatus.DONE


def is_small(month: DepreciationMonth) -> bool:
    """Whether the whole month may be worked out in the click that asks for it."""
    return month.assets_total < ASSETS_AT_ONCE


def runs_of(session: Session, month: DepreciationMonth) -> Sequence[DepreciationRun]:
    """The runs of the month, one for each currency."""
    of_month = (
        DepreciationRun.legal_entity_id == month.legal_entity_id,
        DepreciationRun.year == month.year,
        DepreciationRun.month == month.month,
    )
    return session.scalars(select(DepreciationRun).where(*of_month).order_by(DepreciationRun.currency)).all()


def first_day(month: DepreciationMonth) -> date:
    """The day on which the month begins."""
    return date(month.year, month.month, 1)


def _clear_some(session: Session, month: DepreciationMonth) -> None:
    for run in runs_of(session, month):
        some = select(DepreciationLine.asset_id).where(DepreciationLine.run_id == run.id).limit(LINES_AT_ONCE)
        ids = session.scalars(some).all()
        if not ids:
            session.delete(run)
            continue
        mine = (DepreciationLine.run_id == run.id, DepreciationLine.asset_id.in_(some))
        session.execute(delete(DepreciationLine).where(*mine).execution_options(synchronize_session=False))
        if len(ids) == LINES_AT_ONCE:
            return
    if not runs_of(session, month):
        month.status = MonthStatus.COMPUTING


def _compute_some(session: Session, month: DepreciationMonth) -> None:
    first = first_day(month)
    losses = next_losses(session, month.legal_entity_id, first, month.convention, month.after_id, limit=ASSETS_AT_ONCE)
    if losses:
        _keep(session, month, losses)
        last_id = losses[-1].asset_id
        read = register_sums(session, month.legal_entity_id, first, after_id=month.after_id, to_id=last_id)
        month.register_sums = [a + b for a, b in zip(month.register_sums, read, strict=True)]
        month.after_id, month.assets_done = last_id, month.assets_done + len(losses)
    if len(losses) < ASSETS_AT_ONCE:
        _finish(session, month)


def _finish(session: Session, month: DepreciationMonth) -> None:
    """The one switch that makes the month count."""
    if register_sums(session, month.legal_entity_id, first_day(month)) != month.register_sums:
        _start_over(session, month)
        return
    actor = Actor(month.asked_by)
    for run in runs_of(session, month):
        draft_month(session, actor, run)
        data = {"month": f"{run.year}-{run.month:02}", "assets": run.asset_count, "total": run.total}
        data |= {"currency": run.currency}
        record_master_event(session, actor, run.legal_entity_id, "legal_entity", "depreciation.computed", data)
    month.status, month.done_at = MonthStatus.DONE, clock.now()


def _start_over(session: Session, month: DepreciationMonth) -> None:
    sums = register_sums(session, month.legal_entity_id, first_day(month))
    month.convention = books_of(session, month.legal_entity_id).depreciation_convention
    month.status, month.after_id = MonthStatus.CLEARING, None
    month.assets_done, month.assets_total = 0, sums[0]
    month.register_sums = [0] * len(sums)


def _keep(session: Session, month: DepreciationMonth, losses: Sequence[Loss]) -> None:
    """Write the assets' lines, and add them to the runs of their currencies."""
    runs = {run.currency: run for run in runs_of(session, month)}
    for currency in sorted({loss.currency for loss in losses} - runs.keys()):
        runs[currency] = _new_run(session, month, currency)
    rows = []
    for currency, run in runs.items():
        mine = [loss for loss in losses if loss.currency == currency]
        _add_up(run, [loss for loss in mine if loss.amount])
        rows += [_row(run.id, loss) for loss in mine if loss.amount or loss.difference]
    session.flush()  # the lines refer to their runs by id
    if rows:
        session.execute(insert(table_of(DepreciationLine)), rows)


def _new_run(session: Session, month: DepreciationMonth, currency: str) -> DepreciationRun:
    run = DepreciationRun(
        id=new_id(),
        legal_entity_id=month.legal_entity_id,
        year=month.year,
        month=month.month,
        currency=currency,
        convention=month.convention,
        asset_count=0,
        total=ZERO,
        shares={},
        computed_at=clock.now(),
        computed_by=month.asked_by,
    )
    session.add(run)
    return run


def _add_up(run: DepreciationRun, losing: Sequence[Loss]) -> None:
    shares = {unit: [Decimal(amount) for amount in share] for unit, share in run.shares.items()}
    for loss in losing:
        share = shares.setdefault(str(loss.org_unit_id), [ZERO, ZERO])
        share[_LEASED if loss.is_leased else _OWNED] += loss.amount
    run.asset_count += len(losing)
    run.total += sum((loss.amount for loss in losing), ZERO)
    run.shares, run.computed_at = shares, clock.now()


def _row(run_id: UUID, loss: Loss) -> dict[str, object]:
    return {
        "run_id": run_id,
        "asset_id": loss.asset_id,
        "org_unit_id": loss.org_unit_id,
        "category_id": loss.category_id,
        "amount": loss.amount,
        "accumulated": loss.accumulated,
        "difference": loss.difference,
    }


def _lock_month(session: Session, actor: Actor, legal_entity_id: UUID, first: date) -> DepreciationMonth:
    """The month's row, locked; a month nobody has asked for yet is as one whose work is done with no result."""
    row = {
        "legal_entity_id": legal_entity_id,
        "year": first.year,
        "month": first.month,
        "convention": "",
        "status": MonthStatus.DONE,
        "register_sums": [],
        "assets_done": 0,
        "assets_total": 0,
        "asked_at": clock.now(),
        "asked_by": actor.person_id,
    }
    session.execute(insert_for(session, DepreciationMonth).values(row).on_conflict_do_nothing())
    return session.scalars(_select_month(legal_entity_id, first)).one()


def _select_month(legal_entity_id: UUID, first: date) -> Select[DepreciationMonth]:
    of_month = (
        DepreciationMonth.legal_entity_id == legal_entity_id,
        DepreciationMonth.year == first.year,
        DepreciationMonth.month == first.month,
    )
    return select(DepreciationMonth).where(*of_month).with_for_update().execution_options(populate_existing=True)


def _void_former(session: Session, actor: Actor, month: DepreciationMonth) -> None:
    for run in runs_of(session, month):
        journal = session.get(Journal, run.journal_id, with_for_update=True) if run.journal_id else None
        if journal is not None and journal.status == JournalStatus.CONFIRMED:
            told = {"month": f"{run.year}-{run.month:02}", "number": journal.number}
            raise AlreadyDone(say("The depreciation of %(month)s is booked as %(number)s.", **told))
        if journal is not None and journal.status == JournalStatus.TO_CONFIRM:
            void_journal(session, actor, journal.id, reason="computed_anew")


def _require_visible(session: Session, actor: Actor, units: Sequence[UUID]) -> None:
    hidden = select(OrgUnit.id).where(OrgUnit.id.in_(units), not_(visible_to(session, actor, OrgUnit.id)))
    if session.scalars(hidden.limit(1)).first() is not None:
        raise NotAllowed(say("The month covers departments that are not yours to see."))


def _first_of(session: Session, legal_entity_id: UUID, year: int, month: int) -> date:
    if not (1 <= month <= 12 and 1900 <= year <= 9000):
        raise Invalid([Problem("month", say("Give a month as YYYY-MM."))])
    first = date(year, month, 1)
    if first > today(session, legal_entity_id):
        raise Invalid([Problem("month", say("This month has not begun yet."))])
    return first
