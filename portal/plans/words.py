"""The Chinese words of plans: the policy's own, and plain ones for the reader."""

from collections.abc import Mapping

from portal.domain.amounts import format_hundredths
from portal.domain.errors import N_
from portal.plans.models import (
    Batch,
    Category,
    ChangeKind,
    Channel,
    CourseKind,
    ItemState,
    MoneySource,
    Nature,
    PhotoPhase,
    ProjectField,
    Route,
    Sharing,
)

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
ROUTES: Mapping[Route, str] = {
    Route.RENOVATION: N_("综合改造"),
    Route.MANAGEMENT: N_("管理提升"),
    Route.REBUILDING: N_("自建联建"),
}
BATCHES: Mapping[Batch, str] = {
    Batch.NOW: N_("实施一批"),
    Batch.NEXT: N_("谋划一批"),
    Batch.RESERVE: N_("储备一批"),
}
LEDGER: Mapping[ProjectField, str] = {
    ProjectField.SCOPE: N_("改造范围"),
    ProjectField.SCALE: N_("规模"),
    ProjectField.CONTENT: N_("内容"),
    ProjectField.INVESTMENT: N_("投资"),
    ProjectField.PROGRESS: N_("形象进度"),
}
PHASES: Mapping[PhotoPhase, str] = {
    PhotoPhase.BEFORE: N_("改造前"),
    PhotoPhase.DURING: N_("施工中"),
    PhotoPhase.AFTER: N_("改造后"),
}
CHANNELS: Mapping[Channel, str] = {
    Channel.PHONE: N_("手机"),
    Channel.PAPER: N_("纸质表"),
    Channel.DOOR: N_("上门"),
}
CHANGE_KINDS: Mapping[str, str] = {
    ChangeKind.ADDED.value: N_("新增"),
    ChangeKind.CHANGED.value: N_("有改动"),
    ChangeKind.DROPPED.value: N_("不做了"),
}
FIELDS: Mapping[str, str] = {
    "name": N_("改什么"),
    "what": N_("具体做什么"),
    "place": N_("在哪里"),
    "quantity": N_("数量"),
    "standard": N_("标准"),
    "cost": N_("费用"),
    "money": N_("谁出多少"),
    "sharing": N_("居民部分怎么分"),
    "nature": N_("性质"),
    "nature_source": N_("性质的依据"),
    "category": N_("类别"),
    "responsible": N_("谁负责"),
    "phone": N_("电话"),
    "starts_on": N_("开工"),
    "ends_on": N_("完工"),
    "effect": N_("对家里的影响"),
    "is_adjoining": N_("小区外相邻工程"),
    "apart_reason": N_("不一起做的原因"),
    "is_heritage": N_("历史建筑或文物"),
    "heritage_opinion": N_("区文化旅游委意见"),
}
COURSE_KINDS: Mapping[CourseKind, str] = {
    CourseKind.LIFT: N_("加装电梯"),
    CourseKind.PIPELINE: N_("管线改造"),
    CourseKind.REBUILD: N_("自建联建"),
}
UTILITIES: Mapping[str, str] = {
    "water": N_("供水"),
    "power": N_("供电"),
    "gas": N_("燃气"),
    "telecom": N_("通信"),
    "television": N_("广电"),
}
GRADES: Mapping[str, str] = {"A": N_("A 级"), "B": N_("B 级"), "C": N_("C 级"), "D": N_("D 级")}


def plain(hundredths: int) -> str:
    """A quantity without needless noughts: ``350`` or ``12.5``."""
    return format_hundredths(hundredths).rstrip("0").rstrip(".")
