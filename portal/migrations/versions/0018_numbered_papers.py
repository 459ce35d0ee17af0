"""Number, print and photograph papers"""

revision, down_revision = "0018", "0017"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
