"""Searching the register as one types: from any part of a word, at a cost that does not grow with the register.

An index of pairs of signs finds the assets that may be meant where they are few; where they are many, the register's
own order comes to a page of them soon.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, cast, column, func, literal_column, or_, select, table
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from engine.db import is_among, table_of
from engine.people.models import Person
from workflows.assets.grams import asked_grams, folded
from workflows.assets.labels import printable
from workflows.assets.models import Asset, AssetGrams

FEW = 1_000
MOST_CUSTODIANS = 200
_INDEX = table("asset_grams_index", column("rowid"))


def matching(session: Session, search: str) -> Iterator[ColumnElement[bool]]:
    """The conditions of a search: each of its words stands in number, name, specification, serial number or barcode of
    the asset, or in the name of its custodian."""
    words = folded(printable(search)).split()
    if not words:
        return
    custodians = {word: _people_called(session, word) for word in words}
    for word, people in custodians.items():
        told = Asset.search_text.contains(word, autoescape=True)
        yield or_(told, is_among(session, table_of(Asset).c.custodian_id, people)) if people else told
    if (few := _few(session, custodians)) is not None:
        yield is_among(session, table_of(Asset).c.id, few)


def _few(session: Session, custodians: dict[str, list[UUID]]) -> set[UUID] | None:
    """The assets that may be meant, if the index tells that they are few."""
    alone = {gram for word, people in custodians.items() if not people for gram in asked_grams(word)}
    found = _with_grams(session, alone)
    for word, people in custodians.items():
        if found is None and people and (by_text := _with_grams(session, asked_grams(word))) is not None:
            theirs = _held_by(session, people)
            found = None if theirs is None else by_text | theirs
    return found


def _with_grams(session: Session, grams: Collection[str]) -> set[UUID] | None:
    """The assets in whose text each of the pairs stands; None where they are many, or there is no pair to ask for."""
    if not grams:
        return None
    return _limited(session, _on_sqlite(grams) if _is_sqlite(session) else _on_postgresql(grams))


def _on_sqlite(grams: Collection[str]) -> Select[UUID]:
    asked = " ".join(f'"{gram}"' for gram in sorted(grams))
    told = literal_column("asset_grams_index").op("MATCH")(asked)
    return select(AssetGrams.asset_id).join(_INDEX, _INDEX.c.rowid == AssetGrams.number).where(told)


def _on_postgresql(grams: Collection[str]) -> Select[UUID]:
    kept = func.string_to_array(AssetGrams.grams, literal_column("' '"), type_=ARRAY(Text))
    return select(AssetGrams.asset_id).where(kept.contains(cast(sorted(grams), ARRAY(Text))))


def _held_by(session: Session, people: Collection[UUID]) -> set[UUID] | None:
    return _limited(session, select(Asset.id).where(Asset.custodian_id.in_(people)))


def _limited(session: Session, query: Select[UUID]) -> set[UUID] | None:
    found = set(session.scalars(query.limit(FEW + 1)))
    return found if len(found) <= FEW else None


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _people_called(session: Session, word: str) -> list[UUID]:
    """Read first: as a part of the query the planner would ask it for each asset."""
    columns = (Person.name, Person.name_en, Person.login)
    query = select(Person.id).where(or_(*(one.icontains(word, autoescape=True) for one in columns)))
    return list(session.scalars(query.limit(MOST_CUSTODIANS)))
