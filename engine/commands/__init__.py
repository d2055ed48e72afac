"""What the engine can do: one file per intention. Edges call these inside `perform`."""

from engine.commands.acting import perform, perform_once
from engine.commands.cancel_case import cancel_case
from engine.commands.complete_task import complete_task
from engine.commands.deliver_message import deliver_message
from engine.commands.deploy_bundle import deploy_bundle, examine_bundle
from engine.commands.escalate_task import escalate_task
from engine.commands.fire_timer import fire_timer
from engine.commands.notify_role import notify_role
from engine.commands.retry_incident import retry_incident
from engine.commands.save_draft import save_draft
from engine.commands.start_process import start_process
from engine.commands.take_task import put_back_task, take_task
from engine.commands.tick import TickReport, tick

__all__ = [
    "TickReport",
    "cancel_case",
    "complete_task",
    "deliver_message",
    "deploy_bundle",
    "escalate_task",
    "examine_bundle",
    "fire_timer",
    "notify_role",
    "perform",
    "perform_once",
    "put_back_task",
    "retry_incident",
    "save_draft",
    "start_process",
    "take_task",
    "tick",
]
