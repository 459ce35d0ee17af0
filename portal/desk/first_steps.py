"""An estate's way from nothing to its first announced vote, for a clerk who never did it: six steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.accounts.queries.letters import count_letters
from portal.desk.queries import Roll
from portal.domain.errors import N_, Sentence
from portal.domain.stages import VoteState
from portal.voting.models import Vote
from portal.voting.queries.rolls import find_last_publication
from portal.voting.services.checklist import checklist


@dataclass(frozen=True)
class Step:
    """One step: ``said`` tells how far it is or why it is done; ``vote_id`` where its page is a vote's."""

    key: str
    name: str
    done: bool
    said: Sentence
    vote_id: int | None = None


def first_steps(estate_id: int, roll: Roll | None, votes: Sequence[Vote], now: datetime) -> list[Step]:
    """What is left until the first vote is announced; nothing once one was, recorded ones aside.

    :param votes: the estate's votes with drafts, the newest first.
    """
    if any(vote.announced_at is not None and not vote.recorded for vote in votes):
        return []
    drafts = [vote for vote in votes if vote.state is VoteState.DRAFT]
    about_the_roll = _about_the_roll(estate_id, roll, now)
    return [*about_the_roll, _letters(estate_id), *_about_the_vote(drafts[0] if drafts else None, now)]


def current(steps: Sequence[Step]) -> Step | None:
    """The one to do now: the first that is not done."""
    return next((step for step in steps if not step.done), None)


def _about_the_roll(estate_id: int, roll: Roll | None, now: datetime) -> Iterator[Step]:
    said = Sentence(N_("%(count)s 套房，已经导入"), {"count": roll.parts}) if roll else _TO_IMPORT
    yield Step("roll", N_("导入业主名册"), roll is not None, said)
    last = find_last_publication(estate_id)
    if last is None:
        yield Step("publish", N_("公布名册"), done=False, said=_TO_PUBLISH)
        return
    hanging = Sentence(N_("第 %(number)s 号，公布期没满；可以先做后面的"), {"number": last.number})
    over = Sentence(N_("第 %(number)s 号，公布期满了"), {"number": last.number})
    yield Step("publish", N_("公布名册"), done=True, said=hanging if last.ends_at > now else over)


def _letters(estate_id: int) -> Step:
    count = count_letters(estate_id)
    said = Sentence(N_("印了 %(count)s 封"), {"count": count}) if count else _TO_PRINT
    return Step("letters", N_("印入户信"), count > 0, said)


def _about_the_vote(draft: Vote | None, now: datetime) -> Iterator[Step]:
    if draft is None:
        yield Step("draft", N_("起草投票"), done=False, said=_TO_DRAFT)
        yield Step("fill", N_("补齐公告前的清单"), done=False, said=_AFTER_DRAFT)
        yield Step("announce", N_("公告"), done=False, said=_AFTER_FILLING)
        return
    left = [point for point in checklist(draft, now) if not point.done]
    yield Step("draft", N_("起草投票"), True, Sentence(N_("“%(title)s”"), {"title": draft.title}), draft.id)
    missing = Sentence(N_("还差 %(count)s 样"), {"count": len(left)}) if left else _FILLED
    yield Step("fill", N_("补齐公告前的清单"), not left, missing, draft.id)
    yield Step("announce", N_("公告"), False, _AFTER_FILLING if left else _TO_ANNOUNCE, draft.id)


_TO_IMPORT = Sentence(N_("还没有业主名册。用表格导入，先核对再存"))
_TO_PUBLISH = Sentence(N_("贴出来让业主核对，有错的来改"))
_TO_PRINT = Sentence(N_("每户一封，扫信上的码就能进来"))
_TO_DRAFT = Sentence(N_("写清要定什么、有哪些选择"))
_AFTER_DRAFT = Sentence(N_("有了草稿，这里列出还差什么"))
_AFTER_FILLING = Sentence(N_("清单都办好了，就能公告"))
_FILLED = Sentence(N_("都齐了"))
_TO_ANNOUNCE = Sentence(N_("都齐了，可以公告"))
