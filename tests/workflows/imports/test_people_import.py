"""People, departments, managers and roles from a file, with a difference first."""

from __future__ import annotations

from sqlalchemy import select

from engine.actors import Actor
from engine.people.models import OrgUnit, Person, RoleHolder
from tests.workflows.company import Company
from tests.workflows.imports.importing import Report, check, take_over
from workflows.imports.models import ImportKind, Outcome
from workflows.imports.queries import missing_people

HEADERS = "工号,姓名,邮箱,部门,上级部门,直属上级,角色,在职状态,离职日期"


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
    assert all("circle" in problem for number in (2, 3) for problem in report.problems(number))
    assert [problem.partition(":")[0] for problem in report.problems(4)] == ["manager", "roles"]


def refused(company: Company, *rows: str, actor: Actor | None = None) -> Report:
    """What the check alone tells, before anything is taken over."""
    _, report = check(company.db, actor or Actor(None, channel="cli"), people(*rows), ImportKind.PEOPLE)
    return report


def test_the_check_tells_every_trap_by_its_row_before_anything_is_taken_over(sqlite_company: Company) -> None:
    report = refused(
        sqlite_company,
        "x.one,一,,SZ-IT,,x.two,,",
        "x.two,二,,SZ-IT,,x.one,,",
        "X.ONE,又一,,SZ-IT,,,,",
        "x.mail,邮,mail at home,SZ-IT,,,,",
        "x.none,无部门,,,,,,",
        ",无名,,SZ-IT,,,,",
        "x.boss,员,,SZ-IT,,重名,,",
        "x.same1,重名,,SZ-IT,,,,",
        "x.same2,重名,,SZ-IT,,,,",
        "x.deep,深,,一组,没有的部门,,,",
    )
    assert all("circle" in report.problems(number)[0] for number in (2, 3))
    assert "row 2" in report.problems(4)[0]
    assert "name@example.com" in report.problems(5)[0]
    assert "department is missing" in report.problems(6)[0]
    assert "sign-in name is missing" in report.problems(7)[0]
    assert "Several people are called" in report.problems(8)[0]
    assert "There is no department" in report.problems(11)[0]
    assert report.run.encoding.lower().startswith("gb")
    assert report.run.counts["refused"] == 8


def test_managers_by_name_and_departments_below_new_ones_come_from_the_file_itself(company: Company) -> None:
    report = import_people(
        company,
        "li.na,李娜,,质量一组,质量部,何军,Asset manager;employee,在职",
        "he.jun,何军,,质量部,SZ,zhou.qiang,使用部门负责人,在职",
    )
    assert report.run.counts == {"new": 2, "noted": 2}, [report.problems(2), report.problems(3)]
    with company.db.reading() as session:
        names = {unit.name: unit for unit in session.scalars(select(OrgUnit))}
        assert names["质量一组"].parent_id == names["质量部"].id
        held = session.scalars(select(RoleHolder.role).join(Person, Person.id == RoleHolder.person_id))
        assert {"asset_manager", "employee", "dept_head"} <= set(held)
    assert by_login(company, "li.na").manager_id == by_login(company, "he.jun").id


def test_two_who_change_places_are_no_circle(sqlite_company: Company) -> None:
    rows = "lin.gong,林功,,,,feng.yuan,,", "sun.li,孙丽,,,,lin.gong,,"
    report = import_people(sqlite_company, *reversed(rows))
    assert report.run.counts["changed"] == 2, [report.problems(2), report.problems(3)]
    assert by_login(sqlite_company, "sun.li").manager_id == by_login(sqlite_company, "lin.gong").id


def test_a_leaving_date_and_a_missing_row_are_told_and_deactivate_nobody(sqlite_company: Company) -> None:
    company = sqlite_company
    report = import_people(company, "lin.gong,林功,,,,,,,2026-12-31")
    assert any("2026-12-31" in note for note in report.notes(2))
    with company.db.reading() as session:
        missing = {person.login for person in missing_people(session, Actor(None), report.run)}
    assert "lin.gong" not in missing
    assert {"sun.li", "tang.yi"} <= missing
    assert by_login(company, "lin.gong").is_active
    assert by_login(company, "sun.li").is_active


def test_who_would_answer_to_a_refused_row_is_refused_as_well(sqlite_company: Company) -> None:
    report = refused(
        sqlite_company, "a.low,甲,,SZ-IT,,a.mid,,", "a.mid,乙,,SZ-IT,,a.top,,", "a.top,丙,no mail,SZ-IT,,,,"
    )
    assert "row of “a.mid” is refused" in report.problems(2)[0]
    assert "row of “a.top” is refused" in report.problems(3)[0]


def test_nobody_changes_their_own_account_by_a_file(sqlite_company: Company) -> None:
    admin = Actor(by_login(sqlite_company, "wei.lan").id, channel="import")
    report = refused(sqlite_company, "wei.lan,卫兰,,SZ-IT,,,,", actor=admin)
    assert "another administrator" in report.problems(2)[0]
