from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from sqlalchemy import event

from engine.actors import SYSTEM
from engine.db import Database
from engine.definitions import cache
from engine.definitions.bundles import Bundle
from engine.definitions.definition import Definition
from engine.definitions.operations import publish
from engine.definitions.queries import latest_process, load_definition
from engine.errors import NotFound
from tests.bpmn import bpmn
from tests.engine.definitions.bundles import form


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def asking(process_id: str, form_id: str) -> bytes:
    return bpmn(process_id, name="审批").start().user_task("ask", name="填写", form=form_id).end().xml()


def loaded(db: Database, *bundles: Bundle) -> Definition:
    with db.transaction() as session:
        version = [publish(session, SYSTEM, bundle) for bundle in bundles][-1]
    with db.transaction() as session:
        return load_definition(session, version.id)


def test_a_version_is_loaded_with_its_processes_forms_and_texts(db: Database) -> None:
    labels = json.dumps({"ask": "Fill in"}).encode()
    files = {"p.bpmn": asking("p", "f"), "f.form": form("f", "reason"), "labels.en.json": labels}
    definition = loaded(db, Bundle("one", files))
    assert definition.process("p").user_tasks["ask"].form_id == "f"
    assert list(definition.form("f").inputs) == ["reason"]
    assert definition.label("ask", "en", "填写") == "Fill in"
    assert definition.label("ask", "zh_CN", "填写") == "填写"
    assert definition.wording("ask").texts == {"zh_CN": "填写", "en": "Fill in"}
    assert definition.version_label == "one@1"
    assert definition.sources == files


def test_what_is_not_in_a_version_is_not_found(db: Database) -> None:
    definition = loaded(db, Bundle("one", {"p.bpmn": bpmn("p").start().end().xml()}))
    for find in (definition.process, definition.form, definition.decision_model):
        with pytest.raises(NotFound):
            find("nothing")


def test_a_caller_keeps_the_version_of_the_callee_it_was_published_with(db: Database) -> None:
    callee = [Bundle("callee", {"q.bpmn": bpmn("q").start().task(task).end().xml()}) for task in ("old", "new")]
    caller = Bundle("caller", {"p.bpmn": bpmn("p").start().call("call", "q").end().xml()})
    with db.transaction() as session:
        first = publish(session, SYSTEM, callee[0])
        calling = publish(session, SYSTEM, caller)
        publish(session, SYSTEM, callee[1])
    with db.transaction() as session:
        definition = load_definition(session, calling.id)
    assert "old" in definition.process("q").elements
    assert definition.process("q").origin == first.id
    assert definition.at(first.id).bundle_key == "callee"


def test_a_form_of_another_bundle_is_used_as_it_was(db: Database) -> None:
    shared = [Bundle("shared", {"f.form": form("f", key)}) for key in ("old", "new")]
    user = Bundle("user", {"p.bpmn": asking("p", "f")})
    with db.transaction() as session:
        publish(session, SYSTEM, shared[0])
        using = publish(session, SYSTEM, user)
        publish(session, SYSTEM, shared[1])
    with db.transaction() as session:
        assert list(load_definition(session, using.id).form("f").inputs) == ["old"]


def test_a_version_is_loaded_once_and_then_costs_no_statement(db: Database) -> None:
    with db.transaction() as session:
        version = publish(session, SYSTEM, Bundle("one", {"p.bpmn": bpmn("p").start().end().xml()}))
    with db.transaction() as session:
        first = load_definition(session, version.id)
        with statements(db) as seen:
            assert load_definition(session, version.id) is first
        assert seen == []


def test_the_latest_version_of_a_process_costs_one_statement(db: Database) -> None:
    with db.transaction() as session:
        for name in ("one", "two", "three"):
            publish(session, SYSTEM, Bundle("one", {"p.bpmn": bpmn("p", name=name).start().end().xml()}))
    with db.transaction() as session, statements(db) as seen:
        assert latest_process(session, "p").number == 3
        assert len(seen) == 1


def test_threads_share_one_definition(db: Database) -> None:
    with db.transaction() as session:
        version = publish(session, SYSTEM, Bundle("one", {"p.bpmn": bpmn("p").start().end().xml()}))
    found: list[Definition] = []

    def load() -> None:
        with db.reading() as session:
            found.append(load_definition(session, version.id))

    threads = [Thread(target=load) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6
    assert len(set(map(id, found))) == 1


def test_the_cache_forgets_what_was_used_longest_ago(sqlite_db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MAX_REMEMBERED", 1)
    with sqlite_db.transaction() as session:
        ids = [
            publish(session, SYSTEM, Bundle(key, {"p.bpmn": bpmn(key).start().end().xml()})).id
            for key in ("one", "two")
        ]
        first = load_definition(session, ids[0])
        load_definition(session, ids[1])
        assert load_definition(session, ids[0]) is not first
