"""Log every event of a vote, append-only"""

revision, down_revision = "0012", "0011"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
