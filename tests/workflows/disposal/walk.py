"""Driving a disposal case task by task, as its people would."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.commands import complete_task, hand_over_task, perform
from engine.files.operations import store_file
from engine.files.storage import FileStore
from engine.instances.models import ProcessInstance
from engine.tasks.models import Task, TaskStatus
from tests.gate_answers import MANIFEST, RECYCLER, sanitized
from tests.workflows.company import Company
from workflows.assets.models import Asset
from workflows.assets.queries import find_asset_by_no
from workflows.disposal.models import DisposalRequest
from workflows.disposal.operations import mark_for_disposal
from workflows.disposal.proving import bring_evidence, checklist_of
from workflows.disposal.queries import RequestFacts, request_facts
from workflows.organization.books import today

LAPTOP_COUNTERSIGNERS = ("it_security", "ehs_officer")
LEVEL_1 = ("dept_head", "asset_manager_head")


@cache
def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "grey").save(out, "JPEG")
    return out.getvalue()


def add_photo(session: Session, actor: Actor) -> UUID:
    with TemporaryDirectory() as folder:
        return store_file(session, actor, picture(), "photo.jpg", FileStore(Path(folder))).id


@dataclass
class Walk:
    """One request on its way; every step is a transaction of its own."""

    company: Company
    request_id: UUID
    instance_id: UUID
    asset_nos: tuple[str, ...]

    def open_tasks(self) -> list[str]:
        with self.company.db.reading() as session:
            return list(session.scalars(self._open(Task.element_id)))

    def complete(self, role: str, element_id: str, **given: Any) -> None:
        with self.company.db.reading() as session:
            task_id = session.scalars(self._open(Task.id).where(Task.element_id == element_id)).one()
        perform(self.company.db, lambda s: complete_task(s, self.company[role], task_id, **given))

    def collect(self, role: str = "asset_manager", **changed: Any) -> None:
        answers = {
            "scanned_label": " ".join(self.asset_nos),
            "given_by": str(self.company.person_id("engineer")),
            "quarantine_location": "SZ-Q1",
            **changed,
        }
        self.complete(role, "Task_Collect", answers=answers)

    def prepare(self, **changed: Any) -> None:
        answers = {"method": "scrap", "est_proceeds": "0", "is_related_party": False, "note": "", **changed}
        self.complete("asset_manager", "Task_Prepare", answers=answers)

    def review(self, decision: str = "approve", comment: str = "") -> None:
        self.complete(
            "accountant", "Task_FinanceReview", decision=decision, comment=comment, answers={"tax_class": "normal"}
        )

    def countersign(self, role: str, decision: str = "approve", comment: str = "") -> None:
        self.complete(role, "Task_Countersign", decision=decision, comment=comment, answers={})

    def approve(self, role: str, decision: str = "approve", comment: str = "") -> None:
        self.complete(role, "Task_Approve", decision=decision, comment=comment, answers={})

    def hand_over(self, role: str, to: str, reason: str) -> None:
        """Somebody gives their open task to somebody else."""
        with self.company.db.reading() as session:
            task_id = session.scalars(self._open(Task.id)).one()
        person_id = self.company.person_id(to)
        perform(self.company.db, lambda s: hand_over_task(s, self.company[role], task_id, person_id, reason=reason))

    def submit(self) -> None:
        """Collected, prepared and reviewed: the approvals begin."""
        self.collect()
        self.prepare()
        self.review()

    def pass_approvals(self, *approvers: str, countersigners: Sequence[str] = LAPTOP_COUNTERSIGNERS) -> None:
        for role in countersigners:
            self.countersign(role)
        for role in approvers or LEVEL_1:
            self.approve(role)

    def attach(self, role: str) -> list[str]:
        """A file that the person has sent."""
        return [str(self.act(lambda session: add_photo(session, self.company[role])))]

    def sanitize(self, **changed: Any) -> None:
        operator, verifier = self.company.person_id("it_security"), self.company.person_id("second_engineer")
        given = sanitized(*self.asset_nos, on=self.today(), by=operator, verified_by=verifier)
        proof = {"certificates": self.attach("it_security")}
        self.complete("it_security", "Task_Sanitize", answers={**given, **proof, **changed})

    def manifest(self, **changed: Any) -> None:
        proof = {"manifests": self.attach("ehs_officer")}
        self.complete("ehs_officer", "Task_HazardousWaste", answers={**MANIFEST, **proof, **changed})

    def hand_out_answers(self, role: str = "asset_manager", **changed: Any) -> dict[str, Any]:
        return {
            "scanned_label": " ".join(self.asset_nos),
            "recipient_name": RECYCLER,
            "is_declared": True,
            "guard_name": "老吴",
            "weight": "12.5",
            "photos": self.attach(role),
            "receipt": self.attach(role),
            **changed,
        }

    def hand_out(self, role: str = "asset_manager", **changed: Any) -> None:
        self.complete(role, "Task_HandOut", answers=self.hand_out_answers(role, **changed))

    def leave(self) -> None:
        """A laptop's gates and its hand-out."""
        self.sanitize()
        self.manifest()
        self.hand_out()

    def prove(self) -> None:
        """Say in words whatever the checklist still asks for."""

        def act(session: Session) -> None:
            for row in checklist_of(session, self.request_id):
                if row.is_missing:
                    actor = self.company["accountant"]
                    bring_evidence(session, actor, self.request_id, row.item, file_ids=[], statement="无")

        self.act(act)

    def confirm(self, posting_date: str = "", voucher_no: str = "") -> None:
        self.prove()
        answers = {"posting_date": posting_date or self.today(), "voucher_no": voucher_no}
        self.complete("accountant", "Task_ConfirmVoucher", answers=answers)

    def today(self) -> str:
        with self.company.db.reading() as session:
            return str(today(session, self.company.entities["QM-SZ"]))

    def states(self) -> set[str]:
        with self.company.db.reading() as session:
            return {find_asset_by_no(session, asset_no).state for asset_no in self.asset_nos}

    def facts(self) -> RequestFacts:
        with self.company.db.reading() as session:
            return request_facts(session, self.request_id)

    def case(self) -> ProcessInstance:
        with self.company.db.reading() as session:
            return session.get_one(ProcessInstance, self.instance_id)

    def act(self, change: Callable[[Session], Any]) -> Any:
        return perform(self.company.db, change)

    def _open(self, column: Any) -> Any:
        return select(column).where(Task.instance_id == self.instance_id, Task.status == TaskStatus.OPEN)


def mark(
    company: Company, *asset_nos: str, role: str = "engineer", verdict: str = "irreparable", **changed: Any
) -> DisposalRequest:
    def act(session: Session) -> DisposalRequest:
        assets: list[Asset] = [find_asset_by_no(session, asset_no) for asset_no in asset_nos]
        given: dict[str, Any] = {"reason": "主板烧毁", "photo_ids": [add_photo(session, company[role])], **changed}
        return mark_for_disposal(session, company[role], [asset.id for asset in assets], verdict=verdict, **given)

    return perform(company.db, act)


def start(company: Company, *asset_nos: str, **changed: Any) -> Walk:
    request = mark(company, *asset_nos, **changed)
    assert request.instance_id is not None
    return Walk(company, request.id, request.instance_id, asset_nos)
