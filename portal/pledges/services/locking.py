"""One change of a scheme's people or money at a time."""

from portal.db import session
from portal.pledges.models import Scheme


def lock(scheme: Scheme) -> None:
    """Nothing is said, signed or paid while this transaction lasts; SQLite has one writer anyway."""
    session.flush()  # reading anew would forget what this transaction changed already
    session.refresh(scheme, ["state", "opened_at", "met_at", "closed_at"], with_for_update=True)
