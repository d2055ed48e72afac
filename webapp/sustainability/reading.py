"""The form of a request's materials as a browser sends it, and the period a report is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from werkzeug.datastructures import MultiDict

from engine import clock
from engine.errors import say
from webapp.i18n import translate
from webapp.spreadsheets import Cell
from workflows.sustainability.models import DisposalMaterial, Route, Stream
from workflows.sustainability.names import ROUTES, STREAMS
from workflows.sustainability.operations import Material
from workflows.sustainability.queries import MaterialReport

EMPTY_ROWS = 3
NO_WEIGHT = Decimal(-1)
"""Stands for an entry that is no number: the command refuses it at its field."""


@dataclass(frozen=True)
class TypedRow:
    """One row of the form, as texts."""

    stream: str = ""
    route: str = ""
    weight: str = ""
    certificate_no: str = ""

    @classmethod
    def of(cls, kept: DisposalMaterial) -> TypedRow:
        return cls(kept.stream, kept.route, format(kept.weight.normalize(), "f"), kept.certificate_no)

    @property
    def is_empty(self) -> bool:
        return not (self.weight.strip() or self.certificate_no.strip())

    @property
    def material(self) -> Material:
        return Material(self.stream, self.route, _number(self.weight), self.certificate_no)


def typed_rows(form: MultiDict[str, str]) -> list[TypedRow]:
    """The rows in which something was entered."""
    columns = [form.getlist(name) for name in ("stream", "route", "weight", "certificate_no")]
    rows = [TypedRow(*cells) for cells in zip(*columns, strict=False)]
    return [row for row in rows if not row.is_empty]


def with_room(rows: Sequence[TypedRow]) -> list[TypedRow]:
    """The rows, and empty ones below."""
    return [*rows, *([TypedRow()] * EMPTY_ROWS)]


def read_period(sent: Mapping[str, str]) -> tuple[date, date]:
    """The days `from` and `to`; the year up to today where they cannot be read or stand the wrong way round."""
    today = clock.now().date()
    first = _day(sent.get("from", "")) or today.replace(month=1, day=1)
    last = _day(sent.get("to", "")) or today
    return (first, last) if first <= last else (today.replace(month=1, day=1), today)


def report_headings() -> list[str]:
    """The columns of the report as a table."""
    names = (
        say("Disposal request"),
        say("Handed out on"),
        say("Handed out (kg)"),
        say("Material"),
        say("Destination"),
        say("Weight (kg)"),
        say("Certificate number"),
        say("Recycler"),
        say("Licence number"),
    )
    return [translate(name) for name in names]


def report_rows(report: MaterialReport) -> Iterator[Sequence[Cell]]:
    """A row for each stream and way of each request; one without either where nobody has said where it went."""
    for row in report.rows:
        first: list[Cell] = [row.request.number, row.on, row.weight]
        for one in row.materials:
            stream, route = translate(STREAMS[Stream(one.stream)]), translate(ROUTES[Route(one.route)])
            yield [*first, stream, route, one.weight, one.certificate_no, one.recycler, one.licence_no]
        if not row.materials:
            yield [*first, "", "", None, "", "", ""]


def _number(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return NO_WEIGHT


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(1990, 1, 1) <= day <= clock.now().date() + timedelta(days=366) else None
