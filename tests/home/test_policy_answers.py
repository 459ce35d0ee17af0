"""Every plain answer about the policy leads to the paragraph it rests on."""

import pytest

from portal.home import policy_answers
from portal.home.policy_answers import ANSWERS, Answer, anchor, placed
from tests.support.client import Client


def test_every_answer_leads_to_its_paragraph(client: Client) -> None:
    page = client.read("/policy")
    ids = {each["id"]: each.text for each in page.all("p") if each["id"]}
    shown = list(placed())
    assert len(shown) == len(ANSWERS)
    for each, where in zip(ANSWERS, shown, strict=True):
        assert ids[where.anchor].startswith(each.begins)
        assert each.question in page.text


def test_an_answer_without_its_paragraph_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Answer("有没有？", "有。", "五、", "（二十）没有的单位")
    monkeypatch.setattr(policy_answers, "ANSWERS", (lost,))
    with pytest.raises(ValueError, match="no paragraph"):
        list(placed())


def test_anchors_are_by_section_and_paragraph() -> None:
    assert anchor(4, 7) == "p4-7"
