"""Messages that did not leave, and the channels of the house: for those who look after them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from engine import clock
from engine.commands import perform
from engine.commands.set_up_channel import (
    add_group_chat,
    add_webhook,
    change_address,
    renew_secret,
    switch_channel,
)
from engine.commands.settle_messages import give_up_messages, resend_messages
from engine.errors import Invalid, NotAllowed, Sentence, say
from engine.outbox.deliveries import DeliveryFailed
from engine.outbox.kinds import FactKind, MessageKind, MessageStatus
from engine.outbox.models import Channel
from engine.outbox.queries import bundle_sizes, channels, roles_for_channels, undelivered, waiting_since
from engine.people.permissions import Permission
from engine.people.queries import require_permission
from webapp.edge import actor, database, settings, signed_in
from webapp.i18n import translate
from webapp.messages import words
from webapp.messages.channels import (
    channel_to_try,
    require_outside,
    require_robot,
    require_sound,
    secret_of,
    try_channel,
)
from webapp.paging import read_id

blueprint = Blueprint("messages", __name__, url_prefix="/messages")

View = str | Response | tuple[str, int]
PAGE = 50
STOPPED = timedelta(minutes=10)
"""After so long without a try the clock does not run: it ticks every few seconds."""


@blueprint.get("")
def list_page() -> str:
    show = MessageStatus.WAITING if request.args.get("show") == "waiting" else MessageStatus.FAILED
    with database().reading() as session:
        require_permission(session, actor(), Permission.EDIT_CHANNELS)
        found = undelivered(session, show, before=read_id(request.args.get("before")), limit=PAGE + 1)
        sizes = bundle_sizes(session, [row.first.id for row in found])
        late = waiting_since(session, clock.now() - STOPPED)
    last = found[PAGE - 1].first.id if len(found) > PAGE else None
    return render_template(
        "messages/page.html", show=show, rows=found[:PAGE], sizes=sizes, late=late, last=last, words=words
    )


@blueprint.post("")
def settle() -> Response:
    chosen = _ids(request.form)
    if request.form.get("act") == "give_up":
        done = perform(database(), lambda session: give_up_messages(session, actor(), chosen))
        flash(ngettext("One message is given up.", "%(num)s messages are given up.", done), "success")
    else:
        wanted = None if request.form.get("act") == "resend_all" else chosen
        done = perform(database(), lambda session: resend_messages(session, actor(), wanted))
        flash(ngettext("One message is tried again.", "%(num)s messages are tried again.", done), "success")
    return redirect(url_for("messages.list_page", show=request.form.get("show")))


@blueprint.get("/channels")
def channels_page() -> View:
    return _channels_page()


@blueprint.post("/webhooks")
def new_webhook() -> View:
    form = request.form
    name, address, kinds = form.get("name", ""), form.get("address", ""), form.getlist("kinds")
    _require_admin()  # only they learn what an address leads to
    try:
        require_outside(settings(), address)
        channel = perform(database(), lambda session: add_webhook(session, actor(), name, address, kinds))
    except Invalid as refusal:
        return _channels_page(refusal, form, "webhook"), 422
    return _channels_page(secret=secret_of(settings(), channel), secret_name=channel.name)


@blueprint.post("/chats")
def new_chat() -> View:
    form = request.form
    name, address, kinds = form.get("name", ""), form.get("address", ""), form.getlist("kinds")
    try:
        require_robot(settings(), address)
        perform(
            database(),
            lambda s: add_group_chat(s, actor(), name, address, kinds, role=form.get("role") or None),
        )
    except Invalid as refusal:
        return _channels_page(refusal, form, "chat"), 422
    flash(gettext("The chat group is added. Send it a test message."), "success")
    return redirect(url_for("messages.channels_page"))


@blueprint.post("/channels/<uuid:channel_id>/switch")
def switch(channel_id: UUID) -> Response:
    is_active = request.form.get("is_active") == "1"
    perform(database(), lambda session: switch_channel(session, actor(), channel_id, is_active=is_active))
    flash(gettext("The channel is on.") if is_active else gettext("The channel is off."), "success")
    return redirect(url_for("messages.channels_page"))


@blueprint.post("/channels/<uuid:channel_id>/address")
def new_address(channel_id: UUID) -> View:
    address = request.form.get("address", "")
    channel = _channel_of_the_house(channel_id)
    try:
        require_sound(settings(), channel, address)
        perform(database(), lambda session: change_address(session, actor(), channel_id, address))
    except Invalid as refusal:
        return _channels_page(refusal, request.form, str(channel_id)), 422
    flash(gettext("The address is changed. Send it a test message."), "success")
    return redirect(url_for("messages.channels_page"))


@blueprint.post("/channels/<uuid:channel_id>/secret")
def new_secret(channel_id: UUID) -> str:
    channel = perform(database(), lambda session: renew_secret(session, actor(), channel_id))
    return _channels_page(secret=secret_of(settings(), channel), secret_name=channel.name)


@blueprint.post("/channels/<uuid:channel_id>/test")
def test(channel_id: UUID) -> Response:
    flash_trial(_channel_of_the_house(channel_id))
    return redirect(url_for("messages.channels_page"))


def flash_trial(channel: Channel) -> None:
    """Send a test message and say what became of it."""
    try:
        try_channel(settings(), channel, language=signed_in().language)
    except DeliveryFailed as failure:
        flash(translate(say("The test failed: %(reason)s", reason=failure.sentence)), "error")
    else:
        flash(gettext("The test message was taken."), "success")


def _channel_of_the_house(channel_id: UUID) -> Channel:
    _require_admin()
    channel = channel_to_try(database(), channel_id)
    if channel.person_id is not None:
        raise NotAllowed(say("This channel belongs to a person."))
    return channel


def _require_admin() -> None:
    with database().reading() as session:
        require_permission(session, actor(), Permission.EDIT_CHANNELS)


def _channels_page(
    refusal: Invalid | None = None,
    form: MultiDict[str, str] | None = None,
    form_name: str = "",
    *,
    secret: str = "",
    secret_name: str = "",
) -> str:
    with database().reading() as session:
        require_permission(session, actor(), Permission.EDIT_CHANNELS)
        found, roles = channels(session), roles_for_channels(session)
    problems: dict[str, Sentence] = {p.where: p.sentence for p in refusal.problems} if refusal else {}
    return render_template(
        "messages/channels.html",
        channels=found,
        roles=roles,
        role_by_code={role.code: role for role in roles},
        words=words,
        facts=list(FactKind),
        kinds=[MessageKind(kind) for kind in words.GROUP_KINDS],
        secret=secret,
        secret_name=secret_name,
        problems={"chat": {}, "webhook": {}, form_name: problems},
        typed={"chat": MultiDict(), "webhook": MultiDict(), form_name: form or MultiDict()},
    )


def _ids(form: MultiDict[str, str]) -> list[UUID]:
    try:
        return [UUID(text) for text in form.getlist("id")]
    except ValueError:
        return []
