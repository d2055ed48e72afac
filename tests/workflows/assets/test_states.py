"""The states of an asset (domain.md B2)."""

from __future__ import annotations

from itertools import product

import pytest

from engine.errors import Conflict, NotAllowed
from engine.history.queries import events_of
from engine.history.verification import verify_chains
from tests.workflows.company import Company, bring_to
from workflows.assets.models import Asset, AssetState
from workflows.assets.states import MOVES, require_movable, set_state, state_meaning, state_name

S = AssetState
WALK = (S.PENDING_DISPOSAL, S.QUARANTINED, S.PENDING_APPROVAL, S.PENDING_WRITEOFF, S.DISPOSED)


def test_an_asset_walks_from_use_to_the_write_off(company: Company) -> None:
    with company.db.transaction() as session:
        asset = bring_to(session, company["engineer"], "SZ-IT-0001", *WALK)
        assert asset.state == S.DISPOSED
        assert asset.technical_eol_at
        assert asset.accounting_eol_at
        assert asset.technical_eol_at <= asset.accounting_eol_at
        changes = [event for event in events_of(session, asset.id) if event.kind == "asset.state_changed"]
        assert [event.data["to"] for event in changes] == [state.value for state in WALK]
        assert not list(verify_chains(session, asset.id))


@pytest.mark.parametrize(("before", "after"), [pair for pair in product(S, S) if pair[1] not in MOVES[pair[0]]])
def test_every_other_move_is_refused(before: AssetState, after: AssetState) -> None:
    asset = Asset(asset_no="A-1", state=before)
    with pytest.raises(Conflict, match="A-1"):
        set_state(None, None, asset, after)  # type: ignore[arg-type]
    assert asset.state == before


@pytest.mark.parametrize("state", S)
def test_only_an_asset_in_service_may_be_moved(state: AssetState) -> None:
    asset = Asset(asset_no="A-1", state=state)
    if state in (S.IN_USE, S.IDLE):
        require_movable(asset)
    else:
        with pytest.raises(NotAllowed, match="A-1"):
            require_movable(asset)


@pytest.mark.parametrize("state", S)
def test_every_state_has_a_name_and_a_meaning(state: AssetState) -> None:
    assert str(state_name(state))
    assert str(state_meaning(state)).endswith(".")


def test_a_reinstated_asset_has_no_end_of_life(company: Company) -> None:
    with company.db.transaction() as session:
        asset = bring_to(session, company["engineer"], "SZ-IT-0001", S.PENDING_DISPOSAL, S.IN_USE)
        assert asset.technical_eol_at is None
