"""Channels of messages and webhooks, what people chose, and how far each message has come."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STATUS = "status in ('waiting','delivered','failed','dropped')"
PERMISSION = "edit_channels"

_ROLES = sa.table("roles", sa.column("code", sa.String), sa.column("permissions", sa.Text))


def upgrade() -> None:
    op.create_table(
        "channels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=60), nullable=True),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("secret_number", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("way in ('chat','webhook')", name=op.f("ck_channels_way")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_channels_person_id")),
        sa.ForeignKeyConstraint(["role"], ["roles.code"], name=op.f("fk_channels_role")),
        sa.ForeignKeyConstraint(["created_by"], ["persons.id"], name=op.f("fk_channels_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
    )
    op.create_index(op.f("ix_channels_person_id"), "channels", ["person_id"])
    op.create_table(
        "message_choices",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_message_choices_person_id")),
        sa.PrimaryKeyConstraint("person_id", "kind", "way", name=op.f("pk_message_choices")),
    )
    op.add_column("notices", sa.Column("kind", sa.String(length=40), nullable=False, server_default="notified"))
    op.add_column("notices", sa.Column("due_at", sa.BigInteger(), nullable=True))
    op.drop_index("ix_outbox_unsent", "outbox")
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("channel_id", sa.Uuid(), nullable=True))
        outbox.add_column(sa.Column("kind", sa.String(length=40), nullable=False, server_default="notified"))
        outbox.add_column(sa.Column("facts", sa.Text(), nullable=True))
        outbox.add_column(sa.Column("due_at", sa.BigInteger(), nullable=True))
        outbox.add_column(sa.Column("asked_by", sa.Uuid(), nullable=True))
        outbox.add_column(sa.Column("status", sa.String(length=20), nullable=False, server_default="waiting"))
        outbox.add_column(sa.Column("bundle_id", sa.Uuid(), nullable=True))
        outbox.add_column(sa.Column("failure", sa.Text(), nullable=True))
        outbox.drop_column("last_error")
        outbox.alter_column("person_id", existing_type=sa.Uuid(), nullable=True)
        outbox.alter_column("sentence", existing_type=sa.Text(), nullable=True)
        outbox.create_check_constraint(outbox.f("ck_outbox_status"), STATUS)
        outbox.create_foreign_key(outbox.f("fk_outbox_channel_id"), "channels", ["channel_id"], ["id"])
        outbox.create_foreign_key(outbox.f("fk_outbox_asked_by"), "persons", ["asked_by"], ["id"])
    op.execute("UPDATE outbox SET status = 'delivered', bundle_id = id WHERE delivered_at IS NOT NULL")
    waiting, failed = sa.text("status = 'waiting'"), sa.text("status = 'failed'")
    reader = ["person_id", "channel_id", "channel", "bundle_id"]
    op.create_index("ix_outbox_due", "outbox", ["deliver_at"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_index("ix_outbox_reader", "outbox", reader, sqlite_where=waiting, postgresql_where=waiting)
    op.create_index("ix_outbox_failed", "outbox", ["id"], sqlite_where=failed, postgresql_where=failed)
    op.create_index("ix_outbox_bundle", "outbox", ["bundle_id"])
    _change_admin(lambda held: [*held, PERMISSION])


def downgrade() -> None:
    _change_admin(lambda held: [name for name in held if name != PERMISSION])
    for index in ("ix_outbox_due", "ix_outbox_reader", "ix_outbox_failed", "ix_outbox_bundle"):
        op.drop_index(index, "outbox")
    op.execute("DELETE FROM outbox WHERE person_id IS NULL OR sentence IS NULL OR channel <> 'mail'")
    op.execute("UPDATE outbox SET delivered_at = deliver_at WHERE status = 'dropped' AND delivered_at IS NULL")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_constraint(outbox.f("fk_outbox_asked_by"), type_="foreignkey")
        outbox.drop_constraint(outbox.f("fk_outbox_channel_id"), type_="foreignkey")
        outbox.drop_constraint(outbox.f("ck_outbox_status"), type_="check")
        for column in ("channel_id", "kind", "facts", "due_at", "asked_by", "status", "bundle_id", "failure"):
            outbox.drop_column(column)
        outbox.add_column(sa.Column("last_error", sa.Text(), nullable=False, server_default=""))
        outbox.alter_column("person_id", existing_type=sa.Uuid(), nullable=False)
        outbox.alter_column("sentence", existing_type=sa.Text(), nullable=False)
    unsent = sa.text("delivered_at IS NULL")
    op.create_index("ix_outbox_unsent", "outbox", ["deliver_at"], sqlite_where=unsent, postgresql_where=unsent)
    with op.batch_alter_table("notices") as notices:
        notices.drop_column("due_at")
        notices.drop_column("kind")
    op.drop_table("message_choices")
    op.drop_table("channels")


def _change_admin(change) -> None:  # type: ignore[no-untyped-def]
    """The administrators of a running installation get, or lose, the permission of this version."""
    connection = op.get_bind()
    for (permissions,) in connection.execute(sa.select(_ROLES.c.permissions).where(_ROLES.c.code == "admin")).all():
        held = json.dumps(change(json.loads(permissions)), separators=(",", ":"))
        connection.execute(sa.update(_ROLES).where(_ROLES.c.code == "admin").values(permissions=held))
