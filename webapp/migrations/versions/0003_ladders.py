"""Ladder stages of seats and timer policies."""

from __future__ import annotations

import json
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ACTION = "action in ('remind','copy','escalate','reassign')"
LIMIT_UNIT = "limit_unit in ('minutes','hours','days','working_minutes','working_hours','working_days')"
WAITING = sa.text("fired_at IS NULL AND cancelled_at IS NULL")
OF_TASK = sa.text("task_id IS NOT NULL")
ACTIVE = sa.text("is_active")

PERMISSION, BESIDE = "edit_timers", "edit_calendars"

_ROLES = sa.table("roles", sa.column("code", sa.String), sa.column("permissions", sa.Text))

ADDED = (
    *("seat_id", "process_id", "base_literal", "is_base_working_time", "calendar_code", "policy_id", "stage"),
    *("action", "recipients", "repetition", "repeat_every"),
)


def upgrade() -> None:
    op.create_table(
        "timer_policies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=200), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.Column("amount_from", sa.BigInteger(), nullable=True),
        sa.Column("amount_to", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("limit_value", sa.BigInteger(), nullable=False),
        sa.Column("limit_unit", sa.String(length=20), nullable=False),
        sa.Column("calendar_code", sa.String(length=40), nullable=False),
        sa.Column("stages", sa.Text(), nullable=False),
        sa.Column("repeat_every", sa.String(length=40), nullable=False),
        sa.Column("max_repeat", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("moves_waiting", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("superseded_at", sa.BigInteger(), nullable=True),
        sa.Column("superseded_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("limit_value > 0", name=op.f("ck_timer_policies_limit_value")),
        sa.CheckConstraint(LIMIT_UNIT, name=op.f("ck_timer_policies_limit_unit")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["org_units.id"], name=op.f("fk_timer_policies_org_unit_id")),
        sa.ForeignKeyConstraint(["created_by"], ["persons.id"], name=op.f("fk_timer_policies_created_by")),
        sa.ForeignKeyConstraint(["superseded_by"], ["persons.id"], name=op.f("fk_timer_policies_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer_policies")),
    )
    op.create_index(
        "ix_timer_policies_active", "timer_policies", ["process_id"], sqlite_where=ACTIVE, postgresql_where=ACTIVE
    )
    with op.batch_alter_table("timers") as timers:
        timers.add_column(sa.Column("seat_id", sa.Uuid(), nullable=True))
        timers.add_column(sa.Column("process_id", sa.String(length=200), nullable=False, server_default=""))
        timers.add_column(sa.Column("base_literal", sa.String(length=200), nullable=False, server_default=""))
        timers.add_column(sa.Column("is_base_working_time", sa.Boolean(), nullable=False, server_default=sa.false()))
        timers.add_column(sa.Column("calendar_code", sa.String(length=40), nullable=False, server_default=""))
        timers.add_column(sa.Column("policy_id", sa.Uuid(), nullable=True))
        timers.add_column(sa.Column("stage", sa.Integer(), nullable=True))
        timers.add_column(sa.Column("action", sa.String(length=10), nullable=True))
        timers.add_column(sa.Column("recipients", sa.Text(), nullable=False, server_default="[]"))
        timers.add_column(sa.Column("repetition", sa.Integer(), nullable=False, server_default="0"))
        timers.add_column(sa.Column("repeat_every", sa.String(length=40), nullable=False, server_default=""))
        timers.create_foreign_key(timers.f("fk_timers_seat_id"), "seats", ["seat_id"], ["id"])
        timers.create_foreign_key(timers.f("fk_timers_policy_id"), "timer_policies", ["policy_id"], ["id"])
        timers.create_check_constraint(timers.f("ck_timers_action"), ACTION)
    op.create_index("ix_timers_task", "timers", ["task_id"], sqlite_where=OF_TASK, postgresql_where=OF_TASK)
    op.create_index(
        "ix_timers_element",
        "timers",
        ["process_id", "element_id", "task_id", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    _name_what_waits()
    _change_roles(lambda held: [*held, PERMISSION] if BESIDE in held and PERMISSION not in held else held)


def _name_what_waits() -> None:
    """What waits already can be tuned as well: its diagram's literal is the one that counts so far."""
    op.execute("UPDATE timers SET base_literal = literal, is_base_working_time = is_working_time")
    op.execute(
        "UPDATE timers SET process_id = coalesce((SELECT tasks.process_id FROM tasks WHERE tasks.id = timers.task_id),"
        " (SELECT process_instances.process_id FROM process_instances"
        " WHERE process_instances.id = timers.instance_id))"
    )


def _change_roles(change: Callable[[list[str]], list[str]]) -> None:
    """Whoever edits calendars edits time limits."""
    connection = op.get_bind()
    for code, permissions in connection.execute(sa.select(_ROLES.c.code, _ROLES.c.permissions)).all():
        held = json.loads(permissions)
        if (changed := change(held)) != held:
            text = json.dumps(changed, separators=(",", ":"))
            connection.execute(sa.update(_ROLES).where(_ROLES.c.code == code).values(permissions=text))


def downgrade() -> None:
    _change_roles(lambda held: [name for name in held if name != PERMISSION])
    op.execute("DELETE FROM timers WHERE action IS NOT NULL")
    op.drop_index("ix_timers_element", "timers")
    op.drop_index("ix_timers_task", "timers")
    with op.batch_alter_table("timers") as timers:
        timers.drop_constraint(timers.f("ck_timers_action"), type_="check")
        timers.drop_constraint(timers.f("fk_timers_policy_id"), type_="foreignkey")
        timers.drop_constraint(timers.f("fk_timers_seat_id"), type_="foreignkey")
    with op.batch_alter_table("timers") as timers:
        for column in ADDED:
            timers.drop_column(column)
    op.drop_table("timer_policies")
