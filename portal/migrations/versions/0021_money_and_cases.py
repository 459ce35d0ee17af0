"""Complete money, cases and evaluation"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0021", "0020"
branch_labels = depends_on = None

MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(length=40)


def upgrade() -> None:
    _coefficients()
    _relief_requests()
    _cases()
    _verdicts()
    _phones()


def downgrade() -> None:
    op.drop_table("phone_claim")
    with op.batch_alter_table("inspection_line") as table:
        table.drop_column("photo")
    op.drop_table("project_verdict")
    op.drop_table("routing_rule")
    op.drop_table("reply_template")
    for name in ("estate", "street", "district"):
        op.drop_index(f"uq_body_contact_body_{name}", "body_contact")
    with op.batch_alter_table("case") as table:
        table.drop_column("promised_on")
        table.drop_constraint(op.f("ck_case_somebody_raised"), type_="check")
        table.create_check_constraint(
            op.f("ck_case_somebody_raised"), "account_id IS NOT NULL OR taken_by IS NOT NULL"
        )
    op.drop_table("relief_request")
    with op.batch_alter_table("coefficient_table") as table:
        table.drop_constraint("fk_coefficient_table_entrance_id", type_="foreignkey")
        table.drop_column("entrance_id")


def _coefficients() -> None:
    with op.batch_alter_table("coefficient_table") as table:
        table.add_column(sa.Column("entrance_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_coefficient_table_entrance_id", "entrance", ["entrance_id"], ["id"])


def _relief_requests() -> None:
    op.create_table(
        "relief_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("parts", sa.Integer(), nullable=True),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("relief_id", sa.Integer(), nullable=True),
        sa.Column("once", sa.Text(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_relief_request_amount_not_negative")),
        sa.CheckConstraint(
            "(state = 'granted') = (relief_id IS NOT NULL)",
            name=op.f("ck_relief_request_granted_with_relief"),
        ),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_relief_request_estate_id"),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name="fk_relief_request_commitment_id"),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name="fk_relief_request_asked_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name="fk_relief_request_decided_by"),
        sa.ForeignKeyConstraint(["relief_id"], ["relief.id"], name="fk_relief_request_relief_id"),
        sa.PrimaryKeyConstraint("id", name="pk_relief_request"),
        sa.UniqueConstraint("commitment_id", "once", name="uq_relief_request_commitment_id_once"),
        sa.UniqueConstraint("relief_id", name="uq_relief_request_relief_id"),
    )
    op.create_index(
        "uq_relief_request_commitment_id_waiting",
        "relief_request",
        ["commitment_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_relief_request_estate_id_state", "relief_request", ["estate_id", "state"])


def _cases() -> None:
    with op.batch_alter_table("case") as table:
        table.add_column(sa.Column("promised_on", sa.Date(), nullable=True))
        table.drop_constraint(op.f("ck_case_somebody_raised"), type_="check")
        table.create_check_constraint(
            op.f("ck_case_somebody_raised"),
            "account_id IS NOT NULL OR taken_by IS NOT NULL OR caller_phone IS NOT NULL",
        )
    for name, columns, where in (
        ("district", ["body"], "street_id IS NULL AND estate_id IS NULL"),
        ("street", ["body", "street_id"], "estate_id IS NULL AND street_id IS NOT NULL"),
        ("estate", ["body", "estate_id"], "estate_id IS NOT NULL"),
    ):
        op.create_index(
            f"uq_body_contact_body_{name}",
            "body_contact",
            columns,
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_table(
        "reply_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name="fk_reply_template_street_id"),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name="fk_reply_template_changed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_reply_template"),
        sa.UniqueConstraint("street_id", "key", name="uq_reply_template_street_id_key"),
    )
    op.create_table(
        "routing_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("topic", WORD, nullable=False),
        sa.Column("spot", WORD, nullable=False),
        sa.Column("body", WORD, nullable=False),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name="fk_routing_rule_street_id"),
        sa.PrimaryKeyConstraint("id", name="pk_routing_rule"),
        sa.UniqueConstraint("street_id", "topic", "spot", name="uq_routing_rule_street_id_topic_spot"),
    )


def _verdicts() -> None:
    op.create_table(
        "project_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("is_again", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("satisfied", sa.Integer(), nullable=True),
        sa.Column("wished", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "tenths IS NULL OR tenths BETWEEN 0 AND 1000", name=op.f("ck_project_verdict_tenths")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_project_verdict_project_id"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_project_verdict_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_project_verdict"),
        sa.UniqueConstraint("round_id", "position", name="uq_project_verdict_round_id_position"),
    )
    op.create_index("ix_project_verdict_project_id", "project_verdict", ["project_id"])
    op.add_column("inspection_line", sa.Column("photo", sa.Text(), nullable=True))


def _phones() -> None:
    op.create_table(
        "phone_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.Text(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> checked_by", name=op.f("ck_phone_claim_two_people")
        ),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_phone_claim_estate_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_phone_claim_account_id"),
        sa.ForeignKeyConstraint(["checked_by"], ["account.id"], name="fk_phone_claim_checked_by"),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name="fk_phone_claim_confirmed_by"),
        sa.PrimaryKeyConstraint("id", name="pk_phone_claim"),
    )
    op.create_index(
        "uq_phone_claim_account_id_waiting",
        "phone_claim",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_phone_claim_estate_id_state", "phone_claim", ["estate_id", "state"])
