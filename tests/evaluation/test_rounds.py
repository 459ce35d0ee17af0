"""Rounds: when they open, who answers once, what counts, and that nothing shows before the end."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.satisfaction import Verdict
from portal.domain.stages import ProjectStage
from portal.evaluation import queries
from portal.evaluation.errors import (
    AlreadyAnswered,
    ClosesTooSoon,
    NotEvaluating,
    NothingMarked,
    NothingToJudge,
    NotYourHome,
    PaperNumberUsed,
    RoundClosed,
    RoundRunning,
)
from portal.evaluation.models import AnswerChannel, Mark, PointPart, RoundKind
from portal.evaluation.services.answering import Paper, Said, answer, enter
from portal.evaluation.services.rounds import (
    Opening,
    close,
    close_over,
    open_for_management,
    open_for_project,
    remind_unanswered,
)
from portal.jobs.worker import run_due
from portal.messages.models import Message
from tests.factories import accounts as make
from tests.factories import evaluation as judge
from tests.factories.accounts import NOW

pytestmark = pytest.mark.usefixtures("isolated")
V = Verdict


def actor(of: object) -> Actor:
    return Actor(of.id, of.display_name)  # type: ignore[attr-defined]


def test_every_promised_item_and_the_three_parts_are_asked_about() -> None:
    with transaction():
        of = judge.opened(judge.estate())
        assert [(point.part, point.name) for point in of.points] == [
            (PointPart.ITEM, "小区道路"),
            (PointPart.ITEM, "楼道灯"),
            (PointPart.CONTENT, "改造内容"),
            (PointPart.PROCESS, "过程管理"),
            (PointPart.LASTING, "长效管理"),
        ]
        assert of.asked == 12
        assert all(point.item_id for point in of.points[:2])


def test_only_at_this_stage() -> None:
    with transaction():
        place = judge.estate()
        place.project.stage = ProjectStage.BUILDING
    with pytest.raises(NotEvaluating), transaction():
        judge.opened(place)


def test_one_at_a_time_and_not_for_a_day() -> None:
    with transaction():
        place = judge.estate()
        judge.opened(place)
    with pytest.raises(RoundRunning), transaction():
        judge.opened(place)
    with pytest.raises(ClosesTooSoon), transaction():
        judge.opened(judge.estate(name="别处", street="别处街道"), closes=NOW + timedelta(days=2))


def test_a_household_answers_once_and_may_change_it_until_the_end() -> None:
    with transaction():
        place = judge.estate()
        of = judge.opened(place)
        anna, ben = place.resident(0, "甲"), place.resident(0, "乙")
        judge.on_phone(place, of, anna, 0, V.SATISFIED)
        judge.on_phone(place, of, ben, 0, V.DISSATISFIED)
        assert queries.results_of(of).response.answered == 1
        assert {mark.verdict for mark in session.scalars(select(Mark))} == {V.DISSATISFIED}
    with pytest.raises(RoundClosed), transaction():
        answer(of, place.homes[0].id, of.points[0].id, Said(V.FAIR), by=actor(anna), now=judge.CLOSES)


def test_nobody_answers_for_another_home() -> None:
    with transaction():
        place = judge.estate()
        of = judge.opened(place)
        anna = place.resident(0)
    with pytest.raises(NotYourHome), transaction():
        answer(of, place.homes[1].id, of.points[0].id, Said(V.FAIR), by=actor(anna), now=NOW)


def test_paper_is_entered_once_and_never_over_an_answer() -> None:
    with transaction():
        place = judge.estate()
        of = judge.opened(place)
        judge.on_phone(place, of, place.resident(0), 0, V.SATISFIED)
        judge.paper(place, of, 1, V.FAIR, number="P1")
    for where, number, refusal in (
        (0, "P9", AlreadyAnswered),
        (1, "P9", AlreadyAnswered),
        (2, "P1", PaperNumberUsed),
    ):
        with pytest.raises(refusal), transaction():
            judge.paper(place, of, where, V.VERY_DISSATISFIED, number=number)
    with pytest.raises(NothingMarked), transaction():
        enter(of, Paper(place.homes[3].id, AnswerChannel.DOOR, {}), by=place.clerk, now=NOW)
    with transaction():
        elsewhere = judge.estate(name="别处", street="别处街道")
    foreign = Paper(elsewhere.homes[0].id, AnswerChannel.DOOR, {of.points[0].id: Said(V.FAIR)})
    with pytest.raises(NotYourHome), transaction():
        enter(of, foreign, by=place.clerk, now=NOW)


def test_the_households_own_word_goes_before_what_staff_keyed() -> None:
    with transaction():
        place = judge.estate()
        of = judge.opened(place)
        judge.paper(place, of, 0, V.VERY_SATISFIED)
        judge.on_phone(place, of, place.resident(0), 0, V.NOT_DONE)
        assert queries.results_of(of).whole.index == 0
        assert queries.answered_by_channel(of.id) == {AnswerChannel.PHONE: 1}
    assert "evaluation.replace" in session.scalars(select(AuditEntry.action)).all()


def test_the_record_never_holds_what_was_said() -> None:
    with transaction():
        place = judge.estate()
        of = judge.opened(place)
        judge.on_phone(place, of, place.resident(0), 0, V.DISSATISFIED)
        judge.paper(place, of, 1, V.NOT_DONE, sentence="楼道灯没装")
    written = str([entry.detail for entry in session.scalars(select(AuditEntry))])
    for word in ("dissatisfied", "not_done", "楼道灯没装"):
        assert word not in written


def test_the_figures() -> None:
    with transaction():
        place = judge.estate()
        of = judge.opened(place)
        for home, verdict in enumerate([V.VERY_SATISFIED] * 3 + [V.FAIR] * 2 + [V.NOT_DONE, V.UNKNOWN]):
            judge.paper(place, of, home, verdict)
        results = queries.results_of(of)
    (_, first), *_ = results.points
    assert (first.judged, first.unknown, first.not_done, first.index) == (6, 1, 1, Fraction(16, 24))
    assert (results.response.answered, results.response.asked) == (7, 12)
    assert results.whole.index == Fraction(16, 24)
    assert (results.whole.judged, results.whole.households) == (30, 6), "five points each, six homes"
    assert results.whole.interval == first.interval, "more questions make nobody surer"
    assert [(block.name, block.answered) for block in results.blocks] == [("1栋", 7)]


def test_a_building_with_few_answers_is_not_shown() -> None:
    with transaction():
        place = judge.estate(5)
        of = judge.opened(place)
        for home in range(4):
            judge.paper(place, of, home, V.SATISFIED)
        (block,) = queries.results_of(of).blocks
        assert block.figure is None
        assert not queries.results_of(of).whole.shown
        judge.paper(place, of, 4, V.SATISFIED)
        (block,) = queries.results_of(of).blocks
        assert block.figure is not None


def test_sentences_of_few_are_kept_back() -> None:
    with transaction():
        place = judge.estate()
        of = judge.opened(place)
        for home in range(4):
            judge.paper(place, of, home, V.SATISFIED, sentence="只有我家这样")
        assert queries.list_sentences(of) == {}
        judge.paper(place, of, 4, V.SATISFIED)
        assert len(queries.list_sentences(of)) == 5


def test_everybody_at_home_is_told_when_it_opens_and_the_silent_once_a_day_at_the_end() -> None:
    with transaction():
        place = judge.estate()
        anna, ben = place.resident(0, "甲"), place.resident(1, "乙")
        of = judge.opened(place)
        judge.on_phone(place, of, anna, 0, V.SATISFIED)
    for hours in (24, 24 * 5, 24 * 5 + 3, 24 * 6):
        with transaction():
            remind_unanswered(NOW + timedelta(hours=hours), NOW)
    told = session.execute(select(Message.account_id, Message.topic).order_by(Message.id)).all()
    assert [topic for account, topic in told if account == anna.id] == ["evaluation.opened"]
    assert [topic for account, topic in told if account == ben.id] == [
        "evaluation.opened",
        "reminder.evaluation",
        "reminder.evaluation",
    ]


def test_it_ends_by_itself_when_its_time_is_over_and_once() -> None:
    with transaction():
        place = judge.estate()
        of = judge.opened(place)
    with transaction():
        close_over(judge.CLOSES - timedelta(seconds=1), NOW)
        assert queries.get_round(place.estate_id, of.id).closed_at is None
    for _twice in range(2):
        with transaction():
            close_over(judge.CLOSES, NOW)
    assert queries.get_round(place.estate_id, of.id).closed_at == judge.CLOSES
    with pytest.raises(RoundClosed), transaction():
        close(queries.get_round(place.estate_id, of.id), by=place.clerk, now=judge.CLOSES)
    run_due(NOW)


def test_the_yearly_round_is_about_services() -> None:
    with transaction():
        place = judge.estate()
        opening = Opening(judge.CLOSES, services=("保洁", " 保洁 ", "", "停车"))
        of = open_for_management(place.estate_id, opening, by=place.clerk, now=NOW)
        assert [point.name for point in of.points] == ["保洁", "停车", "长效管理"]
        assert (of.kind, of.title) == (RoundKind.MANAGEMENT, "2026年管理服务评价")
        open_for_project(place.estate_id, Opening(judge.CLOSES), by=place.clerk, now=NOW)
    with pytest.raises(NothingToJudge), transaction():
        open_for_management(place.estate_id, Opening(judge.CLOSES), by=place.clerk, now=NOW)


def test_a_round_of_another_estate_is_not_there() -> None:
    with transaction():
        place = judge.estate()
        of = judge.opened(place)
        other = make.estate_of(make.entrance("别处", "别处街道"))
    with pytest.raises(Exception, match="No row"):
        queries.get_round(other.id, of.id)
