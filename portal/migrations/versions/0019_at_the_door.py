"""Serve, visit and call back"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0019", "0018"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("photo", sa.Text(), nullable=True))
    _doors()
    _call_backs()


def _doors() -> None:
    op.create_table(
        "door_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("building", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("came_from_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("taken_at < ends_at", name=op.f("ck_door_list_ends_later")),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_door_list_vote_id"),
        sa.ForeignKeyConstraint(["holder_id"], ["account.id"], name="fk_door_list_holder_id"),
        sa.ForeignKeyConstraint(["came_from_id"], ["door_list.id"], name="fk_door_list_came_from_id"),
        sa.PrimaryKeyConstraint("id", name="pk_door_list"),
        sa.UniqueConstraint("came_from_id", name="uq_door_list_came_from_id"),
    )
    op.create_index("ix_door_list_vote_id", "door_list", ["vote_id"])
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("voter_part_id", sa.Integer(), nullable=False),
        sa.Column("door_list_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text(), nullable=True),
        sa.Column("visited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("once", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_visit_vote_id"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"], name="fk_visit_voter_id"),
        sa.ForeignKeyConstraint(["voter_part_id"], ["voter_part.id"], name="fk_visit_voter_part_id"),
        sa.ForeignKeyConstraint(["door_list_id"], ["door_list.id"], name="fk_visit_door_list_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_visit_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
        sa.UniqueConstraint("vote_id", "once", name="uq_visit_vote_id"),
    )
    op.create_index("ix_visit_vote_id_voter_part_id", "visit", ["vote_id", "voter_part_id"])


def _call_backs() -> None:
    op.create_table(
        "call_back_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("present", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=True),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("overturning", sa.Integer(), nullable=True),
        sa.Column("sampled", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "sampled > 0 AND sampled <= papers", name=op.f("ck_call_back_draw_sampled_of_papers")
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_call_back_draw_vote_id"),
        sa.ForeignKeyConstraint(["drawn_by"], ["account.id"], name="fk_call_back_draw_drawn_by"),
        sa.PrimaryKeyConstraint("id", name="pk_call_back_draw"),
        sa.UniqueConstraint("vote_id", name="uq_call_back_draw_vote_id"),
    )
    op.create_table(
        "call_back_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["call_back_draw.id"], name="fk_call_back_ballot_draw_id"),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name="fk_call_back_ballot_ballot_id"),
        sa.PrimaryKeyConstraint("id", name="pk_call_back_ballot"),
        sa.UniqueConstraint("draw_id", "ballot_id", name="uq_call_back_ballot_draw_id_ballot_id"),
        sa.UniqueConstraint("draw_id", "rank", name="uq_call_back_ballot_draw_id_rank"),
    )
    op.create_table(
        "call_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("drawn_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("called_by", sa.Integer(), nullable=True),
        sa.Column("once", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["drawn_id"], ["call_back_ballot.id"], name="fk_call_back_drawn_id"),
        sa.ForeignKeyConstraint(["called_by"], ["account.id"], name="fk_call_back_called_by"),
        sa.PrimaryKeyConstraint("id", name="pk_call_back"),
        sa.UniqueConstraint("drawn_id", "once", name="uq_call_back_drawn_id"),
    )
    op.create_index("ix_call_back_drawn_id", "call_back", ["drawn_id"])


def downgrade() -> None:
    for table in ("call_back", "call_back_ballot", "call_back_draw", "visit", "door_list"):
        op.drop_table(table)
    op.drop_column("delivery", "photo")
