"""The Chinese words of plans: the policy's own, and plain ones for the reader."""

from collections.abc import Mapping

from portal.domain.errors import N_
from portal.plans.models import Category, ItemState, MoneySource, Nature, Sharing

NATURES: Mapping[Nature | None, str] = {
    Nature.BASIC: N_("基础项"),
    Nature.ADDITIONAL: N_("增加项"),
    Nature.COORDINATED: N_("统筹实施项"),
    None: N_("待定"),
}
NATURES_MEAN: Mapping[Nature | None, str] = {
    Nature.BASIC: N_("一定要做的。"),
    Nature.ADDITIONAL: N_("要不要做、先做哪样，由居民选。"),
    Nature.COORDINATED: N_("由各部门、管线单位和片区一起做。"),
    None: N_("属于哪一类还没有定，由街道写明依据后确定。"),
}
CATEGORIES: Mapping[Category, str] = {
    Category.INFRASTRUCTURE: N_("基础配套设施"),
    Category.COMMON_PARTS: N_("房屋公共区域"),
    Category.PUBLIC_SERVICES: N_("公共服务设施"),
    Category.LIFT: N_("电梯安装"),
    Category.PIPELINES: N_("综合管线"),
}
ITEM_STATES: Mapping[ItemState, str] = {
    ItemState.PLANNED: N_("未开工"),
    ItemState.UNDER_WAY: N_("正在做"),
    ItemState.DONE: N_("做完了"),
}
SOURCES: Mapping[MoneySource, str] = {
    MoneySource.CENTRAL: N_("中央补助资金"),
    MoneySource.CITY: N_("市级资金"),
    MoneySource.DISTRICT: N_("区级资金"),
    MoneySource.SPECIAL_BOND: N_("专项债券"),
    MoneySource.PIPELINE_COMPANY: N_("管线单位"),
    MoneySource.DEPARTMENT: N_("部门专项资金"),
    MoneySource.STREET: N_("街道"),
    MoneySource.SOCIAL: N_("社会力量"),
    MoneySource.RESIDENTS: N_("居民"),
    MoneySource.MAINTENANCE_FUND: N_("维修资金"),
    MoneySource.OTHER: N_("其他"),
}
SHARINGS: Mapping[Sharing, str] = {
    Sharing.UNDECIDED: N_("还没有定"),
    Sharing.BY_AREA: N_("按房屋面积分摊"),
    Sharing.EQUALLY: N_("按户平均分摊"),
    Sharing.BY_FLOOR: N_("按楼层商量，逐单元测算"),
}
