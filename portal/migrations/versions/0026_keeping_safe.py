"""Keep what people ask about their own data"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0026", "0025"
branch_labels = depends_on = None

WHOLE = "(answered_at IS NULL) = (answer IS NULL) AND (answered_at IS NULL) = (granted IS NULL)"


def upgrade() -> None:
    op.create_table(
        "data_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint(WHOLE, name=op.f("ck_data_request_answered_whole")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_data_request_account_id"),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name="fk_data_request_answered_by"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_data_request_estate_id"),
        sa.PrimaryKeyConstraint("id", name="pk_data_request"),
        sa.UniqueConstraint("once", name="uq_data_request_once"),
    )
    op.create_index("ix_data_request_account_id", "data_request", ["account_id"])
    op.create_index("ix_data_request_estate_id_answered_at", "data_request", ["estate_id", "answered_at"])


def downgrade() -> None:
    op.drop_table("data_request")
