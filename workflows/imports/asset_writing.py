"""Taking planned assets over: many rows in few statements, each with an event on the asset's own chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from engine import clock
from engine.actors import Actor
from engine.db import table_of
from engine.history.many_chains import append_to_chains, begin_chains
from engine.history.operations import EventDraft, record_master_event
from engine.types import new_id
from workflows.assets.models import SEARCHED, Asset, AssetGrams, kept_grams, searched
from workflows.imports.asset_plan import PlannedAsset
from workflows.imports.asset_surroundings import Surroundings
from workflows.imports.models import Outcome
from workflows.media.models import AssetMedium

_ASSETS, _GRAMS = table_of(Asset), table_of(AssetGrams)


def write_assets(
    session: Session, actor: Actor, run_id: UUID, planned: Mapping[int, PlannedAsset], around: Surroundings
) -> None:
    """Add what is new and change what differs; `planned` by the number of the row in the file."""
    _add_missing(session, actor, around)
    _add(session, actor, run_id, {n: plan for n, plan in planned.items() if plan.outcome is Outcome.NEW})
    _change(session, actor, run_id, {n: plan for n, plan in planned.items() if plan.outcome is Outcome.CHANGED})


def _add_missing(session: Session, actor: Actor, around: Surroundings) -> None:
    for category in around.new_categories.values():
        session.add(category)
        data = {"code": category.code, "life_months": category.life_months, "residual_rate": category.residual_rate}
        record_master_event(session, actor, category.id, "asset_category", "category.added", data)
    session.add_all(around.new_locations.values())
    session.flush()  # assets refer to both by id


def _add(session: Session, actor: Actor, run_id: UUID, planned: Mapping[int, PlannedAsset]) -> None:
    if not planned:
        return
    rows = {number: _row(plan.values) for number, plan in planned.items()}
    session.execute(insert(_ASSETS), _alike(list(rows.values())))
    session.execute(insert(_GRAMS), [kept_grams(row["id"], row["search_text"]) for row in rows.values()])
    media = [
        {"id": new_id(), "asset_id": row["id"], **asdict(medium)}
        for number, row in rows.items()
        for medium in planned[number].media
    ]
    if media:
        session.execute(insert(AssetMedium), media)
    told = ("asset_no", "cost", "currency", "state")
    begin_chains(
        session,
        "asset",
        {
            row["id"]: EventDraft(
                "asset.registered",
                actor,
                data={name: row[name] for name in told} | _origin(run_id, number, planned[number]),
            )
            for number, row in rows.items()
        },
    )


def _origin(run_id: UUID, number: int, plan: PlannedAsset) -> dict[str, Any]:
    media = {"media": [asdict(medium) for medium in plan.media]} if plan.media else {}
    return {"import": run_id, "row": number, **media}


def _row(values: Mapping[str, Any]) -> dict[str, Any]:
    text = searched(*(values.get(name, "") for name in SEARCHED))
    return {"id": new_id(), "state_since": clock.now(), "search_text": text, "is_imported": True, **values}


def _alike(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One INSERT takes rows of the same columns: what a row does not name has the default of its column."""
    named = {name for row in rows for name in row}
    defaults: dict[str, Any] = {
        column.name: getattr(column.default, "arg", None) for column in _ASSETS.columns if column.name in named
    }
    return [{name: row.get(name, default) for name, default in defaults.items()} for row in rows]


def _change(session: Session, actor: Actor, run_id: UUID, planned: Mapping[int, PlannedAsset]) -> None:
    drafts: dict[UUID, list[EventDraft]] = {}
    for number, plan in planned.items():
        assert plan.asset is not None
        for name, value in plan.values.items():
            setattr(plan.asset, name, value)
        plan.asset.is_imported = True
        data = {"changes": {k: list(v) for k, v in plan.differences.items()}, "import": run_id, "row": number}
        drafts[plan.asset.id] = [EventDraft("asset.updated", actor, data=data)]
    append_to_chains(session, drafts)
