"""The Chinese words of cost schemes, promises and money: a promise is never called a payment."""

from collections.abc import Mapping

from portal.domain.errors import N_
from portal.pledges.models import (
    CheckState,
    CommitmentState,
    Condition,
    Kind,
    PledgeAnswer,
    ReliefKind,
    RequestState,
    Scheme,
    SchemeState,
    Sharing,
    Source,
    SpendingState,
    Way,
)

STATES: Mapping[SchemeState, str] = {
    SchemeState.DRAFT: N_("草稿，居民看不到"),
    SchemeState.OPEN: N_("正在登记意向"),
    SchemeState.CLOSED: N_("登记已结束"),
    SchemeState.EXPIRED: N_("到期没有达到条件"),
    SchemeState.REPLACED: N_("已换成新版"),
}
ANSWERS: Mapping[PledgeAnswer, str] = {
    PledgeAnswer.AS_COMPUTED: N_("愿意，按测算出"),
    PledgeAnswer.OTHER_AMOUNT: N_("愿意，金额另商量"),
    PledgeAnswer.NOTHING: N_("不出资"),
    PledgeAnswer.UNDECIDED: N_("还没想好"),
}
SHARINGS: Mapping[Sharing, str] = {
    Sharing.COEFFICIENT: N_("按楼层系数，同一层每户一样"),
    Sharing.COEFFICIENT_AREA: N_("按楼层系数乘面积"),
    Sharing.AREA: N_("按房屋面积"),
    Sharing.EQUALLY: N_("每户一样"),
    Sharing.AGREED: N_("按各户约定的金额"),
    Sharing.VOLUNTARY: N_("自愿出，不分摊"),
}
CONDITIONS: Mapping[Condition, str] = {
    Condition.NONE: N_("没有条件"),
    Condition.AMOUNT: N_("签了确认单的金额达到"),
    Condition.HOMES: N_("签了确认单的户数达到"),
    Condition.VOTE: N_("业主投票通过"),
}
KINDS: Mapping[Kind, str] = {
    Kind.CASH: N_("直接出资"),
    Kind.MAINTENANCE_FUND: N_("维修资金"),
    Kind.COMMON_INCOME: N_("让渡公共收益"),
    Kind.PROVIDENT_FUND: N_("住房公积金"),
    Kind.DONATION: N_("捐资捐物"),
    Kind.LABOUR: N_("投工投劳"),
}
SOURCES: Mapping[Source, str] = {
    Source.HOUSEHOLD: N_("住户"),
    Source.ESTATE: N_("小区共有"),
    Source.BODY: N_("关联单位"),
    Source.SOCIAL: N_("社会力量"),
    Source.GOVERNMENT: N_("政府补助"),
}
KINDS_OF: Mapping[Source, tuple[Kind, ...]] = {
    Source.HOUSEHOLD: (
        Kind.CASH,
        Kind.MAINTENANCE_FUND,
        Kind.PROVIDENT_FUND,
        Kind.DONATION,
        Kind.LABOUR,
    ),
    Source.ESTATE: (Kind.COMMON_INCOME, Kind.MAINTENANCE_FUND),
    Source.BODY: (Kind.CASH, Kind.DONATION, Kind.LABOUR),
    Source.SOCIAL: (Kind.CASH, Kind.DONATION, Kind.LABOUR),
    Source.GOVERNMENT: (Kind.CASH,),
}
"""By which of the six kinds each may contribute."""
DECIDED_BY: Mapping[Kind, str] = {
    Kind.MAINTENANCE_FUND: N_(
        "用维修资金由业主共同决定：民法典第二百七十八条第一款第（五）项，参加的人过半数同意；"
        "补建、续筹是第（六）项，参加的人四分之三以上同意。"
    ),
    Kind.COMMON_INCOME: N_(
        "公共收益归业主共有（民法典第二百八十二条），怎么用由业主共同决定（第二百七十八条第一款第（九）项）。"
    ),
}
"""Whose decision a kind of money needs. Source: Civil Code arts. 278, 281, 282."""
COMMITMENT_STATES: Mapping[CommitmentState, str] = {
    CommitmentState.SIGNED: N_("已签确认单"),
    CommitmentState.WITHDRAWN: N_("已撤回"),
    CommitmentState.EXPIRED: N_("已失效"),
}
CHECK_STATES: Mapping[CheckState, str] = {
    CheckState.WAITING: N_("待复核"),
    CheckState.CHECKED: N_("已复核"),
    CheckState.REFUSED: N_("复核退回"),
    CheckState.UNDONE: N_("已冲正"),
}
WAYS: Mapping[Way, str] = {
    Way.PHONE: N_("手机上手写签名"),
    Way.PAPER: N_("纸面签名"),
    Way.AGREEMENT: N_("书面约定"),
}
RELIEFS: Mapping[ReliefKind, str] = {
    ReliefKind.WRITE_OFF: N_("减免"),
    ReliefKind.DEFER: N_("缓交"),
    ReliefKind.PARTS: N_("分期"),
    ReliefKind.LABOUR: N_("以工代资"),
}
REQUEST_STATES: Mapping[RequestState, str] = {
    RequestState.WAITING: N_("等答复"),
    RequestState.GRANTED: N_("同意了"),
    RequestState.REFUSED: N_("没有同意"),
    RequestState.WITHDRAWN: N_("本人撤回"),
}
SPENDING_STATES: Mapping[SpendingState, str] = {
    SpendingState.APPLIED: N_("已申报，待审批"),
    SpendingState.APPROVED: N_("审批同意，待公示"),
    SpendingState.REFUSED: N_("审批没有同意"),
    SpendingState.PUBLISHED: N_("公示中"),
    SpendingState.PAID: N_("已支出"),
}
PUBLIC_DAYS = 7  # offered, not prescribed: no rule of law names the days
SUBSIDY = N_("政府补助")
SUBSIDY_SOURCE = "武隆府办发〔2021〕41号"
NO_RULE = N_("商量起点，不是规定")
BY_AGREEMENT = N_("居民商量的办法")
NO_TRANSFER = N_("本平台不收款，任何人以本平台名义要您转账都是诈骗。")
NO_RECEIPT = N_("这是认缴确认单，不是收据，不能当作交款凭证。")


def place(scheme: Scheme) -> str:
    """``3栋2单元`` for a lift of an entrance, the item's name for one of the whole estate."""
    if scheme.entrance is not None:
        return f"{scheme.entrance.building.name}{scheme.entrance.name}"
    if scheme.item is None:
        raise ValueError(f"scheme {scheme.id} is for nothing")
    return scheme.item.name
