"""Follow every yuan"""

revision, down_revision = "0013", "0012"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
