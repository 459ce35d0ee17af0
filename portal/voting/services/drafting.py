"""Setting up a vote from what a file or a form says."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.communities import queries as places
from portal.communities.models import Estate
from portal.db import session
from portal.domain.stages import VoteState
from portal.domain.tally import CountsTo
from portal.voting.errors import (
    DraftInUse,
    NoSuchSuperseded,
    NotADraft,
    ReasonMissing,
    SeveralEstates,
    UnknownEstate,
    UnknownPlace,
)
from portal.voting.models import ElectorEntry, Option, Question, Vote, VoteScope, VoteSetting
from portal.voting.services.locking import lock
from portal.voting.specification import DeemedSpec, QuestionSpec, ScopeSpec, VoteSpec


def create(spec: VoteSpec, by: Actor, *, now: datetime) -> Vote:
    """A draft with its questions, scope and settings.

    :raises RuleViolated: an estate or a place that the rolls do not know.
    """
    estate = find_estate(spec.estate, spec.street)
    vote = Vote(
        estate_id=estate.id,
        title=spec.title,
        subject=spec.subject,
        matter=spec.matter,
        regime=spec.regime,
        notice_at=spec.notice_at,
        opens_at=spec.opens_at,
        closes_at=spec.closes_at,
        explanation=spec.explanation,
        convener=spec.convener,
        **_papers(spec, estate),
        deemed=stored_deemed(spec.deemed),
        created_at=now,
        created_by=by.account_id,
    )
    vote.questions = [_question(position, item) for position, item in enumerate(spec.questions)]
    vote.scope = _scope(spec.scope, estate.id)
    vote.settings = [
        VoteSetting(key=key, value={"value": setting.value}, source=setting.source, set_by=by.account_id)
        for key, setting in spec.settings.items()
    ]
    session.add(vote)
    session.flush()
    softer = {question.key: question.softer_because for question in spec.questions if question.softer_because}
    record(now, by, "vote.create", f"vote:{vote.id}", estate_id=estate.id, title=vote.title, softer=softer)
    return vote


def discard(vote: Vote, reason: str, by: Actor, *, now: datetime) -> None:
    """Take a draft away for good; what it was called and why it went stays in the audit trail.

    :raises RuleViolated: announced already, no reason, or something else rests on it.
    """
    lock(vote)
    if vote.state is not VoteState.DRAFT:
        raise NotADraft(title=vote.title)
    if not reason.strip():
        raise ReasonMissing
    questions = [question.text for question in vote.questions]
    about, facts = f"vote:{vote.id}", {"title": vote.title, "questions": questions, "reason": reason.strip()}
    ids = [question.id for question in vote.questions]
    gone = (
        delete(ElectorEntry).where(ElectorEntry.vote_id == vote.id),
        delete(VoteSetting).where(VoteSetting.vote_id == vote.id),
        delete(VoteScope).where(VoteScope.vote_id == vote.id),
        delete(Option).where(Option.question_id.in_(ids)),
        delete(Question).where(Question.vote_id == vote.id),
        delete(Vote).where(Vote.id == vote.id),
    )
    try:
        with session.begin_nested():
            for each in gone:
                session.execute(each)
    except IntegrityError as used:
        raise DraftInUse(title=vote.title) from used
    record(now, by, "vote.discard", about, estate_id=vote.estate_id, **facts)


def _papers(spec: VoteSpec, estate: Estate) -> dict[str, Any]:
    """:raises NoSuchSuperseded: it says to replace a vote that the estate never announced."""
    words = asdict(spec.papers)
    earlier = words.pop("supersedes")
    check_superseded(earlier, estate.id)
    return words | {"supersedes_id": earlier}


def check_superseded(earlier: int | None, estate_id: int) -> None:
    """:raises NoSuchSuperseded: a draft, or another estate's: only what was announced can be replaced."""
    if earlier is None:
        return
    known = select(Vote.id).where(Vote.id == earlier, Vote.estate_id == estate_id)
    if session.scalar(known.where(Vote.state != VoteState.DRAFT)) is None:
        raise NoSuchSuperseded(id=earlier)


def find_estate(name: str, street: str | None) -> Estate:
    """:raises RuleViolated: none of that name, or one in each of several streets."""
    found = places.list_estates_named(name, street)
    if not found:
        raise UnknownEstate(estate=name)
    if len(found) > 1:
        raise SeveralEstates(estate=name)
    return found[0]


def stored_deemed(spec: DeemedSpec | None) -> dict[str, object] | None:
    """A deemed clause as the vote keeps it."""
    if spec is None:
        return None
    stored = {**asdict(spec), **asdict(spec.rule)}
    del stored["rule"]
    return stored | {"counts_to": CountsTo(spec.rule.counts_to).value}


def _question(position: int, spec: QuestionSpec) -> Question:
    return Question(
        key=spec.key,
        position=position,
        text=spec.text,
        kind=spec.kind,
        class_=spec.matter_class,
        matter=spec.matter,
        softer_because=spec.softer_because,
        budget=spec.budget,
        options=[
            Option(
                key=option.key,
                position=place,
                text=option.text,
                detail=option.detail,
                mode=option.mode,
                cost=option.cost,
                monthly_per_square_metre=option.monthly_per_square_metre,
                monthly_per_home=option.monthly_per_home,
                unavailable_because=option.unavailable_because,
            )
            for place, option in enumerate(spec.options)
        ],
    )


def _scope(spec: ScopeSpec, estate_id: int) -> list[VoteScope]:
    buildings = {building.name: building.id for building in places.list_buildings(estate_id)}
    entrances = {(e.building.name, e.name): e for e in places.list_entrances(estate_id)}
    rows = []
    for name in dict.fromkeys(spec.buildings):
        if name not in buildings:
            raise UnknownPlace(place=name)
        rows.append(VoteScope(building_id=buildings[name], entrance_id=None))
    for pair in dict.fromkeys(spec.entrances):
        entrance = entrances.get(pair)
        if entrance is None:
            raise UnknownPlace(place="".join(pair))
        rows.append(VoteScope(building_id=entrance.building_id, entrance_id=entrance.id))
    return rows
