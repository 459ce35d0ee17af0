"""From the preliminary result to the final one: objections, recounts, 定案, 作废, and nothing is edited."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from portal.db import session, transaction
from portal.domain.deadlines import day_ends, local_day
from portal.domain.errors import RuleViolated
from portal.domain.stages import VoteState
from portal.domain.tally import Choice
from portal.messages.models import Message
from portal.voting import errors
from portal.voting.answers import Given
from portal.voting.models import Answer, Ballot, Channel, PublicationKind, ResultObjection, Vote
from portal.voting.models.logbook import VoteEvent
from portal.voting.queries.after import list_objections, list_publications
from portal.voting.queries.reading import is_secret
from portal.voting.queries.report import result_of
from portal.voting.services.concluding import finalise, make_void, recount
from portal.voting.services.keying import Paper, enter
from portal.voting.services.objecting import Objection, answer_objection, raise_objection
from portal.voting.specification import SettingSpec
from tests.factories import after
from tests.factories import voting as make

pytestmark = pytest.mark.usefixtures("isolated")
LATE = make.NOW + timedelta(days=6, hours=1)  # when the result is published


@pytest.fixture
def vote() -> Vote:
    """Three of four took part, two agree: three quarters are not reached."""
    with transaction():
        days = {"objection_days": SettingSpec(5, "议事规则第九条")}
        opened = make.opened(make.estate([10000] * 4), settings=days)
        return after.published(opened, "++-")


def object_to(vote: Vote, text: str = "数错了", once: str = "one", **more: bool) -> ResultObjection:
    with transaction():
        voter = make.voters(vote)[0]
        account = after.owner_of(voter)
        by = make.Actor(account.id, "业主")
        return raise_objection(voter, Objection(text, once, **more), by=by, now=LATE)


def refused(refusal: type[RuleViolated], deed: object, *args: object, **more: object) -> None:
    with pytest.raises(refusal), transaction():
        deed(*args, **more)  # type: ignore[operator]


def test_the_period_is_the_settings_and_its_last_day_is_whole(vote: Vote) -> None:
    assert vote.objections_until == day_ends(local_day(LATE) + timedelta(days=5))
    assert vote.state is VoteState.PRELIMINARY


def test_objections_are_numbered_and_two_taps_make_one(vote: Vote) -> None:
    first = object_to(vote)
    with transaction():
        voter, by = make.voters(vote)[1], make.CLERK
        second = raise_objection(voter, Objection("没收到票", "two", on_paper=True), by=by, now=LATE)
        again = raise_objection(voter, Objection("没收到票", "two", on_paper=True), by=by, now=LATE)
    assert (first.number, second.number, again.id) == (1, 2, second.id)
    assert [each.on_paper for each in list_objections(vote.id)] == [False, True]


def test_nobody_objects_outside_the_period(vote: Vote) -> None:
    voter, said = make.voters(vote)[0], Objection("晚了", "late")
    refused(errors.NoObjectionPeriod, raise_objection, voter, said, by=make.CLERK, now=vote.objections_until)
    refused(errors.ReasonMissing, raise_objection, voter, Objection(" ", "x"), by=make.CLERK, now=LATE)
    with transaction():
        opened = make.opened(make.estate([5000], name="别的小区", street="别的街道"))
    refused(
        errors.NoObjectionPeriod, raise_objection, make.voters(opened)[0], said, by=make.CLERK, now=make.NOW
    )


def test_each_gets_one_answer_and_hears_of_it(vote: Vote) -> None:
    raised_by = object_to(vote).raised_by
    with transaction():
        answer_objection(vote, 1, "核对过，没有错。", by=make.CLERK, now=LATE)
    told = session.query(Message).filter_by(topic="vote.objection").one()
    assert (told.account_id, told.body) == (raised_by, "核对过，没有错。")
    refused(errors.AnsweredAlready, answer_objection, vote, 1, "改口", by=make.CLERK, now=LATE)
    assert list_objections(vote.id)[0].answer == "核对过，没有错。"


def test_final_waits_for_the_period_and_for_every_answer(vote: Vote) -> None:
    object_to(vote)
    until = vote.objections_until
    assert until is not None
    refused(errors.PeriodRunning, finalise, vote, make.CLERK, now=until - timedelta(seconds=1))
    refused(errors.ObjectionsWaiting, finalise, vote, make.CLERK, now=until)
    with transaction():
        answer_objection(vote, 1, "没有错。", by=make.CLERK, now=until)
    with transaction():
        finalise(vote, make.CLERK, now=until)
    assert (vote.state, vote.final_at) == (VoteState.FINAL, until)
    assert result_of(vote, until)["state"] == "final"
    kinds = [publication.kind for publication in list_publications(vote.id)]
    assert kinds == [PublicationKind.NOTICE, PublicationKind.RESULT, PublicationKind.FINAL]
    refused(errors.WrongState, finalise, vote, make.CLERK, now=until)
    refused(errors.WrongState, recount, vote, "再数", by=make.CLERK, now=until)


def test_a_recount_finds_the_same_and_publishes_it_again(vote: Vote) -> None:
    until = vote.objections_until
    with transaction():
        made = recount(vote, "第 1 号异议", by=make.CLERK, now=LATE + timedelta(days=2))
    assert made.agrees
    assert made.differences == {"published": [], "record": []}
    assert vote.objections_until == until  # nothing new to object to
    results = [p.body for p in list_publications(vote.id) if p.kind is PublicationKind.RESULT]
    assert len(results) == 2
    assert results[0] == results[1]


def test_ballots_that_were_tampered_with_are_found_and_nothing_is_final(vote: Vote) -> None:
    with transaction():  # somebody with SQL turns a no into a yes
        session.query(Answer).filter_by(choice=Choice.OPPOSE).update({"choice": Choice.APPROVE})
    with transaction():
        made = recount(vote, "对不上", by=make.CLERK, now=LATE)
    assert not made.agrees
    assert "questions › q1 › choices › 同意 › heads：2 → 3" in made.differences["record"]
    assert "questions › q1 › outcome：not_passed → passed" in made.differences["published"]
    assert [p.kind for p in list_publications(vote.id)].count(PublicationKind.RESULT) == 1
    refused(errors.CountsDisagree, finalise, vote, make.CLERK, now=vote.objections_until)


def test_no_paper_is_keyed_after_the_publication_nor_after_a_recount(vote: Vote) -> None:
    with transaction():
        recount(vote, "第 1 号异议", by=make.CLERK, now=LATE)
    voter = make.voters(vote)[3]
    paper = Paper(Channel.PAPER, make.NOW, [Given(vote.questions[0], Choice.APPROVE)])
    with transaction():
        reader = make.clerk("干事甲")
    refused(errors.AlreadyClosed, enter, voter, paper, once="p", by=reader, now=LATE)
    assert session.query(Ballot).count() == 3


@pytest.mark.parametrize("deed", ["UPDATE vote_publication SET digest = 'x'", "DELETE FROM vote_publication"])
def test_what_was_published_cannot_be_edited(vote: Vote, deed: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction():
        session.execute(sa.text(deed))


def test_void_has_a_reason_and_the_result_stays_to_be_read(vote: Vote) -> None:
    refused(errors.ReasonMissing, make_void, vote, "", by=make.CLERK, now=LATE)
    with transaction():
        make_void(vote, "名册漏了一户", by=make.CLERK, now=LATE)
    assert (vote.state, vote.void_reason) == (VoteState.VOID, "名册漏了一户")
    assert not is_secret(vote, LATE)
    assert list_publications(vote.id)[-1].body["reason"] == "名册漏了一户"
    refused(errors.WrongState, make_void, vote, "再来", by=make.CLERK, now=LATE)
    refused(errors.WrongState, finalise, vote, make.CLERK, now=vote.objections_until)


def test_a_vote_made_void_while_open_never_tells_its_split() -> None:
    with transaction():
        opened = make.opened(make.estate([10000] * 2, name="别的小区", street="别的街道"))
        after.say(make.voters(opened)[0], "approve")
        make_void(opened, "公告有误", by=make.CLERK, now=make.NOW)
    shown = result_of(opened, opened.closes_at + timedelta(days=9))
    assert shown["state"] == "void"
    assert shown["questions"][0]["choices"] is None


def test_every_step_stands_in_the_record(vote: Vote) -> None:
    object_to(vote, wants_recount=True)
    with transaction():
        recount(vote, "第 1 号异议", by=make.CLERK, now=LATE)
        answer_objection(vote, 1, "重新数过，一致。", by=make.CLERK, now=LATE)
    with transaction():
        finalise(vote, make.CLERK, now=vote.objections_until)
    lines = session.query(VoteEvent).filter_by(vote_id=vote.id).order_by(VoteEvent.position).all()
    kinds = [json.loads(line.line)["kind"] for line in lines]
    assert kinds[-6:] == ["published", "objected", "recounting", "published", "answered", "final"]
