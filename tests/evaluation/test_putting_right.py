"""What is low is put right with a date and proof, then asked again; supervisors look for themselves."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.audit.services import Actor
from portal.db import session, transaction
from portal.domain.satisfaction import Verdict
from portal.evaluation import queries
from portal.evaluation.errors import (
    AlreadyPutRight,
    AlreadyRectifying,
    DueInThePast,
    NothingLow,
    NothingMarked,
    NothingPutRight,
    ProofNeeded,
    RoundClosed,
    RoundStillOpen,
)
from portal.evaluation.models import Check, InspectionLine, Round
from portal.evaluation.services.inspecting import Checked, inspect
from portal.evaluation.services.rectifying import Order, rectify, report_done, warn_of_due
from portal.evaluation.services.rounds import Opening, close, open_again
from portal.messages.models import Message
from portal.permissions import Role
from tests.factories import accounts as make
from tests.factories import evaluation as judge
from tests.factories.accounts import NOW

pytestmark = pytest.mark.usefixtures("isolated")
V = Verdict
DUE = date(2026, 4, 1)


@pytest.fixture
def place() -> judge.Judged:
    with transaction():
        return judge.estate()


def judged(place: judge.Judged, *verdicts: Verdict, closed: bool = True) -> Round:
    with transaction():
        of = judge.opened(place)
        for home, verdict in enumerate(verdicts):
            judge.paper(place, of, home, verdict)
        if closed:
            close(of, by=place.clerk, now=NOW + timedelta(days=2))
    return of


def order(of: Round, due: date = DUE) -> Order:
    return Order(of.points[0].id, "路面要重做", "项目组", due)


def test_a_low_point_is_put_right_once(place: judge.Judged) -> None:
    of = judged(place, *[V.DISSATISFIED] * 6)
    with transaction():
        rectify(of, order(of), by=place.clerk, now=NOW)
    with pytest.raises(AlreadyRectifying), transaction():
        rectify(of, order(of), by=place.clerk, now=NOW)


@pytest.mark.parametrize(
    ("verdicts", "refusal"),
    [([V.SATISFIED] * 6, NothingLow), ([V.DISSATISFIED] * 4, NothingLow)],
)
def test_what_is_good_or_judged_by_few_is_not(
    place: judge.Judged, verdicts: list[Verdict], refusal: type[Exception]
) -> None:
    of = judged(place, *verdicts)
    with pytest.raises(refusal), transaction():
        rectify(of, order(of), by=place.clerk, now=NOW)


def test_what_somebody_says_was_not_done_may_be_put_right_whatever_the_figure(place: judge.Judged) -> None:
    of = judged(place, *[V.VERY_SATISFIED] * 6, V.NOT_DONE)
    with transaction():
        rectify(of, order(of), by=place.clerk, now=NOW)


def test_not_before_the_end_and_not_for_yesterday(place: judge.Judged) -> None:
    of = judged(place, *[V.DISSATISFIED] * 6, closed=False)
    with pytest.raises(RoundStillOpen), transaction():
        rectify(of, order(of), by=place.clerk, now=NOW)
    with transaction():
        close(of, by=place.clerk, now=NOW)
    with pytest.raises(DueInThePast), transaction():
        rectify(of, order(of, date(2026, 3, 20)), by=place.clerk, now=NOW)


def test_done_needs_proof_and_then_residents_are_asked_again(place: judge.Judged) -> None:
    of = judged(place, *[V.DISSATISFIED] * 6)
    with pytest.raises(NothingPutRight), transaction():
        open_again(place.estate_id, Opening(judge.CLOSES), by=place.clerk, now=NOW)
    with transaction():
        made = rectify(of, order(of), by=place.clerk, now=NOW)
    for proof, photo in (("", "a" * 32), ("重做了", None)):
        with pytest.raises(ProofNeeded), transaction():
            report_done(made, proof, photo, by=place.clerk, now=NOW)
    with transaction():
        report_done(made, "重做了", "a" * 32, by=place.clerk, now=NOW)
    with pytest.raises(AlreadyPutRight), transaction():
        report_done(made, "又做了", "b" * 32, by=place.clerk, now=NOW)
    with transaction():
        again = open_again(place.estate_id, Opening(judge.CLOSES), by=place.clerk, now=NOW)
        assert [(point.name, point.detail) for point in again.points] == [("小区道路", "重做了")]
        assert again.parent_id == of.id
    assert queries.list_put_right(place.estate_id) == []


def test_who_ordered_it_is_warned_before_on_and_after_the_day(place: judge.Judged) -> None:
    of = judged(place, *[V.DISSATISFIED] * 6)
    with transaction():
        rectify(of, order(of), by=place.clerk, now=NOW)
        for days in range(-6, 4):
            slot = NOW.replace(month=4, day=1) + timedelta(days=days)
            warn_of_due(slot, slot)
    titles = session.scalars(select(Message.title).where(Message.topic == "evaluation.due")).all()
    assert titles == ["整改三天后到期：小区道路", "整改今天到期：小区道路", "整改已经超期：小区道路"]


def supervisor(place: judge.Judged) -> Actor:
    with transaction():
        account = make.staff("监督员", Role.SUPERVISOR, estate=place.estate)
        return Actor(account.id, account.display_name)


def test_a_supervisor_keeps_one_checklist_and_may_change_it(place: judge.Judged) -> None:
    of, who = judged(place, closed=False), supervisor(place)
    good = Checked(Check.YES, Check.YES, Check.YES)
    bad = Checked(Check.YES, Check.NO, Check.NO, " 右侧没有扶手 ")
    with transaction():
        inspect(of, {of.points[0].id: good}, by=who, now=NOW)
    with transaction():
        inspect(of, {of.points[0].id: bad, of.points[1].id: good}, by=who, now=NOW)
    lines = session.scalars(select(InspectionLine).order_by(InspectionLine.point_id)).all()
    assert [(line.works, line.note) for line in lines] == [(Check.NO, "右侧没有扶手"), (Check.YES, "")]
    assert len(queries.list_inspections(of.id)) == 1


def test_a_checklist_says_something_and_in_time(place: judge.Judged) -> None:
    of, who = judged(place, closed=False), supervisor(place)
    good = {of.points[0].id: Checked(Check.YES, Check.YES, Check.YES)}
    with pytest.raises(NothingMarked), transaction():
        inspect(of, {}, by=who, now=NOW)
    with pytest.raises(ValueError, match="another round"), transaction():
        inspect(of, {999: good[of.points[0].id]}, by=who, now=NOW)
    with pytest.raises(RoundClosed), transaction():
        inspect(of, good, by=who, now=judge.CLOSES)
