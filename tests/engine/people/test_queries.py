"""Which pool is asked, and what an actor may see."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import SYSTEM, Actor
from engine.errors import NotAllowed, NotFound
from engine.people.directory import search_people
from engine.people.models import OrgUnit, Person
from engine.people.operations import grant_role
from engine.people.permissions import Permission
from engine.people.queries import find_known_person, managers_up, nearest_pool, pool_key, require_permission, visible_to
from tests.cast import Cast


def test_a_role_is_asked_in_the_cases_unit_else_in_the_nearest_above_that_has_it(cast: Cast) -> None:
    with cast.db.transaction() as session:
        company = session.scalars(select(OrgUnit.id).where(OrgUnit.code == "HQ")).one()
        assert nearest_pool(session, "approver", cast.unit_id) == ("approver", company)
        grant_role(session, cast.ids["requester"], "approver", org_unit_id=cast.unit_id)
        assert nearest_pool(session, "approver", cast.unit_id) == ("approver", cast.unit_id)
        session.get_one(Person, cast.ids["requester"]).is_active = False
        session.flush()
        assert nearest_pool(session, "approver", cast.unit_id) == ("approver", company)
        assert nearest_pool(session, "process_owner", cast.unit_id) == ("process_owner", None)
        assert nearest_pool(session, "nobody_has_this", cast.unit_id) is None


def test_a_person_sees_their_own_unit_and_those_below_their_roles(cast: Cast) -> None:
    def seen(actor: Actor) -> set[str]:
        with cast.db.reading() as session:
            return set(session.scalars(select(OrgUnit.code).where(visible_to(session, actor, OrgUnit.id))))

    assert seen(cast.requester) == {"OPS"}
    assert seen(cast.approver) == {"HQ", "OPS"}
    assert seen(cast.stranger) == {"FAR"}
    assert seen(cast.process_owner) == seen(SYSTEM) == {"HQ", "OPS", "FAR"}


def test_a_permission_hangs_on_a_role(cast: Cast) -> None:
    with cast.db.reading() as session:
        require_permission(session, cast.process_owner, Permission.PUBLISH)
        require_permission(session, SYSTEM, Permission.PUBLISH)
        with pytest.raises(NotAllowed, match="publish"):
            require_permission(session, cast.admin, Permission.PUBLISH)


def test_a_circle_in_the_reporting_line_ends_the_way_up(cast: Cast) -> None:
    with cast.db.transaction() as session:
        requester, head = (session.get_one(Person, cast.ids[name]) for name in ("requester", "head"))
        requester.manager_id, head.manager_id = head.id, requester.id
        session.flush()
        assert [person.login for person in managers_up(session, requester.id, 5)] == ["head"]


def test_a_pool_has_one_name() -> None:
    assert pool_key("gm", None) == "gm@*"


def test_only_people_with_business_in_ones_own_companies_are_offered(cast: Cast) -> None:
    with cast.db.reading() as session:
        offered = {login: _offered(session, cast, login) for login in ("requester", "stranger", "process_owner")}
        with pytest.raises(NotFound):
            find_known_person(session, cast.requester, cast.ids["stranger"])
    everywhere = {"admin", "process_owner"}
    assert offered["stranger"] == everywhere | {"stranger"}
    assert offered["requester"] == set(cast.ids) - {"stranger"}
    assert offered["process_owner"] == set(cast.ids)


def _offered(session: Session, cast: Cast, login: str) -> set[str]:
    return {person.login for person, _ in search_people(session, Actor(cast.ids[login]), "", limit=100)}
