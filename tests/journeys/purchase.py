"""A small process in which every human way through a case can be gone: prepare, countersign, approve, vote."""

from __future__ import annotations

import json

from engine import commands
from engine.actors import SYSTEM, Actor
from engine.commands.start_by_hand import start_by_hand
from engine.db import Database
from engine.definitions.bundles import Bundle
from engine.people.queries import find_person_by_login
from tests.bpmn import bpmn

COUNTERSIGNERS = ("sun.li", "zheng.hua", "qian.hao")
APPROVERS = ("zhou.qiang", "wang.jing", "feng.yuan")
VOTERS = ("chen.xi", "zhao.min", "wu.fang")
DECISIONS = {"decisions": "approve,send_back,reject", "commentRequiredOn": "send_back,reject"}
NAMES = {
    "purchase": ("设备采购", "Purchase"),
    "Prepare": ("填写申请", "Write the request"),
    "Countersign": ("部门会签", "Countersign"),
    "Approve": ("逐级审批", "Approve by level"),
    "Vote": ("评审投票", "Vote"),
}


def publish(db: Database) -> None:
    """Publish the process; its texts are in both languages."""
    diagram = (
        bpmn("purchase", name=NAMES["purchase"][0])
        .properties(startRoles="*")
        .start()
        .user_task("Prepare", name=NAMES["Prepare"][0], assignee="initiator")
    )
    for element, mode, people, more in (
        ("Countersign", "all", COUNTERSIGNERS, {}),
        ("Approve", "sequential", APPROVERS, {}),
        ("Vote", "ratio", VOTERS, {"approveAt": "60", "weights": "3,2,1", "veto": VOTERS[0]}),
    ):
        diagram.user_task(
            element, name=NAMES[element][0], users=",".join(people), properties={**DECISIONS, "signMode": mode, **more}
        )
    labels = {key: english for key, (_chinese, english) in NAMES.items()}
    files = {"purchase.bpmn": diagram.end().xml(), "labels.en.json": json.dumps(labels).encode()}
    bundle = Bundle("purchase", files)
    commands.perform(db, lambda session: commands.deploy_bundle(session, SYSTEM, bundle))


def start(db: Database, login: str = "lin.gong") -> str:
    """Start a case; the path of its page."""
    with db.reading() as session:
        person = find_person_by_login(session, login)
    assert person is not None
    case = commands.perform(
        db,
        lambda session: start_by_hand(
            session, Actor(person.id), "purchase", {}, business_key="CG-2026-0001", title="激光切割机 / Laser cutter"
        ),
    )
    return f"/cases/{case.id}"
