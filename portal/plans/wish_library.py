"""The questions that real intention forms ask, from which a survey is put together.

Head and questions follow the forms that streets hand out (住址、意愿、项目、出资、管理、建议); the works are
the policy's, the ways to contribute those of 国办发〔2020〕23号. An answer is no vote, and the pages say so.

Source: 武隆府办发〔2021〕41号 (征求居民意见, 按照居民意愿确定管理模式、服务内容和收费标准).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.domain.errors import N_
from portal.plans.policy import WORKS

NO_VOTE = N_("意愿征集，不构成业主表决")
MOST_WRITTEN = 300


class Kind(StrEnum):
    """How a question is answered: one of several, any of several, in words."""

    ONE = "one"
    MANY = "many"
    TEXT = "text"


@dataclass(frozen=True)
class Question:
    """``options``: key to what stands on the form; none where people write."""

    key: str
    title: str
    kind: Kind
    options: Mapping[str, str]
    hint: str = ""


RENOVATE = Question(
    "renovate",
    N_("您愿意小区改造吗？"),
    Kind.ONE,
    {"yes": N_("愿意"), "no": N_("不愿意"), "unsure": N_("还没想好")},
)
ITEMS = Question("items", N_("最想改哪些？"), Kind.MANY, {}, N_("可以选几样。"))
PROBLEMS = Question(
    "problems",
    N_("家里和小区有什么难处？"),
    Kind.MANY,
    {
        "stairs": N_("没有电梯，上下楼难"),
        "parking": N_("停车难"),
        "walls": N_("墙面、屋面破损渗漏"),
        "drains": N_("排水不畅、水管老化"),
        "roads": N_("路面不平、照明不好"),
        "wires": N_("电线、光缆乱拉"),
        "fire": N_("消防通道堵、灭火器材缺"),
        "clean": N_("环境卫生差"),
        "places": N_("没有活动和休息的地方"),
        "care": N_("老人孩子没人照看"),
    },
    N_("可以选几样。"),
)
PAY = Question(
    "pay",
    N_("您家愿意出一点钱或力吗？"),
    Kind.ONE,
    {"yes": N_("愿意"), "depends": N_("看出多少、改什么"), "no": N_("不愿意")},
    N_("政策鼓励合理自筹，没有定比例。答了也不用交钱。"),
)
PAY_HOW = Question(
    "pay_how",
    N_("愿意的话，用哪种办法？"),
    Kind.MANY,
    {
        "cash": N_("直接出资"),
        "maintenance_fund": N_("使用住宅专项维修资金"),
        "common_income": N_("让渡小区公共收益"),
        "provident_fund": N_("提取住房公积金"),
        "donation": N_("捐资捐物"),
        "labour": N_("投工投劳"),
    },
    N_("不愿意的不用选。"),
)
MODE = Question(
    "mode",
    N_("改完以后，希望谁来管？"),
    Kind.ONE,
    {
        "company": N_("请专业物业公司"),
        "service_centre": N_("社区物业服务中心"),
        "self_managed": N_("居民自己管"),
        "unsure": N_("说不好"),
    },
)
CHARGE = Question(
    "charge",
    N_("物业费每平方米每月多少能接受？"),
    Kind.ONE,
    {
        "below_50": N_("0.5 元以下"),
        "below_100": N_("0.5 元到不满 1 元"),
        "below_150": N_("1 元到不满 1.5 元"),
        "more": N_("1.5 元和以上"),
        "none": N_("都不能接受"),
    },
)
SUGGESTION = Question(
    "suggestion", N_("还有什么建议？"), Kind.TEXT, {}, N_("只有社区和街道看得到，不显示是哪一户。")
)
LIBRARY: Mapping[str, Question] = {
    each.key: each for each in (RENOVATE, ITEMS, PROBLEMS, PAY, PAY_HOW, MODE, CHARGE, SUGGESTION)
}
#: Ticked when a survey is begun; the rest of the policy's works can be added.
USUAL_WORKS = (
    *("小区道路", "供排水", "绿化", "照明", "消防设施", "停车库（场）", "垃圾分类"),
    *("公共屋面修缮", "公共墙面修缮", "养老服务设施", "文化体育设施", "加装电梯", "综合管线整治"),
)


def put_together(keys: Iterable[str], works: Sequence[str]) -> dict[str, Any]:
    """The questions as a survey keeps them, in the library's order; ``works`` are what can be wished for."""
    wanted = set(keys)
    offered = [work.name for work in WORKS if work.name in set(works)]
    return {
        "questions": [
            {
                "key": each.key,
                "title": each.title,
                "kind": each.kind.value,
                "hint": each.hint,
                "options": {name: name for name in offered} if each is ITEMS else dict(each.options),
            }
            for each in LIBRARY.values()
            if each.key in wanted and (each is not ITEMS or offered)
        ]
    }


def cleaned(content: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What of an answer the questions know: option keys in the form's order, or words; the rest goes."""
    kept: dict[str, Any] = {}
    for question in content["questions"]:
        value = said.get(question["key"])
        if not value:
            continue
        if question["kind"] == Kind.TEXT:
            kept[question["key"]] = str(value).strip()[:MOST_WRITTEN]
            continue
        chosen = [value] if isinstance(value, str) else list(value)
        known = [key for key in question["options"] if key in chosen]
        kept[question["key"]] = known[:1] if question["kind"] == Kind.ONE else known
    return {key: value for key, value in kept.items() if value}
