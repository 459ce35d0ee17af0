"""Log every event of a vote, append-only"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0012", "0011"
branch_labels = depends_on = None

SQLITE = """
CREATE TRIGGER vote_event_no_{deed} BEFORE {deed} ON vote_event
BEGIN SELECT RAISE(ABORT, 'vote_event is append-only'); END
"""
POSTGRESQL = """
CREATE FUNCTION vote_event_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'vote_event is append-only'; END $$
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
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(deed=deed))
        return
    op.execute(POSTGRESQL)
    op.execute(
        "CREATE TRIGGER vote_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON vote_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION vote_event_append_only()"
    )


def downgrade() -> None:
    op.drop_table("vote_event")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION vote_event_append_only()")
