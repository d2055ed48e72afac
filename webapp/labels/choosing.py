"""Which assets' labels, on which paper, from which place on: as the register's search and two entries say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.models import OrgUnit
from engine.settings import Settings
from webapp.labels.sheets import DEFAULT_PAPER, MOST_LABELS, PAPERS, Paper, PrintedLabel
from webapp.page_requests import whole_number
from workflows.assets.queries import RegisterFilter, list_assets


@dataclass(frozen=True)
class ChosenLabels:
    """Labels to print; `is_cut` where there are more assets than are printed at once."""

    labels: Sequence[PrintedLabel]
    paper: Paper
    skip: int
    is_cut: bool


def choose_labels(
    session: Session,
    actor: Actor,
    settings: Settings,
    *,
    search: str,
    narrowed: RegisterFilter,
    sent: Mapping[str, str],
) -> ChosenLabels:
    """The labels of the assets that the register shows; `paper` and `skip` of `sent` that cannot be read are left at
    their defaults."""
    paper = PAPERS.get(sent.get("paper", ""), PAPERS[DEFAULT_PAPER])
    skip = min(whole_number(sent.get("skip", "")) or 0, paper.per_sheet - 1)
    found = list_assets(session, actor, search=search, narrowed=narrowed, limit=MOST_LABELS + 1)
    labels = [
        PrintedLabel.of(
            asset,
            session.get_one(OrgUnit, asset.org_unit_id),
            paper,
            settings.public_url,
            settings.secret_key,
        )
        for asset in found[:MOST_LABELS]
    ]
    return ChosenLabels(labels, paper, skip, len(found) > MOST_LABELS)
