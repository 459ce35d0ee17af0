"""If no option wins, one press drafts the second round between those that lead; it decides nothing yet."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.db import session, transaction
from portal.domain.stages import VoteState
from portal.domain.tally import Outcome
from portal.voting.errors import NothingForRunOff
from portal.voting.models import Vote
from portal.voting.queries import get_vote, setting
from portal.voting.queries.counting import count
from portal.voting.services.closing import close, publish_result
from portal.voting.services.runoff import prepare_run_off
from portal.voting.specification import ScopeSpec, SettingSpec
from tests.factories import after
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")
LATE = make.NOW + timedelta(days=6, hours=1)


def held(answers: str, **changes: object) -> Vote:
    """Nine owners of 100.00 m2; each letter is an option, - is 均不同意."""
    with transaction():
        vote = make.opened(make.estate([10000] * 9), after.THREE, **changes)
        for voter, letter in zip(make.voters(vote), answers, strict=False):
            after.say(voter, "none_of_these" if letter == "-" else f"option:{letter}")
        close(vote, make.CLERK, now=LATE)
        publish_result(vote, make.CLERK, now=LATE)
    return vote


def press(vote: Vote) -> Vote:
    with transaction():
        return prepare_run_off(vote, "mode", by=make.CLERK, now=LATE)


def test_the_first_two_go_on_and_the_old_vote_is_named() -> None:
    scope, days = ScopeSpec(buildings=("1栋",)), {"notice_days": SettingSpec(20, "议事规则第三条")}
    vote = held(
        "aaaabbbc-",
        scope=scope,
        settings=days,
        notice_at=make.NOW - timedelta(days=25),
        convener="街道办事处",
    )
    assert count(vote)[0].result.outcome is Outcome.NO_DECISION
    draft = get_vote(press(vote).id)
    assert (draft.state, draft.supersedes_id) == (VoteState.DRAFT, vote.id)
    assert [option.key for option in draft.questions[0].options] == ["a", "b"]
    assert draft.title == "试验投票（第二轮）"
    assert f"编号 {vote.id}" in draft.explanation
    assert draft.convener == "街道办事处"
    assert draft.contact == vote.contact
    assert setting(draft, "notice_days") == 20
    assert (draft.opens_at - draft.notice_at).days >= 20
    assert draft.closes_at - draft.opens_at == vote.closes_at - vote.opens_at
    assert [row.building_id for row in draft.scope] == [row.building_id for row in vote.scope]


def test_pressed_twice_it_is_the_same_draft() -> None:
    vote = held("aaaabbbc-")
    assert press(vote).id == press(vote).id
    assert session.query(Vote).count() == 2


@pytest.mark.parametrize(
    "answers",
    [
        "aaaaaabbc",  # decided
        "aabb",  # too few took part: nothing was put to the test
        "aaaa-----",  # one option only got ballots
    ],
)
def test_where_there_is_nothing_to_run_off(answers: str) -> None:
    vote = held(answers)
    with pytest.raises(NothingForRunOff):
        press(vote)


def test_before_the_result_is_published_nobody_drafts_it() -> None:
    with transaction():
        vote = make.opened(make.estate([10000] * 9), replace(after.THREE))
        for voter, letter in zip(make.voters(vote), "aaaabbbcc", strict=True):
            after.say(voter, f"option:{letter}")
    with pytest.raises(NothingForRunOff):
        press(vote)
