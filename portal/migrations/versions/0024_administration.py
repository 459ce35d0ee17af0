"""Meet, steer and administer: meetings, invitations, settings, and a record that is chained and kept"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0024", "0023"
branch_labels = depends_on = None

WHEN = sa.DateTime(timezone=True)
KEPT = ("audit_link", "record_pruning", "setting_change")
SQLITE = """
CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL = """
CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$
"""
GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()
"""
# What is past its time may go, once a pruning that names its end stands there for good; nothing younger may.
PRUNED_SQLITE = """
CREATE TRIGGER audit_entry_no_DELETE BEFORE DELETE ON audit_entry
WHEN NOT EXISTS (SELECT 1 FROM record_pruning WHERE until > OLD.at)
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
"""
BEFORE_SQLITE = """
CREATE TRIGGER audit_entry_no_DELETE BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END
"""
PRUNED_POSTGRESQL = (
    "DROP TRIGGER audit_entry_append_only ON audit_entry",
    (
        "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_append_only()"
    ),
    """
CREATE FUNCTION audit_entry_keep() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM record_pruning WHERE until > OLD.at) THEN
    RAISE EXCEPTION 'audit_entry is append-only';
  END IF;
  RETURN OLD;
END $$
""",
    (
        "CREATE TRIGGER audit_entry_keep BEFORE DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_keep()"
    ),
)
BEFORE_POSTGRESQL = (
    "DROP TRIGGER audit_entry_keep ON audit_entry",
    "DROP FUNCTION audit_entry_keep()",
    "DROP TRIGGER audit_entry_append_only ON audit_entry",
    (
        "CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_append_only()"
    ),
)


def upgrade() -> None:
    _meetings()
    _people_and_places()
    _record()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in KEPT:
        if sqlite:
            for deed in ("UPDATE", "DELETE"):
                op.execute(SQLITE.format(table=table, deed=deed))
        else:
            op.execute(POSTGRESQL.format(table=table))
            op.execute(GUARD.format(table=table))
    if sqlite:
        op.execute("DROP TRIGGER audit_entry_no_DELETE")
        op.execute(PRUNED_SQLITE)
    else:
        for statement in PRUNED_POSTGRESQL:
            op.execute(statement)


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("held_at", WHEN, nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("chair", sa.Text(), nullable=False),
        sa.Column("attended", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=False),
        sa.Column("recorded_at", WHEN, nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name="fk_meeting_street_id"),
        sa.ForeignKeyConstraint(["recorded_by"], ["account.id"], name="fk_meeting_recorded_by"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
        sa.UniqueConstraint("once", name="uq_meeting_once"),
    )
    op.create_index("ix_meeting_street_id", "meeting", ["street_id"])
    op.create_table(
        "meeting_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", sa.String(length=40), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", WHEN, nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "done_at IS NULL OR done_note <> ''", name=op.f("ck_meeting_decision_done_is_said")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_meeting_decision_meeting_id"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_meeting_decision_estate_id"),
        sa.ForeignKeyConstraint(["done_by"], ["account.id"], name="fk_meeting_decision_done_by"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_decision"),
        sa.UniqueConstraint("meeting_id", "position", name="uq_meeting_decision_meeting_id_position"),
    )
    op.create_index("ix_meeting_decision_due_on", "meeting_decision", ["due_on"])


def _people_and_places() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("made_at", WHEN, nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", WHEN, nullable=False),
        sa.Column("used_at", WHEN, nullable=True),
        sa.Column("revoked_at", WHEN, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_invitation_account_id"),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name="fk_invitation_made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("code_hash", name="uq_invitation_code_hash"),
    )
    op.create_index("ix_invitation_account_id", "invitation", ["account_id"])
    op.create_table(
        "estate_listing",
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("buildings", sa.Integer(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("listed_at", WHEN, nullable=False),
        sa.Column("listed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "buildings >= 0 AND households >= 0 AND people >= 0 AND area >= 0",
            name=op.f("ck_estate_listing_not_negative"),
        ),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_estate_listing_estate_id"),
        sa.PrimaryKeyConstraint("estate_id", name="pk_estate_listing"),
    )
    op.create_table(
        "portal_setting",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_portal_setting"),
    )
    op.create_table(
        "setting_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("was", sa.Integer(), nullable=True),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_setting_change"),
    )
    op.create_index("ix_setting_change_key", "setting_change", ["key"])


def _record() -> None:
    op.add_column("audit_entry", sa.Column("origin", sa.Text(), nullable=True))
    op.create_table(
        "audit_link",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("entry_digest", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("linked_at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_link"),
        sa.UniqueConstraint("entry_id", name="uq_audit_link_entry_id"),
    )
    op.create_table(
        "record_pruning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("until", WHEN, nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("entry_ids", sa.JSON(), nullable=False),
        sa.CheckConstraint("until < at", name=op.f("ck_record_pruning_of_the_past")),
        sa.PrimaryKeyConstraint("id", name="pk_record_pruning"),
    )
    op.create_table(
        "record_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_at", WHEN, nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("lifted_at", WHEN, nullable=True),
        sa.Column("lifted_by", sa.Text(), nullable=False),
        sa.Column("lifted_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_record_hold_estate_id"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_record_hold_vote_id"),
        sa.PrimaryKeyConstraint("id", name="pk_record_hold"),
    )
    op.create_index("ix_record_hold_estate_id", "record_hold", ["estate_id"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_entry_no_DELETE")
        op.execute(BEFORE_SQLITE)
    else:
        for statement in BEFORE_POSTGRESQL:
            op.execute(statement)
    for table in (
        "record_hold",
        "record_pruning",
        "audit_link",
        "setting_change",
        "portal_setting",
        "estate_listing",
        "invitation",
        "meeting_decision",
        "meeting",
    ):
        op.drop_table(table)
    op.drop_column("audit_entry", "origin")
    if op.get_bind().dialect.name != "sqlite":
        for table in KEPT:
            op.execute(f"DROP FUNCTION {table}_append_only()")
