"""Ask for wishes and lead a lift, a pipe, a house through"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0020", "0019"
branch_labels = depends_on = None

_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "int": sa.Integer(),
    "text": sa.Text(),
    "word": sa.String(length=40),
    "when": sa.DateTime(timezone=True),
    "day": sa.Date(),
    "bool": sa.Boolean(),
    "fen": sa.BigInteger(),
    "json": sa.JSON(none_as_null=True),
}
_TABLES = (
    "wish_survey",
    "wish_answer",
    "publicity",
    "publicity_remark",
    "publicity_posting",
    "publicity_reach",
    "course",
    "course_step",
    "course_compensation",
    "item_place",
)


def _make(
    name: str,
    columns: str,
    *,
    unique: Iterable[tuple[str, ...]] = (),
    checks: Mapping[str, str] = MappingProxyType({}),
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
    parts.extend(sa.CheckConstraint(said, name=op.f(f"ck_{name}_{key}")) for key, said in checks.items())
    op.create_table(name, *parts)


def _one(name: str, table: str, keys: list[str], where: str) -> None:
    """At most one row where a condition holds."""
    op.create_index(
        name, table, keys, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def upgrade() -> None:
    _wishes()
    _publicity()
    _courses()
    _make("item_place", "item_id:item building_id:building entrance_id?:entrance")
    op.create_index("ix_item_place_item_id", "item_place", ["item_id"])


def _wishes() -> None:
    _make(
        "wish_survey",
        "estate_id:estate title:text content:json asked:int opens_at:when closes_at:when closed_at?:when "
        "opened_by?:account project_id?:project",
        checks={"closes_after_opening": "opens_at < closes_at"},
    )
    _one("uq_wish_survey_estate_id_open", "wish_survey", ["estate_id"], "closed_at IS NULL")
    op.create_index("ix_wish_survey_estate_id", "wish_survey", ["estate_id"])
    _make(
        "wish_answer",
        "survey_id:wish_survey estate_id:estate part_id:part channel:word said:json answered_at:when "
        "account_id?:account entered_by?:account paper_number?:text replaced_at?:when",
        unique=[("survey_id", "paper_number")],
    )
    _one(
        "uq_wish_answer_survey_id_part_id_live",
        "wish_answer",
        ["survey_id", "part_id"],
        "replaced_at IS NULL",
    )


def _publicity() -> None:
    _make(
        "publicity",
        "estate_id:estate version_id:plan_version opens_on:day closes_on:day channels:text where_to:text "
        "opened_at:when opened_by?:account ended_at?:when outcome:text",
        checks={"days_in_order": "opens_on <= closes_on"},
    )
    _one("uq_publicity_estate_id_running", "publicity", ["estate_id"], "ended_at IS NULL")
    op.create_index("ix_publicity_estate_id", "publicity", ["estate_id"])
    _make(
        "publicity_remark",
        "publicity_id:publicity estate_id:estate item_id?:item is_objection:bool text:text channel:word "
        "part_id?:part account_id?:account entered_by?:account said_at:when answer:text answered_at?:when "
        "answered_by:text once?:text",
        unique=[("publicity_id", "once")],
    )
    op.create_index("ix_publicity_remark_publicity_id", "publicity_remark", ["publicity_id"])
    _make(
        "publicity_posting",
        "publicity_id:publicity entrance_id:entrance posted_on:day recorded_at:when actor:text",
        unique=[("publicity_id", "entrance_id")],
    )
    _make(
        "publicity_reach",
        "publicity_id:publicity part_id:part way:word at:when account_id?:account",
        unique=[("publicity_id", "part_id", "way")],
    )


def _courses() -> None:
    _make(
        "course",
        "estate_id:estate kind:word title:text entrance_id?:entrance building_id?:building vote_id?:vote "
        "scheme_id?:scheme facts:json step:text opened_at:when opened_by?:account ended_at?:when "
        "ended_why:text once?:text",
        unique=[("estate_id", "once")],
    )
    _one("uq_course_entrance_id_running", "course", ["entrance_id"], "ended_at IS NULL AND kind = 'lift'")
    op.create_index("ix_course_estate_id", "course", ["estate_id"])
    _make(
        "course_step",
        "course_id:course step:text done_on:day paper:text note:text at:when account_id?:account actor:text",
    )
    op.create_index("ix_course_step_course_id", "course_step", ["course_id"])
    _make(
        "course_compensation",
        "course_id:course estate_id:estate part_id:part text:text amount?:fen account_id?:account "
        "entered_by?:account at:when answer:text agreed?:bool answered_at?:when answered_by:text once?:text",
        unique=[("course_id", "once")],
    )
    op.create_index("ix_course_compensation_course_id", "course_compensation", ["course_id"])


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
