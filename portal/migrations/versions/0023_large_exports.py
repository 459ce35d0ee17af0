"""Make large exports and open data"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0023", "0022"
branch_labels = depends_on = None


def upgrade() -> None:
    op.add_column("export_record", sa.Column("scope", sa.Text(), nullable=True))
    op.create_index("ix_export_record_scope_id", "export_record", ["scope", "id"])
    op.create_table(
        "export_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_export_file_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_export_file"),
        sa.UniqueConstraint("token", name="uq_export_file_token"),
    )
    op.create_index("ix_export_file_account_id_id", "export_file", ["account_id", "id"])
    op.create_table(
        "api_window",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("address", "minute", name="pk_api_window"),
    )


def downgrade() -> None:
    op.drop_table("api_window")
    op.drop_index("ix_export_file_account_id_id", "export_file")
    op.drop_table("export_file")
    op.drop_index("ix_export_record_scope_id", "export_record")
    with op.batch_alter_table("export_record") as table:
        table.drop_column("scope")
