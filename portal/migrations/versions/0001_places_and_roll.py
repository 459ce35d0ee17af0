"""Say where people live and who owns what"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table(
        "street",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_street"),
        sa.UniqueConstraint("name", name="uq_street_name"),
    )
    op.create_table(
        "community",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name="fk_community_street_id"),
        sa.PrimaryKeyConstraint("id", name="pk_community"),
        sa.UniqueConstraint("street_id", "name", name="uq_community_street_id_name"),
    )
    op.create_table(
        "estate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name="fk_estate_community_id"),
        sa.ForeignKeyConstraint(["street_id"], ["street.id"], name="fk_estate_street_id"),
        sa.PrimaryKeyConstraint("id", name="pk_estate"),
        sa.UniqueConstraint("street_id", "name", name="uq_estate_street_id_name"),
    )
    op.create_table(
        "building",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_building_estate_id"),
        sa.PrimaryKeyConstraint("id", name="pk_building"),
        sa.UniqueConstraint("estate_id", "name", name="uq_building_estate_id_name"),
    )
    op.create_table(
        "owner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_hash", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_owner_estate_id"),
        sa.PrimaryKeyConstraint("id", name="pk_owner"),
        sa.UniqueConstraint("estate_id", "key", name="uq_owner_estate_id_key"),
    )
    with op.batch_alter_table("owner") as table:
        table.create_index("ix_owner_phone_hash", ["phone_hash"], unique=False)

    op.create_table(
        "owner_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_owner_party_estate_id"),
        sa.PrimaryKeyConstraint("id", name="pk_owner_party"),
        sa.UniqueConstraint("estate_id", "key", name="uq_owner_party_estate_id_key"),
    )
    op.create_table(
        "roll_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_roll_import_estate_id"),
        sa.PrimaryKeyConstraint("id", name="pk_roll_import"),
    )
    with op.batch_alter_table("roll_import") as table:
        table.create_index("ix_roll_import_estate_id", ["estate_id"], unique=False)

    op.create_table(
        "entrance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name="fk_entrance_building_id"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_entrance_estate_id"),
        sa.PrimaryKeyConstraint("id", name="pk_entrance"),
        sa.UniqueConstraint("building_id", "name", name="uq_entrance_building_id_name"),
    )
    with op.batch_alter_table("entrance") as table:
        table.create_index("ix_entrance_estate_id", ["estate_id"], unique=False)

    op.create_table(
        "party_owner",
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["owner.id"], name="fk_party_owner_owner_id"),
        sa.ForeignKeyConstraint(["party_id"], ["owner_party.id"], name="fk_party_owner_party_id"),
        sa.PrimaryKeyConstraint("party_id", "owner_id", name="pk_party_owner"),
    )
    with op.batch_alter_table("party_owner") as table:
        table.create_index("ix_party_owner_owner_id", ["owner_id"], unique=False)

    op.create_table(
        "part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("estate_id", sa.Integer(), nullable=False),
        sa.Column("entrance_id", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=True),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("area", sa.BigInteger(), nullable=False),
        sa.Column("area_source", sa.String(length=40), nullable=True),
        sa.Column("use", sa.String(length=40), nullable=False),
        sa.Column("tenure", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("area > 0", name=op.f("ck_part_area_positive")),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrance.id"], name="fk_part_entrance_id"),
        sa.ForeignKeyConstraint(["estate_id"], ["estate.id"], name="fk_part_estate_id"),
        sa.ForeignKeyConstraint(["party_id"], ["owner_party.id"], name="fk_part_party_id"),
        sa.PrimaryKeyConstraint("id", name="pk_part"),
        sa.UniqueConstraint("entrance_id", "room", name="uq_part_entrance_id_room"),
    )
    with op.batch_alter_table("part") as table:
        table.create_index("ix_part_estate_id", ["estate_id"], unique=False)
        table.create_index("ix_part_party_id", ["party_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("part") as table:
        table.drop_index("ix_part_party_id")
        table.drop_index("ix_part_estate_id")

    op.drop_table("part")
    with op.batch_alter_table("party_owner") as table:
        table.drop_index("ix_party_owner_owner_id")

    op.drop_table("party_owner")
    with op.batch_alter_table("entrance") as table:
        table.drop_index("ix_entrance_estate_id")

    op.drop_table("entrance")
    with op.batch_alter_table("roll_import") as table:
        table.drop_index("ix_roll_import_estate_id")

    op.drop_table("roll_import")
    op.drop_table("owner_party")
    with op.batch_alter_table("owner") as table:
        table.drop_index("ix_owner_phone_hash")

    op.drop_table("owner")
    op.drop_table("building")
    op.drop_table("estate")
    op.drop_table("community")
    op.drop_table("street")
