"""Put every export on record"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0008", "0007"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "export_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=True),
        sa.Column("vote_id", sa.Integer(), nullable=True),
        sa.Column("table", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("masked", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_export_record_account_id"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_export_record_estate_id"),
        sa.ForeignKeyConstraint(["vote_id"], ["vote.id"], name="fk_export_record_vote_id"),
        sa.PrimaryKeyConstraint("id", name="pk_export_record"),
    )
    with op.batch_alter_table("export_record") as table:
        table.create_index("ix_export_record_estate_id_at", ["estate_id", "at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("export_record") as table:
        table.drop_index("ix_export_record_estate_id_at")

    op.drop_table("export_record")
