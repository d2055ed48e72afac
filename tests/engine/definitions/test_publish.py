from __future__ import annotations

import time
from threading import Thread

import pytest

from engine.actors import SYSTEM
from engine.db import Database
from engine.definitions.bundles import Bundle
from engine.definitions.examination import examine
from engine.definitions.operations import history_id, publish
from engine.definitions.queries import callers, latest_process, process_list, source, versions
from engine.errors import Conflict, Invalid, NotFound
from engine.history.queries import events_of
from tests.bpmn import bpmn
from tests.engine.definitions.bundles import form


def one_task(process_id: str = "p", name: str = "审批") -> bytes:
    return bpmn(process_id, name=name).start().task("work").end().xml()


def calling(process_id: str, callee: str) -> bytes:
    return bpmn(process_id).start().call("call", callee).end().xml()


def test_an_unchanged_bundle_keeps_its_version(db: Database) -> None:
    bundle = Bundle("one", {"one.bpmn": one_task()})
    with db.transaction() as session:
        first = publish(session, SYSTEM, bundle)
    with db.transaction() as session:
        again = publish(session, SYSTEM, bundle)
        assert (again.id, again.number) == (first.id, 1)
        assert len(events_of(session, history_id("one"))) == 1


def test_a_changed_bundle_gets_the_next_number_and_the_old_one_stays(db: Database) -> None:
    with db.transaction() as session:
        first = publish(session, SYSTEM, Bundle("one", {"one.bpmn": one_task(name="旧")}))
    with db.transaction() as session:
        second = publish(session, SYSTEM, Bundle("one", {"one.bpmn": one_task(name="新")}))
        assert [version.number for version in versions(session, "one")] == [2, 1]
        assert latest_process(session, "p").bundle_version_id == second.id
        assert latest_process(session, "p").name == "新"
        assert source(session, first.id, "one.bpmn") == one_task(name="旧")


def test_the_process_list_shows_the_latest_version_of_each(db: Database) -> None:
    with db.transaction() as session:
        for name in ("旧", "新"):
            publish(session, SYSTEM, Bundle("one", {"one.bpmn": one_task(name=name)}))
        publish(session, SYSTEM, Bundle("two", {"two.bpmn": one_task("q", "乙")}))
    with db.reading() as session:
        assert [(row.process_id, row.name, row.number) for row in process_list(session)] == [
            ("q", "乙", 1),
            ("p", "新", 2),
        ]


def test_an_unknown_process_is_not_found(db: Database) -> None:
    with db.reading() as session, pytest.raises(NotFound):
        latest_process(session, "nothing")


def test_a_call_of_an_unknown_process_is_refused(db: Database) -> None:
    with db.transaction() as session, pytest.raises(Invalid) as refusal:
        publish(session, SYSTEM, Bundle("caller", {"caller.bpmn": calling("c", "p")}))
    assert [(problem.where, problem.category) for problem in refusal.value.problems] == [
        ("caller.bpmn#call", "reference")
    ]


def test_publishing_a_callee_names_its_callers_and_republishing_them_follows_it(db: Database) -> None:
    caller = Bundle("caller", {"caller.bpmn": calling("c", "p")})
    with db.transaction() as session:
        publish(session, SYSTEM, Bundle("one", {"one.bpmn": one_task()}))
        publish(session, SYSTEM, caller)
        assert callers(session, "one") == []
        publish(session, SYSTEM, Bundle("one", {"one.bpmn": one_task(name="新")}))
        assert callers(session, "one") == ["caller"]
        assert publish(session, SYSTEM, caller).number == 2
        assert callers(session, "one") == []


def test_a_form_that_two_bundles_have_cannot_be_used_by_a_third(db: Database) -> None:
    user = bpmn("p").start().user_task("ask", form="f").end().xml()
    with db.transaction() as session:
        for key in ("one", "two"):
            publish(session, SYSTEM, Bundle(key, {"f.form": form("f")}))
        with pytest.raises(Invalid) as refusal:
            publish(session, SYSTEM, Bundle("user", {"p.bpmn": user}))
    assert [problem.where for problem in refusal.value.problems] == ["p.bpmn#ask"]


def test_a_process_id_stays_with_its_bundle(db: Database) -> None:
    with db.transaction() as session:
        publish(session, SYSTEM, Bundle("one", {"one.bpmn": one_task()}))
        with pytest.raises(Invalid) as refusal:
            publish(session, SYSTEM, Bundle("two", {"two.bpmn": one_task()}))
    assert [problem.category for problem in refusal.value.problems] == ["reference"]


def test_a_refused_bundle_leaves_nothing_behind(db: Database) -> None:
    with db.transaction() as session, pytest.raises(Invalid):
        publish(session, SYSTEM, Bundle("one", {"one.bpmn": b"<nonsense/>"}))
    with db.reading() as session:
        assert versions(session, "one") == []


def test_an_earlier_examination_is_made_anew_where_other_bundles_changed_meanwhile(db: Database) -> None:
    bundle = Bundle("one", {"one.bpmn": one_task("p")})
    with db.reading() as session:
        examination = examine(session, bundle)
    assert not examination.errors
    with db.transaction() as session:
        publish(session, SYSTEM, Bundle("other", {"other.bpmn": one_task("p")}))
        with pytest.raises(Invalid):
            publish(session, SYSTEM, bundle, examination=examination)


def test_an_examination_of_another_bundle_proves_nothing(db: Database) -> None:
    with db.reading() as session:
        examination = examine(session, Bundle("one", {"one.bpmn": one_task()}))
    with db.transaction() as session, pytest.raises(Invalid):
        publish(session, SYSTEM, Bundle("one", {"one.bpmn": b"<nonsense/>"}), examination=examination)


def test_of_two_publishers_at_once_none_overwrites_the_other(db: Database) -> None:
    outcome: list[str] = []

    def publish_too() -> None:
        try:
            with db.transaction() as session:
                outcome.append(
                    f"number {publish(session, SYSTEM, Bundle('one', {'one.bpmn': one_task(name='乙')})).number}"
                )
        except Conflict:
            outcome.append("conflict")

    other = Thread(target=publish_too)
    with db.transaction() as session:
        publish(session, SYSTEM, Bundle("one", {"one.bpmn": one_task(name="甲")}))
        other.start()
        time.sleep(0.3)  # long enough for the other to wait for this transaction
    other.join()
    assert outcome == ["number 2" if db.is_sqlite else "conflict"]
