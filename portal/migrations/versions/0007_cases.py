"""Raise matters"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0007", "0006"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_case_account_id"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_case_estate_id"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_case_part_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case"),
        sa.UniqueConstraint("account_id", "once", name="uq_case_account_id_once"),
        sa.UniqueConstraint("estate_id", "number", name="uq_case_estate_id_number"),
    )
    with op.batch_alter_table("case") as table:
        table.create_index("ix_case_estate_id_state", ["estate_id", "state"], unique=False)

    op.create_table(
        "case_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_photo_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_photo"),
        sa.UniqueConstraint("key", name="uq_case_photo_key"),
    )
    with op.batch_alter_table("case_photo") as table:
        table.create_index("ix_case_photo_case_id", ["case_id"], unique=False)

    op.create_table(
        "case_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_case_step_account_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name="fk_case_step_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_step"),
        sa.UniqueConstraint("case_id", "once", name="uq_case_step_case_id_once"),
    )


def downgrade() -> None:
    op.drop_table("case_step")
    with op.batch_alter_table("case_photo") as table:
        table.drop_index("ix_case_photo_case_id")

    op.drop_table("case_photo")
    with op.batch_alter_table("case") as table:
        table.drop_index("ix_case_estate_id_state")

    op.drop_table("case")
