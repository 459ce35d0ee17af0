"""Publish rolls, represent owners, extend and object"""

revision, down_revision = "0010", "0009"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
