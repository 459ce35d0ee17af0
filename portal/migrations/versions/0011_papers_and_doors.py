"""Deliver, receive, visit and dispute"""

revision, down_revision = "0011", "0010"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
