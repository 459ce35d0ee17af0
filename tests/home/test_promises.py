"""What stands in writing: the policy's text, the privacy notice, the accessibility statement."""

import pytest

from portal.accounts.models import Account
from portal.communities.models import Part
from portal.db import transaction
from portal.home.policy_text import sections
from tests.factories.accounts import resident
from tests.support.client import Client


def test_the_policy_has_its_seven_sections_in_order() -> None:
    titles = [section.title for section in sections()]
    assert titles[0] == ""
    assert [title.split("、")[-1] for title in titles[1:]] == [
        "指导思想",
        "基本原则",
        "实施范围和目标任务",
        "实施内容与指导标准",
        "职责分工",
        "保障措施",
        "其他",
    ]
    assert all(section.paragraphs for section in sections())


def test_only_known_document_numbers_are_put_back_and_each_is_marked() -> None:
    pieces = [piece for section in sections() for line in section.paragraphs for piece in line]
    assert {piece.text for piece in pieces if piece.restored} == {
        "〔2020〕23号",
        "〔2020〕14号",
        "〔2020〕25号",
    }
    untouched = "".join(piece.text for piece in pieces if not piece.restored)
    assert "〔2020" not in untouched
    # What the web page lost is not made up: 共商共建 has lost its comma there.
    assert "共商共建民主决策改造学确定改造目标" in untouched


def test_nothing_of_the_text_is_lost() -> None:
    text = "".join(piece.text for section in sections() for line in section.paragraphs for piece in line)
    for words in ("每台电梯补助资金8万元", "整治费用50%给予补助", "共31个老旧小区", "等相关规定执行。"):
        assert words in text
    assert "扫一扫" not in text


def test_the_policy_page_marks_what_was_put_back(client: Client) -> None:
    page = client.read("/policy")
    assert len(page.all("ins")) == 5
    assert page.one("article")["lang"] == "zh-CN"


def test_the_notice_says_what_the_law_asks_of_it(client: Client) -> None:
    """个人信息保护法 art. 17: who, purpose, way, kinds, how long, rights; art. 19, 25, 45 to 47."""
    text = client.read("/privacy").text
    for point in (
        "街道办事处（镇政府）和社区居委会",
        "证件号码",
        "建业主名册，核对谁能投票",
        "加密存",
        "存到用不着为止",
        "查看、复制自己的信息，要求改正、删除",
        "不采集人脸",
    ):
        assert point in text


@pytest.fixture
def who(parts: list[Part]) -> Account:
    with transaction():
        return resident(parts[0])


def test_the_notice_names_the_own_street_to_who_signed_in(client: Client, who: Account) -> None:
    client.sign_in(who)
    assert "试验街道和试验小区社区，为试验小区的改造使用。" in client.read("/privacy").text


def test_the_accessibility_statement_says_what_is_missing_too(client: Client) -> None:
    text = client.read("/accessibility").text
    assert "还没做到的" in text
    assert "要纸质选票、请人上门、当面反映" in text
