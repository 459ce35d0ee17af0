"""What a street may set for its cases, with what holds where it set nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.errors import N_
from portal.feedback.models import CaseCategory

#: No text sets these; they are where the portal begins.
OWN_SOURCE = N_("系统初始值，没有文件规定")


@dataclass(frozen=True)
class Number:
    """A number with its words; ``working`` days, or calendar days, or times where ``unit`` says so."""

    words: str
    value: int
    unit: str


_WORKING, _DAYS, _TIMES = N_("个工作日"), N_("天"), N_("次")

NUMBERS: Mapping[str, Number] = {
    CaseCategory.HELP.value: Number(N_("求助：多久答复"), 3, _WORKING),
    CaseCategory.REQUEST.value: Number(N_("诉求：多久答复"), 5, _WORKING),
    CaseCategory.COMPLAINT.value: Number(N_("投诉：多久答复"), 5, _WORKING),
    CaseCategory.OPINION.value: Number(N_("意见：多久答复"), 10, _WORKING),
    CaseCategory.SUGGESTION.value: Number(N_("建议：多久答复"), 10, _WORKING),
    CaseCategory.ILLEGAL_BUILDING.value: Number(N_("违建：多久答复"), 10, _WORKING),
    CaseCategory.DISPUTE.value: Number(N_("纠纷：多久答复"), 10, _WORKING),
    "higher": Number(N_("超期升一级后，再给多久"), 3, _WORKING),
    "silence": Number(N_("办结后多久没有回音，按未回访结案"), 7, _DAYS),
    "lasting": Number(N_("确认解决后多久，再问一次"), 28, _DAYS),
    "reopenings": Number(N_("“没解决”几次以内还在原来那一级办"), 2, _TIMES),
}
