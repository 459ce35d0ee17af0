"""What messages are about, as people switch it on and off."""

from collections.abc import Mapping

from portal.domain.errors import N_

TOPICS: Mapping[str, str] = {
    "vote": N_("投票和结果"),
    "feedback": N_("我反映的事"),
    "pledge": N_("电梯和出资"),
    "plan": N_("改造方案和施工"),
    "evaluation": N_("效果评价"),
    "reminder": N_("提醒还没办的事"),
}
#: Features that say the same thing under another name.
_ALSO = {"case": "feedback", "pledges": "pledge", "works": "plan", "voting": "vote", "management": "plan"}


def topic_of(topic: str) -> str:
    """``vote`` for ``vote.opened``; "" for what nobody can switch off, like somebody claiming one's home."""
    feature = topic.partition(".")[0]
    feature = _ALSO.get(feature, feature)
    return feature if feature in TOPICS else ""


def may_be_muted(topic: str) -> bool:
    return topic in TOPICS
