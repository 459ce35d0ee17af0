"""第二轮: no option was decided, so a new vote between those that lead is drafted. It decides nothing yet."""

from dataclasses import fields
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.audit.services import Actor, record
from portal.communities.models import Building, Entrance
from portal.db import session
from portal.domain.deadlines import CHINA
from portal.domain.stages import VoteState
from portal.domain.tally import CountsTo, Deemed, Outcome, QuestionKind
from portal.domain.tally.runoff import run_off
from portal.voting.errors import NothingForRunOff
from portal.voting.models import Option, Question, Vote
from portal.voting.queries.after import list_superseding
from portal.voting.queries.counting import QuestionCount, count
from portal.voting.queries.reading import setting
from portal.voting.services.drafting import create
from portal.voting.services.locking import lock
from portal.voting.specification import (
    OptionSpec,
    Papers,
    QuestionSpec,
    ScopeSpec,
    SettingSpec,
    VoteSpec,
)
from portal.voting.specification.values import DeemedSpec

_KNOWN = frozenset({VoteState.PRELIMINARY, VoteState.FINAL})


def going_on(counted: QuestionCount) -> tuple[str, ...]:
    """The keys of the options that a second round would be between; empty where there is none to hold."""
    undecided = counted.question.kind is QuestionKind.CHOOSE and counted.result.outcome is Outcome.NO_DECISION
    keys = [option.key for option in counted.question.options]
    return run_off(keys, counted.result.choices) if undecided else ()


def prepare_run_off(vote: Vote, key: str, *, by: Actor, now: datetime) -> Vote:
    """A draft of the second round on one question, with the first one's settings; pressed twice, the same.

    :raises RuleViolated: the question was decided, or fewer than two options got a ballot.
    """
    lock(vote)
    there = _drafted(vote, key)
    if there is not None:
        return there
    found = next((each for each in count(vote) if each.question.key == key), None)
    on = going_on(found) if found is not None and vote.state in _KNOWN else ()
    if found is None or not on:
        raise NothingForRunOff
    made = create(_specification(vote, found.question, on, now), by, now=now)
    made.plan_digest, made.cost_digest = vote.plan_digest, vote.cost_digest
    session.flush()
    about = f"vote:{made.id}"
    record(now, by, "vote.run_off", about, estate_id=vote.estate_id, vote=vote.id, title=made.title)
    return made


def _drafted(vote: Vote, key: str) -> Vote | None:
    return next(
        (
            later
            for later in list_superseding(vote.id)
            if later.state is not VoteState.VOID and [question.key for question in later.questions] == [key]
        ),
        None,
    )


def _specification(vote: Vote, question: Question, on: tuple[str, ...], now: datetime) -> VoteSpec:
    """The same decision among fewer options, after a new notice of full length."""
    opens = _opening(now, setting(vote, "notice_days"))
    # What hung for the first round is no notice of the second.
    names = {field.name for field in fields(Papers)} - {"supersedes", "notice_posted"}
    papers = Papers(**{name: getattr(vote, name) for name in names}, supersedes=vote.id)
    return VoteSpec(
        title=f"{vote.title}（第二轮）",
        estate=vote.estate.name,
        street=vote.estate.street.name,
        scope=_scope(vote),
        regime=vote.regime,
        notice_at=now,
        opens_at=opens,
        closes_at=opens + _length(vote),
        questions=(_question(question, on),),
        settings={row.key: SettingSpec(row.value["value"], row.source) for row in vote.settings},
        deemed=_deemed(vote),
        subject=vote.subject,
        matter=vote.matter,
        explanation=_explanation(vote, question, on),
        convener=vote.convener,
        papers=papers,
    )


def _opening(now: datetime, days: int) -> datetime:
    """Nine in the morning, China's time, of the day after the last day of the notice."""
    day = now.astimezone(CHINA) + timedelta(days=days + 1)
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


def _length(vote: Vote) -> timedelta:
    """As long as the first round was at last, extensions included."""
    return vote.closes_at - vote.opens_at


def _explanation(vote: Vote, question: Question, on: tuple[str, ...]) -> str:
    names = "、".join(f"“{option.text}”" for option in question.options if option.key in on)
    return (
        f"“{vote.title}”（编号 {vote.id}）的“{question.text}”未产生有效决定。"
        f"第二轮在得票领先的{names}之间选。"
    )


def _scope(vote: Vote) -> ScopeSpec:
    buildings: list[str] = []
    entrances: list[tuple[str, str]] = []
    for row in vote.scope:
        building = session.scalars(select(Building.name).where(Building.id == row.building_id)).one()
        if row.entrance_id is None:
            buildings.append(building)
        else:
            name = session.scalars(select(Entrance.name).where(Entrance.id == row.entrance_id)).one()
            entrances.append((building, name))
    return ScopeSpec(tuple(buildings), tuple(entrances))


def _deemed(vote: Vote) -> DeemedSpec | None:
    if vote.deemed is None:
        return None
    rule = Deemed(CountsTo(vote.deemed["counts_to"]), vote.deemed["decides"])
    return DeemedSpec(clause=vote.deemed["clause"], adopted=vote.deemed["adopted"], rule=rule)


def _question(question: Question, on: tuple[str, ...]) -> QuestionSpec:
    return QuestionSpec(
        key=question.key,
        text=question.text,
        kind=question.kind,
        matter_class=question.class_,
        options=tuple(_option(option) for option in question.options if option.key in on),
        softer_because=question.softer_because,
        matter=question.matter,
    )


def _option(option: Option) -> OptionSpec:
    return OptionSpec(
        key=option.key,
        text=option.text,
        detail=option.detail,
        mode=option.mode,
        cost=option.cost,
        monthly_per_square_metre=option.monthly_per_square_metre,
        monthly_per_home=option.monthly_per_home,
    )
