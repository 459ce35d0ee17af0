"""The Chinese words of matters raised: for the desk, and plainer ones for whoever raised them."""

import re
from collections.abc import Mapping

from portal.domain.bodies import Spot
from portal.domain.errors import N_
from portal.domain.stages import CaseState
from portal.feedback.models import CaseCategory, MediationOutcome, StepKind, Via

CATEGORIES: Mapping[CaseCategory, str] = {
    CaseCategory.OPINION: N_("意见"),
    CaseCategory.REQUEST: N_("诉求"),
    CaseCategory.COMPLAINT: N_("投诉"),
    CaseCategory.SUGGESTION: N_("建议"),
    CaseCategory.HELP: N_("求助"),
    CaseCategory.ILLEGAL_BUILDING: N_("违建"),
    CaseCategory.DISPUTE: N_("纠纷"),
}
STATES: Mapping[CaseState, str] = {
    CaseState.SENT: N_("已提交"),
    CaseState.ACCEPTED: N_("收到"),
    CaseState.ASSIGNED: N_("转交"),
    CaseState.IN_PROGRESS: N_("办理中"),
    CaseState.ANSWERED: N_("有答复"),
    CaseState.CONFIRMED: N_("您确认解决了"),
    CaseState.REOPENED: N_("没解决，重新办"),
    CaseState.DONE: N_("单位说办好了"),
    CaseState.UNHEARD: N_("没等到回音，先结了"),
    CaseState.MERGED: N_("和别的事一起办"),
}
DESK_STATES: Mapping[CaseState, str] = {
    CaseState.SENT: N_("待受理"),
    CaseState.ACCEPTED: N_("已受理"),
    CaseState.ASSIGNED: N_("已交办"),
    CaseState.IN_PROGRESS: N_("办理中"),
    CaseState.ANSWERED: N_("已答复"),
    CaseState.CONFIRMED: N_("居民已确认"),
    CaseState.REOPENED: N_("重新办理"),
    CaseState.DONE: N_("单位已办结"),
    CaseState.UNHEARD: N_("未回访结案"),
    CaseState.MERGED: N_("已并案"),
}
SPOTS: Mapping[Spot, str] = {
    Spot.HOME: N_("在家里"),
    Spot.BUILDING: N_("在楼栋里"),
    Spot.OUTSIDE: N_("在外面"),
}
STEPS: Mapping[CaseState, str] = {
    CaseState.ACCEPTED: N_("受理"),
    CaseState.ASSIGNED: N_("转交给别的单位"),
    CaseState.IN_PROGRESS: N_("开始办理"),
    CaseState.ANSWERED: N_("答复居民（还没办完）"),
    CaseState.DONE: N_("办结，请居民确认"),
}
# What the inbox says of a step; the words of the step follow.
NEWS: Mapping[CaseState, str] = {
    CaseState.ACCEPTED: N_("您反映的事收到了"),
    CaseState.ASSIGNED: N_("您反映的事转交了"),
    CaseState.IN_PROGRESS: N_("您反映的事在办了"),
    CaseState.ANSWERED: N_("您反映的事有答复了"),
    CaseState.DONE: N_("您反映的事办好了，请您看看"),
}
KINDS: Mapping[StepKind, str] = {
    StepKind.HANDED: N_("换了单位办"),
    StepKind.ESCALATED: N_("升一级督办"),
    StepKind.LASTING: N_("几周后还是好的"),
}
VIA: Mapping[Via, str] = {
    Via.PHONE: N_("手机上提的"),
    Via.CALL: N_("来电"),
    Via.VISIT: N_("来访"),
}
OUTCOMES: Mapping[MediationOutcome, str] = {
    MediationOutcome.AGREED: N_("达成协议"),
    MediationOutcome.AGAIN: N_("下次再调"),
    MediationOutcome.FAILED: N_("没有达成"),
}
# Beginnings of an answer; what stands in 【】 has to be filled in by hand, or it does not go out.
REPLIES: Mapping[str, tuple[CaseState, str, str]] = {
    "taken": (CaseState.ACCEPTED, N_("收到了"), "您反映的“{title}”收到了，{due}前给您答复。"),
    "passed": (
        CaseState.ASSIGNED,
        N_("转交"),
        "您反映的“{title}”由{body}办理，电话{phone}，{due}前给您答复。",
    ),
    "started": (CaseState.IN_PROGRESS, N_("在办"), "已安排【哪个班组】【哪一天】到现场。"),
    "will_do": (
        CaseState.ANSWERED,
        N_("答复：会办"),
        "您反映的“{title}”，我们看过了：【什么原因】。【哪一天】前【怎么办】。",
    ),
    "cannot": (
        CaseState.ANSWERED,
        N_("答复：办不了"),
        "您反映的“{title}”，现在办不了，因为【依据和原因】。您还可以【别的办法】。",
    ),
    "finished": (CaseState.DONE, N_("办结"), "您反映的“{title}”办好了：【做了什么】。请您看看是不是解决了。"),
}
_TITLE = 12


def title_of(text: str) -> str:
    """The beginning of what was written, at most 12 characters, to tell one matter from another."""
    first = re.split(r"[，。；：！？、,;!?\n]", text.strip(), maxsplit=1)[0].strip() or text.strip()
    return first if len(first) <= _TITLE else f"{first[: _TITLE - 1]}…"
