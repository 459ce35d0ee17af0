"""Send messages by several ways, on schedule"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0015", "0014"
branch_labels = depends_on = None

MOMENT = sa.DateTime(timezone=True)
LIVE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "schedule",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slot", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedule")),
    )
    _dispatches()
    _ways()


def _dispatches() -> None:
    with op.batch_alter_table("dispatch") as dispatch:
        dispatch.add_column(sa.Column("account_id", sa.Integer(), nullable=True))
        dispatch.add_column(sa.Column("estate_id", sa.Integer(), nullable=True))
        dispatch.add_column(sa.Column("template", sa.Text(), nullable=False, server_default=sa.text("''")))
        dispatch.add_column(sa.Column("values", sa.LargeBinary(), nullable=True))
        dispatch.add_column(sa.Column("not_before", MOMENT, nullable=True))
        dispatch.add_column(sa.Column("delivered_at", MOMENT, nullable=True))
        dispatch.add_column(sa.Column("receipt", sa.Text(), nullable=False, server_default=sa.text("''")))
        dispatch.add_column(sa.Column("carrier", sa.Text(), nullable=False, server_default=sa.text("''")))
        dispatch.add_column(sa.Column("told_at", MOMENT, nullable=True))
        dispatch.add_column(sa.Column("told_by", sa.Integer(), nullable=True))
        dispatch.create_foreign_key(op.f("fk_dispatch_account_id"), "account", ["account_id"], ["id"])
        dispatch.create_foreign_key(op.f("fk_dispatch_estate_id"), "estate", ["estate_id"], ["id"])
        dispatch.create_foreign_key(op.f("fk_dispatch_told_by"), "account", ["told_by"], ["id"])
        dispatch.create_index("ix_dispatch_estate_id_state", ["estate_id", "state"])
        dispatch.create_index("ix_dispatch_message_id", ["message_id"])
    with op.batch_alter_table("dispatch") as dispatch:
        for name in ("template", "receipt", "carrier"):
            dispatch.alter_column(name, server_default=None)


def _ways() -> None:
    op.create_table(
        "message_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_hash", sa.Text(), nullable=False),
        sa.Column("bound_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_message_address_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_address")),
    )
    for columns in (["channel", "address_hash"], ["account_id", "channel"]):
        op.create_index(
            f"uq_message_address_{'_'.join(columns)}_live",
            "message_address",
            columns,
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        )
    op.create_table(
        "message_preference",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.Column("muted", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_message_preference_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_message_preference")),
    )
    op.create_table(
        "reminder",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reminder_account_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_reminder_message_id")),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_reminder")),
    )


def downgrade() -> None:
    for table in ("reminder", "message_preference", "message_address"):
        op.drop_table(table)
    with op.batch_alter_table("dispatch") as dispatch:
        dispatch.drop_index("ix_dispatch_message_id")
        dispatch.drop_index("ix_dispatch_estate_id_state")
        for name in ("account_id", "estate_id", "told_by"):
            dispatch.drop_constraint(op.f(f"fk_dispatch_{name}"), type_="foreignkey")
        for name in (
            "account_id",
            "estate_id",
            "template",
            "values",
            "not_before",
            "delivered_at",
            "receipt",
            "carrier",
            "told_at",
            "told_by",
        ):
            dispatch.drop_column(name)
    op.drop_table("schedule")
