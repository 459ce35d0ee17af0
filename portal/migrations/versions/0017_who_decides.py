"""Say more of who decides and by which rule"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0017", "0016"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("vote", sa.Column("notice_posted", sa.Text(), nullable=True))
    op.add_column("vote", sa.Column("cost_digest", sa.Text(), nullable=True))
    op.create_table(
        "served_by_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("posted_at < ends_at", name=op.f("ck_served_by_notice_period")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_served_by_notice_vote_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_served_by_notice_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_served_by_notice"),
    )
    op.create_index("ix_served_by_notice_vote_id", "served_by_notice", ["vote_id"])
    op.create_table(
        "noticed_voter",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["served_by_notice.id"], name="fk_noticed_voter_notice_id"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"], name="fk_noticed_voter_voter_id"),
        sa.PrimaryKeyConstraint("notice_id", "voter_id", name="pk_noticed_voter"),
    )
    op.create_table(
        "elector_publication",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["roll_publication.id"], name="fk_elector_publication_publication_id"
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_elector_publication_vote_id"),
        sa.PrimaryKeyConstraint("publication_id", name="pk_elector_publication"),
    )
    op.create_index("ix_elector_publication_vote_id", "elector_publication", ["vote_id"])


def downgrade() -> None:
    op.drop_table("elector_publication")
    op.drop_table("noticed_voter")
    op.drop_table("served_by_notice")
    op.drop_column("vote", "cost_digest")
    op.drop_column("vote", "notice_posted")
