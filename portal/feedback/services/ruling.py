"""What a street rules on its cases: the beginnings of its answers, and who answers for what."""

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.bodies import Body, Spot, Topic, route
from portal.domain.stages import CaseState
from portal.feedback.errors import ReplyUnfinished
from portal.feedback.models import ReplyTemplate, RoutingRule
from portal.feedback.replies import FILLED
from portal.feedback.words import REPLIES, STEPS

_BRACED = re.compile(r"\{([^{}]*)\}")


def write_reply(  # noqa: PLR0913  # a template's three columns, and whose it is
    street_id: int, key: str, state: CaseState, name: str, text: str, *, by: Actor, now: datetime
) -> ReplyTemplate:
    """Keep a street's beginning of an answer; an empty key makes a new one.

    :raises ReplyUnfinished: no name, no text, a state in which nobody answers, or a field nobody fills.
    """
    unknown = [field for field in _BRACED.findall(text) if field not in FILLED]
    if not name.strip() or not text.strip() or state not in STEPS or unknown:
        raise ReplyUnfinished
    found = session.scalars(
        select(ReplyTemplate).where(ReplyTemplate.street_id == street_id, ReplyTemplate.key == key)
    ).one_or_none()
    if found is None:
        found = ReplyTemplate(street_id=street_id, key=key or f"own {now.isoformat()}"[:40])
        session.add(found)
    found.state, found.name, found.text = state, name.strip(), text.strip()
    found.changed_at, found.changed_by = now, by.account_id
    session.flush()
    record(now, by, "case.reply_template", f"street:{street_id}", name=found.name)
    return found


def drop_reply(street_id: int, key: str, *, by: Actor, now: datetime) -> None:
    """The street's own is gone; under a key of the portal's that one stands again."""
    session.execute(
        delete(ReplyTemplate).where(ReplyTemplate.street_id == street_id, ReplyTemplate.key == key)
    )
    name = REPLIES[key][1] if key in REPLIES else key
    record(now, by, "case.reply_template", f"street:{street_id}", name=name)


def rules_of(street_id: int) -> Mapping[tuple[Topic, Spot], Body]:
    """Only what the street rules otherwise than the policy."""
    rows = session.scalars(select(RoutingRule).where(RoutingRule.street_id == street_id))
    return {(row.topic, row.spot): row.body for row in rows}


def who_answers(street_id: int, topic: Topic, spot: Spot) -> Body:
    """By the street's rule, else by the policy's division of work."""
    return rules_of(street_id).get((topic, spot)) or route(topic, spot)


def rule(street_id: int, wanted: Mapping[tuple[Topic, Spot], Body], *, by: Actor, now: datetime) -> None:
    """Who answers from now on, topic by topic and spot by spot; cases on their way stay where they are."""
    session.execute(delete(RoutingRule).where(RoutingRule.street_id == street_id))
    other = {pair: body for pair, body in wanted.items() if body is not route(*pair)}
    session.add_all(
        RoutingRule(street_id=street_id, topic=topic, spot=spot, body=body)
        for (topic, spot), body in other.items()
    )
    session.flush()
    record(now, by, "case.routing", f"street:{street_id}", rows=len(other))
