"""Hold votes"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0005", "0004"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=True),
        sa.Column("matter", sa.String(length=40), nullable=True),
        sa.Column("regime", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("recorded", sa.Boolean(), nullable=False),
        sa.Column("notice_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("convener", sa.Text(), nullable=False),
        sa.Column("deemed", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("source_digest", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("notice_at <= opens_at", name=op.f("ck_vote_notice_before_opening")),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_vote_opens_before_closing")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="fk_vote_created_by"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_vote_estate_id"),
        sa.PrimaryKeyConstraint("id", name="pk_vote"),
        sa.UniqueConstraint("source_digest", name="uq_vote_source_digest"),
    )
    with op.batch_alter_table("vote") as table:
        table.create_index("ix_vote_estate_id", ["estate_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("class", sa.String(length=40), nullable=True),
        sa.Column("softer_because", sa.Text(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_question_vote_id"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        sa.UniqueConstraint("vote_id", "key", name="uq_question_vote_id_key"),
        sa.UniqueConstraint("vote_id", "position", name="uq_question_vote_id_position"),
    )
    op.create_table(
        "vote_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["published_by"], ["account.id"], name="fk_vote_publication_published_by"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_vote_publication_vote_id"),
        sa.PrimaryKeyConstraint("id", name="pk_vote_publication"),
    )
    with op.batch_alter_table("vote_publication") as table:
        table.create_index("ix_vote_publication_vote_id", ["vote_id"], unique=False)

    op.create_table(
        "vote_setting",
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["set_by"], ["account.id"], name="fk_vote_setting_set_by"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_vote_setting_vote_id"),
        sa.PrimaryKeyConstraint("vote_id", "key", name="pk_vote_setting"),
    )
    op.create_table(
        "voter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("names", sa.LargeBinary(), nullable=False),
        sa.Column("masked", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.CheckConstraint("area > 0", name=op.f("ck_voter_area_positive")),
        sa.CheckConstraint("heads = 1", name=op.f("ck_voter_one_head")),
        sa.ForeignKeyConstraint(["party_id"], ["owner_party.id"], name="fk_voter_party_id"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_voter_vote_id"),
        sa.PrimaryKeyConstraint("id", name="pk_voter"),
        sa.UniqueConstraint("vote_id", "number", name="uq_voter_vote_id_number"),
        sa.UniqueConstraint("vote_id", "party_id", name="uq_voter_vote_id_party_id"),
    )
    with op.batch_alter_table("voter") as table:
        table.create_index("ix_voter_party_id", ["party_id"], unique=False)

    op.create_table(
        "ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invalid_reason", sa.String(length=40), nullable=True),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.Column("cast_by", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "checked_by IS NULL OR checked_by <> entered_by", name=op.f("ck_ballot_two_people")
        ),
        sa.ForeignKeyConstraint(["cast_by"], ["account.id"], name="fk_ballot_cast_by"),
        sa.ForeignKeyConstraint(["checked_by"], ["account.id"], name="fk_ballot_checked_by"),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name="fk_ballot_entered_by"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_ballot_vote_id"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"], name="fk_ballot_voter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ballot"),
        sa.UniqueConstraint("vote_id", "receipt", name="uq_ballot_vote_id_receipt"),
        sa.UniqueConstraint("voter_id", "once", name="uq_ballot_voter_id_once"),
    )
    with op.batch_alter_table("ballot") as table:
        table.create_index("ix_ballot_voter_id", ["voter_id"], unique=False)
        table.create_index(
            "uq_ballot_vote_id_voter_id_counted",
            ["vote_id", "voter_id"],
            unique=True,
            sqlite_where=sa.text("state = 'counted'"),
            postgresql_where=sa.text("state = 'counted'"),
        )

    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_delivery_recorded_by"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_delivery_vote_id"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"], name="fk_delivery_voter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
    )
    with op.batch_alter_table("delivery") as table:
        table.create_index("ix_delivery_vote_id_voter_id", ["vote_id", "voter_id"], unique=False)

    op.create_table(
        "option",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("monthly_per_square_metre", sa.BigInteger(), nullable=True),
        sa.Column("monthly_per_home", sa.BigInteger(), nullable=True),
        sa.Column("unavailable_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name="fk_option_question_id"),
        sa.PrimaryKeyConstraint("id", name="pk_option"),
        sa.UniqueConstraint("question_id", "key", name="uq_option_question_id_key"),
        sa.UniqueConstraint("question_id", "position", name="uq_option_question_id_position"),
    )
    op.create_table(
        "vote_scope",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("entrance_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name="fk_vote_scope_building_id"),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrance.id"], name="fk_vote_scope_entrance_id"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_vote_scope_vote_id"),
        sa.PrimaryKeyConstraint("id", name="pk_vote_scope"),
        sa.UniqueConstraint(
            "vote_id", "building_id", "entrance_id", name="uq_vote_scope_vote_id_building_id_entrance_id"
        ),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=40), nullable=True),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(choice IS NULL) <> (option_id IS NULL)", name=op.f("ck_answer_choice_or_option")
        ),
        sa.ForeignKeyConstraint(["ballot_id"], ["ballot.id"], name="fk_answer_ballot_id"),
        sa.ForeignKeyConstraint(["option_id"], ["option.id"], name="fk_answer_option_id"),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name="fk_answer_question_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.UniqueConstraint(
            "ballot_id", "question_id", "option_id", name="uq_answer_ballot_id_question_id_option_id"
        ),
    )
    with op.batch_alter_table("answer") as table:
        table.create_index(
            "uq_answer_ballot_id_question_id_choice",
            ["ballot_id", "question_id"],
            unique=True,
            sqlite_where=sa.text("choice IS NOT NULL"),
            postgresql_where=sa.text("choice IS NOT NULL"),
        )

    op.create_table(
        "voter_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("building", sa.Text(), nullable=False),
        sa.Column("building_number", sa.Integer(), nullable=False),
        sa.Column("entrance", sa.Text(), nullable=False),
        sa.Column("entrance_number", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=True),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("area_source", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_voter_part_part_id"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_voter_part_vote_id"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"], name="fk_voter_part_voter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_voter_part"),
        sa.UniqueConstraint("vote_id", "part_id", name="uq_voter_part_vote_id_part_id"),
    )
    with op.batch_alter_table("voter_part") as table:
        table.create_index("ix_voter_part_voter_id", ["voter_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("voter_part") as table:
        table.drop_index("ix_voter_part_voter_id")

    op.drop_table("voter_part")
    with op.batch_alter_table("answer") as table:
        table.drop_index(
            "uq_answer_ballot_id_question_id_choice",
            sqlite_where=sa.text("choice IS NOT NULL"),
            postgresql_where=sa.text("choice IS NOT NULL"),
        )

    op.drop_table("answer")
    op.drop_table("vote_scope")
    op.drop_table("option")
    with op.batch_alter_table("delivery") as table:
        table.drop_index("ix_delivery_vote_id_voter_id")

    op.drop_table("delivery")
    with op.batch_alter_table("ballot") as table:
        table.drop_index(
            "uq_ballot_vote_id_voter_id_counted",
            sqlite_where=sa.text("state = 'counted'"),
            postgresql_where=sa.text("state = 'counted'"),
        )
        table.drop_index("ix_ballot_voter_id")

    op.drop_table("ballot")
    with op.batch_alter_table("voter") as table:
        table.drop_index("ix_voter_party_id")

    op.drop_table("voter")
    op.drop_table("vote_setting")
    with op.batch_alter_table("vote_publication") as table:
        table.drop_index("ix_vote_publication_vote_id")

    op.drop_table("vote_publication")
    op.drop_table("question")
    with op.batch_alter_table("vote") as table:
        table.drop_index("ix_vote_estate_id")

    op.drop_table("vote")
