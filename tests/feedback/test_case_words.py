"""How a matter is called where only a few characters fit."""

import pytest

from portal.domain.stages import CaseState
from portal.feedback.models import CaseCategory
from portal.feedback.words import CATEGORIES, STATES, title_of


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("楼梯间窗户渗水，墙皮掉了", "楼梯间窗户渗水"),
        ("路灯坏了\n在门口", "路灯坏了"),
        ("三栋二单元五楼楼梯间的窗户", "三栋二单元五楼楼梯间的…"),
        ("十二个字正好十二个字正好", "十二个字正好十二个字正好"),
        ("，，", "，，"),
    ],
)
def test_the_beginning_tells_one_from_another(text: str, title: str) -> None:
    assert title_of(text) == title


def test_nothing_is_without_a_word() -> None:
    assert set(STATES) == set(CaseState)
    assert set(CATEGORIES) == set(CaseCategory)
