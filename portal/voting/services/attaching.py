"""What a draft rests on: the plan's published version, and the frozen shares, each with its checksum."""

from portal.plans.models import PlanVersion
from portal.plans.queries import find_published, find_published_version, version_ref
from portal.voting import beyond
from portal.voting.beyond import FrozenShares
from portal.voting.errors import NoPlan, NoSuchShares
from portal.voting.models import Vote

#: In place of words: the version of the plan that is public now.
CURRENT_PLAN = "current"
#: In place of words: ``shares:7`` is the version of the shares with this id.
SHARES = "shares:"


def attach_plan(vote: Vote) -> None:
    """Name the version of the plan that is public now, with the checksum of what it says.

    :raises NoPlan: none is published.
    """
    version = find_plan(vote)
    if version is None:
        raise NoPlan(estate=vote.estate.name)
    vote.plan_ref, vote.plan_digest = version_ref(version), version.digest


def find_plan(vote: Vote) -> PlanVersion | None:
    """The version that a vote announced now would have to name."""
    project = find_published(vote.estate_id)
    return find_published_version(project) if project is not None else None


def attach_shares(vote: Vote, shares_id: str) -> None:
    """Name a version of who pays how much.

    :raises NoSuchShares: not frozen, replaced, or of another place than the vote's.
    """
    found = next((shares for shares in fitting_shares(vote) if str(shares.id) == shares_id.strip()), None)
    if found is None:
        raise NoSuchShares
    vote.cost_ref, vote.cost_digest = found.words, found.digest


def fitting_shares(vote: Vote) -> list[FrozenShares]:
    """Those of the whole estate, and those of the entrance that alone decides."""
    places = [row.entrance_id for row in vote.scope]
    found = beyond.list_frozen_shares(vote.estate_id)
    return [shares for shares in found if shares.entrance_id is None or places == [shares.entrance_id]]


def refer(vote: Vote, key: str, words: str | None) -> None:
    """A plan or shares by words or by version; words alone have no checksum and do not pass the checklist.

    :raises RuleViolated: a version that cannot be attached.
    """
    words = (words or "").strip()
    if key == "plan_ref" and words == CURRENT_PLAN:
        attach_plan(vote)
    elif key == "cost_ref" and words.startswith(SHARES):
        attach_shares(vote, words.removeprefix(SHARES))
    elif words != getattr(vote, key):
        setattr(vote, key, words or None)
        setattr(vote, key.replace("_ref", "_digest"), None)
