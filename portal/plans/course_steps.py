"""加装电梯, 管线改造, 自建联建 step by step: who does what, with which papers, and what may follow what.

What is said of each is the policy's; where it names no paper, the office that approves does.

Source: 武隆府办发〔2021〕41号, sections 四(一)4, (一)5, (三) and 五.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.errors import N_
from portal.plans.facts import Facts, Grade, HouseFacts
from portal.plans.models import CourseKind


@dataclass(frozen=True)
class Step:
    """``needs``: the papers, one a line; ``paper``: whether its number has to be put down."""

    key: str
    name: str
    who: str
    needs: str
    paper: bool = False


LIFT = (
    Step(
        "checked",
        N_("资格核查"),
        N_("社区、街道"),
        N_("楼层数：6 层和 6 层以上\n房屋结构安全的检查报告"),
    ),
    Step("voted", N_("业主表决"), N_("本单元业主"), N_("本单元（本梯）业主的表决结果")),
    Step("shared", N_("出资分摊"), N_("本单元业主"), N_("每家出多少的方案\n补助 8 万元算在里面")),
    Step("agreed", N_("低层协商"), N_("业主、社区"), N_("低层业主的补偿要求和答复\n谈不拢的，有调解记录")),
    Step(
        "approved",
        N_("规划审批"),
        N_("区城市规划主管部门"),
        N_("申请和图纸，以审批部门的要求为准"),
        paper=True,
    ),
    Step("building", N_("施工"), N_("施工单位"), N_("开工日期")),
    Step("in_use", N_("投入使用"), N_("使用单位"), N_("检验和使用登记的编号"), paper=True),
    Step(
        "subsidised",
        N_("补助到账"),
        N_("区住房城乡建委"),
        N_("每台 8 万元，从老旧小区项目专项资金列支"),
        paper=True,
    ),
)
PIPELINE = (
    Step(
        "notified",
        N_("书面告知"),
        N_("牵头部门"),
        N_("管线改造书面告知：编号、日期、总体规划和年度计划"),
        paper=True,
    ),
    Step("scheduled", N_("排定计划"), N_("管线单位"), N_("开工和完工日期，和小区改造同步")),
    Step("working", N_("施工"), N_("管线单位"), N_("停水停电的通知")),
    Step("metered", N_("一户一表"), N_("管线单位"), N_("多少户、装了多少只表")),
    Step(
        "subsidised",
        N_("补助到账"),
        N_("区住房城乡建委"),
        N_("整治费用的一半，从老旧小区改造专项资金解决"),
        paper=True,
    ),
)
_REPORTED = Step(
    "reported",
    N_("等级鉴定"),
    N_("产权人"),
    N_("产权人出资，委托有资质的房屋鉴定机构\n房屋等级鉴定报告"),
    paper=True,
)
REBUILD = (
    _REPORTED,
    Step("compared", N_("四原核对"), N_("街道"), N_("原建筑面积、使用功能、基底、高度\n申请里的同样四项")),
    Step(
        "approved",
        N_("规划审批"),
        N_("区城市规划主管部门"),
        N_("产权人的申请，以审批部门的要求为准\n要增加容积率的，由规划部门定"),
        paper=True,
    ),
    Step("exempted", N_("两项免征"), N_("街道、区住房城乡建委"), N_("城市建设配套费\n防空地下室易地建设费")),
    Step("removed", N_("自行拆除"), N_("产权人"), N_("拆除日期")),
    Step("built", N_("建成"), N_("产权人"), N_("出资自建或者联建，验收的编号"), paper=True),
)
HERITAGE = (
    _REPORTED,
    Step(
        "heritage_heard",
        N_("文物意见"),
        N_("区文化旅游委"),
        N_("属于文化遗产、历史建筑的，听取意见"),
        paper=True,
    ),
    Step("repaired", N_("按规定修缮"), N_("产权人"), N_("修缮并完善内部使用功能，验收的编号"), paper=True),
)
#: May be put down at any time, as often as it happens.
MEDIATED = Step("mediated", N_("调解"), N_("社区、街道"), N_("谁在场、谈了什么、结果"))
_ROUTES: Mapping[CourseKind, tuple[Step, ...]] = {
    CourseKind.LIFT: LIFT,
    CourseKind.PIPELINE: PIPELINE,
    CourseKind.REBUILD: REBUILD,
}
_NAMES: Mapping[str, str] = {
    each.key: each.name for each in (*LIFT, *PIPELINE, *HERITAGE, *REBUILD, MEDIATED)
}


def route(kind: CourseKind, facts: Facts | None = None) -> tuple[Step, ...]:
    """The steps in order; a house of heritage is repaired and not rebuilt."""
    if isinstance(facts, HouseFacts) and facts.is_heritage:
        return HERITAGE
    return _ROUTES[kind]


def next_step(kind: CourseKind, facts: Facts, now: str) -> Step | None:
    """The one that may come next; None after the last, and for a house that is not of grade D."""
    steps = route(kind, facts)
    keys = [step.key for step in steps]
    at = keys.index(now) + 1 if now in keys else 0
    if isinstance(facts, HouseFacts) and at and not facts.is_heritage and facts.grade is not Grade.D:
        return None
    return steps[at] if at < len(steps) else None


def step_name(key: str) -> str:
    return _NAMES.get(key, key)
