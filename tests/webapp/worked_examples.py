"""One disposal from the scan to the booked journal, by people on the pages or by programs through the API."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy import select
from werkzeug.test import TestResponse

from engine.actors import SYSTEM, Actor
from engine.people.models import LegalEntity, OrgUnit
from engine.people.queries import find_person_by_login
from engine.people.tokens import issue_token
from tests.gate_answers import RECYCLER
from tests.webapp.api.conftest import Program
from tests.webapp.demo import Site, photo
from workflows.assets.operations import add_asset, add_category

ENTITY = "QM-SZ"
Lines = list[tuple[str, str, str]]
FILES = {"Task_HandOut": ("photos", "receipt"), "Task_Quotes": ("offers",)}


@dataclass
class Example:
    """The card of domain.md B8: 120,000 over 60 months, 5 % of them left."""

    site: Site
    in_service_on: date = date(2020, 5, 15)
    quantity: Decimal = Decimal(1)

    def register(self, asset_no: str = "EX-1") -> str:
        with self.site.db.transaction() as session:
            category = add_category(
                session,
                f"EX{uuid4().hex[:6]}",
                "封边机",
                life_months=60,
                residual_rate=Decimal("0.05"),
                default_method="sale",
            )
            unit = session.scalars(select(OrgUnit).where(OrgUnit.code == "SZ-IT")).one()
            asset = add_asset(
                session,
                SYSTEM,
                category,
                unit,
                asset_no,
                "封边机",
                cost=Decimal("120000.00"),
                currency="CNY",
                in_service_on=self.in_service_on,
            )
            asset.quantity = self.quantity
        return asset_no


class Way(Protocol):
    """How the people of the company reach Zhangshi."""

    site: Site

    def mark(self, asset_no: str) -> None: ...

    def complete(self, login: str, element: str, *, decision: str = "", **answers: str) -> None: ...

    def keep_books(self, chart: str, convention: str) -> None: ...

    def open_month(self, month: str) -> None: ...

    def split(self, asset_no: str, way: str, value: str) -> str: ...

    def prove(self) -> None: ...

    def booked(self) -> Lines:
        """The lines of the disposal's confirmed journal: account, debit, credit."""


@dataclass
class Pages:
    """Browsers."""

    site: Site

    def mark(self, asset_no: str) -> None:
        self.site.mark(asset_no)

    def complete(self, login: str, element: str, *, decision: str = "", **answers: str) -> None:
        uploads = {f"_upload_{name}": (io.BytesIO(photo()), "p.jpg") for name in FILES.get(element, ())}
        sent = answers | ({"decision": decision} if decision else {})
        self.site.complete(login, **sent, **uploads)

    def keep_books(self, chart: str, convention: str) -> None:
        self._post("/books", f"/books/entities/{entity_id(self.site)}", chart=chart, convention=convention)

    def open_month(self, month: str) -> None:
        self._post("/periods", f"/periods/{entity_id(self.site)}", month=month, status="open")

    def split(self, asset_no: str, way: str, value: str) -> str:
        keeper = self.site.as_("zhao.min")
        keeper.get(f"/cards/{asset_no}/split")
        done = keeper.post(f"/cards/{asset_no}/split", {"way": way, "value": value})
        assert done.status_code == 302, done.text
        return done.headers["Location"].rpartition("/")[2]

    def prove(self) -> None:
        self.site.prove()

    def booked(self) -> Lines:
        address = "/journals/file?layout=plain&format=json&kind=disposal&status=confirmed"
        return _lines(_told(self.site.as_("wu.fang").get(address)), "account")

    def _post(self, page: str, address: str, **sent: str) -> None:
        manager = self.site.as_("zheng.hua")
        manager.get(page)
        done = manager.post(address, sent)
        assert done.status_code == 302, done.text


