"""Importing this module registers every service task that the shipped processes call, the engine's own among them."""

from __future__ import annotations

import engine.commands.escalate_task as escalate_task
import engine.commands.notify_role as notify_role
import workflows.disposal.service_tasks as disposal

__all__ = ["disposal", "escalate_task", "notify_role"]
