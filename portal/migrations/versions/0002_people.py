"""Let people sign in and belong to homes"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=True),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("is_staff", sa.Boolean(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_hash", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice_accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("phone_hash", name="uq_account_phone_hash"),
        sa.UniqueConstraint("user_name", name="uq_account_user_name"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    with op.batch_alter_table("attempt") as table:
        table.create_index("ix_attempt_at", ["at"], unique=False)
        table.create_index("ix_attempt_subject_at", ["subject", "at"], unique=False)

    op.create_table(
        "sms_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone_hash", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sms_code"),
    )
    with op.batch_alter_table("sms_code") as table:
        table.create_index("ix_sms_code_phone_hash_purpose", ["phone_hash", "purpose"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_sign_in_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in"),
        sa.UniqueConstraint("token_hash", name="uq_sign_in_token_hash"),
    )
    with op.batch_alter_table("sign_in") as table:
        table.create_index("ix_sign_in_account_id", ["account_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=True),
        sa.Column("street_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("estate_id IS NULL OR street_id IS NULL", name=op.f("ck_role_grant_one_scope")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_role_grant_account_id"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_role_grant_estate_id"),
        sa.ForeignKeyConstraint(["granted_by"], ["account.id"], name="fk_role_grant_granted_by"),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name="fk_role_grant_street_id"),
        sa.PrimaryKeyConstraint("id", name="pk_role_grant"),
    )
    with op.batch_alter_table("role_grant") as table:
        table.create_index("ix_role_grant_account_id", ["account_id"], unique=False)

    op.create_table(
        "owner_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column("proof", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("why_waiting", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> checked_by", name=op.f("ck_owner_link_two_people")
        ),
        sa.CheckConstraint(
            "relation IN ('owner', 'representative')", name=op.f("ck_owner_link_speaks_for_owner")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_owner_link_account_id"),
        sa.ForeignKeyConstraint(["checked_by"], ["account.id"], name="fk_owner_link_checked_by"),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name="fk_owner_link_confirmed_by"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_owner_link_estate_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name="fk_owner_link_owner_id"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_owner_link_part_id"),
        sa.PrimaryKeyConstraint("id", name="pk_owner_link"),
    )
    with op.batch_alter_table("owner_link") as table:
        table.create_index("ix_owner_link_owner_id", ["owner_id"], unique=False)
        table.create_index(
            "uq_owner_link_account_owner_live",
            ["account_id", "owner_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('active', 'waiting')"),
            postgresql_where=sa.text("state IN ('active', 'waiting')"),
        )
        table.create_index(
            "uq_owner_link_owner_active",
            ["owner_id"],
            unique=True,
            sqlite_where=sa.text("state = 'active' AND relation = 'owner'"),
            postgresql_where=sa.text("state = 'active' AND relation = 'owner'"),
        )

    op.create_table(
        "residency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("why_waiting", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_residency_account_id"),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name="fk_residency_decided_by"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_residency_estate_id"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_residency_part_id"),
        sa.PrimaryKeyConstraint("id", name="pk_residency"),
    )
    with op.batch_alter_table("residency") as table:
        table.create_index("ix_residency_part_id", ["part_id"], unique=False)
        table.create_index(
            "uq_residency_account_part_live",
            ["account_id", "part_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('active', 'waiting')"),
            postgresql_where=sa.text("state IN ('active', 'waiting')"),
        )

    op.create_table(
        "slip",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_slip_estate_id"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_slip_part_id"),
        sa.ForeignKeyConstraint(["printed_by"], ["account.id"], name="fk_slip_printed_by"),
        sa.ForeignKeyConstraint(["used_by"], ["account.id"], name="fk_slip_used_by"),
        sa.PrimaryKeyConstraint("id", name="pk_slip"),
        sa.UniqueConstraint("code_hash", name="uq_slip_code_hash"),
    )
    with op.batch_alter_table("slip") as table:
        table.create_index("ix_slip_part_id", ["part_id"], unique=False)
        table.create_index(
            "uq_slip_part_live",
            ["part_id"],
            unique=True,
            sqlite_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("slip") as table:
        table.drop_index(
            "uq_slip_part_live",
            sqlite_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL AND revoked_at IS NULL"),
        )
        table.drop_index("ix_slip_part_id")

    op.drop_table("slip")
    with op.batch_alter_table("residency") as table:
        table.drop_index(
            "uq_residency_account_part_live",
            sqlite_where=sa.text("state IN ('active', 'waiting')"),
            postgresql_where=sa.text("state IN ('active', 'waiting')"),
        )
        table.drop_index("ix_residency_part_id")

    op.drop_table("residency")
    with op.batch_alter_table("owner_link") as table:
        table.drop_index(
            "uq_owner_link_owner_active",
            sqlite_where=sa.text("state = 'active' AND relation = 'owner'"),
            postgresql_where=sa.text("state = 'active' AND relation = 'owner'"),
        )
        table.drop_index(
            "uq_owner_link_account_owner_live",
            sqlite_where=sa.text("state IN ('active', 'waiting')"),
            postgresql_where=sa.text("state IN ('active', 'waiting')"),
        )
        table.drop_index("ix_owner_link_owner_id")

    op.drop_table("owner_link")
    with op.batch_alter_table("role_grant") as table:
        table.drop_index("ix_role_grant_account_id")

    op.drop_table("role_grant")
    with op.batch_alter_table("sign_in") as table:
        table.drop_index("ix_sign_in_account_id")

    op.drop_table("sign_in")
    with op.batch_alter_table("sms_code") as table:
        table.drop_index("ix_sms_code_phone_hash_purpose")

    op.drop_table("sms_code")
    with op.batch_alter_table("attempt") as table:
        table.drop_index("ix_attempt_subject_at")
        table.drop_index("ix_attempt_at")

    op.drop_table("attempt")
    op.drop_table("account")
