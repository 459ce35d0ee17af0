"""Keep safe, back up and let go"""

revision, down_revision = "0026", "0025"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
