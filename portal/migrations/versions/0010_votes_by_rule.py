"""Publish rolls, represent owners, extend and object"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0010", "0009"
branch_labels = depends_on = None

_WORDS = (
    "convened_under",
    "contact",
    "supervisor",
    "guidance",
    "plan_ref",
    "plan_digest",
    "cost_ref",
    "exclusive_part",
    "owner_consent",
)
# SQLite rebuilds a table that changes; its checks have to be said again.
_CHECKS = {
    "vote": {
        "notice_before_opening": "notice_at <= opens_at",
        "opens_before_closing": "opens_at < closes_at",
    },
    "voter": {"area_positive": "area > 0", "one_head": "heads = 1"},
    "ballot": {"two_people": "checked_by IS NULL OR checked_by <> entered_by"},
}


def _checks(table: str) -> tuple[sa.CheckConstraint, ...]:
    found = _CHECKS[table].items()
    return tuple(sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in found)


def upgrade() -> None:
    _make_roll_publications()
    _make_mandates()
    _change_votes()
    _make_electors()


def downgrade() -> None:
    op.drop_table("elector_entry")
    op.drop_table("excluded_part")
    with op.batch_alter_table("ballot", table_args=_checks("ballot")) as table:
        table.drop_constraint("fk_ballot_mandate_id", type_="foreignkey")
        table.drop_column("mandate_id")
    with op.batch_alter_table("voter_part") as table:
        table.drop_index("ix_voter_part_vote_id_part_id")
        table.drop_constraint("uq_voter_part_voter_id_part_id", type_="unique")
        table.create_index("ix_voter_part_voter_id", ["voter_id"], unique=False)
        table.create_unique_constraint("uq_voter_part_vote_id_part_id", ["vote_id", "part_id"])
    with op.batch_alter_table("voter", table_args=_checks("voter")) as table:
        table.alter_column("party_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("question") as table:
        table.drop_column("matter")
    with op.batch_alter_table("vote", table_args=_checks("vote")) as table:
        table.drop_constraint("fk_vote_supersedes_id", type_="foreignkey")
        table.drop_constraint("fk_vote_roll_publication_id", type_="foreignkey")
        for name in ("supersedes_id", "roll_publication_id", *_WORDS):
            table.drop_column(name)
    op.drop_table("barred_proxy")
    with op.batch_alter_table("owner_death") as table:
        table.drop_index("ix_owner_death_estate_id")
    op.drop_table("owner_death")
    op.drop_table("mandate")
    with op.batch_alter_table("roll_objection") as table:
        table.drop_index("ix_roll_objection_estate_id")
    op.drop_table("roll_objection")
    op.drop_table("roll_publication")


def _make_roll_publications() -> None:
    op.create_table(
        "roll_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("days > 0", name=op.f("ck_roll_publication_days_positive")),
        sa.CheckConstraint("posted_at < ends_at", name=op.f("ck_roll_publication_period")),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_roll_publication_estate_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_roll_publication_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_roll_publication"),
        sa.UniqueConstraint("estate_id", "number", name="uq_roll_publication_estate_id_number"),
    )
    op.create_table(
        "roll_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("on_paper", sa.Boolean(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_roll_objection_answered")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name="fk_roll_objection_answered_by"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_roll_objection_estate_id"),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["roll_publication.id"], name="fk_roll_objection_publication_id"
        ),
        sa.ForeignKeyConstraint(["raised_by"], ["account.id"], name="fk_roll_objection_raised_by"),
        sa.PrimaryKeyConstraint("id", name="pk_roll_objection"),
        sa.UniqueConstraint("publication_id", "number", name="uq_roll_objection_publication_id_number"),
        sa.UniqueConstraint("publication_id", "once", name="uq_roll_objection_publication_id_once"),
    )
    with op.batch_alter_table("roll_objection") as table:
        table.create_index("ix_roll_objection_estate_id", ["estate_id"], unique=False)


def _make_mandates() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("masked", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "confirmed_by IS NULL OR confirmed_by <> recorded_by", name=op.f("ck_mandate_two_people")
        ),
        sa.CheckConstraint(
            "kind <> 'proxy' OR vote_id IS NOT NULL", name=op.f("ck_mandate_proxy_for_one_vote")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_mandate_account_id"),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name="fk_mandate_confirmed_by"),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name="fk_mandate_ended_by"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_mandate_estate_id"),
        sa.ForeignKeyConstraint(["party_id"], ["owner_party.id"], name="fk_mandate_party_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_mandate_recorded_by"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_mandate_vote_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mandate"),
    )
    with op.batch_alter_table("mandate") as table:
        table.create_index("ix_mandate_estate_id_party_id", ["estate_id", "party_id"], unique=False)
        table.create_index("ix_mandate_account_id", ["account_id"], unique=False)
        for name, columns, standing in (
            ("uq_mandate_party_id_kind_standing", ["party_id", "kind"], "vote_id IS NULL"),
            (
                "uq_mandate_vote_id_party_id_kind_standing",
                ["vote_id", "party_id", "kind"],
                "vote_id IS NOT NULL",
            ),
        ):
            where = sa.text(f"ended_at IS NULL AND {standing}")
            table.create_index(name, columns, unique=True, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "owner_death",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_owner_death_estate_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name="fk_owner_death_owner_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_owner_death_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_owner_death"),
        sa.UniqueConstraint("owner_id", name="uq_owner_death_owner_id"),
    )
    with op.batch_alter_table("owner_death") as table:
        table.create_index("ix_owner_death_estate_id", ["estate_id"], unique=False)
    op.create_table(
        "barred_proxy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("masked", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_barred_proxy_estate_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_barred_proxy_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_barred_proxy"),
        sa.UniqueConstraint("estate_id", "who", name="uq_barred_proxy_estate_id_who"),
    )


def _change_votes() -> None:
    with op.batch_alter_table("vote", table_args=_checks("vote")) as table:
        for name in _WORDS:
            table.add_column(sa.Column(name, sa.Text(), nullable=True))
        table.add_column(sa.Column("supersedes_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("roll_publication_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_vote_supersedes_id", "vote", ["supersedes_id"], ["id"])
        table.create_foreign_key(
            "fk_vote_roll_publication_id", "roll_publication", ["roll_publication_id"], ["id"]
        )
    with op.batch_alter_table("question") as table:
        table.add_column(sa.Column("matter", sa.String(length=40), nullable=True))
    with op.batch_alter_table("voter", table_args=_checks("voter")) as table:
        table.alter_column("party_id", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("voter_part") as table:
        table.drop_index("ix_voter_part_voter_id")
        table.drop_constraint("uq_voter_part_vote_id_part_id", type_="unique")
        table.create_unique_constraint("uq_voter_part_voter_id_part_id", ["voter_id", "part_id"])
        table.create_index("ix_voter_part_vote_id_part_id", ["vote_id", "part_id"], unique=False)
    with op.batch_alter_table("ballot", table_args=_checks("ballot")) as table:
        table.add_column(sa.Column("mandate_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_ballot_mandate_id", "mandate", ["mandate_id"], ["id"])


def _make_electors() -> None:
    op.create_table(
        "excluded_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_excluded_part_part_id"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_excluded_part_vote_id"),
        sa.PrimaryKeyConstraint("id", name="pk_excluded_part"),
        sa.UniqueConstraint("vote_id", "part_id", name="uq_excluded_part_vote_id_part_id"),
    )
    op.create_table(
        "elector_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_elector_entry_number_positive")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name="fk_elector_entry_entered_by"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_elector_entry_part_id"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_elector_entry_vote_id"),
        sa.PrimaryKeyConstraint("id", name="pk_elector_entry"),
        sa.UniqueConstraint("vote_id", "part_id", name="uq_elector_entry_vote_id_part_id"),
    )
