"""Route cases, judge promises"""

revision, down_revision = "0014", "0013"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
