"""What an administrative act needs. Business roles decide tasks; permissions open the rest of the house."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """Named on roles in `Role.permissions`."""

    PUBLISH = "publish"  # publish diagrams, tables and forms
    CANCEL_CASES = "cancel_cases"
    RESOLVE_INCIDENTS = "resolve_incidents"
    SEND_MESSAGES = "send_messages"  # tell cases from outside what they wait for
    VIEW_ALL = "view_all"  # read every case and asset of every unit
    VERIFY_HISTORY = "verify_history"
    EDIT_PEOPLE = "edit_people"
    EDIT_CALENDARS = "edit_calendars"
    EDIT_TIMERS = "edit_timers"  # time limits and their ladders
    EDIT_CHANNELS = "edit_channels"  # chat robots, webhooks, and messages that could not be delivered
    EDIT_ASSETS = "edit_assets"
    CLOSE_PERIODS = "close_periods"
    POST_JOURNALS = "post_journals"
    REVERSE_JOURNALS = "reverse_journals"
    EDIT_ACCOUNTS = "edit_accounts"  # accounts by purpose, tax rates, and by which rules an entity keeps its books
