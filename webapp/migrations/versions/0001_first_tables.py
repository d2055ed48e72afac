"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("chart", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("chart", "code", name=op.f("uq_accounts_chart_code")),
    )
    op.create_table(
        "answered_requests",
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("actor_id", "key", name=op.f("pk_answered_requests")),
    )
    with op.batch_alter_table("answered_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answered_requests_answered_at"), ["answered_at"], unique=False)

    op.create_table(
        "asset_categories",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("life_months", sa.Integer(), nullable=False),
        sa.Column("residual_rate", sa.BigInteger(), nullable=False),
        sa.Column("default_method", sa.String(length=30), nullable=False),
        sa.Column("is_data_bearing", sa.Boolean(), nullable=False),
        sa.Column("is_hazardous", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('equipment', 'vehicle', 'property')", name=op.f("ck_asset_categories_kind")),
        sa.CheckConstraint("life_months > 0", name=op.f("ck_asset_categories_life_months")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_categories")),
        sa.UniqueConstraint("code", name=op.f("uq_asset_categories_code")),
    )
    op.create_table(
        "buffered_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("correlation_key", sa.String(length=200), nullable=False),
        sa.Column("variables", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buffered_messages")),
    )
    with op.batch_alter_table("buffered_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_buffered_messages_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index("ix_buffered_messages_name_key", ["name", "correlation_key"], unique=False)

    op.create_table(
        "calendars",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("nominal_minutes", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("revision", sa.String(length=64), nullable=False),
        sa.CheckConstraint("nominal_minutes > 0", name=op.f("ck_calendars_nominal_minutes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
        sa.UniqueConstraint("code", name=op.f("uq_calendars_code")),
    )
    op.create_table(
        "definition_blobs",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_definition_blobs")),
    )
    op.create_table(
        "event_chains",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_chains")),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("original_name", sa.String(length=200), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("uploaded_at", sa.BigInteger(), nullable=False),
        sa.Column("attached_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_files_sha256"), ["sha256"], unique=False)
        batch_op.create_index(
            "ix_files_unattached",
            ["uploaded_at"],
            unique=False,
            sqlite_where=sa.text("attached_at IS NULL"),
            postgresql_where=sa.text("attached_at IS NULL"),
        )

    op.create_table(
        "legal_entities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_entities")),
        sa.UniqueConstraint("code", name=op.f("uq_legal_entities_code")),
    )
    op.create_table(
        "login_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("is_success", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempts")),
    )
    with op.batch_alter_table("login_attempts", schema=None) as batch_op:
        batch_op.create_index("ix_login_attempts_address_at", ["address", "at"], unique=False)
        batch_op.create_index("ix_login_attempts_login_at", ["login", "at"], unique=False)

    op.create_table(
        "result_accounts",
        sa.Column("chart", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("loss_code", sa.String(length=20), nullable=False),
        sa.Column("gain_code", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("chart", "method", name=op.f("pk_result_accounts")),
    )
    op.create_table(
        "roles",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("permissions", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_roles")),
    )
    op.create_table(
        "accounting_periods",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_accounting_periods_status")),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_accounting_periods_month")),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_accounting_periods_legal_entity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounting_periods")),
        sa.UniqueConstraint(
            "legal_entity_id", "year", "month", name=op.f("uq_accounting_periods_legal_entity_id_year_month")
        ),
    )
    op.create_table(
        "calendar_days",
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_official", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('holiday', 'workday')", name=op.f("ck_calendar_days_kind")),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendars.id"], name=op.f("fk_calendar_days_calendar_id")),
        sa.PrimaryKeyConstraint("calendar_id", "day", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "document_counters",
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_document_counters_legal_entity_id")
        ),
        sa.PrimaryKeyConstraint("legal_entity_id", "kind", "year", name=op.f("pk_document_counters")),
    )
    op.create_table(
        "entity_books",
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("chart", sa.String(length=20), nullable=False),
        sa.Column("depreciation_convention", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_entity_books_legal_entity_id")
        ),
        sa.PrimaryKeyConstraint("legal_entity_id", name=op.f("pk_entity_books")),
    )
    op.create_table(
        "events",
        sa.Column("chain_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("element_id", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["chain_id"], ["event_chains.id"], name=op.f("fk_events_chain_id")),
        sa.PrimaryKeyConstraint("chain_id", "number", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index("ix_events_actor_at", ["actor_id", "at"], unique=False)
        batch_op.create_index("ix_events_kind_at", ["kind", "at"], unique=False)

    op.create_table(
        "org_units",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("head_id", sa.Uuid(), nullable=True),
        sa.Column("lineage", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_org_units_legal_entity_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["org_units.id"], name=op.f("fk_org_units_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org_units")),
        sa.UniqueConstraint("code", name=op.f("uq_org_units_code")),
    )
    with op.batch_alter_table("org_units", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_org_units_legal_entity_id"), ["legal_entity_id"], unique=False)

    op.create_table(
        "locations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("is_quarantine", sa.Boolean(), nullable=False),
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_locations_legal_entity_id")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["org_units.id"], name=op.f("fk_locations_org_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locations")),
        sa.UniqueConstraint("code", name=op.f("uq_locations_code")),
    )
    with op.batch_alter_table("locations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_locations_org_unit_id"), ["org_unit_id"], unique=False)

    op.create_table(
        "persons",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("session_epoch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["persons.id"], name=op.f("fk_persons_manager_id")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["org_units.id"], name=op.f("fk_persons_org_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("login", name=op.f("uq_persons_login")),
    )
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_persons_org_unit_id"), ["org_unit_id"], unique=False)

    op.create_table(
        "assets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_no", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("spec", sa.String(length=200), nullable=False),
        sa.Column("serial_no", sa.String(length=100), nullable=False),
        sa.Column("category_id", sa.Uuid(), nullable=False),
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("custodian_id", sa.Uuid(), nullable=True),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("residual_rate", sa.BigInteger(), nullable=False),
        sa.Column("life_months", sa.Integer(), nullable=False),
        sa.Column("in_service_on", sa.Date(), nullable=False),
        sa.Column("depreciation_method", sa.String(length=30), nullable=False),
        sa.Column("imported_accumulated", sa.BigInteger(), nullable=True),
        sa.Column("imported_through", sa.Date(), nullable=True),
        sa.Column("impairment", sa.BigInteger(), nullable=False),
        sa.Column("impaired_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("state_since", sa.BigInteger(), nullable=False),
        sa.Column("technical_eol_at", sa.BigInteger(), nullable=True),
        sa.Column("accounting_eol_at", sa.BigInteger(), nullable=True),
        sa.Column("last_physical_evidence_at", sa.BigInteger(), nullable=True),
        sa.Column("is_leased", sa.Boolean(), nullable=False),
        sa.Column("is_mortgaged", sa.Boolean(), nullable=False),
        sa.Column("is_subsidised", sa.Boolean(), nullable=False),
        sa.Column("is_under_customs_supervision", sa.Boolean(), nullable=False),
        sa.Column("is_state_owned", sa.Boolean(), nullable=False),
        sa.CheckConstraint("depreciation_method IN ('straight_line')", name=op.f("ck_assets_depreciation_method")),
        sa.CheckConstraint(
            "state IN ('in_use', 'idle', 'pending_disposal', 'quarantined', 'pending_approval', 'pending_writeoff', 'disposed')",
            name=op.f("ck_assets_state"),
        ),
        sa.CheckConstraint(
            "(imported_accumulated IS NULL) = (imported_through IS NULL)", name=op.f("ck_assets_imported")
        ),
        sa.CheckConstraint("cost > 0", name=op.f("ck_assets_cost")),
        sa.CheckConstraint(
            "impairment = 0 OR (impairment > 0 AND impaired_on IS NOT NULL)", name=op.f("ck_assets_impairment")
        ),
        sa.CheckConstraint("life_months > 0", name=op.f("ck_assets_life_months")),
        sa.CheckConstraint("residual_rate BETWEEN 0 AND 10000", name=op.f("ck_assets_residual_rate")),
        sa.ForeignKeyConstraint(["category_id"], ["asset_categories.id"], name=op.f("fk_assets_category_id")),
        sa.ForeignKeyConstraint(["custodian_id"], ["persons.id"], name=op.f("fk_assets_custodian_id")),
        sa.ForeignKeyConstraint(["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_assets_legal_entity_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_assets_location_id")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["org_units.id"], name=op.f("fk_assets_org_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("asset_no", name=op.f("uq_assets_asset_no")),
    )
    with op.batch_alter_table("assets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assets_custodian_id"), ["custodian_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assets_org_unit_id"), ["org_unit_id"], unique=False)
        batch_op.create_index("ix_assets_state_org_unit_id", ["state", "org_unit_id"], unique=False)

    op.create_table(
        "bundle_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bundle_key", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["published_by"], ["persons.id"], name=op.f("fk_bundle_versions_published_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundle_versions")),
        sa.UniqueConstraint("bundle_key", "number", name=op.f("uq_bundle_versions_bundle_key_number")),
    )
    op.create_table(
        "journals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("drafted_for", sa.Date(), nullable=False),
        sa.Column("posting_on", sa.Date(), nullable=True),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("external_voucher_no", sa.String(length=60), nullable=False),
        sa.Column("drafted_at", sa.BigInteger(), nullable=False),
        sa.Column("drafted_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("voided_at", sa.BigInteger(), nullable=True),
        sa.Column("voided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(status IN ('confirmed', 'reversed')) = (number IS NOT NULL AND posting_on IS NOT NULL)",
            name=op.f("ck_journals_confirmed"),
        ),
        sa.CheckConstraint(
            "status IN ('to_confirm', 'confirmed', 'voided', 'reversed')", name=op.f("ck_journals_status")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["persons.id"], name=op.f("fk_journals_confirmed_by")),
        sa.ForeignKeyConstraint(["drafted_by"], ["persons.id"], name=op.f("fk_journals_drafted_by")),
        sa.ForeignKeyConstraint(["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_journals_legal_entity_id")),
        sa.ForeignKeyConstraint(["org_unit_id"], ["org_units.id"], name=op.f("fk_journals_org_unit_id")),
        sa.ForeignKeyConstraint(["voided_by"], ["persons.id"], name=op.f("fk_journals_voided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journals")),
        sa.UniqueConstraint("legal_entity_id", "number", name=op.f("uq_journals_legal_entity_id_number")),
    )
    with op.batch_alter_table("journals", schema=None) as batch_op:
        batch_op.create_index("ix_journals_org_unit_id_status", ["org_unit_id", "status"], unique=False)
        batch_op.create_index("ix_journals_source", ["source_kind", "source_id"], unique=False)

    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_notices_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_person", ["person_id", "id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("deliver_at", sa.BigInteger(), nullable=False),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_outbox_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_unsent",
            ["deliver_at"],
            unique=False,
            sqlite_where=sa.text("delivered_at IS NULL"),
            postgresql_where=sa.text("delivered_at IS NULL"),
        )

    op.create_table(
        "personal_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_personal_tokens_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_tokens")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_personal_tokens_token_sha256")),
    )
    with op.batch_alter_table("personal_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_personal_tokens_person_id"), ["person_id"], unique=False)

    op.create_table(
        "role_holders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["org_unit_id"], ["org_units.id"], name=op.f("fk_role_holders_org_unit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_role_holders_person_id")),
        sa.ForeignKeyConstraint(["role"], ["roles.code"], name=op.f("fk_role_holders_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_holders")),
    )
    with op.batch_alter_table("role_holders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_holders_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_role_holders_role_unit", ["role", "org_unit_id"], unique=False)

    op.create_table(
        "custody_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("received_by", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("given_scan_at", sa.BigInteger(), nullable=False),
        sa.Column("received_scan_at", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("given_by <> received_by", name=op.f("ck_custody_changes_two_sided")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_custody_changes_asset_id")),
        sa.ForeignKeyConstraint(["given_by"], ["persons.id"], name=op.f("fk_custody_changes_given_by")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_custody_changes_location_id")),
        sa.ForeignKeyConstraint(["received_by"], ["persons.id"], name=op.f("fk_custody_changes_received_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_changes")),
    )
    with op.batch_alter_table("custody_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_custody_changes_asset_id"), ["asset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_custody_changes_case_id"), ["case_id"], unique=False)

    op.create_table(
        "frozen_references",
        sa.Column("bundle_version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reference_id", sa.String(length=200), nullable=False),
        sa.Column("target_version_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('process', 'decision', 'form')", name=op.f("ck_frozen_references_kind")),
        sa.ForeignKeyConstraint(
            ["bundle_version_id"], ["bundle_versions.id"], name=op.f("fk_frozen_references_bundle_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_version_id"], ["bundle_versions.id"], name=op.f("fk_frozen_references_target_version_id")
        ),
        sa.PrimaryKeyConstraint("bundle_version_id", "kind", "reference_id", name=op.f("pk_frozen_references")),
    )
    with op.batch_alter_table("frozen_references", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_frozen_references_target_version_id"), ["target_version_id"], unique=False)

    op.create_table(
        "journal_lines",
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("account_code", sa.String(length=20), nullable=False),
        sa.Column("debit", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "debit >= 0 AND credit >= 0 AND (debit > 0) <> (credit > 0)", name=op.f("ck_journal_lines_one_side")
        ),
        sa.ForeignKeyConstraint(["journal_id"], ["journals.id"], name=op.f("fk_journal_lines_journal_id")),
        sa.PrimaryKeyConstraint("journal_id", "position", name=op.f("pk_journal_lines")),
    )
    op.create_table(
        "process_definitions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bundle_version_id", sa.Uuid(), nullable=False),
        sa.Column("bundle_key", sa.String(length=60), nullable=False),
        sa.Column("process_id", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("is_startable", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bundle_version_id"], ["bundle_versions.id"], name=op.f("fk_process_definitions_bundle_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_definitions")),
        sa.UniqueConstraint("process_id", "number", name=op.f("uq_process_definitions_process_id_number")),
    )
    with op.batch_alter_table("process_definitions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_process_definitions_bundle_version_id"), ["bundle_version_id"], unique=False
        )

    op.create_table(
        "process_instances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("bundle_version_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=200), nullable=False),
        sa.Column("version", sa.String(length=120), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("business_key", sa.String(length=100), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("subject_kind", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("initiator_id", sa.Uuid(), nullable=True),
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("status in ('active','completed','cancelled')", name=op.f("ck_process_instances_status")),
        sa.ForeignKeyConstraint(
            ["bundle_version_id"], ["bundle_versions.id"], name=op.f("fk_process_instances_bundle_version_id")
        ),
        sa.ForeignKeyConstraint(["initiator_id"], ["persons.id"], name=op.f("fk_process_instances_initiator_id")),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_process_instances_legal_entity_id")
        ),
        sa.ForeignKeyConstraint(["org_unit_id"], ["org_units.id"], name=op.f("fk_process_instances_org_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_instances")),
    )
    with op.batch_alter_table("process_instances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_process_instances_bundle_version_id"), ["bundle_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_process_instances_business_key"), ["business_key"], unique=False)
        batch_op.create_index("ix_process_instances_subject", ["subject_kind", "subject_id"], unique=False)
        batch_op.create_index("ix_process_instances_unit", ["org_unit_id", "id"], unique=False)

    op.create_table(
        "shared_parts",
        sa.Column("bundle_version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reference_id", sa.String(length=200), nullable=False),
        sa.Column("bundle_key", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('decision', 'form')", name=op.f("ck_shared_parts_kind")),
        sa.ForeignKeyConstraint(
            ["bundle_version_id"], ["bundle_versions.id"], name=op.f("fk_shared_parts_bundle_version_id")
        ),
        sa.PrimaryKeyConstraint("bundle_version_id", "kind", "reference_id", name=op.f("pk_shared_parts")),
    )
    with op.batch_alter_table("shared_parts", schema=None) as batch_op:
        batch_op.create_index("ix_shared_parts_reference_id_kind", ["reference_id", "kind", "number"], unique=False)

    op.create_table(
        "disposal_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=True),
        sa.Column("est_proceeds", sa.BigInteger(), nullable=True),
        sa.Column("is_related_party", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("legal_entity_id", sa.Uuid(), nullable=False),
        sa.Column("org_unit_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("journal_id", sa.Uuid(), nullable=True),
        sa.Column("reopens_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "method IS NULL OR method IN ('scrap', 'damage', 'loss', 'sale', 'trade_in', 'donation', 'transfer')",
            name=op.f("ck_disposal_requests_method"),
        ),
        sa.CheckConstraint(
            "status IN ('marked', 'collected', 'submitted', 'returned', 'rejected', 'approved', 'disposed', 'reinstated', 'cancelled')",
            name=op.f("ck_disposal_requests_status"),
        ),
        sa.CheckConstraint(
            "verdict IN ('irreparable', 'repairable', 'pending')", name=op.f("ck_disposal_requests_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instances.id"], name=op.f("fk_disposal_requests_instance_id")
        ),
        sa.ForeignKeyConstraint(["journal_id"], ["journals.id"], name=op.f("fk_disposal_requests_journal_id")),
        sa.ForeignKeyConstraint(
            ["legal_entity_id"], ["legal_entities.id"], name=op.f("fk_disposal_requests_legal_entity_id")
        ),
        sa.ForeignKeyConstraint(["org_unit_id"], ["org_units.id"], name=op.f("fk_disposal_requests_org_unit_id")),
        sa.ForeignKeyConstraint(["reopens_id"], ["disposal_requests.id"], name=op.f("fk_disposal_requests_reopens_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["persons.id"], name=op.f("fk_disposal_requests_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposal_requests")),
        sa.UniqueConstraint("legal_entity_id", "number", name=op.f("uq_disposal_requests_legal_entity_id_number")),
    )
    with op.batch_alter_table("disposal_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disposal_requests_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index("ix_disposal_requests_org_unit_id_id", ["org_unit_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disposal_requests_requested_by"), ["requested_by"], unique=False)

    op.create_table(
        "incidents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("engine_task_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_incidents_instance_id")),
        sa.ForeignKeyConstraint(["resolved_by"], ["persons.id"], name=op.f("fk_incidents_resolved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incidents_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index(
            "ix_incidents_open",
            ["opened_at"],
            unique=False,
            sqlite_where=sa.text("resolved_at IS NULL"),
            postgresql_where=sa.text("resolved_at IS NULL"),
        )

    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("progress_done", sa.Integer(), nullable=False),
        sa.Column("progress_total", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("status in ('waiting','done')", name=op.f("ck_jobs_status")),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_jobs_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(
            "ix_jobs_waiting",
            ["run_at"],
            unique=False,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )

    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("engine_task_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("correlation_key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_subscriptions_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscriptions_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index("ix_subscriptions_name_key", ["name", "correlation_key"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("bundle_version_id", sa.Uuid(), nullable=False),
        sa.Column("process_id", sa.String(length=200), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("sign_mode", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=True),
        sa.Column("answers", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("status in ('open','completed','cancelled')", name=op.f("ck_tasks_status")),
        sa.ForeignKeyConstraint(["bundle_version_id"], ["bundle_versions.id"], name=op.f("fk_tasks_bundle_version_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_tasks_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index("ix_tasks_instance_element", ["instance_id", "element_id"], unique=False)

    op.create_table(
        "disposal_lines",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state_before", sa.String(length=30), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("accumulated", sa.BigInteger(), nullable=True),
        sa.Column("impairment", sa.BigInteger(), nullable=True),
        sa.Column("net_value", sa.BigInteger(), nullable=True),
        sa.Column("carrying", sa.BigInteger(), nullable=True),
        sa.Column("computed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_disposal_lines_asset_id")),
        sa.ForeignKeyConstraint(["request_id"], ["disposal_requests.id"], name=op.f("fk_disposal_lines_request_id")),
        sa.PrimaryKeyConstraint("request_id", "asset_id", name=op.f("pk_disposal_lines")),
    )
    with op.batch_alter_table("disposal_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disposal_lines_asset_id"), ["asset_id"], unique=False)

    op.create_table(
        "disposal_photos",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_disposal_photos_file_id")),
        sa.ForeignKeyConstraint(["request_id"], ["disposal_requests.id"], name=op.f("fk_disposal_photos_request_id")),
        sa.PrimaryKeyConstraint("request_id", "file_id", name=op.f("pk_disposal_photos")),
    )
    op.create_table(
        "drafts",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_drafts_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_drafts_task_id")),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "seats",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("pools", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("on_behalf_of", sa.Uuid(), nullable=True),
        sa.Column("decision", sa.String(length=40), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint("status in ('open','decided','not_needed')", name=op.f("ck_seats_status")),
        sa.ForeignKeyConstraint(["decided_by"], ["persons.id"], name=op.f("fk_seats_decided_by")),
        sa.ForeignKeyConstraint(["on_behalf_of"], ["persons.id"], name=op.f("fk_seats_on_behalf_of")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_seats_person_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["persons.id"], name=op.f("fk_seats_taken_by")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_seats_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
    )
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.create_index("ix_seats_decided", ["decided_by", "decided_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_seats_task_id"), ["task_id"], unique=False)

    op.create_table(
        "timers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("engine_task_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("event", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("literal", sa.String(length=200), nullable=False),
        sa.Column("is_working_time", sa.Boolean(), nullable=False),
        sa.Column("armed_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("repetitions_left", sa.Integer(), nullable=False),
        sa.Column("fired_at", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instances.id"], name=op.f("fk_timers_instance_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_timers_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timers")),
    )
    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.create_index(
            "ix_timers_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
        )
        batch_op.create_index(
            "ix_timers_instance",
            ["instance_id"],
            unique=False,
            sqlite_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
        )

    op.create_table(
        "inbox_entries",
        sa.Column("seat_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(length=120), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("sort_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_inbox_entries_seat_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_inbox_entries_task_id")),
        sa.PrimaryKeyConstraint("seat_id", "recipient", name=op.f("pk_inbox_entries")),
    )
    with op.batch_alter_table("inbox_entries", schema=None) as batch_op:
        batch_op.create_index("ix_inbox_entries_page", ["recipient", "sort_at", "task_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inbox_entries_task_id"), ["task_id"], unique=False)

    # Units have heads and persons have units: the second of the two references comes when both tables are there.
    with op.batch_alter_table("org_units", schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f("fk_org_units_head_id"), "persons", ["head_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("org_units", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_org_units_head_id"), type_="foreignkey")

    with op.batch_alter_table("inbox_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inbox_entries_task_id"))
        batch_op.drop_index("ix_inbox_entries_page")

    op.drop_table("inbox_entries")
    with op.batch_alter_table("timers", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_timers_instance",
            sqlite_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_timers_due",
            sqlite_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
            postgresql_where=sa.text("fired_at IS NULL AND cancelled_at IS NULL"),
        )

    op.drop_table("timers")
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seats_task_id"))
        batch_op.drop_index("ix_seats_decided")

    op.drop_table("seats")
    op.drop_table("drafts")
    op.drop_table("disposal_photos")
    with op.batch_alter_table("disposal_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disposal_lines_asset_id"))

    op.drop_table("disposal_lines")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index("ix_tasks_instance_element")

    op.drop_table("tasks")
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.drop_index("ix_subscriptions_name_key")
        batch_op.drop_index(batch_op.f("ix_subscriptions_instance_id"))

    op.drop_table("subscriptions")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_jobs_waiting",
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        )

    op.drop_table("jobs")
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_incidents_open",
            sqlite_where=sa.text("resolved_at IS NULL"),
            postgresql_where=sa.text("resolved_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_incidents_instance_id"))

    op.drop_table("incidents")
    with op.batch_alter_table("disposal_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disposal_requests_requested_by"))
        batch_op.drop_index("ix_disposal_requests_org_unit_id_id")
        batch_op.drop_index(batch_op.f("ix_disposal_requests_instance_id"))

    op.drop_table("disposal_requests")
    with op.batch_alter_table("shared_parts", schema=None) as batch_op:
        batch_op.drop_index("ix_shared_parts_reference_id_kind")

    op.drop_table("shared_parts")
    with op.batch_alter_table("process_instances", schema=None) as batch_op:
        batch_op.drop_index("ix_process_instances_unit")
        batch_op.drop_index("ix_process_instances_subject")
        batch_op.drop_index(batch_op.f("ix_process_instances_business_key"))
        batch_op.drop_index(batch_op.f("ix_process_instances_bundle_version_id"))

    op.drop_table("process_instances")
    with op.batch_alter_table("process_definitions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_process_definitions_bundle_version_id"))

    op.drop_table("process_definitions")
    op.drop_table("journal_lines")
    with op.batch_alter_table("frozen_references", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_frozen_references_target_version_id"))

    op.drop_table("frozen_references")
    with op.batch_alter_table("custody_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_custody_changes_case_id"))
        batch_op.drop_index(batch_op.f("ix_custody_changes_asset_id"))

    op.drop_table("custody_changes")
    with op.batch_alter_table("role_holders", schema=None) as batch_op:
        batch_op.drop_index("ix_role_holders_role_unit")
        batch_op.drop_index(batch_op.f("ix_role_holders_person_id"))

    op.drop_table("role_holders")
    with op.batch_alter_table("personal_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_personal_tokens_person_id"))

    op.drop_table("personal_tokens")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_unsent",
            sqlite_where=sa.text("delivered_at IS NULL"),
            postgresql_where=sa.text("delivered_at IS NULL"),
        )

    op.drop_table("outbox")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index("ix_notices_person")

    op.drop_table("notices")
    with op.batch_alter_table("journals", schema=None) as batch_op:
        batch_op.drop_index("ix_journals_source")
        batch_op.drop_index("ix_journals_org_unit_id_status")

    op.drop_table("journals")
    op.drop_table("bundle_versions")
    with op.batch_alter_table("assets", schema=None) as batch_op:
        batch_op.drop_index("ix_assets_state_org_unit_id")
        batch_op.drop_index(batch_op.f("ix_assets_org_unit_id"))
        batch_op.drop_index(batch_op.f("ix_assets_custodian_id"))

    op.drop_table("assets")
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_persons_org_unit_id"))

    op.drop_table("persons")
    with op.batch_alter_table("locations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_locations_org_unit_id"))

    op.drop_table("locations")
    with op.batch_alter_table("org_units", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_org_units_legal_entity_id"))

    op.drop_table("org_units")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index("ix_events_kind_at")
        batch_op.drop_index("ix_events_actor_at")

    op.drop_table("events")
    op.drop_table("entity_books")
    op.drop_table("document_counters")
    op.drop_table("calendar_days")
    op.drop_table("accounting_periods")
    op.drop_table("roles")
    op.drop_table("result_accounts")
    with op.batch_alter_table("login_attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_login_attempts_login_at")
        batch_op.drop_index("ix_login_attempts_address_at")

    op.drop_table("login_attempts")
    op.drop_table("legal_entities")
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_files_unattached",
            sqlite_where=sa.text("attached_at IS NULL"),
            postgresql_where=sa.text("attached_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_files_sha256"))

    op.drop_table("files")
    op.drop_table("event_chains")
    op.drop_table("definition_blobs")
    op.drop_table("calendars")
    with op.batch_alter_table("buffered_messages", schema=None) as batch_op:
        batch_op.drop_index("ix_buffered_messages_name_key")
        batch_op.drop_index(batch_op.f("ix_buffered_messages_expires_at"))

    op.drop_table("buffered_messages")
    op.drop_table("asset_categories")
    with op.batch_alter_table("answered_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answered_requests_answered_at"))

    op.drop_table("answered_requests")
    op.drop_table("accounts")
