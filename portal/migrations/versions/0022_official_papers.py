"""Keep official papers"""

revision, down_revision = "0022", "0021"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
