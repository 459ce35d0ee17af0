"""What the pages of a vote show, gathered from queries: no arithmetic here, and no HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from flask import current_app, url_for

from portal.accounts.models import Residency
from portal.accounts.queries import list_homes
from portal.communities.models import Estate, Owner
from portal.communities.queries import get_estate
from portal.domain.charges import monthly_charge
from portal.domain.electorate import ZERO, Weight
from portal.domain.masking import mask_name
from portal.domain.tally import Choice, QuestionKind, option_answer
from portal.voting import noticing, queries
from portal.voting.aftermath import run_off_keys, splits
from portal.voting.answers import Given, as_text, choices_offered
from portal.voting.election import elected
from portal.voting.models import Ballot, BallotState, Option, Vote, Voter
from portal.voting.queries.acting import list_owners, list_voters_for
from portal.voting.queries.acting import own_voters as own_voters_of
from portal.voting.queries.call_backs import called_back, sum_up
from portal.voting.queries.counting import (
    QuestionCount,
    Turnout,
    by_building,
    count,
    turnout,
)
from portal.voting.queries.numbered import is_reader
from portal.voting.queries.overview import list_unanswered
from portal.voting.settings import DEFAULTS
from portal.voting.verdicts import by_ballots, short_of, verdict, winner
from portal.voting.words import (
    CALL_BACKS,
    CHANNELS,
    INVALID_REASONS,
    MANDATES,
    MODES,
    OUTCOMES,
    PLAIN_CHOICES,
    STATES,
    VISIT_STATES,
    VISITS,
)
from portal.web.guard import Identity, account, current_account
from portal.web.i18n import gettext, say


def estate(estate_id: int) -> Estate:
    """:raises sqlalchemy.exc.NoResultFound: none of that id."""
    return get_estate(estate_id)


def homes(estate_id: int) -> Sequence[Residency]:
    """The person's homes in the estate: where to prove that one is the owner."""
    return [home for home in list_homes(account().id) if home.estate_id == estate_id]


def own_voters(vote: Vote, who: Identity | None) -> Sequence[Voter]:
    """The voters for whom a signed-in person may come forward; empty for anybody else."""
    if who is None:
        return []
    return list_voters_for(vote.id, who.id)


@dataclass(frozen=True)
class ToAnswer:
    """A ballot that a person can still cast in an open vote."""

    vote: Vote
    voter: Voter


def still_to_answer(estate_id: int, who: Identity | None, now: datetime) -> list[ToAnswer]:
    """For every party of the person, until all of them have answered; empty for anybody else."""
    if who is None:
        return []
    return [ToAnswer(*each) for each in list_unanswered(estate_id, own_voters_of(who.id), now)]


def reads_papers(vote: Vote) -> bool:
    """Whether whoever is asking was named to read papers of this vote a second time."""
    who = current_account()
    return who is not None and not who.is_staff and is_reader(vote.id, who.id)


def owners_of(voter: Voter) -> Sequence[Owner]:
    """Who owns the home together; empty for a household."""
    return list_owners(voter.party_id) if voter.party_id is not None else []


def home_of(voter: Voter) -> str:
    """``3栋2单元4-2``, and how many more there are."""
    first = voter.parts[0]
    name = f"{first.building}{first.entrance}{first.room}"
    more = len(voter.parts) - 1
    return str(gettext("%(home)s等 %(count)s 套", home=name, count=more + 1)) if more else name


def monthly(option: Option, area: int) -> int | None:
    """Fen a month for a home of this area; None where the option charges nothing that is known."""
    if option.monthly_per_square_metre is not None:
        return monthly_charge(option.monthly_per_square_metre, area)
    return option.monthly_per_home


def outcome(vote: Vote) -> dict[str, Any]:
    """The result page: each question with its verdict, turnout, and figures by building and channel."""
    counted = count(vote)
    return {
        "questions": [(item, verdict(item)) for item in counted],
        "elected": elected(vote, counted),
        "turnout": turnout(vote.id),
        "buildings": by_building(vote),
        "splits_of": {question.key: splits(vote, question) for question in vote.questions},
        "run_off_keys": run_off_keys(counted),
    }


