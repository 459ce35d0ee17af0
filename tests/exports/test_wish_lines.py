"""征求意见汇总表 from a survey of wishes: households by building, hidden while it runs or where few."""

from datetime import timedelta
from typing import Any

import pytest

from portal.communities.models import Estate, Part
from portal.db import session, transaction
from portal.exports.catalogue import Table
from portal.exports.files import Order, source_of
from portal.exports.tables import sheets_of
from portal.plans.models import Channel, WishSurvey
from portal.plans.services import wishes
from portal.plans.services.wishes import Asking, Paper
from portal.plans.wish_library import LIBRARY, USUAL_WORKS
from portal.web.sheets import Share
from tests.factories import exports
from tests.factories.plans import CLERK, NOW


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return exports.estate()


def answered(estate: Estate, *said: str) -> WishSurvey:
    """A running survey, and what so many homes wish for."""
    asking = Asking("意愿征询", NOW + timedelta(days=10), tuple(LIBRARY), USUAL_WORKS)
    survey = wishes.open_survey(estate.id, asking, by=CLERK, now=NOW)
    for part, word in zip(session.query(Part).filter_by(estate_id=estate.id), said, strict=False):
        answer = {"renovate": [word], "pay": [word], "mode": ["company"], "problems": ["stairs"]}
        wishes.enter(survey, Paper(part.id, Channel.PAPER, answer, ""), by=CLERK, now=NOW)
    return survey


def lines(estate: Estate) -> list[dict[str, Any]]:
    order = Order(Table.OPINIONS, estate.id, None, False, "核对")
    (block,) = sheets_of(Table.OPINIONS, source_of(order, exports.LATER))[0].blocks
    return [dict(zip(block.heads, row, strict=True)) for row in block.rows]


def test_a_closed_survey_adds_up(estate: Estate) -> None:
    with transaction():
        wishes.close(answered(estate, *["yes"] * 5, "no"), by=CLERK, now=NOW + timedelta(days=1))
    building, whole = lines(estate)
    assert (building["楼栋"], whole["楼栋"]) == ("1栋", "合计")
    for line in (building, whole):
        assert (line["应征户数"], line["收回"], line["入户率"]) == (9, 6, Share(6, 9))
        assert (line["同意（户）"], line["不同意（户）"], line["未表态（户）"]) == (5, 1, 3)
        assert (line["同意出资户数"], line["专业物业（户）"]) == (5, 6)
        assert line["主要意见"] == "没有电梯，上下楼难 6"


def test_a_running_survey_says_only_how_many_answered(estate: Estate) -> None:
    with transaction():
        answered(estate, *["yes"] * 6)
    for line in lines(estate):
        assert (line["收回"], line["同意（户）"], line["主要意见"]) == (6, "—", "—")


def test_few_answers_are_not_listed(estate: Estate) -> None:
    with transaction():
        wishes.close(answered(estate, *["yes"] * 4), by=CLERK, now=NOW + timedelta(days=1))
    assert {line["同意（户）"] for line in lines(estate)} == {"不足5户，不列"}
