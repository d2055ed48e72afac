"""Alarms mark assets, once each, and only what B2 allows."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from engine import clock
from engine.actors import Actor
from engine.commands import perform
from engine.errors import Conflict, Invalid, NotAllowed, NotFound, say
from engine.history.queries import events_of
from engine.people.models import Person
from engine.people.queries import find_person_by_login
from tests.workflows.company import Company, bring_to
from workflows.assets.models import AssetState
from workflows.assets.queries import find_asset_by_no
from workflows.disposal.models import DisposalRequest
from workflows.monitoring.alarms import Alarm, record_refusal, take_alarm
from workflows.monitoring.models import MonitoringCall, Outcome
from workflows.monitoring.queries import latest_calls
from workflows.monitoring.signing import require_signed, secret_of, sign
from workflows.monitoring.sources import add_source, change_answering, find_source, renew_source_secret, switch_source

ASSET, SHANGHAI = "SZ-IT-0007", "SH-OPS-0001"
ALARM = Alarm("disk-17", ASSET, "RAID degraded for 3 days")


def admin(company: Company) -> Actor:
    with company.db.reading() as session:
        person = find_person_by_login(session, "wei.lan")
    assert person is not None
    return Actor(person.id)


def new_source(company: Company) -> UUID:
    return perform(company.db, lambda s: add_source(s, admin(company), "zabbix", "lin.gong")).id


def test_an_alarm_marks_its_asset_and_the_verdict_is_still_to_come(company: Company) -> None:
    source = new_source(company)
    call = perform(company.db, lambda s: take_alarm(s, source, ALARM))
    assert call.outcome == Outcome.MARKED
    with company.db.reading() as session:
        assert find_asset_by_no(session, ASSET).state == AssetState.PENDING_DISPOSAL
        request = session.get_one(DisposalRequest, call.request_id)
        assert (request.source, request.verdict) == ("monitoring", "pending")
        assert request.requested_by == company.person_id("engineer")
        assert "RAID degraded" in request.reason
        assert events_of(session, request.instance_id)[0].data is not None


def test_the_same_alarm_again_gets_the_first_answer_and_does_nothing(sqlite_company: Company) -> None:
    company = sqlite_company
    source = new_source(company)
    first = perform(company.db, lambda s: take_alarm(s, source, ALARM))
    again = perform(company.db, lambda s: take_alarm(s, source, ALARM))
    assert again.id == first.id
    with company.db.reading() as session:
        assert session.scalar(select(func.count()).select_from(DisposalRequest)) == 1
        assert session.scalar(select(func.count()).select_from(MonitoringCall)) == 1


def test_an_asset_in_a_case_keeps_its_state_and_the_alarm(sqlite_company: Company) -> None:
    company = sqlite_company
    source = new_source(company)
    first = perform(company.db, lambda s: take_alarm(s, source, ALARM))
    another = perform(company.db, lambda s: take_alarm(s, source, Alarm("disk-18", ASSET, "offline")))
    assert (another.outcome, another.request_id) == (Outcome.RECORDED, first.request_id)
    with company.db.reading() as session:
        asset = find_asset_by_no(session, ASSET)
        assert events_of(session, asset.id)[-1].kind == "asset.alarm_raised"


@pytest.mark.parametrize("state", [AssetState.QUARANTINED, AssetState.DISPOSED])
def test_an_alarm_revives_nothing(sqlite_company: Company, state: AssetState) -> None:
    company = sqlite_company
    way = list(AssetState)[2 : list(AssetState).index(state) + 1]
    with company.db.transaction() as session:
        bring_to(session, company["asset_manager"], ASSET, *way)
    source = new_source(company)
    assert perform(company.db, lambda s: take_alarm(s, source, ALARM)).outcome == Outcome.RECORDED
    with company.db.reading() as session:
        assert find_asset_by_no(session, ASSET).state == state


def test_a_source_reaches_only_the_assets_of_its_company(sqlite_company: Company) -> None:
    company = sqlite_company
    source = new_source(company)
    with company.db.reading() as session:
        find_asset_by_no(session, SHANGHAI)
    for asset_no in (SHANGHAI, "XX-1"):
        with pytest.raises(NotFound, match="This company has no asset"):
            perform(company.db, lambda s, no=asset_no: take_alarm(s, source, Alarm("a", no, "m")))


def test_a_source_that_is_off_or_nobody_answers_for_is_refused_in_words(sqlite_company: Company) -> None:
    company = sqlite_company
    source = new_source(company)
    perform(company.db, lambda s: switch_source(s, admin(company), source, is_active=False))
    with pytest.raises(Conflict, match="switched off"):
        perform(company.db, lambda s: take_alarm(s, source, ALARM))
    perform(company.db, lambda s: switch_source(s, admin(company), source, is_active=True))
    with company.db.transaction() as session:
        session.get_one(Person, company.person_id("engineer")).is_active = False
    with pytest.raises(Conflict, match="has left"):
        perform(company.db, lambda s: take_alarm(s, source, ALARM))
    with pytest.raises(Conflict, match="another company"):
        perform(company.db, lambda s: change_answering(s, admin(company), source, "jiang.tao"))
    perform(company.db, lambda s: change_answering(s, admin(company), source, "he.wei"))
    perform(company.db, lambda s: take_alarm(s, source, ALARM))


def test_refusals_are_written_down_but_not_each_of_many(sqlite_company: Company) -> None:
    company = sqlite_company
    source = new_source(company)
    for _ in range(3):
        perform(company.db, lambda s: record_refusal(s, source, ALARM, NotAllowed(say("No."))))
    with company.db.reading() as session:
        ((call, name),) = latest_calls(session, admin(company))
    assert (call.outcome, name) == (Outcome.REFUSED, "zabbix")


def test_only_who_looks_after_channels_looks_after_sources(sqlite_company: Company) -> None:
    company = sqlite_company
    with pytest.raises(NotAllowed):
        perform(company.db, lambda s: add_source(s, company["engineer"], "zabbix", "lin.gong"))
    new_source(company)
    with pytest.raises(Invalid) as refusal:
        perform(company.db, lambda s: add_source(s, admin(company), "zabbix", "nobody"))
    assert [problem.where for problem in refusal.value.problems] == ["name", "login"]


def test_a_call_is_signed_with_the_present_secret_and_not_long_ago(sqlite_company: Company) -> None:
    company = sqlite_company
    source_id = new_source(company)
    with company.db.reading() as session:
        old = secret_of("key", find_source(session, source_id))
    perform(company.db, lambda s: renew_source_secret(s, admin(company), source_id))
    with company.db.reading() as session:
        secret = secret_of("key", find_source(session, source_id))
    now, body = int(clock.now().timestamp()), b"{}"

    def check(at: int, signatures: str) -> None:
        require_signed(secret, alarm_id="a", timestamp=str(at), signatures=signatures, body=body)

    check(now, f"{sign(old, 'a', now, body)} {sign(secret, 'a', now, body)}")
    late = now - int(timedelta(minutes=6).total_seconds())
    for at, signatures, why in (
        (now, sign(old, "a", now, body), "does not fit"),
        (now, sign(secret, "b", now, body), "does not fit"),
        (now, sign(secret, "a", now, b"{} "), "does not fit"),
        (now, "", "does not fit"),
        (now, "v1,ß", "does not fit"),
        (late, sign(secret, "a", late, body), "five minutes off"),
    ):
        with pytest.raises(NotAllowed, match=why):
            check(at, signatures)
