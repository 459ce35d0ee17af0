"""What the pages of a vote show, gathered from queries: no arithmetic here, and no HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import segno
from flask import url_for

from portal.accounts.models import Residency
from portal.accounts.queries import list_homes, list_owned_parties
from portal.communities.models import Estate
from portal.communities.queries import get_estate
from portal.communities.words import AREA_SOURCES
from portal.domain.charges import monthly_charge
from portal.domain.electorate import ZERO, Weight
from portal.domain.tally import Choice, QuestionKind, option_answer
from portal.voting import queries
from portal.voting.aftermath import run_off_keys, splits
from portal.voting.answers import Given, as_text, choices_offered
from portal.voting.models import Ballot, BallotState, Option, Vote, Voter
from portal.voting.queries.announced import (
    find_roll_of,
    find_superseded,
    find_superseding,
    list_excluded,
    names_of,
)
from portal.voting.queries.counting import (
    QuestionCount,
    Turnout,
    by_building,
    count,
    roll_weight,
    turnout,
)
from portal.voting.queries.overview import list_unanswered
from portal.voting.settings import ELECTION_KEYS, Setting, SettingKind, settings_for
from portal.voting.settings import kinds as kinds_in
from portal.voting.verdicts import by_ballots, short_of, verdict, winner
from portal.voting.words import CHANNELS, KIND_WORDS, MODES, OUTCOMES, PLAIN_CHOICES, STATES
from portal.web.guard import Identity, account
from portal.web.i18n import gettext, say


def estate(estate_id: int) -> Estate:
    """:raises sqlalchemy.exc.NoResultFound: none of that id."""
    return get_estate(estate_id)


def homes(estate_id: int) -> Sequence[Residency]:
    """The person's homes in the estate: where to prove that one is the owner."""
    return [home for home in list_homes(account().id) if home.estate_id == estate_id]


def own_voters(vote: Vote, who: Identity | None) -> Sequence[Voter]:
    """The voters that a signed-in owner is in this vote; empty for anybody else."""
    if who is None:
        return []
    return queries.list_voters_of(vote.id, list_owned_parties(who.id, vote.estate_id))


@dataclass(frozen=True)
class ToAnswer:
    """A ballot that a person can still cast in an open vote."""

    vote: Vote
    voter: Voter


def still_to_answer(estate_id: int, who: Identity | None, now: datetime) -> list[ToAnswer]:
    """For every party of the person, until all of them have answered; empty for anybody else."""
    if who is None:
        return []
    parties = list_owned_parties(who.id, estate_id)
    return [ToAnswer(*each) for each in list_unanswered(estate_id, parties, now)]


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


@dataclass(frozen=True)
class SettingShown:
    """A setting as the notice prints it: value in words, where the rule stands, and who set it."""

    setting: Setting
    value: Any
    source: str
    set_by: str


def notice(vote: Vote) -> dict[str, Any]:
    """What the notice prints beside the questions: roll, scope, settings with their sources."""
    own = {row.key: row for row in vote.settings}
    people = names_of({row.set_by for row in own.values() if row.set_by})
    asked = [s for s in settings_for(vote.regime) if s.key not in ELECTION_KEYS or s.key in own]
    shown = [
        SettingShown(
            s,
            queries.setting(vote, s.key),
            own[s.key].source if s.key in own else gettext(s.source),
            people.get(own[s.key].set_by or 0, "") if s.key in own else "",
        )
        for s in asked
    ]
    return {
        "roll": roll_weight(vote.id),
        "settings": shown,
        "scope": queries.scope_names(vote),
        "excluded": list_excluded(vote.id),
        "published_roll": find_roll_of(vote),
        "supersedes": find_superseded(vote),
        "superseded_by": find_superseding(vote.id),
    }


def outcome(vote: Vote) -> dict[str, Any]:
    """The result page: each question with its verdict, turnout, and figures by building and channel."""
    counted = count(vote)
    return {
        "questions": [(item, verdict(item)) for item in counted],
        "turnout": turnout(vote.id),
        "buildings": by_building(vote),
        "splits_of": {question.key: splits(vote, question) for question in vote.questions},
        "run_off_keys": run_off_keys(counted),
    }


def receipt(vote: Vote, voter: Voter, ballot: Ballot, now: datetime) -> dict[str, Any]:
    """Number, what was counted, what was chosen (hidden by the page), and a code to ask whether it counts."""
    address = url_for(
        "voting.counted", estate_id=vote.estate_id, vote_id=vote.id, number=ballot.receipt, _external=True
    )
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


def setting_value(shown: SettingShown) -> str:
    """A setting's value in words."""
    setting, value = shown.setting, shown.value
    if setting.kind is SettingKind.FLAG:
        return str(gettext("是") if value else gettext("否"))
    if setting.kind is SettingKind.KINDS:
        kinds = kinds_in(value) or ()
        return "、".join(gettext(KIND_WORDS[kind]) for kind in KIND_WORDS if kind in kinds)
    if setting.kind is SettingKind.DAYS:
        return str(gettext("%(days)s 天", days=value))
    if setting.kind is SettingKind.ONE_OF:
        return str(gettext(setting.words[value]))
    if setting.kind is SettingKind.SHARE:
        share = value.lstrip(">=")
        return str(
            gettext("%(share)s 以上", share=share) if "=" in value else gettext("超过 %(share)s", share=share)
        )
    return str(value)


def in_templates() -> dict[str, Any]:
    """What the pages of votes may call."""
    return {
        "state_words": STATES,
        "roll_words": {"source": {**AREA_SOURCES, "": AREA_SOURCES[None]}, "use": KIND_WORDS},
        "mode_words": MODES,
        "channel_words": CHANNELS,
        "numerals": NUMERALS,
        "monthly": monthly,
        "home_of": home_of,
        "words_of": words_of,
        "option_lines": option_lines,
        "channel_rows": channel_rows,
        "setting_value": setting_value,
        "leader_of": winner,
        "short_of": short_of,
        "by_ballots": by_ballots,
        "outcome_words": OUTCOMES,
        "say": say,
        "vote_setting": queries.setting,
        "measure_words": {
            "heads": gettext("人数"),
            "area": gettext("面积"),
            "present": gettext("到会"),
            "votes": gettext("票数"),
        },
    }
