"""Log every event of a vote, append-only, and every copy of it that was handed over"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0012", "0011"
branch_labels = depends_on = None

KEPT = ("vote_event", "vote_bundle_copy")
SQLITE = """
CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
# INSERT OR REPLACE deletes the row that is in the way, and no trigger on DELETE hears of it.
NO_REPLACING = """
CREATE TRIGGER {table}_no_replacing BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} AS kept WHERE {same})
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
SAME = {
    "vote_event": "kept.id = NEW.id OR (kept.vote_id = NEW.vote_id AND kept.position = NEW.position)",
    "vote_bundle_copy": "kept.id = NEW.id",
}
POSTGRESQL = """
CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$
"""
GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()
"""


def upgrade() -> None:
    op.create_table(
        "vote_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_vote_event_vote_id"),
        sa.PrimaryKeyConstraint("id", name="pk_vote_event"),
        sa.UniqueConstraint("vote_id", "position", name="uq_vote_event_vote_id_position"),
    )
    op.create_table(
        "vote_bundle_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(length=40), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_vote_bundle_copy_made_by"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_vote_bundle_copy_vote_id"),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"], name="fk_vote_bundle_copy_voter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_vote_bundle_copy"),
    )
    op.create_index("ix_vote_bundle_copy_vote_id", "vote_bundle_copy", ["vote_id"])
    # Not in a batch: that would make the table anew and lose its triggers.
    op.add_column("vote_publication", sa.Column("record_size", sa.Integer(), nullable=True))
    op.add_column("vote_publication", sa.Column("record_root", sa.Text(), nullable=True))
    for table in KEPT:
        _keep(table)


def _keep(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(table=table, deed=deed))
        op.execute(NO_REPLACING.format(table=table, same=SAME[table]))
        return
    op.execute(POSTGRESQL.format(table=table))
    op.execute(GUARD.format(table=table))


def downgrade() -> None:
    op.drop_column("vote_publication", "record_root")
    op.drop_column("vote_publication", "record_size")
    op.drop_table("vote_bundle_copy")
    op.drop_table("vote_event")
    if op.get_bind().dialect.name != "sqlite":
        for table in KEPT:
            op.execute(f"DROP FUNCTION {table}_append_only()")
