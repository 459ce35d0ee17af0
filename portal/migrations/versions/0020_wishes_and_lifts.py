"""Ask for wishes and lead a lift, a pipe, a house through"""

revision, down_revision = "0020", "0019"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
