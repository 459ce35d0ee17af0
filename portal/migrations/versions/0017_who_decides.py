"""Say more of who decides and by which rule"""

revision, down_revision = "0017", "0016"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
