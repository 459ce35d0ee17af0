"""Keep versions of a plan, and the ledger"""

revision, down_revision = "0009", "0008"
branch_labels = depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
