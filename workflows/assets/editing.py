"""Editing a card by hand: what is known here is changed here, and what an ERP owns is left to it (product.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.errors import Conflict, Invalid, NotFound, Problem, Sentence, say
from engine.history.operations import record_master_event
from engine.people.models import OrgUnit, Person
from engine.people.permissions import Permission
from engine.people.queries import in_companies_of, require_permission
from engine.types import canonical_json
from workflows.assets.fields.queries import fields_of
from workflows.assets.fields.values import read_values
from workflows.assets.handing_over import call_off_hand_over, open_hand_over
from workflows.assets.models import Asset, AssetState, Location
from workflows.assets.queries import lock_assets, may_see_asset
from workflows.assets.states import IN_SERVICE, require_movable, state_name

CARD = ("name", "spec", "serial_no", "barcode")
CUSTODY = ("custodian_id", "location_id")
CIRCUMSTANCES = ("is_leased", "is_mortgaged", "is_subsidised", "is_under_customs_supervision", "is_state_owned")
EDITABLE = (*CARD, *CUSTODY, *CIRCUMSTANCES)
BOOKED = (AssetState.PENDING_APPROVAL, AssetState.PENDING_WRITEOFF, AssetState.DISPOSED)
_LIMITS = {"name": 200, "spec": 200, "serial_no": 100, "barcode": 100}


def revision_of(asset: Asset) -> str:
    """What tells whether anything that can be edited has changed since somebody looked."""
    told = {name: getattr(asset, name) for name in EDITABLE} | {"custom_fields": asset.custom_fields}
    return sha256(canonical_json(told).encode()).hexdigest()[:16]


def why_not_editable(asset: Asset, field: str) -> Sentence | None:
    """Why a field of the asset cannot be edited here and now; None where it can."""
    state = AssetState(asset.state)
    if field in CARD and asset.is_imported:
        return say("Your ERP owns this: change it there, and import the register again.")
    if field not in (*EDITABLE, "custom_fields"):
        return say("This belongs to the books: it changes by an import, an impairment or a split.")
    if field in (*CARD, *CUSTODY) and state not in IN_SERVICE:
        return say("The asset is “%(state)s”: this stays as it is.", state=state_name(state))
    if state in BOOKED and (field in CIRCUMSTANCES or state == AssetState.DISPOSED):
        return say("The asset is “%(state)s”: this stays as it is.", state=state_name(state))
    return None


def edit_asset(session: Session, actor: Actor, asset_id: UUID, changes: Mapping[str, Any], *, revision: str) -> Asset:
    """Change fields of `EDITABLE` (ids, texts, yes or no) and `custom_fields` (texts by name; the others stay).

    `revision` is what `revision_of` gave when the actor looked. Refused: no permission to edit assets, an asset that is
    not theirs to see, one that somebody else has changed since, a change of custodian or location out of service
    (domain.md B2), a field that is not edited here, wrong values.
    """
    require_permission(session, actor, Permission.EDIT_ASSETS)
    asset = lock_assets(session, [asset_id])[asset_id]
    if not may_see_asset(session, actor, asset):
        raise NotFound(say("There is no such asset."))
    if revision != revision_of(asset):
        raise Conflict(say("Somebody else has changed this asset meanwhile. Look at it again."))
    wanted = {name: value for name, value in changes.items() if name not in EDITABLE or getattr(asset, name) != value}
    values, problems = _read_custom(session, asset, wanted.pop("custom_fields", {}))
    if any(name in wanted for name in CUSTODY):
        require_movable(asset)
    if problems := [*_problems(session, actor, asset, wanted), *problems]:
        raise Invalid(problems)
    _change(session, actor, asset, wanted, values)
    return asset


def _change(session: Session, actor: Actor, asset: Asset, wanted: Mapping[str, Any], values: Mapping[str, str]) -> None:
    if "custodian_id" in wanted and (begun := open_hand_over(session, asset.id)) is not None:
        call_off_hand_over(session, actor, begun.id)  # its other half would take the asset from the new custodian
    told: dict[str, list[Any]] = {name: [getattr(asset, name), value] for name, value in wanted.items()}
    for name, value in wanted.items():
        setattr(asset, name, value)
    if values:
        custom = {**asset.custom_fields, **values}
        told |= {f"field:{name}": [asset.custom_fields.get(name, ""), value] for name, value in values.items()}
        asset.custom_fields = {name: value for name, value in custom.items() if value}
    if told:
        record_master_event(session, actor, asset.id, "asset", "asset.edited", {"changes": told})


def _read_custom(session: Session, asset: Asset, sent: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """The values that differ."""
    values, problems = read_values(fields_of(session, asset.category_id), sent)
    changed = {name: value for name, value in values.items() if value != asset.custom_fields.get(name, "")}
    if changed and (sentence := why_not_editable(asset, "custom_fields")):
        problems.append(Problem("custom_fields", sentence))
    return changed, problems


def _problems(session: Session, actor: Actor, asset: Asset, wanted: Mapping[str, Any]) -> Iterator[Problem]:
    for name, value in wanted.items():
        sentence = why_not_editable(asset, name) or _CHECKS[name](session, actor, asset, name, value)
        if sentence is not None:
            yield Problem(name, sentence)


def _wrong_text(_session: Session, _actor: Actor, _asset: Asset, name: str, value: Any) -> Sentence | None:
    if not isinstance(value, str) or len(value) > _LIMITS[name] or not value.isprintable():
        return say("At most %(limit)s characters.", limit=_LIMITS[name])
    return say("This is missing.") if name == "name" and not value.strip() else None


def _wrong_custodian(session: Session, actor: Actor, _asset: Asset, _name: str, value: UUID | None) -> Sentence | None:
    if value is None:
        return None
    query = select(Person.id).join(OrgUnit, OrgUnit.id == Person.org_unit_id)
    here = query.where(Person.id == value, Person.is_active, in_companies_of(session, actor))
    return None if session.scalars(here).first() else say("Choose somebody who works here.")


def _wrong_location(session: Session, _actor: Actor, asset: Asset, _name: str, value: UUID | None) -> Sentence | None:
    location = session.get(Location, value) if value else None
    if value is not None and (
        location is None or location.legal_entity_id != asset.legal_entity_id or location.is_quarantine
    ):
        return say("Choose a location of this company that is not a quarantine area.")
    return None


def _wrong_claim(_session: Session, _actor: Actor, _asset: Asset, _name: str, value: Any) -> Sentence | None:
    return None if isinstance(value, bool) else say("Send true or false.")


_CHECKS: Mapping[str, Callable[[Session, Actor, Asset, str, Any], Sentence | None]] = {
    **dict.fromkeys(CARD, _wrong_text),
    "custodian_id": _wrong_custodian,
    "location_id": _wrong_location,
    **dict.fromkeys(CIRCUMSTANCES, _wrong_claim),
}
