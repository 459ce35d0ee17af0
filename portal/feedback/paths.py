"""Where a case is found: for messages, which are also written where there is no request."""

from portal.feedback.models import Case


def trail(case: Case) -> str:
    """For whoever raised it."""
    return f"/estates/{case.estate_id}/cases/{case.id}"


def shared(case: Case) -> str:
    """For neighbours."""
    return f"/estates/{case.estate_id}/cases/shared/{case.id}"


def desk(case: Case) -> str:
    """For the staff."""
    return f"/desk/estates/{case.estate_id}/cases/{case.id}"
