"""Keep official papers"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0022", "0021"
branch_labels = depends_on = None

SQLITE = """
CREATE TRIGGER official_paper_no_{deed} BEFORE {deed} ON official_paper
BEGIN SELECT RAISE(ABORT, 'official_paper is append-only'); END
"""
POSTGRESQL = (
    """
    CREATE FUNCTION official_paper_append_only() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'official_paper is append-only'; END $$
    """,
    """
    CREATE TRIGGER official_paper_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON official_paper
    FOR EACH STATEMENT EXECUTE FUNCTION official_paper_append_only()
    """,
)


def upgrade() -> None:
    """A register of papers made; what stands in it is never edited, a later one supersedes it."""
    op.create_table(
        "official_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("masked", sa.Boolean(), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("undrawn", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_official_paper_estate_id"),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_official_paper_made_by"),
        sa.ForeignKeyConstraint(["replaces_id"], ["official_paper.id"], name="fk_official_paper_replaces_id"),
        sa.PrimaryKeyConstraint("id", name="pk_official_paper"),
        sa.UniqueConstraint("scope", "year", "serial", name="uq_official_paper_scope_year_serial"),
        sa.UniqueConstraint("replaces_id", name="uq_official_paper_replaces_id"),
    )
    op.create_index(
        "ix_official_paper_scope_kind_subject", "official_paper", ["scope", "kind", "subject"], unique=False
    )
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(deed=deed))
    else:
        for statement in POSTGRESQL:
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("official_paper")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION official_paper_append_only()")
