"""From JSON to a VoteSpec, or a refusal that names the place in the file."""

import json
from dataclasses import fields
from typing import Any

from portal.domain.deadlines import Window
from portal.domain.errors import N_
from portal.domain.matters import ManagementMode, Matter, Subject, matter_class, matter_of
from portal.domain.tally import CountsTo, Deemed, MatterClass, QuestionKind, Regime
from portal.voting.errors import FileProblem
from portal.voting.settings import DEFAULTS, check_value
from portal.voting.specification.cursor import MISSING, Cursor
from portal.voting.specification.values import (
    DeemedSpec,
    OptionSpec,
    Papers,
    QuestionSpec,
    ScopeSpec,
    SettingSpec,
    VoteSpec,
)

#: Words that a ballot may already hold; an option under such a key or text could not be told apart.
RESERVED = frozenset(
    {
        "同意",
        "反对",
        "不同意",
        "弃权",
        "均不同意",
        "都不同意",
        "随多数",
        "未选",
        "approve",
        "oppose",
        "abstain",
    }
)


def read_specification(content: bytes | str) -> VoteSpec:
    """:raises FileProblem: no JSON, or a value that is missing or cannot be right, with its place."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FileProblem(place=N_("文件"), problem=N_("不是 JSON 格式，请检查引号和逗号")) from error
    root = Cursor(value, "")
    root.get("title")
    regime = root.get("regime").one_of(Regime)
    subject = root.get("subject").one_of(Subject) if root.has("subject") else None
    matter = (
        root.get("matter").one_of(Matter) if root.has("matter") else matter_of(subject) if subject else None
    )
    return VoteSpec(
        title=root.get("title").text(),
        estate=root.get("estate").text(),
        street=root.get("street").optional_text() or None,
        regime=regime,
        questions=_questions(root.get("questions"), regime, matter),
        scope=_scope(root.get("scope")),
        settings=_settings(root.get("settings")),
        deemed=_deemed(root, regime),
        subject=subject,
        matter=matter,
        explanation=root.get("explanation").optional_text(),
        convener=root.get("convener").optional_text(),
        papers=_papers(root),
        **_moments(root),
    )


def _papers(root: Cursor) -> Papers:
    """Beyond the agreed form of the file: what the checklist asks for may stand in it, too."""
    words = {
        field.name: root.get(field.name).optional_text() or None
        for field in fields(Papers)
        if field.name != "supersedes"
    }
    return Papers(**words, supersedes=root.get("supersedes").optional_number())


def _moments(root: Cursor) -> dict[str, Any]:
    opens, closes = root.get("opens").moment(), root.get("closes").moment()
    if closes <= opens:
        root.get("closes").refuse(N_("截止时间应晚于开始时间"))
    window = Window(opens, closes)
    notice = root.get("notice").moment() if root.has("notice") else window.opens
    if notice > opens:
        root.get("notice").refuse(N_("公告时间不能晚于开始时间"))
    return {"notice_at": notice, "opens_at": window.opens, "closes_at": window.closes}


def _questions(cursor: Cursor, regime: Regime, matter: Matter | None) -> tuple[QuestionSpec, ...]:
    questions = tuple(_question(item, regime, matter) for item in cursor.items())
    if not questions:
        cursor.refuse(N_("至少要有一个表决事项"))
    keys = [question.key for question in questions]
    if len(set(keys)) != len(keys):
        cursor.refuse(N_("有两个事项用了同一个 key"))
    return questions


def _question(cursor: Cursor, regime: Regime, matter: Matter | None) -> QuestionSpec:
    kind = cursor.get("kind").one_of(QuestionKind)
    own = cursor.get("matter").one_of(Matter) if cursor.has("matter") else None
    matter = own or matter
    asked = _class(cursor.get("class"), regime, kind)
    softer = asked is MatterClass.ORDINARY and matter is not None
    softer = softer and matter is not None and matter_class(matter) is MatterClass.SPECIAL
    because = cursor.get("softer_because").optional_text() or None
    if softer and not because:
        cursor.get("class").refuse(N_("这类事项属于特别事项；按一般事项表决，请在 softer_because 写明理由"))
    return QuestionSpec(
        key=cursor.get("key").text(),
        text=cursor.get("text").text(),
        kind=kind,
        matter_class=asked,
        options=_options(cursor, kind),
        budget=cursor.get("budget").money() if kind is QuestionKind.BUDGET else None,
        softer_because=because,
        matter=own,
    )


def _class(cursor: Cursor, regime: Regime, kind: QuestionKind) -> MatterClass | None:
    """Only what owners decide together has a class; a class elsewhere is read and means nothing."""
    if regime is not Regime.OWNERS or kind is QuestionKind.BUDGET:
        return None
    return cursor.one_of(MatterClass)


def _options(question: Cursor, kind: QuestionKind) -> tuple[OptionSpec, ...]:
    cursor = question.get("options")
    if kind is QuestionKind.APPROVE:
        if cursor.value:
            cursor.refuse(N_("同意或反对的事项不设选项"))
        return ()
    options = tuple(_option(item, kind) for item in cursor.items())
    if not options:
        cursor.refuse(N_("至少要有一个选项"))
    for words in ([option.key for option in options], [option.text for option in options]):
        if len(set(words)) != len(words):
            cursor.refuse(N_("有两个选项的 key 或文字相同"))
    return options


def _option(cursor: Cursor, kind: QuestionKind) -> OptionSpec:
    key, text = cursor.get("key").text(), cursor.get("text").text()
    for name, word in (("key", key), ("text", text)):
        if word in RESERVED or ("、" in word and kind is QuestionKind.BUDGET):
            cursor.get(name).refuse(N_("“%(word)s”在选票上另有含义，请换一个"), word=word)
    charge, flat = cursor.get("monthly_per_square_metre"), cursor.get("monthly_per_home")
    return OptionSpec(
        key=key,
        text=text,
        detail=cursor.get("detail").optional_text(),
        cost=cursor.get("cost").money() if kind is QuestionKind.BUDGET else None,
        mode=cursor.get("mode").one_of(ManagementMode) if cursor.has("mode") else None,
        monthly_per_square_metre=charge.money() if charge.value is not None else None,
        monthly_per_home=flat.money() if flat.value is not None else None,
        unavailable_because=cursor.get("unavailable_because").optional_text() or None,
    )


def _scope(cursor: Cursor) -> ScopeSpec:
    if cursor.value is None:
        return ScopeSpec()
    buildings = (
        tuple(item.text() for item in cursor.get("buildings").items()) if cursor.has("buildings") else ()
    )
    entrances = []
    for item in cursor.get("entrances").items() if cursor.has("entrances") else ():
        pair = [name.optional_text() for name in item.items()]
        if len(pair) != 2:
            item.refuse(N_("应为楼栋和单元两项"))
        entrances.append((pair[0], pair[1]))
    return ScopeSpec(buildings, tuple(entrances))


def _settings(cursor: Cursor) -> dict[str, SettingSpec]:
    if cursor.value is None:
        return {}
    if not isinstance(cursor.value, dict):
        cursor.refuse(N_("应为一组名称和值"))
    found = {}
    for key in cursor.value:
        setting = cursor.get(key)
        if key not in DEFAULTS:
            setting.refuse(N_("没有这项设置"))
        problem = check_value(key, setting.get("value").value)
        if problem:
            setting.get("value").refuse(problem)
        if not setting.has("source"):
            setting.get("source").refuse(MISSING)
        found[key] = SettingSpec(setting.get("value").value, setting.get("source").text())
    return found


def _deemed(root: Cursor, regime: Regime) -> DeemedSpec | None:
    cursor = root.get("deemed")
    if cursor.value is None:
        return None
    if regime is not Regime.OWNERS:
        cursor.refuse(N_("未表决计入多数的约定只适用于业主共同决定"))
    rule = Deemed(
        cursor.get("counts_to").one_of(CountsTo),
        cursor.get("decides").flag() if cursor.has("decides") else False,
    )
    kinds = {item.get("kind").value for item in root.get("questions").items()}
    if rule.counts_to is CountsTo.APPROVE and kinds != {QuestionKind.APPROVE}:
        cursor.get("counts_to").refuse(N_("“未表决视为同意”只能用于同意或反对的事项"))
    return DeemedSpec(cursor.get("clause").text(), cursor.get("adopted").text(), rule)
