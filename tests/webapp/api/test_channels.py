"""Channels and deliveries through the API."""

from __future__ import annotations

from sqlalchemy import select, update

from engine.db import Database
from engine.errors import say
from engine.outbox.models import OutboxMessage
from engine.outbox.operations import tell
from engine.people.models import Person, Role
from engine.people.permissions import Permission
from tests.webapp.api.conftest import House, Program

HOOK = {"name": "ERP", "address": "https://erp.example/in/secret", "kinds": ["case.ended"]}


def admin(house: House, db: Database) -> Program:
    with db.transaction() as session:
        owner = session.scalars(select(Role).where(Role.code == "process_owner")).one()
        owner.permissions = [*owner.permissions, Permission.EDIT_CHANNELS]
    return house.program_of("chu.ning")


def test_a_webhook_is_added_once_per_key_and_its_address_is_never_told(house: House, db: Database) -> None:
    program = admin(house, db)
    first = program.post("/channels/webhooks", HOOK, key="one")
    again = program.post("/channels/webhooks", HOOK, key="one")
    assert first.status_code == 201, first.text
    assert first.json == again.json
    assert first.json["secret"].startswith("whsec_")
    listed = program.get("/channels")
    assert len(listed.json["items"]) == 1
    assert "erp.example" not in listed.text
    channel = f"/channels/{first.json['channel']['id']}"
    assert program.post(f"{channel}/secret").json["secret"] != first.json["secret"]
    assert program.post(f"{channel}/switch", {"is_active": False}).json["is_active"] is False


def test_a_webhook_inside_the_own_network_is_refused(house: House, db: Database) -> None:
    inside = admin(house, db).post("/channels/webhooks", {**HOOK, "address": "http://127.0.0.1:8080/in"})
    assert inside.status_code == 422
    assert "inside the own network" in inside.text
    assert (
        house.program_of("lin.gong").post("/channels/webhooks", {**HOOK, "address": "http://10.0.0.1/"}).status_code
        == 403
    )


def test_what_a_channel_cannot_be_is_refused(house: House, db: Database) -> None:
    program = admin(house, db)
    assert program.post("/channels/webhooks", {**HOOK, "address": "ftp://erp.example"}).status_code == 422
    chat = {"name": "Group", "address": "mailto://a@b.example", "kinds": ["urged"]}
    assert program.post("/channels/chats", chat).status_code == 422
    assert program.post("/channels/chats", {**chat, "address": "feishu://abc"}).status_code == 201


def test_others_may_not_look_after_messages(house: House) -> None:
    program = house.program_of("lin.gong")
    assert program.get("/channels").status_code == 403
    assert program.get("/deliveries").status_code == 403
    assert program.post("/deliveries/resend", {"ids": None}).status_code == 403


def test_failed_messages_are_listed_tried_again_and_given_up(house: House, db: Database) -> None:
    program = admin(house, db)
    with db.transaction() as session:
        person = session.scalars(select(Person).where(Person.login == "lin.gong")).one()
        tell(session, [person.id], say("Completed: %(case)s", case="D-1"), "/cases/1")
        session.flush()  # the row that is made to have failed
        session.execute(update(OutboxMessage).values(status="failed", bundle_id=OutboxMessage.id, attempts=12))
    [item] = program.get("/deliveries").json["items"]
    assert item["text"] == "Completed: D-1"
    assert program.post("/deliveries/resend", {"ids": None}).json == {"count": 1}
    assert program.get("/deliveries").json["items"] == []
    assert len(program.get("/deliveries?status=waiting").json["items"]) == 1
    assert program.post("/deliveries/give-up", {"ids": [item["id"]]}).json == {"count": 1}
    assert program.get("/deliveries?status=waiting").json["items"] == []


def test_a_chat_of_ones_own_is_added_led_elsewhere_and_switched_off(house: House, db: Database) -> None:
    own, other = house.program_of("lin.gong"), admin(house, db)
    made = own.post("/me/chats", {"name": "Mine", "address": "wecombot://abcdef"}, key="one")
    assert made.status_code == 201, made.text
    chat = f"/me/chats/{made.json['id']}"
    assert own.post(f"{chat}/address", {"address": "nonsense"}).status_code == 422
    assert own.post(f"{chat}/address", {"address": "wecombot://ghijkl"}).status_code == 200
    assert other.post(f"{chat}/address", {"address": "wecombot://stolen"}).status_code == 404
    assert own.post(f"{chat}/switch", {"is_active": False}).json["is_active"] is False
    assert [item["name"] for item in own.get("/me/chats").json["items"]] == ["Mine"]
    assert other.get("/me/chats").json["items"] == []


def test_a_channel_of_the_house_gets_another_address_and_keeps_its_secret(house: House, db: Database) -> None:
    program = admin(house, db)
    made = program.post("/channels/webhooks", HOOK, key="one").json["channel"]
    moved = program.post(f"/channels/{made['id']}/address", {"address": "https://erp.example/new"})
    assert (moved.status_code, moved.json["id"]) == (200, made["id"])
    assert house.program_of("lin.gong").post(f"/channels/{made['id']}/address", {"address": "x"}).status_code == 403