@dataclass
class Programs:
    """Programs with their owners' tokens."""

    site: Site

    def of(self, login: str) -> Program:
        with self.site.db.transaction() as session:
            person = find_person_by_login(session, login)
            assert person is not None
            _, text = issue_token(session, Actor(person.id), "test")
        return Program(self.site.app.test_client(), text)

    def mark(self, asset_no: str) -> None:
        marked = self.of("lin.gong").mark(asset_no)
        assert marked.status_code == 201, marked.text

    def complete(self, login: str, element: str, *, decision: str = "", **answers: str) -> None:
        program = self.of(login)
        given: dict[str, Any] = dict(answers) | {name: [program.upload()] for name in FILES.get(element, ())}
        if "is_declared" in given:
            given["is_declared"] = True
        decided = {"decision": decision} if decision else {}
        done = program.complete(program.only_task(), answers=given, **decided)
        assert done.status_code == 200, done.text

    def keep_books(self, chart: str, convention: str) -> None:
        self._put(f"/legal-entities/{entity_id(self.site)}/books", {"chart": chart, "convention": convention})

    def open_month(self, month: str) -> None:
        self._put(f"/legal-entities/{entity_id(self.site)}/periods/{month}", {"status": "open"})

    def split(self, asset_no: str, way: str, value: str) -> str:
        keeper = self.of("zhao.min")
        asset_id = _told(keeper.get(f"/assets/{asset_no}"))["id"]
        return str(_told(keeper.post(f"/assets/{asset_id}/split", {way: value}), 201)["asset_no"])

    def prove(self) -> None:
        accountant = self.of("wu.fang")
        (request,) = _told(accountant.get("/disposals?status=approved"))["items"]
        evidence = f"/disposals/{request['id']}/evidence"
        for item in _told(accountant.get(evidence))["items"]:
            if item["is_missing"]:
                _told(accountant.post(f"{evidence}/{item['item']}", {"statement": "none"}))

    def booked(self) -> Lines:
        accountant = self.of("wu.fang")
        (item,) = _told(accountant.get("/journals?kind=disposal&status=confirmed"))["items"]
        return _lines(_told(accountant.get(f"/journals/{item['id']}"))["lines"], "account_code")

    def _put(self, address: str, body: dict[str, str]) -> None:
        done = self.of("zheng.hua").send("PUT", address, json=body)
        assert done.status_code == 200, done.text


L1 = ("sun.li", "qian.hao")
L2 = (*L1, "zheng.hua")


def dispose(
    way: Way, asset_no: str, method: str, *, posting_date: str, approvers: tuple[str, ...] = L2, **settled: str
) -> Lines:
    """Walk the asset through every task of a plain machine; what the books are told at the end."""
    way.mark(asset_no)
    giver = str(way.site.person_id("lin.gong"))
    way.complete("zhao.min", "Task_Collect", scanned_label=asset_no, given_by=giver, quarantine_location="SZ-Q1")
    way.complete("zhao.min", "Task_Prepare", method=method, est_proceeds=settled.get("proceeds", "0"))
    way.complete("wu.fang", "Task_FinanceReview", decision="approve", tax_class="normal")
    if method == "sale":
        way.complete("fang.ning", "Task_Countersign", decision="approve")
    for login in approvers:
        way.complete(login, "Task_Approve", decision="approve")
    if method == "sale":
        way.complete("fang.ning", "Task_Quotes", reference_no="Q-1")
    out = {"recipient_name": RECYCLER, "is_declared": "true", "guard_name": "Wu", "weight": "900"}
    way.complete("zhao.min", "Task_HandOut", scanned_label=asset_no, **out)
    way.prove()
    way.complete("wu.fang", "Task_ConfirmVoucher", posting_date=posting_date, voucher_no="记-118", **settled)
    return way.booked()


def entity_id(site: Site) -> str:
    with site.db.reading() as session:
        return str(session.scalars(select(LegalEntity.id).where(LegalEntity.code == ENTITY)).one())


def _told(answer: TestResponse, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json


def _lines(rows: list[dict[str, str]], account: str) -> Lines:
    return [(row[account], row["debit"], row["credit"]) for row in rows]
