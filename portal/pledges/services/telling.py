"""Telling everybody of a scheme something, once each: who lives or owns there, and who signed."""

from datetime import datetime

from portal.messages.services import tell
from portal.pledges import queries
from portal.pledges.models import Scheme


def page_of(scheme: Scheme) -> str:
    """The resident's page of a scheme, as a path of this portal."""
    return f"/estates/{scheme.estate_id}/lifts/{scheme.id}"


def tell_all(scheme: Scheme, topic: str, title: str, body: str, *, now: datetime) -> int:
    """How many people were told. Whoever has no account is told at the door by the desk."""
    people = queries.list_people(scheme)
    for account_id in people:
        tell(now, account_id, topic, title, body, estate_id=scheme.estate_id, link=page_of(scheme))
    return len(people)
