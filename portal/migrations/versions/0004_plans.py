"""Say what is planned"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004", "0003"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["account.id"], name="fk_project_created_by"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_project_estate_id"),
        sa.PrimaryKeyConstraint("id", name="pk_project"),
    )
    with op.batch_alter_table("project") as table:
        table.create_index("ix_project_estate_id", ["estate_id"], unique=False)
        table.create_index(
            "uq_project_estate_id_current",
            ["estate_id"],
            unique=True,
            sqlite_where=sa.text("stage <> 'sharing'"),
            postgresql_where=sa.text("stage <> 'sharing'"),
        )

    op.create_table(
        "item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=True),
        sa.Column("nature_source", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("sharing", sa.String(length=40), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("once", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR starts_on <= ends_on",
            name=op.f("ck_item_dates_in_order"),
        ),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_item_estate_id"),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name="fk_item_project_id"),
        sa.PrimaryKeyConstraint("id", name="pk_item"),
        sa.UniqueConstraint("project_id", "once", name="uq_item_project_id_once"),
        sa.UniqueConstraint("project_id", "position", name="uq_item_project_id_position"),
    )
    with op.batch_alter_table("item") as table:
        table.create_index("ix_item_estate_id", ["estate_id"], unique=False)

    op.create_table(
        "item_money",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_item_money_amount_not_negative")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name="fk_item_money_item_id"),
        sa.PrimaryKeyConstraint("id", name="pk_item_money"),
        sa.UniqueConstraint("item_id", "source", name="uq_item_money_item_id_source"),
    )


def downgrade() -> None:
    op.drop_table("item_money")
    with op.batch_alter_table("item") as table:
        table.drop_index("ix_item_estate_id")

    op.drop_table("item")
    with op.batch_alter_table("project") as table:
        table.drop_index(
            "uq_project_estate_id_current",
            sqlite_where=sa.text("stage <> 'sharing'"),
            postgresql_where=sa.text("stage <> 'sharing'"),
        )
        table.drop_index("ix_project_estate_id")

    op.drop_table("project")
