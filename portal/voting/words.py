"""The Chinese words of votes, ballots and results: in files, on papers and on pages."""

from collections.abc import Mapping

from portal.domain.electorate import PartKind
from portal.domain.errors import N_
from portal.domain.matters import ManagementMode, Matter, Subject
from portal.domain.stages import VoteState
from portal.domain.tally import Choice, MatterClass, Outcome, QuestionKind, Regime
from portal.voting.models import (
    CallBackOutcome,
    Channel,
    DeliveryWay,
    InvalidReason,
    MandateKind,
    PublicationKind,
    VisitOutcome,
)
from portal.voting.models.logbook import Recipient

CHOICES: Mapping[Choice, str] = {
    Choice.APPROVE: N_("同意"),
    Choice.OPPOSE: N_("反对"),
    Choice.ABSTAIN: N_("弃权"),
    Choice.FOLLOW_MAJORITY: N_("随多数"),
    Choice.NONE_OF_THESE: N_("均不同意"),
    Choice.BLANK: N_("未选"),
    Choice.INVALID: N_("作废"),
}
#: What a resident reads: plain words where the official ones are stiff (docs/glossary.md).
PLAIN_CHOICES: Mapping[Choice, str] = {
    **CHOICES,
    Choice.OPPOSE: N_("不同意"),
    Choice.NONE_OF_THESE: N_("都不同意"),
}
CHANNELS: Mapping[Channel, str] = {
    Channel.PAPER: N_("纸质"),
    Channel.DOORSTEP: N_("上门"),
    Channel.ONLINE: N_("线上"),
    Channel.PHONE: N_("电话"),
}
INVALID_REASONS: Mapping[InvalidReason, str] = {
    InvalidReason.UNSIGNED: N_("未签名"),
    InvalidReason.SIGNATURE_DIFFERS: N_("签名与名册不符"),
    InvalidReason.NOT_ENTITLED: N_("非业主且无委托"),
    InvalidReason.OTHER_VOTE: N_("非本次选票"),
    InvalidReason.LATE: N_("逾期"),
    InvalidReason.DUPLICATE: N_("重复"),
}
STATES: Mapping[VoteState, str] = {
    VoteState.DRAFT: N_("草稿"),
    VoteState.ANNOUNCED: N_("已公告，未开始"),
    VoteState.OPEN: N_("投票中"),
    VoteState.COUNTING: N_("已截止"),
    VoteState.PRELIMINARY: N_("结果公示中"),
    VoteState.FINAL: N_("已定案"),
    VoteState.VOID: N_("已作废"),
}
REGIMES: Mapping[Regime, str] = {
    Regime.OWNERS: N_("业主共同决定"),
    Regime.RESIDENTS: N_("居民会议"),
    Regime.SURVEY: N_("意愿征集"),
}
CLASSES: Mapping[MatterClass, str] = {
    MatterClass.ORDINARY: N_("一般事项"),
    MatterClass.SPECIAL: N_("特别事项"),
}
KINDS: Mapping[QuestionKind, str] = {
    QuestionKind.APPROVE: N_("同意或反对"),
    QuestionKind.CHOOSE: N_("多选一"),
    QuestionKind.BUDGET: N_("预算内选择"),
}
KIND_WORDS: Mapping[PartKind, str] = {
    PartKind.DWELLING: N_("住宅"),
    PartKind.SHOP: N_("商业"),
    PartKind.OFFICE: N_("办公"),
    PartKind.PARKING: N_("车位"),
    PartKind.STORAGE: N_("储藏间"),
    PartKind.ANCILLARY: N_("配套用房"),
    PartKind.OTHER: N_("其他"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.PASSED: N_("通过"),
    Outcome.NOT_PASSED: N_("未通过"),
    Outcome.NO_QUORUM: N_("未达参与门槛"),
    Outcome.NO_DECISION: N_("未产生有效决定"),
    Outcome.ADVICE: N_("供参考"),
}
#: The nine items of the Civil Code, art. 278(1), in its order.
MATTERS: Mapping[Matter, str] = {
    Matter.RULES_OF_PROCEDURE: N_("（一）业主大会议事规则"),
    Matter.COVENANT: N_("（二）管理规约"),
    Matter.COMMITTEE: N_("（三）选举或更换业主委员会"),
    Matter.MANAGER: N_("（四）选聘和解聘物业服务企业或其他管理人"),
    Matter.FUND_USE: N_("（五）使用维修资金"),
    Matter.FUND_RAISING: N_("（六）筹集维修资金（特别事项）"),
    Matter.REBUILDING: N_("（七）改建、重建建筑物及其附属设施（特别事项）"),
    Matter.COMMON_USE: N_("（八）改变共有部分用途或利用共有部分经营（特别事项）"),
    Matter.OTHER: N_("（九）其他重大事项"),
}
SUBJECTS: Mapping[Subject, str] = {
    Subject.MANAGEMENT_MODE: N_("管理模式"),
    Subject.RENOVATION_PLAN: N_("改造方案"),
    Subject.LIFT: N_("加装电梯"),
    Subject.COMMON_USE: N_("改变共有部分用途"),
    Subject.FUND_RAISING: N_("续筹维修资金"),
    Subject.REPAIRS_FROM_FUND: N_("用维修资金修缮"),
    Subject.SERVICE_AND_CHARGE: N_("服务内容和收费"),
    Subject.COMMON_INCOME: N_("公共收益怎么用"),
    Subject.ASSEMBLY: N_("成立业主大会"),
    Subject.COMMITTEE: N_("选举业主委员会"),
    Subject.RESIDENTS_GROUP: N_("推选居民小组"),
    Subject.HIRING: N_("选聘物业"),
    Subject.RESIDENTS_MEETING: N_("居民会议"),
    Subject.CONTRIBUTION: N_("出资承诺"),
    Subject.PRIORITIES: N_("意愿征集"),
}
MODES: Mapping[ManagementMode, str] = {
    ManagementMode.COMPANY: N_("专业物业"),
    ManagementMode.SERVICE_CENTRE: N_("社区物业服务中心"),
    ManagementMode.SELF_MANAGED: N_("居民自治"),
}
PUBLICATIONS: Mapping[PublicationKind, str] = {
    PublicationKind.NOTICE: N_("公告"),
    PublicationKind.EXTENSION: N_("延期公告"),
    PublicationKind.RESULT: N_("初步结果"),
    PublicationKind.FINAL: N_("定案结果"),
    PublicationKind.VOID: N_("作废公告"),
}
RECIPIENTS: Mapping[Recipient, str] = {
    Recipient.OWNER: N_("名册上的业主"),
    Recipient.SUPERVISOR: N_("监督单位"),
    Recipient.COURT: N_("法院"),
    Recipient.FILE: N_("存档"),
    Recipient.CONSOLE: N_("命令行"),
}
MANDATES: Mapping[MandateKind, str] = {
    MandateKind.CO_OWNER: N_("共有人推选的代表"),
    MandateKind.GUARDIAN: N_("监护人"),
    MandateKind.INSTITUTION: N_("单位授权的经办人"),
    MandateKind.HEIRS: N_("继承人推选的代表"),
    MandateKind.PROXY: N_("受托人"),
}
VISITS: Mapping[VisitOutcome, str] = {
    VisitOutcome.NOBODY: N_("没人"),
    VisitOutcome.REFUSED: N_("拒绝"),
    VisitOutcome.HANDED_IN: N_("已交票"),
    VisitOutcome.LEFT: N_("留票"),
    VisitOutcome.AWAY: N_("外住"),
}
#: How a visit is drawn in the grid of doors (templates/_macros/rows.html); a ballot that is in says more.
VISIT_STATES: Mapping[VisitOutcome, str] = {
    VisitOutcome.NOBODY: "visited",
    VisitOutcome.REFUSED: "refused",
    VisitOutcome.HANDED_IN: "handed",
    VisitOutcome.LEFT: "left",
    VisitOutcome.AWAY: "away",
}
CALL_BACKS: Mapping[CallBackOutcome, str] = {
    CallBackOutcome.CONFIRMED: N_("本人确认"),
    CallBackOutcome.DENIED: N_("本人否认"),
    CallBackOutcome.NOT_REACHED: N_("没有联系上"),
}
#: How a voter was served, in words.
WAYS: Mapping[DeliveryWay, str] = {
    DeliveryWay.SIGNED: N_("当面签收"),
    DeliveryWay.LETTERBOX: N_("信报箱或房内"),
    DeliveryWay.SMS: N_("短信"),
    DeliveryWay.WECHAT: N_("微信"),
    DeliveryWay.REGISTERED_MAIL: N_("挂号信"),
    DeliveryWay.GROUP: N_("微信群"),
    DeliveryWay.SIGNED_IN: N_("登录查看"),
    DeliveryWay.OTHER: N_("其他"),
    DeliveryWay.PUBLIC_NOTICE: N_("公告送达"),
    DeliveryWay.UNDELIVERABLE: N_("无法送达"),
}
