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


def downgrade() -> None:
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
