"""What neighbours may read of a case: hidden with a reason, shown again, pictures blurred and released."""

from datetime import datetime

from portal.audit.services import Actor
from portal.db import session
from portal.domain.errors import N_
from portal.feedback.errors import WhyHidden
from portal.feedback.models import Case, CasePhoto
from portal.feedback.services.common import lock, put_on_record, tell_all


def hide(case: Case, why: str, public_text: str, *, by: Actor, now: datetime) -> None:
    """Hide a case from neighbours, or show them other words. The original stays, the author is told.

    :param public_text: what neighbours read instead; empty hides all of it.
    :raises RuleViolated: no reason.
    """
    if not why.strip():
        raise WhyHidden
    lock(case)
    case.hidden_reason = why.strip()
    case.public_text = public_text.strip() or None
    case.hidden_at = None if case.public_text else now
    session.flush()
    put_on_record(case, "case.hide", by, now, reason=case.hidden_reason)
    words = f"原因：{case.hidden_reason}。您写的原文还在，照样办理。"
    tell_all(case, "feedback.hidden", N_("您反映的事公开的内容改了"), words, now)


def show(case: Case, *, by: Actor, now: datetime) -> None:
    """Let neighbours read the original again."""
    lock(case)
    case.hidden_at, case.public_text, case.hidden_reason = None, None, ""
    session.flush()
    put_on_record(case, "case.show", by, now)


def blur(photo: CasePhoto, blurred_key: str, *, by: Actor, now: datetime) -> str | None:
    """Have neighbours see this picture instead, and release it; the original is kept.

    :returns: the key of an earlier blurred one, which nothing refers to any more.
    """
    earlier, photo.blurred_key, photo.released_at = photo.blurred_key, blurred_key, now
    session.flush()
    put_on_record(photo.case, "case.blur", by, now)
    return earlier


def release(photo: CasePhoto, *, by: Actor, now: datetime) -> None:
    """Somebody looked at it: neighbours may see it as it is, or as it was blurred."""
    photo.released_at = now
    session.flush()
    put_on_record(photo.case, "case.release", by, now)


def withhold(photo: CasePhoto, *, by: Actor, now: datetime) -> None:
    """Neighbours see it no more."""
    photo.released_at = None
    session.flush()
    put_on_record(photo.case, "case.withhold", by, now)
