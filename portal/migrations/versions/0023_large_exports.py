"""Make large exports and open data"""

revision, down_revision = "0023", "0022"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
