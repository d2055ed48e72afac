"""Drafting, confirming, voiding and reversing journals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.errors import AlreadyDone, Conflict, Invalid, NotFound, Problem, Sentence, say
from engine.history.operations import record_master_event
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from engine.types import new_id
from workflows.accounting.entries import EntryLine, total_credit, total_debit
from workflows.accounting.models import Account, Journal, JournalLine, JournalStatus
from workflows.accounting.queries import find_visible_journal, lines_of
from workflows.organization.books import books_of, today
from workflows.organization.numbers import next_document_number
from workflows.organization.periods import require_open_period

NUMBER_KIND = "FA-JV"
MAX_VOUCHER_NO = 60
MAX_REASON = 500
CONFIRMED_BY_CASES = frozenset({"disposal_request"})
"""Kinds of sources whose journals a task of their case confirms, with everything else that has to happen then."""

Undoing = Callable[[Session, Actor, Journal], None]
"""Undoes what a journal was drafted from. Refused: with `Conflict`, what others have built upon."""

_undoing: dict[str, Undoing] = {}


def undone_with(source_kind: str) -> Callable[[Undoing], Undoing]:
    """Register the decorated function as what undoes the sources of this kind when their journals are reversed."""

    def register(undo: Undoing) -> Undoing:
        _undoing[source_kind] = undo
        return undo

    return register


@dataclass(frozen=True)
class JournalSource:
    """The document a journal comes from, and whose books it belongs to."""

    kind: str
    id: UUID
    legal_entity_id: UUID
    org_unit_id: UUID


def draft_journal(
    session: Session,
    actor: Actor,
    source: JournalSource,
    kind: str,
    currency: str,
    lines: Sequence[EntryLine],
    *,
    drafted_for: date,
) -> Journal:
    """Keep `lines` as a journal to be confirmed, worked out for the month of `drafted_for`. Amounts in `currency`.

    Refused: no lines, a line that is negative, empty or on both sides, an unknown account, debit unequal to credit.
    """
    _check_lines(session, books_of(session, source.legal_entity_id).chart, lines)
    journal = Journal(
        id=new_id(),
        legal_entity_id=source.legal_entity_id,
        org_unit_id=source.org_unit_id,
        kind=kind,
        status=JournalStatus.TO_CONFIRM,
        currency=currency,
        drafted_for=drafted_for,
        source_kind=source.kind,
        source_id=source.id,
        drafted_at=clock.now(),
        drafted_by=actor.person_id,
    )
    session.add(journal)
    session.flush()  # the lines refer to it by id
    session.add_all(_row(journal.id, position, line) for position, line in enumerate(lines, start=1))
    total = total_debit(lines)
    _record(session, actor, journal, "journal.drafted", total=total, currency=currency, source=source.id)
    return journal


def confirm_journal(
    session: Session,
    actor: Actor,
    journal_id: UUID,
    *,
    posting_on: date,
    external_voucher_no: str = "",
    where: str = "posting_on",
) -> Journal:
    """Book the journal on `posting_on` and give it its number; only now, so that numbers have no gaps.

    Refused: a month that is not open (at field `where`), a journal that is not waiting to be confirmed, an external
    number of more than 60 characters.
    """
    _check_voucher_no(external_voucher_no)
    journal = _lock_waiting(session, journal_id)
    require_open_period(session, journal.legal_entity_id, posting_on, where=where)
    journal.number = next_document_number(session, journal.legal_entity_id, NUMBER_KIND, posting_on.year)
    journal.status, journal.posting_on = JournalStatus.CONFIRMED, posting_on
    journal.external_voucher_no = external_voucher_no.strip()
    journal.confirmed_at, journal.confirmed_by = clock.now(), actor.person_id
    _record(session, actor, journal, "journal.confirmed", number=journal.number, posting_on=posting_on)
    return journal


def confirm_standing_journal(
    session: Session, actor: Actor, journal_id: UUID, *, posting_on: date, external_voucher_no: str = ""
) -> Journal:
    """Confirm a journal that no case confirms, as a person or as the ERP that has booked it.

    Refused: no permission to post journals, one that is not the actor's to see, one that a case confirms with its task,
    a day to come, and what `confirm_journal` refuses.
    """
    require_permission(session, actor, Permission.POST_JOURNALS)
    journal = find_visible_journal(session, actor, journal_id)
    if journal.source_kind in CONFIRMED_BY_CASES:
        raise Conflict(say("This journal is confirmed with the task of its case."))
    if posting_on > today(session, journal.legal_entity_id):
        raise Invalid([Problem("posting_on", say("The posting date lies in the future."))])
    return confirm_journal(session, actor, journal_id, posting_on=posting_on, external_voucher_no=external_voucher_no)


def reverse_standing_journal(
    session: Session, actor: Actor, journal_id: UUID, *, posting_on: date, reason: str
) -> Journal:
    """Reverse a confirmed journal that no case has confirmed, and undo what it was drafted from (`undone_with`); see
    `reverse_journal`."""
    journal = find_visible_journal(session, actor, journal_id)
    if journal.source_kind in CONFIRMED_BY_CASES:
        raise Conflict(say("This journal belongs to a disposal: undo the write-off instead."))
    opposite = reverse_journal(session, actor, journal_id, posting_on=posting_on, reason=reason)
    if journal.source_kind in _undoing:
        _undoing[journal.source_kind](session, actor, journal)
    return opposite


def reverse_journal(session: Session, actor: Actor, journal_id: UUID, *, posting_on: date, reason: str) -> Journal:
    """Book the opposite of a confirmed journal on `posting_on`; what was booked is never changed (domain.md B2).

    Gives the opposite journal, which has its own number. Refused: no permission to reverse journals (the CFO's), no
    reason, a journal that is not confirmed, is a reversal itself or was reversed already, a day to come, before the
    journal's own or in a month that is not open.
    """
    require_permission(session, actor, Permission.REVERSE_JOURNALS)
    journal = _lock(session, journal_id)
    _check_reversal(session, journal, posting_on, reason)
    source = JournalSource(journal.source_kind, journal.source_id, journal.legal_entity_id, journal.org_unit_id)
    lines = [_opposite(line) for line in lines_of(session, journal_id)]
    opposite = draft_journal(session, actor, source, journal.kind, journal.currency, lines, drafted_for=posting_on)
    opposite.reverses_id = journal.id
    confirm_journal(session, actor, opposite.id, posting_on=posting_on)
    journal.status = JournalStatus.REVERSED
    _record(session, actor, journal, "journal.reversed", by=opposite.id, number=opposite.number, reason=reason.strip())
    return opposite


def _check_reversal(session: Session, journal: Journal, posting_on: date, reason: str) -> None:
    if journal.status == JournalStatus.REVERSED:
        raise AlreadyDone(say("Journal %(number)s has been reversed already.", number=journal.number))
    if journal.status != JournalStatus.CONFIRMED or journal.reverses_id is not None:
        raise Conflict(say("Only a confirmed journal that is no reversal itself can be reversed."))
    assert journal.posting_on is not None
    problems = []
    if not reason.strip() or len(reason) > MAX_REASON or "\0" in reason:
        problems.append(Problem("reason", say("Say why, in at most %(limit)s characters.", limit=MAX_REASON)))
    if not journal.posting_on <= posting_on <= today(session, journal.legal_entity_id):
        sentence = say("The day lies between the journal's posting date and today.")
        problems.append(Problem("posting_on", sentence))
    if problems:
        raise Invalid(problems)


def _opposite(line: JournalLine) -> EntryLine:
    return EntryLine(
        line.account_code,
        debit=line.credit,
        credit=line.debit,
        step=line.step,
        text=line.text,
        org_unit_id=line.org_unit_id,
    )


def void_journal(session: Session, actor: Actor, journal_id: UUID, *, reason: str) -> Journal:
    """Give up a journal that has not been confirmed. A confirmed one can only be reversed."""
    journal = _lock_waiting(session, journal_id)
    journal.status, journal.voided_at, journal.voided_by = JournalStatus.VOIDED, clock.now(), actor.person_id
    _record(session, actor, journal, "journal.voided", reason=reason)
    return journal


def _lock(session: Session, journal_id: UUID) -> Journal:
    journal = session.scalars(
        select(Journal).where(Journal.id == journal_id).with_for_update().execution_options(populate_existing=True)
    ).one_or_none()
    if journal is None:
        raise NotFound(say("There is no such journal."))
    return journal


def _lock_waiting(session: Session, journal_id: UUID) -> Journal:
    journal = _lock(session, journal_id)
    if journal.status == JournalStatus.CONFIRMED:
        raise AlreadyDone(say("Journal %(number)s has been confirmed already.", number=journal.number))
    if journal.status != JournalStatus.TO_CONFIRM:
        raise Conflict(say("This journal has been voided and can no longer be confirmed."))
    return journal


def _check_voucher_no(voucher_no: str) -> None:
    if len(voucher_no) > MAX_VOUCHER_NO or "\0" in voucher_no:
        sentence = say("A voucher number has at most %(limit)s characters.", limit=MAX_VOUCHER_NO)
        raise Invalid([Problem("voucher_no", sentence)])


def _check_lines(session: Session, chart: str, lines: Sequence[EntryLine]) -> None:
    problems = [Problem(str(number), sentence) for number, sentence in _line_problems(session, chart, lines)]
    debit, credit = total_debit(lines), total_credit(lines)
    if not lines:
        problems.append(Problem("lines", say("A journal needs lines.")))
    elif debit != credit:
        sentence = say("The journal does not balance: debit %(debit)s, credit %(credit)s.", debit=debit, credit=credit)
        problems.append(Problem("lines", sentence))
    if problems:
        raise Invalid(problems)


def _line_problems(session: Session, chart: str, lines: Sequence[EntryLine]) -> list[tuple[int, Sentence]]:
    accounts = set(session.scalars(select(Account.code).where(Account.chart == chart)))
    found: list[tuple[int, Sentence]] = []
    for number, line in enumerate(lines, start=1):
        if line.account_code not in accounts:
            found.append((number, say("There is no account %(code)s.", code=line.account_code)))
        if min(line.debit, line.credit) < 0 or (line.debit > 0) == (line.credit > 0):
            found.append((number, say("A line has one positive amount, on one side.")))
    return found


def _row(journal_id: UUID, position: int, line: EntryLine) -> JournalLine:
    return JournalLine(
        journal_id=journal_id,
        position=position,
        account_code=line.account_code,
        debit=line.debit,
        credit=line.credit,
        step=line.step,
        text=line.text,
        org_unit_id=line.org_unit_id,
    )


def _record(session: Session, actor: Actor, journal: Journal, kind: str, **data: object) -> None:
    record_master_event(session, actor, journal.id, "journal", kind, data)
