"""What the law leaves open, as settings of one vote: cautious defaults, each with where it comes from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.domain.electorate import KINDS_COUNTED_BY_DEFAULT, PartKind, kind_named
from portal.domain.errors import N_

_SHARE = re.compile(r">=?[1-9]\d{0,2}/[1-9]\d{0,2}")


@dataclass(frozen=True)
class Setting:
    """One open point: how it is called on the notice, its default, and what the default rests on."""

    key: str
    label: str
    default: Any
    source: str


_RESIDENTS = N_("城市居民委员会组织法（2018年文本）第九条；以街道确认的现行文本为准")

DEFAULTS: Mapping[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting("notice_days", N_("公告到开始的天数"), 15, N_("物业管理条例第十四条")),
        Setting("follow_majority", N_("选票上设“随多数”"), False, N_("本平台的谨慎默认：不设")),
        Setting("invalid_participates", N_("作废票算参与表决"), False, N_("本平台的谨慎默认：不算")),
        Setting("blank_participates", N_("未选的事项算参与表决"), False, N_("本平台的谨慎默认：不算")),
        Setting(
            "kinds_counted",
            N_("计入面积和人数的房屋用途"),
            sorted(KINDS_COUNTED_BY_DEFAULT),
            N_("本平台的谨慎默认：车位、储藏间、配套用房不计入，是否计入由议事规则约定"),
        ),
        Setting("phone_ballots", N_("接受电话表决"), False, N_("本平台的谨慎默认：不接受")),
        Setting("replaceable", N_("截止前可以改投"), True, N_("本平台的默认：截止前以最后一次为准")),
        Setting("residents_present", N_("居民会议到会人数"), ">1/2", _RESIDENTS),
        Setting("residents_votes", N_("居民会议通过票数"), ">1/2", _RESIDENTS),
        Setting("objection_days", N_("结果询异的天数"), 7, N_("本平台的默认：七天")),
    )
}


def kinds(value: Any) -> frozenset[PartKind] | None:
    """The kinds that a setting's value names, in code or in a roll's words; None where one is unknown."""
    if not isinstance(value, list) or not value:
        return None
    found = [_kind(word) for word in value]
    return None if None in found else frozenset(kind for kind in found if kind)


def _kind(word: Any) -> PartKind | None:
    if not isinstance(word, str):
        return None
    return PartKind(word) if word in set(PartKind) else kind_named(word)


def check_value(key: str, value: Any) -> str | None:
    """What is wrong with a setting's value, as a sentence; None where it fits."""
    default = DEFAULTS[key].default
    if key == "kinds_counted":
        return None if kinds(value) is not None else N_("应为房屋用途的列表，如 住宅、商业、车位")
    if isinstance(default, str):
        is_share = isinstance(value, str) and _SHARE.fullmatch(value) is not None
        return None if is_share else N_("应写成 >1/2（过半数）或 >=2/3（三分之二以上）")
    if isinstance(default, bool):
        return None if isinstance(value, bool) else N_("应为 true 或 false")
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 3650
    return None if fits else N_("应为 0 到 3650 之间的整数天数")


def value_of(stored: Mapping[str, Any], key: str) -> Any:
    """A vote's own value, else the default."""
    return stored.get(key, DEFAULTS[key].default)
