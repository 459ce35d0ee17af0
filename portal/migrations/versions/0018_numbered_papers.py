"""Number, print and photograph papers"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0018", "0017"
branch_labels = depends_on = None

KEPT = ("print_run", "paper_ballot", "paper_photo", "box_count")
NO_DELETING = """
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is kept'); END
"""
CHANGED = (
    "NEW.number <> OLD.number OR NEW.vote_id <> OLD.vote_id OR NEW.voter_id <> OLD.voter_id "
    "OR (OLD.received_at IS NOT NULL AND (NEW.received_at IS NULL OR NEW.received_at <> OLD.received_at)) "
    "OR (OLD.voided_at IS NOT NULL AND (NEW.voided_at IS NULL OR NEW.voided_at <> OLD.voided_at))"
)
NO_TAKING_BACK = f"""
CREATE TRIGGER paper_ballot_no_taking_back BEFORE UPDATE ON paper_ballot WHEN {CHANGED}
BEGIN SELECT RAISE(ABORT, 'paper_ballot is kept'); END
"""
REFUSES = """
CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is kept'; END $$
"""
GUARD = """
CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()
"""
ROW_GUARD = f"""
CREATE TRIGGER paper_ballot_no_taking_back BEFORE UPDATE ON paper_ballot
FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION paper_ballot_kept()
"""


def upgrade() -> None:
    _print_run()
    _paper_ballot()
    _paper_reading()
    _paper_photo()
    _box_count()
    _second_reader()
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in KEPT:
        for statement in (NO_DELETING,) if on_sqlite else (REFUSES, GUARD):
            op.execute(statement.format(table=table))
    op.execute(NO_TAKING_BACK if on_sqlite else ROW_GUARD)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{of}.id"], name=f"fk_{table}_{column}")


def _print_run() -> None:
    op.create_table(
        "print_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        _moment("printed_at"),
        sa.Column("printed_by", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=True),
        _moment("made_at", nullable=True),
        sa.CheckConstraint("papers > 0", name=op.f("ck_print_run_papers_positive")),
        _key("print_run", "vote_id", "vote"),
        _key("print_run", "printed_by", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_print_run"),
        sa.UniqueConstraint("vote_id", "number", name="uq_print_run_vote_id_number"),
    )


def _paper_ballot() -> None:
    op.create_table(
        "paper_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        _moment("received_at", nullable=True),
        sa.Column("received_by", sa.Integer(), nullable=True),
        _moment("voided_at", nullable=True),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "voided_at IS NULL OR received_at IS NULL", name=op.f("ck_paper_ballot_voided_or_received")
        ),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (void_reason = '')", name=op.f("ck_paper_ballot_voided_with_reason")
        ),
        _key("paper_ballot", "vote_id", "vote"),
        _key("paper_ballot", "voter_id", "voter"),
        _key("paper_ballot", "run_id", "print_run"),
        _key("paper_ballot", "received_by", "account"),
        _key("paper_ballot", "voided_by", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_ballot"),
        sa.UniqueConstraint("vote_id", "number", name="uq_paper_ballot_vote_id_number"),
    )
    op.create_index("ix_paper_ballot_voter_id", "paper_ballot", ["voter_id"])
    op.create_index("ix_paper_ballot_run_id", "paper_ballot", ["run_id"])


def _paper_reading() -> None:
    op.create_table(
        "paper_reading",
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("against_id", sa.Integer(), nullable=True),
        sa.Column("withdraws_phone", sa.Boolean(), nullable=False),
        _key("paper_reading", "ballot_id", "ballot"),
        _key("paper_reading", "paper_id", "paper_ballot"),
        _key("paper_reading", "against_id", "ballot"),
        sa.PrimaryKeyConstraint("ballot_id", name="pk_paper_reading"),
    )
    op.create_index("ix_paper_reading_paper_id", "paper_reading", ["paper_id"])
    op.create_index("ix_paper_reading_against_id", "paper_reading", ["against_id"])


def _paper_photo() -> None:
    op.create_table(
        "paper_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        _moment("taken_at"),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        _key("paper_photo", "paper_id", "paper_ballot"),
        _key("paper_photo", "taken_by", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_photo"),
    )
    op.create_index("ix_paper_photo_paper_id", "paper_photo", ["paper_id"])


def _box_count() -> None:
    op.create_table(
        "box_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("keyed", sa.Integer(), nullable=False),
        sa.Column("witnesses", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _moment("counted_at"),
        sa.Column("counted_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("papers >= 0", name=op.f("ck_box_count_papers_not_negative")),
        _key("box_count", "vote_id", "vote"),
        _key("box_count", "counted_by", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_box_count"),
    )
    op.create_index("ix_box_count_vote_id", "box_count", ["vote_id"])


def _second_reader() -> None:
    op.create_table(
        "second_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        _moment("named_at"),
        sa.Column("named_by", sa.Integer(), nullable=True),
        _moment("ended_at", nullable=True),
        _key("second_reader", "vote_id", "vote"),
        _key("second_reader", "account_id", "account"),
        _key("second_reader", "voter_id", "voter"),
        _key("second_reader", "named_by", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_second_reader"),
        sa.UniqueConstraint("vote_id", "account_id", name="uq_second_reader_vote_id_account_id"),
    )


def downgrade() -> None:
    for table in ("second_reader", "box_count", "paper_photo", "paper_reading", "paper_ballot", "print_run"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        for table in KEPT:
            op.execute(f"DROP FUNCTION {table}_kept()")
