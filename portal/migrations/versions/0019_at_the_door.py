"""Serve, visit and call back"""

revision, down_revision = "0019", "0018"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
