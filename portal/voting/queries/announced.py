"""What a notice says beside questions and settings: on what the vote rests, and whom to ask."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Account
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.voting.models import ExcludedPart, Question, RollPublication, Vote

_WORDS = (
    "convener",
    "convened_under",
    "contact",
    "supervisor",
    "guidance",
    "plan_ref",
    "plan_digest",
    "cost_ref",
    "cost_digest",
    "notice_posted",
    "exclusive_part",
    "owner_consent",
)


def basis(vote: Vote) -> dict[str, Any]:
    """For the rule as announced: who convenes and why, what is attached, which roll hung in the estate."""
    roll = find_roll_of(vote)
    return {
        **{name: getattr(vote, name) or None for name in _WORDS},
        "explanation": vote.explanation,
        "supersedes": vote.supersedes_id,
        "roll_published": roll and {"number": roll.number, "fingerprint": roll.fingerprint},
        "excluded_parts": [
            {"home": part.home, "area": format_hundredths(part.area), "reason": part.reason}
            for part in list_excluded(vote.id)
        ],
        "terms": {question.key: _terms(question) for question in vote.questions},
    }


def _terms(question: Question) -> dict[str, Any]:
    """What a question means beyond its text: its item of the law, its budget, what its options cost."""
    return {
        "matter": question.matter and question.matter.value,
        "softer_because": question.softer_because,
        "budget": _money(question.budget),
        "options": {
            option.key: {
                "detail": option.detail,
                "cost": _money(option.cost),
                "monthly_per_square_metre": _money(option.monthly_per_square_metre),
                "monthly_per_home": _money(option.monthly_per_home),
                "unavailable_because": option.unavailable_because,
            }
            for option in question.options
        },
    }


def _money(fen: int | None) -> str | None:
    return None if fen is None else format_hundredths(fen)


def list_excluded(vote_id: int) -> Sequence[ExcludedPart]:
    """Parts inside the scope that do not count, in door order."""
    return session.scalars(
        select(ExcludedPart).where(ExcludedPart.vote_id == vote_id).order_by(ExcludedPart.id)
    ).all()


def find_roll_of(vote: Vote) -> RollPublication | None:
    """The publication of the roll that the vote rests on."""
    return session.get(RollPublication, vote.roll_publication_id) if vote.roll_publication_id else None


def find_superseded(vote: Vote) -> Vote | None:
    """The announced vote in whose place this one is held."""
    return session.get(Vote, vote.supersedes_id) if vote.supersedes_id else None


def names_of(account_ids: set[int]) -> Mapping[int, str]:
    """Staff who set something, by id."""
    found = select(Account.id, Account.display_name).where(Account.id.in_(account_ids))
    return dict(session.execute(found).all()) if account_ids else {}


def find_superseding(vote_id: int) -> Vote | None:
    """The announced vote that replaces this one."""
    later = select(Vote).where(Vote.supersedes_id == vote_id, Vote.announced_at.is_not(None))
    return session.scalars(later.order_by(Vote.id.desc()).limit(1)).first()
