"""A vote as a file: what cannot be right is refused with its place."""

import json
from typing import Any

import pytest

from portal.domain.tally import CountsTo, MatterClass, QuestionKind
from portal.voting.errors import FileProblem
from portal.voting.specification import read_specification


def vote(**changes: Any) -> dict[str, Any]:
    plain = {
        "title": "改造方案",
        "estate": "油房沟小区",
        "regime": "owners",
        "notice": "2021-03-01T09:00+08:00",
        "opens": "2021-03-20T09:00+08:00",
        "closes": "2021-03-30T18:00+08:00",
        "questions": [{"key": "q1", "text": "是否同意？", "kind": "approve", "class": "special"}],
    }
    return {key: value for key, value in {**plain, **changes}.items() if value is not ...}


def read(**changes: Any) -> Any:
    return read_specification(json.dumps(vote(**changes)))


def choose(*options: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    question = {
        "key": "q",
        "text": "谁来管？",
        "kind": "choose",
        "class": "ordinary",
        "options": list(options),
    }
    return [{**question, "options": list(options), **changes}]


def test_a_plain_vote() -> None:
    spec = read()
    (question,) = spec.questions
    assert (question.kind, question.matter_class) == (QuestionKind.APPROVE, MatterClass.SPECIAL)
    assert spec.opens_at.isoformat() == "2021-03-20T09:00:00+08:00"
    assert spec.scope.buildings == ()


def test_a_moment_without_offset_is_chinas() -> None:
    assert read(opens="2021-03-20 09:00").opens_at == read().opens_at


def test_money_is_read_to_the_fen() -> None:
    options = [{"key": "x", "text": "停车位", "cost": "120000.01"}]
    question = {"key": "b", "text": "先做哪样？", "kind": "budget", "budget": "500000.00", "options": options}
    (spec,) = read(questions=[question]).questions
    assert (spec.budget, spec.options[0].cost) == (50_000_000, 12_000_001)


def test_a_deemed_clause() -> None:
    clause = {"clause": "议事规则第九条", "adopted": "2020-05-01", "counts_to": "approve", "decides": True}
    deemed = read(deemed=clause).deemed
    assert (deemed.rule.counts_to, deemed.rule.decides) == (CountsTo.APPROVE, True)


@pytest.mark.parametrize(
    ("changes", "place", "word"),
    [
        ({"title": " "}, "title", "没有填写"),
        ({"title": ...}, "title", "没有填写"),
        ({"estate": 3}, "estate", "文字"),
        ({"regime": "owner"}, "regime", "不认识"),
        ({"closes": "2021-03-20T09:00+08:00"}, "closes", "晚于开始"),  # closes as it opens
        ({"closes": "2021-03-19T09:00+08:00"}, "closes", "晚于开始"),
        ({"notice": "2021-03-21T09:00+08:00"}, "notice", "不能晚于"),
        ({"opens": "三月二十日"}, "opens", "应为时间"),
        ({"questions": []}, "questions", "至少"),
        ({"questions": "q1"}, "questions", "列表"),
        ({"questions": choose()}, "questions[0].options", "至少"),
        ({"questions": choose({"key": "a", "text": " "})}, "questions[0].options[0].text", "没有填写"),
        ({"questions": choose({"key": "a", "text": "甲"}, {"key": "a", "text": "乙"})}, "options", "相同"),
        ({"questions": choose({"key": "a", "text": "甲"}, {"key": "b", "text": "甲"})}, "options", "相同"),
        ({"questions": choose({"key": "a", "text": "弃权"})}, "options[0].text", "另有含义"),
        ({"questions": choose({"key": "a", "text": "甲"}, **{"class": None})}, "class", "没有填写"),
        ({"settings": {"colour": {"value": 1, "source": "x"}}}, "settings.colour", "没有这项"),
        ({"settings": {"follow_majority": {"value": "yes", "source": "x"}}}, "value", "true"),
        ({"settings": {"follow_majority": {"value": True}}}, "source", "没有填写"),
        ({"settings": {"kinds_counted": {"value": ["住房", "飞船"], "source": "x"}}}, "value", "用途"),
        ({"scope": {"entrances": [["2栋"]]}}, "scope.entrances[0]", "楼栋和单元"),
        ({"matter": "rebuilding", "questions": choose({"key": "a", "text": "甲"})}, "class", "理由"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_place(
    changes: dict[str, Any], place: str, word: str
) -> None:
    with pytest.raises(FileProblem) as refusal:
        read(**changes)
    assert place in str(refusal.value)
    assert word in str(refusal.value)


def test_a_softer_class_passes_with_a_reason() -> None:
    questions = choose({"key": "a", "text": "甲"}, softer_because="街道确认只涉及维修")
    (question,) = read(matter="rebuilding", questions=questions).questions
    assert question.softer_because == "街道确认只涉及维修"


@pytest.mark.parametrize("counts_to", ["approve"])
def test_silence_counts_as_consent_only_where_consent_is_asked(counts_to: str) -> None:
    clause = {"clause": "第九条", "adopted": "2020-05-01", "counts_to": counts_to}
    with pytest.raises(FileProblem, match="counts_to"):
        read(deemed=clause, questions=choose({"key": "a", "text": "甲"}))


def test_silence_counts_in_owners_votes_only() -> None:
    clause = {"clause": "第九条", "adopted": "2020-05-01", "counts_to": "majority"}
    with pytest.raises(FileProblem, match="业主共同决定"):
        read(deemed=clause, regime="survey")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"[" * 100_000])
def test_no_vote_at_all(content: bytes) -> None:
    with pytest.raises(FileProblem):
        read_specification(content)
