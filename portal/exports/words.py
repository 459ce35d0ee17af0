"""The words of the street's files, which are Chinese in whatever language the desk is read."""

import re
from collections.abc import Iterable, Mapping

from portal.communities.models import Estate
from portal.communities.roll.kinds import AreaSource, Tenure
from portal.domain.tally import Hurdle, Measure, Test
from portal.exports.catalogue import NAMES, Source, Table
from portal.voting.models.doors import VisitOutcome

AREA_SOURCES: Mapping[str, str] = {
    AreaSource.REGISTER: "登记",
    AreaSource.SURVEY: "测绘",
    AreaSource.CONTRACT: "合同",
    "": "未注明",
}
TENURES: Mapping[Tenure, str] = {Tenure.PRIVATE: "私有", Tenure.PUBLIC: "公房", Tenure.UNSOLD: "未售"}
MEASURES: Mapping[Measure, str] = {
    Measure.HEADS: "人数",
    Measure.AREA: "面积（㎡）",
    Measure.PRESENT: "到会",
    Measure.VOTES: "票数",
}
HURDLES: Mapping[Hurdle, str] = {Hurdle.PARTICIPATION: "参加", Hurdle.APPROVAL: "同意"}
OUTCOMES_OF_VISITS: Mapping[VisitOutcome, str] = {
    VisitOutcome.NOBODY: "没人",
    VisitOutcome.REFUSED: "拒绝",
    VisitOutcome.HANDED_IN: "已交票",
    VisitOutcome.LEFT: "留票",
    VisitOutcome.AWAY: "外住",
}
FILE_WORDS: Mapping[Table, str] = {table: name.removesuffix("（全部）") for table, name in NAMES.items()}
"""What a table is called in a file's name."""
MASKED = "已隐去姓名、电话、证件号码和每户的选择。"
FULL = "含个人信息：只用于写明的用途，不得公示、转发，用完按规定销毁。"
DEMO = "演示数据：人名和数字都是编的。"
HIDDEN = "投票还没有截止，只列参加情况；截止以前任何人都看不到票怎么投的。"

# Digits around it would make it a longer number, which is masked by the other pattern or is none.
_NUMBERS = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|[1-9]\d{16}[\dXx])(?!\d)")


def needs(test: Test) -> str:
    """以上 includes the number, 超过 does not (民法典 art. 1259)."""
    num, den = test.needs
    return f"超过 {num}/{den}" if test.strict else f"{num}/{den} 以上（含）"


def area_sources(found: Iterable[str]) -> str:
    """Each source once, in the order of the parts."""
    return "、".join(AREA_SOURCES[source] for source in dict.fromkeys(found))


def without_numbers(text: str) -> str:
    """What a resident wrote, without the phone and ID numbers in it."""
    return _NUMBERS.sub("（号码已隐去）", text)


def above(title: str, estate: Estate, *, masked: bool | None = None) -> list[str]:
    """The lines over a sheet: its title, and what whoever holds it has to know.

    :param masked: None where the sheet has nothing personal in it.
    """
    return [title, *_secrecy(masked), *([DEMO] if estate.is_demo else [])]


def over(source: Source, what: str, *, masked: bool | None = None, by: str = "") -> list[str]:
    """The same for a table of one estate, a street or the district; ``by`` says what the period counts."""
    period = [f"期间：{source.period}（按{by}）。"] if by and source.period else []
    demo = [DEMO] if source.is_demo else []
    return [f"{source.title}：{what}", *period, *_secrecy(masked), *demo]


def _secrecy(masked: bool | None) -> list[str]:
    return [] if masked is None else [MASKED if masked else FULL]
