"""Follow the works"""

revision, down_revision = "0025", "0024"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
