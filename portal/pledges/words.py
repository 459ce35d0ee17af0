"""The Chinese words of cost schemes and pledges."""

from collections.abc import Mapping

from portal.domain.errors import N_
from portal.pledges.models import PledgeAnswer, SchemeState, Sharing

STATES: Mapping[SchemeState, str] = {
    SchemeState.DRAFT: N_("草稿，居民看不到"),
    SchemeState.OPEN: N_("正在登记意向"),
    SchemeState.CLOSED: N_("登记已结束"),
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
}
SUBSIDY_SOURCE = "武隆府办发〔2021〕41号"
NO_RULE = N_("商量起点，不是规定")
