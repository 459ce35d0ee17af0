"""The Chinese words of matters raised: for the desk, and plainer ones for whoever raised them."""

import re
from collections.abc import Mapping

from portal.domain.errors import N_
from portal.domain.stages import CaseState
from portal.feedback.models import CaseCategory

CATEGORIES: Mapping[CaseCategory, str] = {
    CaseCategory.OPINION: N_("意见"),
    CaseCategory.REQUEST: N_("诉求"),
    CaseCategory.COMPLAINT: N_("投诉"),
    CaseCategory.SUGGESTION: N_("建议"),
    CaseCategory.HELP: N_("求助"),
}
STATES: Mapping[CaseState, str] = {
    CaseState.SENT: N_("已提交"),
    CaseState.ACCEPTED: N_("收到"),
    CaseState.ASSIGNED: N_("转交"),
    CaseState.IN_PROGRESS: N_("办理中"),
    CaseState.ANSWERED: N_("有答复"),
    CaseState.CONFIRMED: N_("您确认解决了"),
    CaseState.REOPENED: N_("没解决，重新办"),
}
DESK_STATES: Mapping[CaseState, str] = {
    CaseState.SENT: N_("待受理"),
    CaseState.ACCEPTED: N_("已受理"),
    CaseState.ASSIGNED: N_("已交办"),
    CaseState.IN_PROGRESS: N_("办理中"),
    CaseState.ANSWERED: N_("已答复"),
    CaseState.CONFIRMED: N_("居民已确认"),
    CaseState.REOPENED: N_("重新办理"),
}
STEPS: Mapping[CaseState, str] = {
    CaseState.ACCEPTED: N_("受理"),
    CaseState.ASSIGNED: N_("转交给别的单位"),
    CaseState.IN_PROGRESS: N_("开始办理"),
    CaseState.ANSWERED: N_("答复居民"),
}
# What the inbox says of a step; the words of the step follow.
NEWS: Mapping[CaseState, str] = {
    CaseState.ACCEPTED: N_("您反映的事收到了"),
    CaseState.ASSIGNED: N_("您反映的事转交了"),
    CaseState.IN_PROGRESS: N_("您反映的事在办了"),
    CaseState.ANSWERED: N_("您反映的事有答复了"),
}
_TITLE = 12


def title_of(text: str) -> str:
    """The beginning of what was written, at most 12 characters, to tell one matter from another."""
    first = re.split(r"[，。；：！？、,;!?\n]", text.strip(), maxsplit=1)[0].strip() or text.strip()
    return first if len(first) <= _TITLE else f"{first[: _TITLE - 1]}…"
