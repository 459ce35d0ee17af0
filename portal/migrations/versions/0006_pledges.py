"""Share the cost of a lift"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0006", "0005"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "scheme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("entrance_id", sa.Integer(), nullable=True),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("subsidy", sa.BigInteger(), nullable=False),
        sa.Column("coefficient_source", sa.Text(), nullable=False),
        sa.Column("sharing", sa.String(length=40), nullable=False),
        sa.Column("condition", sa.String(length=40), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("allows_parts", sa.Boolean(), nullable=False),
        sa.Column("allows_deferral", sa.Boolean(), nullable=False),
        sa.Column("allows_labour", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("subsidy >= 0 AND subsidy <= total", name=op.f("ck_scheme_subsidy_within_total")),
        sa.CheckConstraint("total > 0", name=op.f("ck_scheme_total_positive")),
        sa.CheckConstraint(
            "entrance_id IS NOT NULL OR item_id IS NOT NULL", name=op.f("ck_scheme_for_something")
        ),
        sa.CheckConstraint("threshold >= 0", name=op.f("ck_scheme_threshold_not_negative")),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="fk_scheme_created_by"),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrance.id"], name="fk_scheme_entrance_id"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_scheme_estate_id"),
        sa.ForeignKeyConstraint(["follows_id"], ["scheme.id"], name="fk_scheme_follows_id"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_scheme_item_id"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_scheme_vote_id"),
        sa.PrimaryKeyConstraint("id", name="pk_scheme"),
        sa.UniqueConstraint("follows_id", name="uq_scheme_follows_id"),
    )
    with op.batch_alter_table("scheme") as table:
        table.create_index("ix_scheme_estate_id", ["estate_id"], unique=False)
        table.create_index(
            "uq_scheme_entrance_id_open",
            ["entrance_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        table.create_index(
            "uq_scheme_item_id_open",
            ["item_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open' AND entrance_id IS NULL"),
            postgresql_where=sa.text("state = 'open' AND entrance_id IS NULL"),
        )

    op.create_table(
        "floor_coefficient",
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("thousandths", sa.Integer(), nullable=False),
        sa.CheckConstraint("thousandths >= 0", name=op.f("ck_floor_coefficient_not_negative")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name="fk_floor_coefficient_scheme_id"),
        sa.PrimaryKeyConstraint("scheme_id", "floor", name="pk_floor_coefficient"),
    )
    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.Text(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_pledge_amount_not_negative")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_pledge_account_id"),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_pledge_part_id"),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name="fk_pledge_scheme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pledge"),
        sa.UniqueConstraint("scheme_id", "part_id", "once", name="uq_pledge_scheme_id_part_id_once"),
    )
    with op.batch_alter_table("pledge") as table:
        table.create_index(
            "uq_pledge_scheme_id_part_id_current",
            ["scheme_id", "part_id"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )

    op.create_table(
        "share",
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=True),
        sa.Column("thousandths", sa.Integer(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("rounded_up", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_share_amount_not_negative")),
        sa.ForeignKeyConstraint(["part_id"], ["part.id"], name="fk_share_part_id"),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name="fk_share_scheme_id"),
        sa.PrimaryKeyConstraint("scheme_id", "part_id", name="pk_share"),
        sa.UniqueConstraint("scheme_id", "position", name="uq_share_scheme_id_position"),
    )


def downgrade() -> None:
    op.drop_table("share")
    with op.batch_alter_table("pledge") as table:
        table.drop_index(
            "uq_pledge_scheme_id_part_id_current",
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )

    op.drop_table("pledge")
    op.drop_table("floor_coefficient")
    with op.batch_alter_table("scheme") as table:
        table.drop_index(
            "uq_scheme_item_id_open",
            sqlite_where=sa.text("state = 'open' AND entrance_id IS NULL"),
            postgresql_where=sa.text("state = 'open' AND entrance_id IS NULL"),
        )
        table.drop_index(
            "uq_scheme_entrance_id_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        table.drop_index("ix_scheme_estate_id")

    op.drop_table("scheme")
