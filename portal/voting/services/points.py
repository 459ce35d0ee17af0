"""A point of the checklist: what it is called, what is missing, and where that is put in order."""

from dataclasses import dataclass
from enum import StrEnum

from portal.domain.errors import N_, Sentence
from portal.voting.models import Vote


class Page(StrEnum):
    """Where a point is put in order."""

    ROLL = "roll"
    PUBLISH = "publish"
    ARRANGE = "arrange"
    ELECTORS = "electors"
    ANEW = "anew"
    NONE = ""


ANEW = Sentence(N_("请另建一次投票"))


@dataclass(frozen=True)
class Point:
    """One point: its name, what is missing (None where it is in order), and what to do about that."""

    key: str
    name: str
    missing: Sentence | None = None
    todo: Sentence | None = None
    page: Page = Page.NONE

    @property
    def done(self) -> bool:
        return self.missing is None

    def __str__(self) -> str:
        """What is missing, and what to do, for the command line."""
        sentences = [str(sentence).rstrip("。") for sentence in (self.missing, self.todo) if sentence]
        return "。".join(sentences)


def column(vote: Vote, key: str, name: str, lacks: str) -> Point:
    """A column of the vote that has to say something."""
    missing = None if getattr(vote, key) else Sentence(lacks)
    return Point(key, name, missing, set_column(vote, key), Page.ARRANGE)


def set_column(vote: Vote, key: str, value: str = "内容") -> Sentence:
    return Sentence(
        N_("运行 flask vote set %(id)s %(key)s %(value)s --by 用户名，或在工作台“补齐”页填写"),
        {"id": vote.id, "key": key, "value": value},
    )
