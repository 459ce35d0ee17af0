"""Meet, steer and administer"""

revision, down_revision = "0024", "0023"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
