"""What the engine can do: one file per intention. Edges call these inside `perform`."""

from engine.commands.acting import perform, perform_once
from engine.commands.add_signer import add_signer, remove_signer
from engine.commands.cancel_case import cancel_case
from engine.commands.change_policy import draft_with_limit, preview_policy, preview_removal, remove_policy, save_policy
from engine.commands.comment_case import comment_case
from engine.commands.complete_task import complete_task
from engine.commands.copy_case import copy_case, mark_copy_read
from engine.commands.delegate_task import answer_delegation, delegate_task, recall_delegation
from engine.commands.deliver_message import deliver_message
from engine.commands.deploy_bundle import deploy_bundle, examine_bundle
from engine.commands.escalate_task import escalate_task
from engine.commands.fire_timer import fire_timer
from engine.commands.hand_over_task import hand_over_task
from engine.commands.move_timers import move_to_calendar, preview_calendar
from engine.commands.notify_role import notify_role
from engine.commands.policy_rules import PolicyDraft
from engine.commands.retry_incident import Retried, retry_incident
from engine.commands.retry_incidents import RetryResult, retry_incidents
from engine.commands.save_draft import save_draft
from engine.commands.send_back_task import send_back_task
from engine.commands.settle_incident import settle_incident
from engine.commands.start_process import start_process
from engine.commands.take_task import put_back_task, take_task
from engine.commands.tick import TickReport, tick
from engine.commands.urge_task import urge_task
from engine.commands.withdraw_case import consent_to_withdrawal, decline_withdrawal, withdraw_case

__all__ = [
    "PolicyDraft",
    "Retried",
    "RetryResult",
    "TickReport",
    "add_signer",
    "answer_delegation",
    "cancel_case",
    "comment_case",
    "complete_task",
    "consent_to_withdrawal",
    "copy_case",
    "decline_withdrawal",
    "delegate_task",
    "deliver_message",
    "deploy_bundle",
    "draft_with_limit",
    "escalate_task",
    "examine_bundle",
    "fire_timer",
    "hand_over_task",
    "mark_copy_read",
    "move_to_calendar",
    "notify_role",
    "perform",
    "perform_once",
    "preview_calendar",
    "preview_policy",
    "preview_removal",
    "put_back_task",
    "recall_delegation",
    "remove_policy",
    "remove_signer",
    "retry_incident",
    "retry_incidents",
    "save_draft",
    "save_policy",
    "send_back_task",
    "settle_incident",
    "start_process",
    "take_task",
    "tick",
    "urge_task",
    "withdraw_case",
]
