"""Follow the works: notes of weeks and months, inspections, the estates in scope, model cases"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0025", "0024"
branch_labels = depends_on = None

WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "progress_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_progress_note"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_progress_note_project_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_progress_note_account_id"),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_progress_note_percent")),
    )
    op.create_index("ix_progress_note_project_id", "progress_note", ["project_id"])
    _inspections()
    _scope()


def _scope() -> None:
    op.create_table(
        "project_estate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("built_year", sa.Integer(), nullable=False),
        sa.Column("met", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_project_estate"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_project_estate_project_id"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_project_estate_estate_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_project_estate_account_id"),
        sa.UniqueConstraint("project_id", "estate_id", name="uq_project_estate_project_id_estate_id"),
    )
    op.create_index("ix_project_estate_estate_id", "project_estate", ["estate_id"])
    op.create_table(
        "model_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("drafted_at", WHEN, nullable=False),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        sa.Column("approved_at", WHEN, nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_model_case"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_model_case_project_id"),
        sa.UniqueConstraint("project_id", name="uq_model_case_project_id"),
    )


def _inspections() -> None:
    op.create_table(
        "site_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("is_announced", sa.Boolean(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("inspector", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("mended_on", sa.Date(), nullable=True),
        sa.Column("mended_how", sa.Text(), nullable=False),
        sa.Column("proof_key", sa.Text(), nullable=True),
        sa.Column("proof_rights", sa.Text(), nullable=False),
        sa.Column("mended_by", sa.Text(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_site_check"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_site_check_project_id"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_site_check_item_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_site_check_account_id"),
        sa.UniqueConstraint("proof_key", name="uq_site_check_proof_key"),
        sa.CheckConstraint(
            "due_on IS NULL OR due_on >= visited_on", name=op.f("ck_site_check_due_after_visit")
        ),
        sa.CheckConstraint(
            "mended_on IS NULL OR mended_on >= visited_on", name=op.f("ck_site_check_mended_after_visit")
        ),
    )
    op.create_index("ix_site_check_project_id", "site_check", ["project_id"])


def downgrade() -> None:
    op.drop_table("model_case")
    op.drop_table("project_estate")
    op.drop_table("site_check")
    op.drop_table("progress_note")
