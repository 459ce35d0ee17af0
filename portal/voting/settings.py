"""What the law leaves open, as settings of one vote: cautious defaults, each with where it comes from."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portal.domain.electorate import KINDS_COUNTED_BY_DEFAULT, PartKind, kind_named
from portal.domain.errors import N_
from portal.domain.tally import Regime

_SHARE = re.compile(r">=?[1-9]\d{0,2}/[1-9]\d{0,2}")


class SettingKind(StrEnum):
    """What a setting's value is."""

    FLAG = "flag"
    DAYS = "days"
    NUMBER = "number"
    SHARE = "share"
    KINDS = "kinds"
    TEXT = "text"
    ONE_OF = "one_of"


class Electors(StrEnum):
    """Who answers where not the owners decide: 业主, 每户一人, 成年居民, 居民代表."""

    OWNERS = "owners"
    HOUSEHOLDS = "households"
    ADULTS = "adults"
    DELEGATES = "delegates"


class PaperRule(StrEnum):
    """Which stands where a paper and a phone ballot of one voter meet."""

    LATER_SIGNED = "later_signed"
    FIRST = "first"
    PHONE = "phone"  # stands, unless the owner withdraws it with a signature on the paper


@dataclass(frozen=True)
class Setting:
    """One open point: how it is called on the notice, its default, and what the default rests on.

    ``regimes`` are those in which it means something; elsewhere it is neither asked nor printed.
    """

    key: str
    label: str
    default: Any
    source: str
    kind: SettingKind
    regimes: Collection[Regime] = field(default=frozenset(Regime))
    words: Mapping[str, str] = field(default_factory=dict)


_RESIDENTS = N_("城市居民委员会组织法（2018年文本）第九条；以街道确认的现行文本为准")
_OURS = N_("本平台的谨慎默认")
_OWNERS_ONLY = frozenset({Regime.OWNERS})
_MEETING_ONLY = frozenset({Regime.RESIDENTS})
_DECISIONS = frozenset({Regime.OWNERS, Regime.RESIDENTS})
#: What a residents' meeting cannot be announced without: the street enters it, there is no default.
MEETING_KEYS = (
    "residents_rule",
    "residents_edition",
    "residents_article",
    "residents_present",
    "residents_votes",
    "electors",
)
#: Asked and printed where somebody is elected.
ELECTION_KEYS = ("seats", "tie_rule")

