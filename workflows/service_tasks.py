"""Importing this module registers every service task that the shipped processes call, and every job of the business."""

from __future__ import annotations

import engine.commands.escalate_task as escalate_task
import engine.commands.notify_role as notify_role
import workflows.disposal.service_tasks as disposal
import workflows.dossier.operations as dossier
import workflows.imports.jobs as imports
import workflows.month_end.jobs as month_end
import workflows.month_end.taking_back as taking_back
import workflows.radar.watching as radar

__all__ = ["disposal", "dossier", "escalate_task", "imports", "month_end", "notify_role", "radar", "taking_back"]
