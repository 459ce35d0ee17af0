"""Keep versions of a plan, and the ledger"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0009", "0008"
branch_labels = depends_on = None

_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "int": sa.Integer(),
    "big": sa.BigInteger(),
    "text": sa.Text(),
    "word": sa.String(length=40),
    "when": sa.DateTime(timezone=True),
    "day": sa.Date(),
    "bool": sa.Boolean(),
    "json": sa.JSON(none_as_null=True),
}
_NEW = {
    "project": (
        "step:text route?:word batch?:word year?:int is_demonstration:bool leader:text lead_unit:text "
        "implementing_body:text large_percent:int large_source:text"
    ),
    "item": (
        "quantity?:big unit:text standard:text is_adjoining:bool apart_reason:text is_heritage:bool "
        "heritage_opinion:text dropped_at?:when"
    ),
}
_WAS: dict[str, Any] = {
    "text": "",
    "bool": sa.false(),
    "int": "10",
}  # of the rows that are there; int: large_percent alone
# SQLite rebuilds a table that changes; its checks have to be said again.
_CHECKS = {
    "project": {},
    "item": {"dates_in_order": "ends_on IS NULL OR starts_on IS NULL OR starts_on <= ends_on"},
}
_LARGE = "large_percent BETWEEN 1 AND 100"
SQLITE = """
CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{table} does not change'); END
"""
POSTGRESQL = """
CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} does not change'; END $$
"""
GUARD = """
CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {when}
EXECUTE FUNCTION {table}_stays()
"""
KEPT = {"plan_version": "WHEN (OLD.published_at IS NOT NULL)", "project_entry": ""}


def _make(name: str, columns: str, *more: sa.schema.SchemaItem) -> None:
    """A table of ``column:kind`` pairs, ``column?:kind`` where it may be empty; any other kind is a table."""
    parts: list[sa.schema.SchemaItem] = [sa.Column("id", sa.Integer(), nullable=False)]
    for column, kind in (pair.split(":") for pair in columns.split()):
        key = column.rstrip("?")
        parts.append(sa.Column(key, _TYPES.get(kind, sa.Integer()), nullable=key != column))
        if kind not in _TYPES:
            parts.append(sa.ForeignKeyConstraint([key], [f"{kind}.id"], name=f"fk_{name}_{key}"))
    op.create_table(name, *parts, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"), *more)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _check(table: str, name: str, text: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(text, name=op.f(f"ck_{table}_{name}"))


def _checks(table: str) -> tuple[sa.CheckConstraint, ...]:
    return tuple(_check(table, name, text) for name, text in _CHECKS[table].items())


def upgrade() -> None:
    for table, columns in _NEW.items():
        _widen(table, columns)
    _versions()
    _ledger()
    for table, when in KEPT.items():
        _keep(table, when)


def _widen(table: str, columns: str) -> None:
    pairs = [pair.split(":") for pair in columns.split()]
    with op.batch_alter_table(table, table_args=_checks(table)) as batch:
        for column, kind in pairs:
            key = column.rstrip("?")
            given = None if key != column else _WAS[kind]
            batch.add_column(sa.Column(key, _TYPES[kind], nullable=key != column, server_default=given))
    with op.batch_alter_table(table, table_args=_checks(table)) as batch:
        for column, kind in pairs:
            if not column.endswith("?"):
                batch.alter_column(column, existing_type=_TYPES[kind], server_default=None)
        if table == "project":
            batch.create_check_constraint(op.f("ck_project_large_percent"), _LARGE)


def _versions() -> None:
    _make(
        "plan_version",
        "project_id:project number:int reason:text is_large:bool content?:json lines?:json digest?:text "
        "consulted_how:text consulted_from?:day consulted_to?:day consulted_outcome:text created_at:when "
        "created_by?:account published_at?:when published_by:text",
        _unique("plan_version", "project_id", "number"),
        _check(
            "plan_version",
            "published_is_whole",
            "published_at IS NULL OR (digest IS NOT NULL AND content IS NOT NULL)",
        ),
        _check("plan_version", "days_in_order", "consulted_from IS NULL OR consulted_from <= consulted_to"),
    )
    draft = sa.text("published_at IS NULL")
    op.create_index(
        "uq_plan_version_project_id_draft",
        "plan_version",
        ["project_id"],
        unique=True,
        sqlite_where=draft,
        postgresql_where=draft,
    )
    _make(
        "plan_change",
        "version_id:plan_version item_id?:item kind:word said?:json why:text case_id?:case case_number:text "
        "once?:text",
        _unique("plan_change", "version_id", "item_id"),
        _unique("plan_change", "version_id", "once"),
    )
    op.create_index("ix_plan_change_case_id", "plan_change", ["case_id"])


def _ledger() -> None:
    _make(
        "project_entry",
        "project_id:project field:word text:text planned?:big spent?:big percent?:int at:when "
        "account_id?:account actor:text",
        _check("project_entry", "percent", "percent IS NULL OR percent BETWEEN 0 AND 100"),
        _check(
            "project_entry", "money", "(planned IS NULL OR planned >= 0) AND (spent IS NULL OR spent >= 0)"
        ),
    )
    op.create_index("ix_project_entry_project_id_field", "project_entry", ["project_id", "field"])
    _make(
        "project_photo",
        "project_id:project item_id?:item phase:word key:text caption:text rights:text taken_on:day "
        "added_at:when account_id?:account",
        _unique("project_photo", "key"),
    )
    op.create_index("ix_project_photo_project_id", "project_photo", ["project_id"])


def _keep(table: str, when: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(table=table, deed=deed, when=when))
        return
    op.execute(POSTGRESQL.format(table=table))
    op.execute(GUARD.format(table=table, when=when))


def downgrade() -> None:
    for table in ("project_photo", "project_entry", "plan_change"):
        op.drop_table(table)
    op.drop_table("plan_version")
    if op.get_bind().dialect.name != "sqlite":
        for table in KEPT:
            op.execute(f"DROP FUNCTION {table}_stays()")
    for table, columns in _NEW.items():
        with op.batch_alter_table(table, table_args=_checks(table)) as batch:
            if table == "project":
                batch.drop_constraint(op.f("ck_project_large_percent"), type_="check")
            for pair in columns.split():
                batch.drop_column(pair.split(":")[0].rstrip("?"))
