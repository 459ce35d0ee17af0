"""What the law leaves open, as settings of one vote: cautious defaults, each with where it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.domain.electorate import KINDS_COUNTED_BY_DEFAULT, PartKind, kind_named
from portal.domain.errors import N_


@dataclass(frozen=True)
class Setting:
    """One open point: how it is called on the notice, its default, and what the default rests on."""

    key: str
    label: str
    default: Any
    source: str


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
    return PartKind(word) if word in PartKind.__members__.values() else kind_named(word)


def value_of(stored: Mapping[str, Any], key: str) -> Any:
    """A vote's own value, else the default."""
    return stored.get(key, DEFAULTS[key].default)
