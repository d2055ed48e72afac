"""People, departments, managers and roles from a file, with a difference first."""

from __future__ import annotations

from sqlalchemy import select

from engine.actors import Actor
from engine.people.models import OrgUnit, Person, RoleHolder
from tests.workflows.company import Company
from tests.workflows.imports.importing import Report, check, take_over
from workflows.imports.models import ImportKind, Outcome

HEADERS = "工号,姓名,邮箱,部门,上级部门,直属上级,角色,在职状态"


def people(*rows: str) -> bytes:
    return "\n".join([HEADERS, *rows]).encode("gbk")


def by_login(company: Company, login: str) -> Person:
    with company.db.reading() as session:
        return session.scalars(select(Person).where(Person.login == login)).one()


def import_people(company: Company, *rows: str) -> Report:
    return take_over(company.db, Actor(None, channel="cli"), people(*rows), ImportKind.PEOPLE)


def test_somebody_joins_below_a_manager_who_stands_further_down(company: Company) -> None:
    report = import_people(
        company,
        "li.na,李娜,li.na@example.com,质量部,SZ-IT,he.jun,employee,在职",
        "he.jun,何军,,质量部,SZ-IT,,dept_head@SZ-IT,在职",
    )
    assert report.run.counts == {"new": 2, "noted": 2}, [report.problems(2), report.problems(3)]
    found = by_login(company, "li.na")
    assert found.manager_id == by_login(company, "he.jun").id
    with company.db.reading() as session:
        assert session.get_one(OrgUnit, found.org_unit_id).name == "质量部"
        held = session.scalars(select(RoleHolder).where(RoleHolder.person_id == found.id)).all()
        assert [(one.role, one.org_unit_id) for one in held] == [("employee", found.org_unit_id)]


def test_a_check_shows_the_difference_and_changes_nothing(company: Company) -> None:
    _, report = check(
        company.db, Actor(None, channel="cli"), people("lin.gong,林工程师,,SZ-PROD,,,,"), ImportKind.PEOPLE
    )
    assert report.rows[2].outcome == Outcome.CHANGED
    assert report.rows[2].changes["unit"] == ["SZ-IT", "SZ-PROD"]
    assert by_login(company, "lin.gong").name == "林功"


def test_who_leaves_is_deactivated_and_their_custody_is_told(company: Company) -> None:
    report = import_people(company, "lin.gong,林功,,SZ-IT,,,,离职")
    assert any("assets in custody" in note for note in report.notes(2))
    assert not by_login(company, "lin.gong").is_active


def test_a_circle_of_managers_an_unknown_role_and_a_stranger_are_refused_by_row(sqlite_company: Company) -> None:
    report = import_people(
        sqlite_company,
        "x.one,一,,SZ-IT,,x.two,,",
        "x.two,二,,SZ-IT,,x.one,,",
        "x.three,三,,SZ-IT,,nobody.here,king,",
    )
    assert any("circle" in problem for number in (2, 3) for problem in report.problems(number))
    assert [problem.partition(":")[0] for problem in report.problems(4)] == ["manager", "roles"]
