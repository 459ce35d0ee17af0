"""What every deed with a case does: one at a time, on the trail, on record, and told to all it concerns."""

from datetime import datetime

from portal import crypto
from portal.audit.services import Actor, record
from portal.communities.models import Estate
from portal.db import session
from portal.feedback import paths
from portal.feedback.models import Case, CaseStep
from portal.feedback.words import title_of
from portal.messages.services import tell
from portal.messages.services.outbox import send_sms
from portal.messages.texts import Text, shortened


def lock(case: Case) -> None:
    """One step at a time, each from where the last one led; SQLite has one writer anyway."""
    session.flush()
    session.refresh(case, ["state", "level", "body", "due_at", "reopenings"], with_for_update=True)


def go(case: Case, step: CaseStep, by: Actor, now: datetime) -> None:
    """Put the step on the trail and the case where it led, on record."""
    step.at, step.account_id, step.actor = now, by.account_id, by.name
    step.body, step.level = case.body, case.level
    case.steps.append(step)
    case.state = step.state
    session.flush()
    put_on_record(case, f"case.{step.state.value}", by, now)


def put_on_record(case: Case, action: str, by: Actor, now: datetime, **detail: object) -> None:
    record(now, by, action, f"case:{case.id}", estate_id=case.estate_id, number=case.number, **detail)


def tell_all(case: Case, topic: str, title: str, words: str, now: datetime, link: str = "") -> None:  # noqa: PLR0913
    """Whoever raised it, and everybody who put their name to it; a caller without an account by text."""
    body = f"{title_of(case.text)}（{case.number}）{'：' if words else '。'}{words}"
    if case.account_id is not None:
        tell(
            now,
            case.account_id,
            topic,
            title,
            body,
            estate_id=case.estate_id,
            link=link or paths.trail(case),
        )
    elif case.caller_phone is not None:
        estate = session.get_one(Estate, case.estate_id)
        said = Text("notice", {"title": shortened(f"{case.number} {title}")})
        send_sms(now, crypto.unseal(case.caller_phone), said, demo=estate.is_demo, estate_id=case.estate_id)
    for supporter in case.supporters:
        if supporter.account_id != case.account_id:
            where = paths.shared(case) if case.is_public else ""
            tell(now, supporter.account_id, topic, title, body, estate_id=case.estate_id, link=where)
