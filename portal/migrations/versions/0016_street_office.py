"""Meet, file, export and administer"""

revision, down_revision = "0016", "0015"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
