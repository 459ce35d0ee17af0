"""The works that the policy names, as a clerk may take them over into a plan.

Names, examples and responsible bodies are the policy's; its web copy has lost some marks, so the words are
given without quotation. It names three natures and assigns none of them to a work: every work starts 待定.

Source: 武隆府办发〔2021〕41号, section 四(一) and, for the bodies, section 五.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.plans.models import Category

SOURCE = "武隆府办发〔2021〕41号"


@dataclass(frozen=True)
class Work:
    """A line that a plan can start from; ``responsible`` is empty where the policy names no body for it."""

    name: str
    category: Category
    what: str
    responsible: str = ""


_IN = Category.INFRASTRUCTURE
_COMMON = Category.COMMON_PARTS
_SERVICES = Category.PUBLIC_SERVICES

WORKS: tuple[Work, ...] = (
    Work("小区道路", _IN, "小区内道路的更新改造。"),
    Work("供排水", _IN, "小区内供水、排水设施的更新改造。"),
    Work("供电", _IN, "小区内供电设施的更新改造。", "国网重庆武隆供电公司（强电线路）"),
    Work("供气", _IN, "小区内供气设施的更新改造。"),
    Work("绿化", _IN, "小区内绿化的更新改造。"),
    Work("照明", _IN, "小区内照明的更新改造。"),
    Work("围墙", _IN, "小区内围墙的更新改造。"),
    Work("消防设施", _IN, "小区内消防设施的更新改造。"),
    Work(
        "海绵城市措施",
        _IN,
        "因地制宜推广透水铺装、下沉式绿地、绿色屋顶、雨水花园、传输型植被草沟，多积存雨水。",
    ),
    Work("相邻道路和公交", _IN, "与小区直接相关、相邻的道路和公共交通的改造提升。"),
    Work("相邻水电气和通信", _IN, "与小区直接相关、相邻的通信、供电、供排水、供气设施的改造提升。"),
    Work("停车库（场）", _IN, "与小区直接相关、相邻的停车库（场）的改造提升。", "区城市管理局"),
    Work("污水处理", _IN, "与小区直接相关、相邻的污水处理设施的改造提升。"),
    Work("垃圾分类", _IN, "与小区直接相关、相邻的垃圾分类设施的改造提升。", "区城市管理局"),
    Work("小型公共设施", _IN, "与小区直接相关、相邻的小型公共设施的改造提升。"),
    Work("公共屋面修缮", _COMMON, "小区内房屋公共屋面的修缮。"),
    Work("公共墙面修缮", _COMMON, "小区内房屋公共墙面的修缮。"),
    Work("管线规整", _COMMON, "房屋公共区域的管线规整。"),
    Work("社区便民服务中心", _SERVICES, "社区便民服务中心的建设改造。"),
    Work("基层群众自治设施", _SERVICES, "以社区为单元建设和改造基层群众自治的服务设施。", "区民政局"),
    Work("公共教育设施", _SERVICES, "以社区为单元建设和改造公共教育的服务设施。"),
    Work("医疗卫生设施", _SERVICES, "以社区为单元建设和改造医疗卫生的服务设施。", "区卫生健康委"),
    Work("文化体育设施", _SERVICES, "以社区为单元建设和改造公共文化体育的服务设施。", "区文化旅游委"),
    Work("养老服务设施", _SERVICES, "以社区为单元建设和改造养老服务的设施。", "区民政局"),
    Work("残疾人服务设施", _SERVICES, "以社区为单元建设和改造残疾人服务的设施。"),
    Work(
        "加装电梯",
        Category.LIFT,
        "6 层（含 6 层）以上、房屋结构安全、有条件的楼，鼓励居民自筹资金安装电梯，报区城市规划主管部门审批。",
    ),
    Work(
        "综合管线整治",
        Category.PIPELINES,
        "供水、供电、燃气、通信、广电管线，与改造同步整治。",
        "区经济信息委（牵头督促）",
    ),
)

SAYS: Mapping[Category, str] = {
    Category.INFRASTRUCTURE: (
        "一是小区内基础设施。主要包括小区内道路、供排水、供电、供气、绿化、照明、围墙、消防设施等基础设施的更新改造。"
    ),
    Category.COMMON_PARTS: (
        "主要包括小区内房屋公共屋面、墙面等公共区域修缮、管线规整，积极引导住户自主出资实施户内装修改造。"
    ),
    Category.PUBLIC_SERVICES: (
        "构建以幼有所育、学有所教、老有所养、住有所居等为统领，涵盖基层群众自治、公共教育、医疗卫生、公共文化体育、"
        "养老服务、残疾人服务等方面的社区基本公共服务设施建设和改造，将社区便民服务中心纳入建设改造范围。"
    ),
    Category.LIFT: (
        "对老旧小区改造实施范围内6层（含6层）以上的房屋，在确保房屋结构安全的前提下，有条件的楼幢鼓励居民自筹资金"
        "安装电梯，并报区城市规划主管部门审批，每台电梯补助资金8万元，在老旧小区项目专项资金中列支。"
    ),
    Category.PIPELINES: (
        "相关管线单位应根据改造提升总体规划和年度实施计划，合理安排或及时调整管线改造计划同步实施改造，"
        "并按整治费用50%给予补助，补助资金在老旧小区改造专项资金中解决。"
    ),
}
"""The policy's own sentence on each category, commas full-width."""
