"""Follow every yuan"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0013", "0012"
branch_labels = depends_on = None

SQLITE = """
CREATE TRIGGER ledger_entry_no_{deed} BEFORE {deed} ON ledger_entry
BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END
"""
POSTGRESQL = """
CREATE FUNCTION ledger_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'ledger_entry is append-only'; END $$
"""


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(deed=deed))
        return
    op.execute(POSTGRESQL)
    op.execute(
        "CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_append_only()"
    )


def upgrade() -> None:
    op.create_table(
        "coefficient_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("floors", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="fk_coefficient_table_created_by"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_coefficient_table_estate_id"),
        sa.PrimaryKeyConstraint("id", name="pk_coefficient_table"),
        sa.UniqueConstraint("estate_id", "name", name="uq_coefficient_table_estate_id_name"),
    )
    op.create_table(
        "joint_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="fk_joint_order_created_by"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_joint_order_estate_id"),
        sa.PrimaryKeyConstraint("id", name="pk_joint_order"),
    )
    with op.batch_alter_table("joint_order") as table:
        table.create_index("ix_joint_order_estate_id", ["estate_id"], unique=False)

    op.create_table(
        "agreed_share",
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_agreed_share_amount_not_negative")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_agreed_share_part_id"),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name="fk_agreed_share_scheme_id"),
        sa.PrimaryKeyConstraint("scheme_id", "part_id", name="pk_agreed_share"),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("contributor", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("as_owner", sa.Boolean(), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_commitment_amount_positive")),
        sa.CheckConstraint("parts > 0", name=op.f("ck_commitment_parts_positive")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_commitment_account_id"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_commitment_estate_id"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_commitment_part_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_commitment_recorded_by"),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name="fk_commitment_scheme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_commitment"),
        sa.UniqueConstraint("number", name="uq_commitment_number"),
        sa.UniqueConstraint("scheme_id", "once", name="uq_commitment_scheme_id_once"),
    )
    with op.batch_alter_table("commitment") as table:
        table.create_index("ix_commitment_estate_id", ["estate_id"], unique=False)
        table.create_index("ix_commitment_part_id", ["part_id"], unique=False)
        table.create_index(
            "uq_commitment_scheme_id_part_id_kind_signed",
            ["scheme_id", "part_id", "kind"],
            unique=True,
            sqlite_where=sa.text("state = 'signed'"),
            postgresql_where=sa.text("state = 'signed'"),
        )

    op.create_table(
        "joint_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_joint_name_account_id"),
        sa.ForeignKeyConstraint(["order_id"], ["joint_order.id"], name="fk_joint_name_order_id"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_joint_name_part_id"),
        sa.PrimaryKeyConstraint("id", name="pk_joint_name"),
    )
    with op.batch_alter_table("joint_name") as table:
        table.create_index(
            "uq_joint_name_order_id_part_id_current",
            ["order_id", "part_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "spending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("payee", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_until", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("voucher", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("once", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_spending_amount_positive")),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> applied_by", name=op.f("ck_spending_two_people")
        ),
        sa.ForeignKeyConstraint(["applied_by"], ["account.id"], name="fk_spending_applied_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name="fk_spending_decided_by"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_spending_estate_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_spending_recorded_by"),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name="fk_spending_scheme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_spending"),
        sa.UniqueConstraint("scheme_id", "once", name="uq_spending_scheme_id_once"),
    )
    with op.batch_alter_table("spending") as table:
        table.create_index("ix_spending_estate_id_state", ["estate_id", "state"], unique=False)
        table.create_index(
            "uq_spending_estate_id_voucher",
            ["estate_id", "voucher"],
            unique=True,
            sqlite_where=sa.text("voucher <> ''"),
            postgresql_where=sa.text("voucher <> ''"),
        )

    op.create_table(
        "subsidy",
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_subsidy_amount_positive")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name="fk_subsidy_scheme_id"),
        sa.PrimaryKeyConstraint("scheme_id", "position", name="pk_subsidy"),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("debit", sa.String(length=40), nullable=False),
        sa.Column("credit", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "credit IN ('promised', 'conditional', 'owed', 'money', "
            "'in_kind', 'returned', 'waived', 'lapsed', 'spent')",
            name=op.f("ck_ledger_entry_known_credit"),
        ),
        sa.CheckConstraint(
            "debit IN ('spent', 'lapsed', 'waived', 'returned', 'in_kind', "
            "'money', 'owed', 'conditional', 'promised')",
            name=op.f("ck_ledger_entry_known_debit"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_entry_amount_positive")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_ledger_entry_two_sides")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name="fk_ledger_entry_commitment_id"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_ledger_entry_estate_id"),
        sa.ForeignKeyConstraint(["reverses_id"], ["ledger_entry.id"], name="fk_ledger_entry_reverses_id"),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name="fk_ledger_entry_scheme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_entry"),
        sa.UniqueConstraint("reverses_id", name="uq_ledger_entry_reverses_id"),
    )
    with op.batch_alter_table("ledger_entry") as table:
        table.create_index("ix_ledger_entry_commitment_id", ["commitment_id"], unique=False)
        table.create_index("ix_ledger_entry_estate_id", ["estate_id"], unique=False)
        table.create_index("ix_ledger_entry_scheme_id", ["scheme_id"], unique=False)
        table.create_index(
            "uq_ledger_entry_event_subject",
            ["event", "subject"],
            unique=True,
            sqlite_where=sa.text("reverses_id IS NULL"),
            postgresql_where=sa.text("reverses_id IS NULL"),
        )

    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("receipt_number", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("refused_why", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount_positive")),
        sa.CheckConstraint(
            "checked_by IS NULL OR checked_by <> entered_by", name=op.f("ck_payment_two_people")
        ),
        sa.ForeignKeyConstraint(["checked_by"], ["account.id"], name="fk_payment_checked_by"),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name="fk_payment_commitment_id"),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name="fk_payment_entered_by"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_payment_estate_id"),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
        sa.UniqueConstraint("commitment_id", "once", name="uq_payment_commitment_id_once"),
    )
    with op.batch_alter_table("payment") as table:
        table.create_index("ix_payment_estate_id_state", ["estate_id", "state"], unique=False)
        table.create_index(
            "uq_payment_issuer_receipt_number",
            ["issuer", "receipt_number"],
            unique=True,
            sqlite_where=sa.text("receipt_number <> '' AND state <> 'refused' AND state <> 'undone'"),
            postgresql_where=sa.text("receipt_number <> '' AND state <> 'refused' AND state <> 'undone'"),
        )

    op.create_table(
        "relief",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("parts", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("once", sa.Text(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_relief_amount_not_negative")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name="fk_relief_commitment_id"),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_relief_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_relief"),
        sa.UniqueConstraint("commitment_id", "once", name="uq_relief_commitment_id_once"),
    )
    op.create_table(
        "bank_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.Column("matched_by", sa.Text(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("dismissed_why", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_bank_line_amount_positive")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name="fk_bank_line_commitment_id"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_bank_line_estate_id"),
        sa.ForeignKeyConstraint(["imported_by"], ["account.id"], name="fk_bank_line_imported_by"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_bank_line_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_bank_line"),
        sa.UniqueConstraint("estate_id", "account", "serial", name="uq_bank_line_estate_id_account_serial"),
        sa.UniqueConstraint("payment_id", name="uq_bank_line_payment_id"),
    )
    op.create_table(
        "refund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("voucher", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text(), nullable=False),
        sa.Column("still_owed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("refused_why", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refund_amount_positive")),
        sa.CheckConstraint(
            "checked_by IS NULL OR checked_by <> entered_by", name=op.f("ck_refund_two_people")
        ),
        sa.ForeignKeyConstraint(["checked_by"], ["account.id"], name="fk_refund_checked_by"),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name="fk_refund_entered_by"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_refund_estate_id"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_refund_payment_id"),
        sa.PrimaryKeyConstraint("id", name="pk_refund"),
        sa.UniqueConstraint("payment_id", "once", name="uq_refund_payment_id_once"),
    )
    with op.batch_alter_table("refund") as table:
        table.create_index("ix_refund_estate_id_state", ["estate_id", "state"], unique=False)
    _refuse_changes()


def downgrade() -> None:
    with op.batch_alter_table("refund") as table:
        table.drop_index("ix_refund_estate_id_state")

    op.drop_table("refund")
    op.drop_table("bank_line")
    op.drop_table("relief")
    with op.batch_alter_table("payment") as table:
        table.drop_index(
            "uq_payment_issuer_receipt_number",
            sqlite_where=sa.text("receipt_number <> '' AND state <> 'refused' AND state <> 'undone'"),
            postgresql_where=sa.text("receipt_number <> '' AND state <> 'refused' AND state <> 'undone'"),
        )
        table.drop_index("ix_payment_estate_id_state")

    op.drop_table("payment")
    with op.batch_alter_table("ledger_entry") as table:
        table.drop_index(
            "uq_ledger_entry_event_subject",
            sqlite_where=sa.text("reverses_id IS NULL"),
            postgresql_where=sa.text("reverses_id IS NULL"),
        )
        table.drop_index("ix_ledger_entry_scheme_id")
        table.drop_index("ix_ledger_entry_estate_id")
        table.drop_index("ix_ledger_entry_commitment_id")

    op.drop_table("ledger_entry")
    op.drop_table("subsidy")
    with op.batch_alter_table("spending") as table:
        table.drop_index(
            "uq_spending_estate_id_voucher",
            sqlite_where=sa.text("voucher <> ''"),
            postgresql_where=sa.text("voucher <> ''"),
        )
        table.drop_index("ix_spending_estate_id_state")

    op.drop_table("spending")
    with op.batch_alter_table("joint_name") as table:
        table.drop_index(
            "uq_joint_name_order_id_part_id_current",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.drop_table("joint_name")
    with op.batch_alter_table("commitment") as table:
        table.drop_index(
            "uq_commitment_scheme_id_part_id_kind_signed",
            sqlite_where=sa.text("state = 'signed'"),
            postgresql_where=sa.text("state = 'signed'"),
        )
        table.drop_index("ix_commitment_part_id")
        table.drop_index("ix_commitment_estate_id")

    op.drop_table("commitment")
    op.drop_table("agreed_share")
    with op.batch_alter_table("joint_order") as table:
        table.drop_index("ix_joint_order_estate_id")

    op.drop_table("joint_order")
    op.drop_table("coefficient_table")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION ledger_entry_append_only()")
