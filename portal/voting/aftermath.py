"""What pages show around a result: where it stands, what was put off, what was objected, how it divides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal.domain.tally import Choice, option_key
from portal.voting.models import Channel, Question, Recount, Vote
from portal.voting.queries.after import (
    count_objections,
    list_extensions,
    list_publications,
    list_recounts,
    list_superseding,
    may_object,
)
from portal.voting.queries.counting import QuestionCount
from portal.voting.queries.splits import LEAST, Split, by_building, by_channel
from portal.voting.services.runoff import going_on
from portal.voting.words import CHANNELS, PLAIN_CHOICES, PUBLICATIONS
from portal.web.i18n import gettext


@dataclass(frozen=True)
class Standing:
    """``raised`` and ``waiting`` count objections; ``open``: they may be raised at this moment."""

    open: bool
    raised: int
    waiting: int
    recounts: Sequence[Recount]
    run_offs: Sequence[Vote]

    @property
    def agrees(self) -> bool:
        return not self.recounts or self.recounts[-1].agrees


def standing(vote: Vote, now: datetime, *, drafts: bool = False) -> Standing:
    """:param drafts: staff also see a second round that is only drafted."""
    raised, waiting = count_objections([vote.id]).get(vote.id, (0, 0))
    later = [each for each in list_superseding(vote.id) if drafts or each.announced_at is not None]
    return Standing(may_object(vote, now), raised, waiting, list_recounts(vote.id), later)


def run_off_keys(counted: Sequence[QuestionCount]) -> list[str]:
    """The questions on which a second round can be held."""
    return [item.question.key for item in counted if going_on(item)]


@dataclass(frozen=True)
class SplitTable:
    """A question's answers in columns; a row is a name, its ballots, and its numbers or None where hidden."""

    answers: Sequence[str]
    rows: Sequence[tuple[str, int, Sequence[int] | None]]

    @property
    def hides(self) -> bool:
        return any(numbers is None for _, _, numbers in self.rows)


def splits(vote: Vote, question: Question) -> dict[str, SplitTable]:
    """By building and by channel, with no split shown behind which fewer than five stand."""
    channels = {channel.value: str(gettext(word)) for channel, word in CHANNELS.items()}
    named = [Split(channels[Channel(s.name)], s.voters, s.answers) for s in by_channel(vote, question)]
    return {
        "buildings": _table(question, by_building(vote, question)),
        "channels": _table(question, named),
    }


def _table(question: Question, found: Sequence[Split]) -> SplitTable:
    answers = list(dict.fromkeys(answer for split in found for answer in split.answers or ()))
    words = {option.key: option.text for option in question.options}
    rows = [
        (s.name, s.voters, None if s.answers is None else [s.answers.get(a, 0) for a in answers])
        for s in found
    ]
    return SplitTable([_words(answer, words) for answer in answers], rows)


def _words(answer: str, options: dict[str, str]) -> str:
    key = option_key(answer)
    return options[key] if key is not None else str(gettext(PLAIN_CHOICES[Choice(answer)]))


def last_day_of(vote: Vote) -> datetime | None:
    """A moment of the last day of the objection period, which counts in full."""
    until = vote.objections_until
    return until - timedelta(seconds=1) if until is not None else None


def in_templates() -> dict[str, Any]:
    """What the pages of votes may call."""
    return {
        "extensions_of": list_extensions,
        "last_day_of": last_day_of,
        "publications_of": list_publications,
        "publication_words": PUBLICATIONS,
        "least_behind_a_split": LEAST,
    }
