"""Send messages by several ways, on schedule"""

revision, down_revision = "0015", "0014"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
