"""Publish rolls, represent owners, extend and object"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0010", "0009"
branch_labels = depends_on = None
Checks = Mapping[str, str]

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
_MOMENTS = ("objections_until", "final_at", "voided_at")
# SQLite rebuilds a table that changes; its checks have to be said again.
_CHECKS = {
    "vote": {
        "notice_before_opening": "notice_at <= opens_at",
        "opens_before_closing": "opens_at < closes_at",
    },
    "voter": {"area_positive": "area > 0", "one_head": "heads = 1"},
    "ballot": {"two_people": "checked_by IS NULL OR checked_by <> entered_by"},
}


_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "int": sa.Integer(),
    "text": sa.Text(),
    "word": sa.String(length=40),
    "when": sa.DateTime(timezone=True),
    "bool": sa.Boolean(),
    "area": sa.BigInteger(),
    "bytes": sa.LargeBinary(),
    "json": sa.JSON(none_as_null=True),
}


def _make(
    name: str, columns: str, *, unique: Iterable[tuple[str, ...]] = (), checks: Checks = MappingProxyType({})
) -> None:
    """A table of ``column:kind`` pairs, ``column?:kind`` where it may be empty; any other kind is a table."""
    parts: list[sa.schema.SchemaItem] = [sa.Column("id", sa.Integer(), nullable=False)]
    parts.append(sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))
    for column, kind in (pair.split(":") for pair in columns.split()):
        key = column.rstrip("?")
        parts.append(sa.Column(key, _TYPES.get(kind, sa.Integer()), nullable=key != column))
        if kind not in _TYPES:
            parts.append(sa.ForeignKeyConstraint([key], [f"{kind}.id"], name=f"fk_{name}_{key}"))
    parts.extend(sa.UniqueConstraint(*keys, name=f"uq_{name}_{'_'.join(keys)}") for keys in unique)
    for label, text in checks.items():
        parts.append(sa.CheckConstraint(text, name=op.f(f"ck_{name}_{label}")))
    op.create_table(name, *parts)


def _checks(table: str) -> tuple[sa.CheckConstraint, ...]:
    found = _CHECKS[table].items()
    return tuple(sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}")) for name, text in found)


SQLITE = """
CREATE TRIGGER vote_publication_no_{deed} BEFORE {deed} ON vote_publication
BEGIN SELECT RAISE(ABORT, 'vote_publication is append-only'); END
"""
POSTGRESQL = """
CREATE FUNCTION vote_publication_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'vote_publication is append-only'; END $$
"""


def upgrade() -> None:
    _make_roll_publications()
    _make_mandates()
    _change_votes()
    _make_electors()
    _make_what_comes_after()
    _fix_publications()


def downgrade() -> None:
    _release_publications()
    for name in ("vote_recount", "vote_objection", "vote_reminder", "vote_extension"):
        op.drop_table(name)
    op.drop_table("elector_entry")
    op.drop_table("excluded_part")
    with op.batch_alter_table("ballot", table_args=_checks("ballot")) as table:
        table.drop_constraint("fk_ballot_mandate_id", type_="foreignkey")
        table.drop_column("mandate_id")
    with op.batch_alter_table("voter_part") as table:
        table.drop_index("ix_voter_part_part_id")
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
        for name in ("supersedes_id", "roll_publication_id", *_WORDS, *_MOMENTS):
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
    _make(
        "roll_publication",
        "estate_id:estate number:int posted_at:when days:int ends_at:when fingerprint:text "
        "parts:int heads:int area:area body:json recorded_at:when recorded_by?:account",
        unique=(("estate_id", "number"),),
        checks={"days_not_negative": "days >= 0", "period": "posted_at <= ends_at"},
    )
    _make(
        "roll_objection",
        "publication_id:roll_publication estate_id:estate number:int home:text text:text "
        "raised_at:when raised_by:account on_paper:bool once:text accepted?:bool answer?:text "
        "answered_at?:when answered_by?:account",
        unique=(("publication_id", "number"), ("publication_id", "once")),
        checks={"answered": "(answer IS NULL) = (answered_at IS NULL)"},
    )
    with op.batch_alter_table("roll_objection") as table:
        table.create_index("ix_roll_objection_estate_id", ["estate_id"], unique=False)


def _make_mandates() -> None:
    _make(
        "mandate",
        "estate_id:estate party_id:owner_party vote_id?:vote kind:word name:bytes masked:text "
        "who:text account_id?:account paper?:text note:text recorded_at:when recorded_by?:account "
        "confirmed_at?:when confirmed_by?:account ended_at?:when ended_by?:account "
        "end_reason?:text",
        checks={
            "two_people": "confirmed_by IS NULL OR confirmed_by <> recorded_by",
            "proxy_for_one_vote": "kind <> 'proxy' OR vote_id IS NOT NULL",
        },
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
    _make(
        "owner_death",
        "estate_id:estate owner_id:owner proof:text recorded_at:when recorded_by?:account",
        unique=(("owner_id",),),
    )
    with op.batch_alter_table("owner_death") as table:
        table.create_index("ix_owner_death_estate_id", ["estate_id"], unique=False)
    _make(
        "barred_proxy",
        "estate_id:estate who:text masked:text reason:text recorded_at:when recorded_by?:account",
        unique=(("estate_id", "who"),),
    )


def _change_votes() -> None:
    with op.batch_alter_table("vote", table_args=_checks("vote")) as table:
        for name in _WORDS:
            table.add_column(sa.Column(name, sa.Text(), nullable=True))
        for name in _MOMENTS:
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
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
        table.create_index("ix_voter_part_part_id", ["part_id"], unique=False)
    with op.batch_alter_table("ballot", table_args=_checks("ballot")) as table:
        table.add_column(sa.Column("mandate_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_ballot_mandate_id", "mandate", ["mandate_id"], ["id"])


def _make_electors() -> None:
    _make(
        "excluded_part",
        "vote_id:vote part_id:part home:text area:area reason:text",
        unique=(("vote_id", "part_id"),),
    )
    _make(
        "elector_entry",
        "vote_id:vote part_id:part number:int entered_by?:account entered_at:when",
        unique=(("vote_id", "part_id"),),
        checks={"number_positive": "number > 0"},
    )


def _make_what_comes_after() -> None:
    _make(
        "vote_extension",
        "vote_id:vote number:int reason:text old_closes_at:when new_closes_at:when "
        "extended_at:when extended_by?:account",
        unique=(("vote_id", "number"),),
        checks={"later": "old_closes_at < new_closes_at"},
    )
    _make(
        "vote_reminder",
        "vote_id:vote voter_id:voter account_id:account message_id:message reminded_at:when "
        "reminded_by?:account",
        unique=(("voter_id", "message_id"),),
    )
    with op.batch_alter_table("vote_reminder") as table:
        table.create_index("ix_vote_reminder_vote_id", ["vote_id"], unique=False)
    _make(
        "vote_objection",
        "vote_id:vote number:int voter_id:voter text:text wants_recount:bool on_paper:bool "
        "raised_at:when raised_by?:account once:text answer?:text answered_at?:when "
        "answered_by?:account",
        unique=(("vote_id", "number"), ("vote_id", "once")),
        checks={"answered": "(answer IS NULL) = (answered_at IS NULL)"},
    )
    _make(
        "vote_recount",
        "vote_id:vote number:int reason:text agrees:bool differences:json counted_at:when "
        "counted_by?:account",
        unique=(("vote_id", "number"),),
    )


def _fix_publications() -> None:
    """What was published is never edited, SQL by hand included."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(deed=deed))
        return
    op.execute(POSTGRESQL)
    op.execute(
        "CREATE TRIGGER vote_publication_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vote_publication "
        "FOR EACH STATEMENT EXECUTE FUNCTION vote_publication_append_only()"
    )


def _release_publications() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER vote_publication_no_{deed}")
        return
    op.execute("DROP TRIGGER vote_publication_append_only ON vote_publication")
    op.execute("DROP FUNCTION vote_publication_append_only()")
