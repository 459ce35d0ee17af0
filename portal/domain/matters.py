"""What owners decide together, and what each kind of matter needs."""

from enum import StrEnum

from portal.domain.tally import MatterClass


class Matter(StrEnum):
    """The nine items of the Civil Code's list, in its order.

    Source: Civil Code art. 278(1).
    """

    RULES_OF_PROCEDURE = "rules_of_procedure"  # (一) 业主大会议事规则
    COVENANT = "covenant"  # (二) 管理规约
    COMMITTEE = "committee"  # (三) 选举或更换业主委员会
    MANAGER = "manager"  # (四) 选聘和解聘物业服务企业或者其他管理人
    FUND_USE = "fund_use"  # (五) 使用维修资金
    FUND_RAISING = "fund_raising"  # (六) 筹集维修资金
    REBUILDING = "rebuilding"  # (七) 改建、重建建筑物及其附属设施
    COMMON_USE = "common_use"  # (八) 改变共有部分的用途或者利用共有部分从事经营活动
    OTHER = "other"  # (九) 其他重大事项

    @property
    def item(self) -> int:
        """Its number in the list, 1 to 9."""
        return tuple(Matter).index(self) + 1


_SPECIAL = frozenset({Matter.FUND_RAISING, Matter.REBUILDING, Matter.COMMON_USE})


def matter_class(matter: Matter) -> MatterClass:
    """(六)(七)(八) need three quarters of those taking part, everything else more than half.

    Source: Civil Code art. 278(2).
    """
    return MatterClass.SPECIAL if matter in _SPECIAL else MatterClass.ORDINARY


def is_softer(chosen: MatterClass, matter: Matter) -> bool:
    """Whether a class asks for less than the matter does: only with a reason on record.

    Source: Civil Code art. 278(2).
    """
    return chosen is MatterClass.ORDINARY and matter_class(matter) is MatterClass.SPECIAL


class ManagementMode(StrEnum):
    """The three ways to look after an estate once it is renovated, in the policy's order of preference.

    Source: 武隆府办发〔2021〕41号.
    """

    COMPANY = "company"
    SERVICE_CENTRE = "service_centre"
    SELF_MANAGED = "self_managed"


_OF_MODE = {
    ManagementMode.COMPANY: Matter.MANAGER,
    ManagementMode.SERVICE_CENTRE: Matter.MANAGER,
    ManagementMode.SELF_MANAGED: Matter.OTHER,
}


def matter_of_mode(mode: ManagementMode) -> Matter:
    """The item under which owners choose a mode: company and service centre are managers, the third is (九).

    Source: Civil Code art. 278(1), art. 284.
    """
    return _OF_MODE[mode]


def may_hear_residents(mode: ManagementMode) -> bool:
    """Whether a residents' meeting may be heard on it; that never replaces the owners' decision on a charge.

    Source: 武隆府办发〔2021〕41号.
    """
    return mode is not ManagementMode.COMPANY


class Subject(StrEnum):
    """What the portal's votes are about, as the street's clerk picks it."""

    MANAGEMENT_MODE = "management_mode"  # 管理模式
    SERVICE_AND_CHARGE = "service_and_charge"  # 服务内容与收费标准
    RENOVATION_PLAN = "renovation_plan"  # 改造方案: common parts, façade
    LIFT = "lift"  # 加装电梯
    REPAIRS_FROM_FUND = "repairs_from_fund"  # 用维修资金修缮
    FUND_RAISING = "fund_raising"  # 续筹维修资金
    COMMON_USE = "common_use"  # 改变共有部分用途, letting, advertising
    COMMON_INCOME = "common_income"  # 公共收益的使用
    ASSEMBLY = "assembly"  # 成立业主大会, with its rules of procedure and the covenant
    COMMITTEE = "committee"  # 选举业主委员会
    RESIDENTS_GROUP = "residents_group"  # 推选居民小组
    HIRING = "hiring"  # 选聘物业 among bidders
    RESIDENTS_MEETING = "residents_meeting"  # 居民会议: not the owners' decision
    CONTRIBUTION = "contribution"  # 出资承诺: each signer binds only himself
    PRIORITIES = "priorities"  # 意愿征集


_OF_SUBJECT = {
    Subject.MANAGEMENT_MODE: Matter.MANAGER,
    Subject.SERVICE_AND_CHARGE: Matter.OTHER,
    Subject.RENOVATION_PLAN: Matter.REBUILDING,
    Subject.LIFT: Matter.REBUILDING,
    Subject.REPAIRS_FROM_FUND: Matter.FUND_USE,
    Subject.FUND_RAISING: Matter.FUND_RAISING,
    Subject.COMMON_USE: Matter.COMMON_USE,
    Subject.COMMON_INCOME: Matter.OTHER,
    Subject.ASSEMBLY: Matter.RULES_OF_PROCEDURE,
    Subject.COMMITTEE: Matter.COMMITTEE,
    Subject.RESIDENTS_GROUP: Matter.OTHER,
    Subject.HIRING: Matter.MANAGER,
}


def matter_of(subject: Subject) -> Matter | None:
    """The item that a subject falls under, or None where owners decide nothing together.

    The street confirms the reading for its project; a softer one asks for a reason.

    Source: Civil Code art. 278(1).
    """
    return _OF_SUBJECT.get(subject)
