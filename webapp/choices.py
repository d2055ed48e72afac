"""What pick lists offer: people and assets as options, by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.forms import Option, Shown, fields
from engine.people.directory import directory
from webapp.i18n import named
from workflows.assets.queries import assets_by_id, list_locations


@dataclass(frozen=True)
class Choices:
    """Options for the components that refer to people and assets; empty where none is on the page."""

    people: tuple[Option, ...] = ()
    assets: tuple[Option, ...] = ()
    suggestions: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)


QUARANTINE_LOCATIONS = "quarantine_locations"
"""What a field of scanned text may name as its property `suggest`."""


def read_choices(session: Session, actor: Actor, shown: Iterable[Shown], asset_ids: Iterable[UUID] = ()) -> Choices:
    """What the components shown can offer. `asset_ids` are the assets that the case is about."""
    items = list(fields(shown))
    types = {item.type for item in items}
    people = _people(session, actor) if "zs-person" in types else ()
    assets = _assets(session, asset_ids) if "zs-asset" in types else ()
    wanted = {item.component.properties.get("suggest") for item in items}
    suggestions = {QUARANTINE_LOCATIONS: _quarantine(session, actor)} if QUARANTINE_LOCATIONS in wanted else {}
    return Choices(people, assets, suggestions)


def _quarantine(session: Session, actor: Actor) -> tuple[Option, ...]:
    return tuple(
        Option(location.code, named(location)) for location in list_locations(session, actor, only_quarantine=True)
    )


def _people(session: Session, actor: Actor) -> tuple[Option, ...]:
    return tuple(
        Option(str(entry.person.id), f"{named(entry.person)} · {named(entry.unit)}")
        for entry in directory(session, actor)
    )


def _assets(session: Session, asset_ids: Iterable[UUID]) -> tuple[Option, ...]:
    found = assets_by_id(session, asset_ids).values()
    return tuple(Option(str(asset.id), f"{asset.asset_no} {asset.name}") for asset in found)
