"""Importing this module registers every service task of the shipped processes."""

from __future__ import annotations

import workflows.disposal.service_tasks as disposal

__all__ = ["disposal"]
