"""What a person wants to be told, and how; and chat robots of their own."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from engine.commands import perform
from engine.commands.set_up_channel import add_own_chat, change_address, switch_channel
from engine.errors import Invalid, NotAllowed, Sentence, say
from engine.outbox.choosing import CHOOSABLE, choose
from engine.outbox.kinds import MessageKind
from engine.outbox.models import Channel
from engine.outbox.queries import channels, choices_of
from engine.outbox.ways import is_wanted_by_default
from engine.people.queries import find_person
from webapp.edge import actor, database, settings, signed_in
from webapp.messages import words
from webapp.messages.channels import channel_to_try, require_robot
from webapp.messages.routes import flash_trial

blueprint = Blueprint("own_messages", __name__, url_prefix="/account/messages")

View = str | Response | tuple[str, int]


@blueprint.get("")
def show() -> View:
    return _page()


@blueprint.post("")
def save() -> Response:
    ticked = set(request.form.getlist("wanted"))
    wanted = {(kind.value, way.value): f"{kind}:{way}" in ticked for kind in MessageKind for way in CHOOSABLE}
    perform(database(), lambda session: choose(session, actor(), wanted))
    flash(gettext("Your choice is saved."), "success")
    return redirect(url_for("own_messages.show"))


@blueprint.post("/chats")
def new_chat() -> View:
    name, address = request.form.get("name", ""), request.form.get("address", "")
    try:
        require_robot(settings(), address, is_own=True)
        perform(database(), lambda session: add_own_chat(session, actor(), name, address))
    except Invalid as refusal:
        return _page({problem.where: problem.sentence for problem in refusal.problems}), 422
    flash(gettext("The chat is added. Send it a test message."), "success")
    return redirect(url_for("own_messages.show"))


@blueprint.post("/chats/<uuid:channel_id>/switch")
def switch(channel_id: UUID) -> Response:
    is_active = request.form.get("is_active") == "1"
    perform(database(), lambda session: switch_channel(session, actor(), channel_id, is_active=is_active))
    flash(gettext("The channel is on.") if is_active else gettext("The channel is off."), "success")
    return redirect(url_for("own_messages.show"))


@blueprint.post("/chats/<uuid:channel_id>/address")
def new_address(channel_id: UUID) -> View:
    address = request.form.get("address", "")
    _own_chat(channel_id)
    try:
        require_robot(settings(), address, is_own=True)
        perform(database(), lambda session: change_address(session, actor(), channel_id, address))
    except Invalid as refusal:
        return _page({f"{problem.where}-{channel_id}": problem.sentence for problem in refusal.problems}), 422
    flash(gettext("The address is changed. Send it a test message."), "success")
    return redirect(url_for("own_messages.show"))


@blueprint.post("/chats/<uuid:channel_id>/test")
def test(channel_id: UUID) -> Response:
    flash_trial(_own_chat(channel_id))
    return redirect(url_for("own_messages.show"))


def _own_chat(channel_id: UUID) -> Channel:
    channel = channel_to_try(database(), channel_id)
    if channel.person_id != signed_in().person_id:
        raise NotAllowed(say("This channel belongs to somebody else."))
    return channel


def _page(problems: dict[str, Sentence] | None = None) -> str:
    person_id = signed_in().person_id
    with database().reading() as session:
        chosen = choices_of(session, person_id)
        chats = channels(session, person_id=person_id)
        address = find_person(session, person_id).email
    wanted = {
        (kind, way): chosen.get((kind, way), is_wanted_by_default(kind, way))
        for kind in MessageKind
        for way in CHOOSABLE
    }
    return render_template(
        "messages/own.html",
        kinds=list(MessageKind),
        ways=CHOOSABLE,
        wanted=wanted,
        words=words,
        chats=chats,
        address=address,
        typed=request.form,
        problems=problems or {},
    )