def receipt(vote: Vote, voter: Voter, ballot: Ballot, now: datetime) -> dict[str, Any]:
    """Number, what was counted, what was chosen (hidden by the page), and a code to ask whether it counts."""
    asked = url_for("voting.counted", estate_id=vote.estate_id, vote_id=vote.id, number=ballot.receipt)
    address = current_app.config["PORTAL"].public_url + asked  # never the Host header that somebody sent
    return {
        "voter": voter,
        "answers": [(q, as_text(q, ballot.answers)) for q in vote.questions],
        "counts": ballot.state is BallotState.COUNTED,
        "code": segno.make(address, error="m").matrix,
        "turnout": turnout(vote.id),
        "state": queries.state_of(vote, now),
    }


def words_of(given: Given) -> str:
    """An answer that is not yet cast, in the words of the ballot."""
    if given.choice is not None:
        return str(gettext(PLAIN_CHOICES[given.choice]))
    return "、".join(option.text for option in given.options)


def is_choice(vote: Vote) -> bool:
    """Whether there is something to compare."""
    return any(question.kind is QuestionKind.CHOOSE for question in vote.questions)


NUMERALS = "一二三四五六七八九十"
_MARKS = {Choice.APPROVE: "同", Choice.OPPOSE: "反", Choice.ABSTAIN: "弃", Choice.NONE_OF_THESE: "否"}
_COLOURS = ("m1", "m2", "m3")


@dataclass(frozen=True)
class Line:
    """An answer with its weight; ``kind`` is its colour, the same for the same place on every page."""

    mark: str
    kind: str
    name: str
    weight: Weight


def option_lines(item: QuestionCount) -> list[Line]:
    """Options in the ballot's order, then the other answers; those nobody gave stand at 0 too."""
    choices = item.result.choices
    lines = [
        Line(
            NUMERALS[place % 10],
            _COLOURS[place % 3],
            option.text,
            choices.get(option_answer(option.key), ZERO),
        )
        for place, option in enumerate(item.question.options)
    ]
    for choice in choices_offered(item.question, follow_majority=Choice.FOLLOW_MAJORITY in choices):
        kind = "m1" if choice is Choice.APPROVE else "m3" if choice is Choice.OPPOSE else "m0"
        weight = choices.get(choice, ZERO)
        lines.append(Line(_MARKS.get(choice, "随"), kind, gettext(PLAIN_CHOICES[choice]), weight))
    return lines


def channel_rows(back: Turnout) -> list[tuple[str, int]]:
    return [(gettext(word), back.by_channel.get(channel, 0)) for channel, word in CHANNELS.items()]


def in_templates() -> dict[str, Any]:
    """What the pages of votes may call."""
    return noticing.in_templates() | {
        "state_words": STATES,
        "mandate_words": MANDATES,
        "paper_rules": DEFAULTS["paper_against_phone"].words,
        "invalid_words": INVALID_REASONS,
        "mask": mask_name,
        "mode_words": MODES,
        "channel_words": CHANNELS,
        "numerals": NUMERALS,
        "monthly": monthly,
        "home_of": home_of,
        "reads_papers": reads_papers,
        "words_of": words_of,
        "option_lines": option_lines,
        "channel_rows": channel_rows,
        "leader_of": winner,
        "short_of": short_of,
        "by_ballots": by_ballots,
        "outcome_words": OUTCOMES,
        "say": say,
        "visit_words": VISITS,
        "visit_states": VISIT_STATES,
        "call_back_words": CALL_BACKS,
        "call_backs_of": sum_up,
        "published_call_backs": _published_call_backs,
        "vote_setting": queries.setting,
        "measure_words": {
            "heads": gettext("人数"),
            "area": gettext("面积"),
            "present": gettext("到会"),
            "votes": gettext("票数"),
        },
    }


def _published_call_backs(vote_id: int) -> Any:
    """What a publication says of them; nothing where nothing was drawn."""
    return called_back(vote_id).get("call_backs", {})
