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
    _rounds()
    _answers()
    _inspections()
    _management()


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


def _rounds() -> None:
    op.create_table(
        "evaluation_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("opens_at", MOMENT, nullable=False),
        sa.Column("closes_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("low_line", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_evaluation_round_closes_after_opening")),
        *_keys(
            "evaluation_round",
            estate_id="estate",
            project_id="project",
            parent_id="evaluation_round",
            opened_by="account",
        ),
    )
    op.create_index(
        "uq_evaluation_round_estate_id_kind_open",
        "evaluation_round",
        ["estate_id", "kind"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_evaluation_round_estate_id", "evaluation_round", ["estate_id"])
    op.create_table(
        "evaluation_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.UniqueConstraint("round_id", "position", name=op.f("uq_evaluation_point_round_id_position")),
        *_keys("evaluation_point", round_id="evaluation_round", item_id="item"),
    )


def _keys(table: str, **references: str) -> list[sa.Constraint]:
    """The primary key, and a foreign key for each column that names another table's id."""
    foreign = [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in references.items()
    ]
    return [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")), *foreign]


def _answers() -> None:
    op.create_table(
        "evaluation_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("paper_number", sa.Text(), nullable=True),
        sa.UniqueConstraint("round_id", "part_id", name=op.f("uq_evaluation_answer_round_id_part_id")),
        sa.UniqueConstraint(
            "round_id", "paper_number", name=op.f("uq_evaluation_answer_round_id_paper_number")
        ),
        *_keys(
            "evaluation_answer",
            round_id="evaluation_round",
            estate_id="estate",
            part_id="part",
            account_id="account",
            entered_by="account",
        ),
    )
    op.create_table(
        "evaluation_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text(), nullable=True),
        sa.UniqueConstraint("answer_id", "point_id", name=op.f("uq_evaluation_mark_answer_id_point_id")),
        *_keys("evaluation_mark", answer_id="evaluation_answer", point_id="evaluation_point"),
    )
    op.create_index("ix_evaluation_mark_point_id", "evaluation_mark", ["point_id"])


def _inspections() -> None:
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("inspected_at", MOMENT, nullable=False),
        sa.UniqueConstraint("round_id", "account_id", name=op.f("uq_inspection_round_id_account_id")),
        *_keys("inspection", round_id="evaluation_round", estate_id="estate", account_id="account"),
    )
    op.create_table(
        "inspection_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("done", sa.String(length=40), nullable=False),
        sa.Column("as_planned", sa.String(length=40), nullable=False),
        sa.Column("works", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.UniqueConstraint(
            "inspection_id", "point_id", name=op.f("uq_inspection_line_inspection_id_point_id")
        ),
        *_keys("inspection_line", inspection_id="inspection", point_id="evaluation_point"),
    )
    op.create_table(
        "rectification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text(), nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("again_id", sa.Integer(), nullable=True),
        sa.UniqueConstraint("point_id", name=op.f("uq_rectification_point_id")),
        *_keys(
            "rectification",
            estate_id="estate",
            point_id="evaluation_point",
            opened_by="account",
            again_id="evaluation_round",
        ),
    )
    op.create_index("ix_rectification_estate_id", "rectification", ["estate_id"])


def _management() -> None:
    op.create_table(
        "management_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("keeper", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("charge", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("contract_ends_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("vote_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        *_keys("management_term", estate_id="estate", vote_id="vote", recorded_by="account"),
    )
    op.create_index(
        "uq_management_term_estate_id_live",
        "management_term",
        ["estate_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "upkeep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("keeper", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("warranty_ends_on", sa.Date(), nullable=True),
        sa.UniqueConstraint("item_id", name=op.f("uq_upkeep_item_id")),
        *_keys("upkeep", estate_id="estate", item_id="item"),
    )
    op.create_index("ix_upkeep_estate_id", "upkeep", ["estate_id"])
    op.create_table(
        "common_money",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("income", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("income >= 0 AND spent >= 0", name=op.f("ck_common_money_not_negative")),
        *_keys("common_money", estate_id="estate", recorded_by="account"),
    )
    op.create_index("ix_common_money_estate_id", "common_money", ["estate_id"])


def downgrade() -> None:
    for table in (
        "common_money",
        "upkeep",
        "management_term",
        "rectification",
        "inspection_line",
        "inspection",
        "evaluation_mark",
        "evaluation_answer",
        "evaluation_point",
        "evaluation_round",
        "reminder",
        "message_preference",
        "message_address",
    ):
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
