"""Complete money, cases and evaluation"""

revision, down_revision = "0021", "0020"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
