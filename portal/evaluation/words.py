"""The Chinese words of evaluation."""

from collections.abc import Mapping

from portal.domain.errors import N_
from portal.domain.matters import ManagementMode
from portal.domain.satisfaction import NAMES
from portal.evaluation.models import AnswerChannel, Check, CommonMoneyKind, PointPart, RoundKind

VERDICTS = NAMES
KINDS: Mapping[RoundKind, str] = {
    RoundKind.PROJECT: N_("改造效果评价"),
    RoundKind.AGAIN: N_("整改后再评"),
    RoundKind.MANAGEMENT: N_("年度管理评价"),
}
PARTS: Mapping[PointPart, str] = {
    PointPart.ITEM: N_("改造内容（逐项）"),
    PointPart.CONTENT: N_("改造内容"),
    PointPart.PROCESS: N_("过程管理"),
    PointPart.LASTING: N_("长效管理"),
    PointPart.SERVICE: N_("日常服务"),
}
#: The three parts of the MOHURD survey, asked once each after the items.
OVERALL: Mapping[PointPart, str] = {
    PointPart.CONTENT: N_("改的东西，总的来说合不合用？"),
    PointPart.PROCESS: N_("施工的时候，安全、卫生、通知做得怎么样？"),
    PointPart.LASTING: N_("改完以后，有人管、管得好不好？"),
}
#: The first three are the policy's own words for a 社区“物业服务中心” (武隆府办发〔2021〕41号); the other
#: two are common ones, and the street may write others.
SERVICES: tuple[str, ...] = (
    N_("日常保洁"),
    N_("设施设备管护"),
    N_("公共秩序维护"),
    N_("绿化养护"),
    N_("停车管理"),
)
CHANNELS: Mapping[AnswerChannel, str] = {
    AnswerChannel.PHONE: N_("手机"),
    AnswerChannel.PAPER: N_("纸质问卷"),
    AnswerChannel.DOOR: N_("上门"),
}
CHECKS: Mapping[Check, str] = {Check.YES: N_("是"), Check.NO: N_("不是"), Check.UNCLEAR: N_("看不出")}
QUESTIONS: Mapping[str, str] = {
    "done": N_("做了没有"),
    "as_planned": N_("和方案一样吗"),
    "works": N_("能正常用吗"),
}
MODES: Mapping[ManagementMode, str] = {
    ManagementMode.COMPANY: N_("物业公司"),
    ManagementMode.SERVICE_CENTRE: N_("社区物业服务中心"),
    ManagementMode.SELF_MANAGED: N_("居民自治"),
}
MONEY: Mapping[CommonMoneyKind, str] = {
    CommonMoneyKind.COMMON_INCOME: N_("公共收益"),
    CommonMoneyKind.MAINTENANCE_FUND: N_("维修资金"),
}