DEFAULTS: Mapping[str, Setting] = {
    setting.key: setting
    for setting in (
        Setting(
            "notice_days",
            N_("公告到开始的天数"),
            15,
            N_("物业管理条例第十四条"),
            SettingKind.DAYS,
            regimes=_DECISIONS,
        ),
        Setting("window_least", N_("投票至少几天"), 5, _OURS, SettingKind.DAYS, regimes=_DECISIONS),
        Setting("window_most", N_("投票至多几天"), 60, _OURS, SettingKind.DAYS, regimes=_DECISIONS),
        Setting("roll_days", N_("名册公布的天数"), 7, _OURS, SettingKind.DAYS, regimes=_DECISIONS),
        Setting(
            "objection_days",
            N_("结果询异的天数"),
            7,
            N_("本平台的默认：七天"),
            SettingKind.DAYS,
            regimes=_DECISIONS,
        ),
        Setting(
            "undeliverable_days",
            N_("无法送达时张贴公告的天数"),
            7,
            _OURS,
            SettingKind.DAYS,
            regimes=_OWNERS_ONLY,
        ),
        Setting(
            "proxy_limit",
            N_("一人最多代几位业主投票"),
            3,
            _OURS,
            SettingKind.NUMBER,
            regimes=_OWNERS_ONLY,
        ),
        Setting(
            "replaceable",
            N_("截止前可以改投"),
            True,
            N_("本平台的默认：截止前以最后一次为准"),
            SettingKind.FLAG,
        ),
        Setting(
            "paper_against_phone",
            N_("纸票和手机投票不一致时"),
            PaperRule.LATER_SIGNED.value,
            N_("本平台的默认：以后签名的为准"),
            SettingKind.ONE_OF,
            words={
                PaperRule.LATER_SIGNED: N_("以后签名的为准"),
                PaperRule.FIRST: N_("以先投的为准"),
                PaperRule.PHONE: N_("以手机投的为准，本人在纸票上签名撤回的除外"),
            },
        ),
        Setting(
            "follow_majority", N_("选票上设“随多数”"), False, N_("本平台的谨慎默认：不设"), SettingKind.FLAG
        ),
        Setting(
            "invalid_participates",
            N_("作废票算参与表决"),
            False,
            N_("本平台的谨慎默认：不算"),
            SettingKind.FLAG,
        ),
        Setting(
            "blank_participates",
            N_("未选的事项算参与表决"),
            False,
            N_("本平台的谨慎默认：不算"),
            SettingKind.FLAG,
        ),
        Setting(
            "kinds_counted",
            N_("计入面积和人数的房屋用途"),
            sorted(KINDS_COUNTED_BY_DEFAULT),
            N_("本平台的谨慎默认：车位、储藏间、配套用房不计入，是否计入由议事规则约定"),
            SettingKind.KINDS,
        ),
        Setting(
            "call_backs_first",
            N_("抽中的纸票没问完不公布结果"),
            True,
            N_("本平台的谨慎默认：问完再公布，问不完要写明原因"),
            SettingKind.FLAG,
            regimes=_DECISIONS,
        ),
        Setting("phone_ballots", N_("接受电话表决"), False, N_("本平台的谨慎默认：不接受"), SettingKind.FLAG),
        Setting(
            "signing_in_delivers",
            N_("登录查看选票算已送达"),
            False,
            N_("本平台的谨慎默认：不算"),
            SettingKind.FLAG,
            regimes=_OWNERS_ONLY,
        ),
        Setting(
            "electors",
            N_("谁来投"),
            Electors.OWNERS.value,
            _OURS,
            SettingKind.ONE_OF,
            regimes=frozenset({Regime.RESIDENTS, Regime.SURVEY}),
            words={
                Electors.OWNERS: N_("业主"),
                Electors.HOUSEHOLDS: N_("每户一人"),
                Electors.ADULTS: N_("十八周岁以上的居民"),
                Electors.DELEGATES: N_("居民代表"),
            },
        ),
        Setting(
            "residents_rule",
            N_("居民会议依据的规定"),
            "",
            _RESIDENTS,
            SettingKind.TEXT,
            regimes=_MEETING_ONLY,
        ),
        Setting(
            "residents_edition", N_("规定的版本"), "", _RESIDENTS, SettingKind.TEXT, regimes=_MEETING_ONLY
        ),
        Setting("residents_article", N_("第几条"), "", _RESIDENTS, SettingKind.TEXT, regimes=_MEETING_ONLY),
        Setting(
            "residents_present",
            N_("居民会议到会人数"),
            ">1/2",
            _RESIDENTS,
            SettingKind.SHARE,
            regimes=_MEETING_ONLY,
        ),
        Setting(
            "residents_votes",
            N_("居民会议通过票数"),
            ">1/2",
            _RESIDENTS,
            SettingKind.SHARE,
            regimes=_MEETING_ONLY,
        ),
        Setting(
            "seats",
            N_("当选名额"),
            0,
            N_("由议事规则或街道指导意见定"),
            SettingKind.NUMBER,
            regimes=_OWNERS_ONLY,
        ),
        Setting(
            "tie_rule",
            N_("票数相同时"),
            "",
            N_("由议事规则或街道指导意见定"),
            SettingKind.TEXT,
            regimes=_OWNERS_ONLY,
        ),
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
    setting = DEFAULTS[key]
    fits, sentence = _CHECKS[setting.kind]
    if setting.kind is SettingKind.ONE_OF:
        return None if value in setting.words else N_("应为：%(words)s") % {"words": "、".join(setting.words)}
    return None if fits(value) else sentence


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 3650


def _is_share(value: Any) -> bool:
    return isinstance(value, str) and _SHARE.fullmatch(value) is not None


_CHECKS: Mapping[SettingKind, tuple[Any, str]] = {
    SettingKind.FLAG: (lambda value: isinstance(value, bool), N_("应为 true 或 false")),
    SettingKind.DAYS: (_is_count, N_("应为 0 到 3650 之间的整数天数")),
    SettingKind.NUMBER: (_is_count, N_("应为 0 到 3650 之间的整数")),
    SettingKind.SHARE: (_is_share, N_("应写成 >1/2（过半数）或 >=2/3（三分之二以上）")),
    SettingKind.KINDS: (
        lambda value: kinds(value) is not None,
        N_("应为房屋用途的列表，如 住宅、商业、车位"),
    ),
    SettingKind.TEXT: (lambda value: isinstance(value, str), N_("应为一段文字")),
    SettingKind.ONE_OF: (lambda value: isinstance(value, str), ""),
}


def value_of(stored: Mapping[str, Any], key: str) -> Any:
    """A vote's own value, else the default."""
    return stored.get(key, DEFAULTS[key].default)


def settings_for(regime: Regime) -> list[Setting]:
    """Those that mean something in a regime, in the order of the notice."""
    return [setting for setting in DEFAULTS.values() if regime in setting.regimes]
