"""Deliver, receive, visit and dispute"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0011", "0010"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "ballot_dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_said", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restored", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (restored IS NULL)", name=op.f("ck_ballot_dispute_decided_both")
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (reason = '')", name=op.f("ck_ballot_dispute_decided_with_reason")
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_ballot_dispute_vote_id"),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name="fk_ballot_dispute_ballot_id"),
        sa.ForeignKeyConstraint(["raised_by"], ["account.id"], name="fk_ballot_dispute_raised_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name="fk_ballot_dispute_decided_by"),
        sa.PrimaryKeyConstraint("id", name="pk_ballot_dispute"),
        sa.UniqueConstraint("ballot_id", name="uq_ballot_dispute_ballot_id"),
    )
    with op.batch_alter_table("ballot_dispute") as table:
        table.create_index("ix_ballot_dispute_vote_id", ["vote_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ballot_dispute") as table:
        table.drop_index("ix_ballot_dispute_vote_id")
    op.drop_table("ballot_dispute")
    # What was set aside did not count, and before this step only these four states are known.
    op.execute("UPDATE ballot SET state = 'withdrawn' WHERE state = 'set_aside'")
