"""Who answers for what: the bodies of the policy's section five, and which of them a matter goes to.

The duties are the policy's words, shortened. What the policy gives to nobody goes to the neighbourhood
committee, which hands it on; nothing is ever turned away.

Source: 武隆府办发〔2021〕41号, 五、职责分工.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.domain.errors import N_


class Body(StrEnum):
    """The fifteen named bodies, the streets and towns, the committee, and whoever builds."""

    HOUSING = "housing"
    PLANNING_REFORM = "development_reform"
    ECONOMY = "economy"
    CIVIL_AFFAIRS = "civil_affairs"
    FINANCE = "finance"
    LAND = "land"
    CITY_MANAGEMENT = "city_management"
    CULTURE = "culture"
    HEALTH = "health"
    POWER = "power"
    WATER = "water"
    BROADCAST = "broadcast"
    MOBILE = "mobile"
    UNICOM = "unicom"
    TELECOM = "telecom"
    STREET = "street"
    COMMITTEE = "committee"
    CONTRACTOR = "contractor"


@dataclass(frozen=True)
class Duty:
    """A body with its duties; ``paragraph`` is that of section five, 0 for those the policy does not list."""

    name: str
    duties: str
    paragraph: int = 0


_LINES = N_("网络光纤线路的规范整治，线路及设施设备的迁移更新")

BODIES: Mapping[Body, Duty] = {
    Body.HOUSING: Duty(N_("区住房城乡建委"), N_("统筹老旧小区改造，项目计划、调度、资金、进度、考评"), 1),
    Body.PLANNING_REFORM: Duty(N_("区发展改革委"), N_("中央预算内投资支持，立项、可研、概算批复"), 2),
    Body.ECONOMY: Duty(N_("区经济信息委"), N_("督促运营单位规范整治、迁移电力、燃气、通信管线"), 3),
    Body.CIVIL_AFFAIRS: Duty(N_("区民政局"), N_("基层群众自治和社区治理，养老公共服务设施"), 4),
    Body.FINANCE: Duty(N_("区财政局"), N_("按计划核拨项目资金，专项债券报批"), 5),
    Body.LAND: Duty(N_("区规划自然资源局"), N_("规划管理、规划选址、用地许可"), 6),
    Body.CITY_MANAGEMENT: Duty(
        N_("区城市管理局"),
        N_("市政公用设施、垃圾分类、充电装置、停车场的导入及监管，违章违法建筑的查处"),
        7,
    ),
    Body.CULTURE: Duty(N_("区文化旅游委"), N_("文物保护、文旅融合，文化体育设施布置"), 8),
    Body.HEALTH: Duty(N_("区卫生健康委"), N_("卫生、防疫、医疗的导入及监管"), 9),
    Body.POWER: Duty(
        N_("国网重庆武隆供电公司"),
        N_("强电线路的规范整治，变配箱及线路的迁移更新，市政公用路灯接口"),
        10,
    ),
    Body.WATER: Duty(N_("区自来水公司"), N_("供水管网“一户一表”的规范整治，水表箱及线路的迁移更新"), 11),
    Body.BROADCAST: Duty(N_("区广电网络公司"), _LINES, 12),
    Body.MOBILE: Duty(N_("中国移动武隆分公司"), _LINES, 12),
    Body.UNICOM: Duty(N_("中国联通武隆分公司"), _LINES, 12),
    Body.TELECOM: Duty(N_("中国电信武隆分公司"), _LINES, 12),
    Body.STREET: Duty(
        N_("街道办事处、镇人民政府"),
        N_("宣传动员，化解矛盾纠纷，协助拆除违章建筑，社区服务和长效管理机制"),
        13,
    ),
    Body.COMMITTEE: Duty(N_("社区居委会"), N_("受理居民反映的事，别处不管的也先接下来")),
    Body.CONTRACTOR: Duty(N_("施工单位"), N_("工地上的事：质量、堆料、噪声、安全")),
}


class Topic(StrEnum):
    """What a matter is about, as people say it."""

    UNKNOWN = "unknown"
    WATER = "water_supply"
    POWER = "electricity"
    LAMPS = "lamps"
    GAS = "gas"
    LINES = "lines"
    DRAINS = "drains"
    COMMON_PARTS = "building"
    WORKS = "works"
    PARKING = "parking"
    WASTE = "waste"
    ILLEGAL = "illegal_building"
    ELDERLY = "elderly"
    HYGIENE = "hygiene"
    CULTURE = "sports"
    LIFT = "lift"
    NEIGHBOURS = "neighbours"
    SERVICE = "service"


TOPICS: Mapping[Topic, str] = {
    Topic.UNKNOWN: N_("说不清，请社区看"),
    Topic.WATER: N_("自来水、水表"),
    Topic.POWER: N_("电线、电表"),
    Topic.LAMPS: N_("路灯、楼道灯"),
    Topic.GAS: N_("燃气"),
    Topic.LINES: N_("网络、电视、电话线"),
    Topic.DRAINS: N_("下水道、道路"),
    Topic.COMMON_PARTS: N_("楼道、屋顶、外墙"),
    Topic.WORKS: N_("施工"),
    Topic.PARKING: N_("停车、充电"),
    Topic.WASTE: N_("垃圾"),
    Topic.ILLEGAL: N_("违建"),
    Topic.ELDERLY: N_("养老、居民组织"),
    Topic.HYGIENE: N_("卫生、防疫、医疗"),
    Topic.CULTURE: N_("文化体育"),
    Topic.LIFT: N_("电梯"),
    Topic.NEIGHBOURS: N_("邻里纠纷"),
    Topic.SERVICE: N_("物业、社区服务"),
}


class Spot(StrEnum):
    """Where a matter is: inside a home, in a building, or outside."""

    HOME = "home"
    BUILDING = "building"
    OUTSIDE = "outside"


# A pair comes before the topic alone: the lamp of a staircase is the building's, one of the road the city's.
_BY_SPOT: Mapping[tuple[Topic, Spot], Body] = {
    (Topic.LAMPS, Spot.OUTSIDE): Body.POWER,
    (Topic.DRAINS, Spot.OUTSIDE): Body.CITY_MANAGEMENT,
}
_BY_TOPIC: Mapping[Topic, Body] = {
    Topic.WATER: Body.WATER,
    Topic.POWER: Body.POWER,
    Topic.GAS: Body.ECONOMY,
    Topic.LINES: Body.ECONOMY,
    Topic.WORKS: Body.CONTRACTOR,
    Topic.COMMON_PARTS: Body.CONTRACTOR,
    Topic.PARKING: Body.CITY_MANAGEMENT,
    Topic.WASTE: Body.CITY_MANAGEMENT,
    Topic.ILLEGAL: Body.CITY_MANAGEMENT,
    Topic.ELDERLY: Body.CIVIL_AFFAIRS,
    Topic.HYGIENE: Body.HEALTH,
    Topic.CULTURE: Body.CULTURE,
    Topic.LIFT: Body.LAND,
    Topic.NEIGHBOURS: Body.STREET,
    Topic.SERVICE: Body.STREET,
}
_HEARD: tuple[tuple[Topic, tuple[str, ...]], ...] = (
    (Topic.ILLEGAL, ("违建", "违章建筑", "违法建筑", "私搭", "乱搭")),
    (Topic.WORKS, ("施工", "工地", "堆料", "材料堆", "脚手架")),
    (Topic.LAMPS, ("路灯", "楼道灯", "声控", "照明")),
    (Topic.GAS, ("燃气", "天然气", "煤气")),
    (Topic.LINES, ("光纤", "网线", "宽带", "电视信号", "电话线")),
    (Topic.DRAINS, ("下水", "污水", "井盖", "化粪池", "路面", "积水")),
    (Topic.WATER, ("自来水", "停水", "水表", "水压", "水管")),
    (Topic.POWER, ("停电", "电表", "电线", "跳闸", "配电")),
    (Topic.LIFT, ("电梯",)),
    (Topic.PARKING, ("停车", "车位", "充电")),
    (Topic.WASTE, ("垃圾",)),
    (Topic.NEIGHBOURS, ("邻居", "纠纷", "吵")),
    (Topic.ELDERLY, ("养老", "老年食堂", "居民小组", "业委会")),
    (Topic.COMMON_PARTS, ("渗水", "漏水", "屋顶", "外墙", "墙皮", "楼梯", "楼道")),
    (Topic.SERVICE, ("物业", "保安", "保洁")),
)


def topic_of(text: str) -> Topic:
    """What a text seems to be about: a proposal for whoever accepts it, never a decision."""
    return next((topic for topic, words in _HEARD if any(word in text for word in words)), Topic.UNKNOWN)


def route(topic: Topic, spot: Spot) -> Body:
    """Who should answer; the committee where the policy names nobody.

    Source: 武隆府办发〔2021〕41号, 五、职责分工.
    """
    return _BY_SPOT.get((topic, spot)) or _BY_TOPIC.get(topic, Body.COMMITTEE)
