"""What residents ask about the policy, answered in plain words, each with the paragraph it rests on.

Nothing is answered that the text does not say; where it leaves something open, the answer says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.domain.errors import N_
from portal.home.policy_text import Section, sections


@dataclass(frozen=True)
class Answer:
    """``section`` and ``begins`` are the first words of the section's title and of the paragraph."""

    question: str
    answer: str
    section: str
    begins: str


@dataclass(frozen=True)
class Placed:
    """An answer with where its paragraph stands on the page."""

    question: str
    answer: str
    anchor: str
    title: str


ANSWERS = (
    Answer(
        N_("哪些小区能改？"),
        N_(
            "2000 年以前建成，房屋失养失修失管、市政配套不完善、社会服务设施不健全，"
            "居民改造意愿强烈的住宅小区和社区。独栋住宅楼也算。"
        ),
        "实施范围",
        "城镇老旧小区改造和社区服务提升实施范围",
    ),
    Answer(
        N_("居民说了算吗？"),
        N_("政策要求共商共建、民主决策，合理制定方案，不搞一刀切；决策共谋、发展共建、效果共评、成果共享。"),
        "二、",
        "（二）共商共建",
    ),
    Answer(
        N_("哪些一定做，哪些可以选？"),
        N_("按性质分基础项、增加项、统筹实施项。政策没有逐项指定，每一项由街道写明依据后定。"),
        "实施内容",
        "综合改造按类别分为",
    ),
    Answer(
        N_("小区里外改哪些？"),
        N_(
            "道路、供排水、供电、供气、绿化、照明、围墙、消防等；和小区相邻的道路、停车、垃圾分类等一并实施。"
        ),
        "实施内容",
        "1. 基础配套设施",
    ),
    Answer(
        N_("家里面的装修谁出钱？"),
        N_("公共屋面、墙面由项目修。家里面的装修，引导住户自己出钱。"),
        "实施内容",
        "2. 房屋公共区域",
    ),
    Answer(
        N_("能装电梯吗？政府补多少？"),
        N_(
            "6 层和 6 层以上、结构安全、有条件的楼，鼓励居民自筹安装，报区城市规划主管部门审批。"
            "每台补助 8 万元。"
        ),
        "实施内容",
        "4. 电梯安装",
    ),
    Answer(
        N_("水、电、气、网线谁来理？"),
        N_("牵头部门书面告知管线单位，管线单位同步改造，整治费用补助一半。"),
        "实施内容",
        "5. 综合管线",
    ),
    Answer(
        N_("改完谁来管？物业费谁定？"),
        N_("按居民意愿定管理模式、服务内容和收费标准：请物业公司、社区物业服务中心，或者居民自己管。"),
        "实施内容",
        "明确物业管理",
    ),
    Answer(
        N_("房子不安全怎么办？"),
        N_(
            "产权人出钱请有资质的机构鉴定。D 级的报规划部门审批后，按“四原”自建联建，免征两项费用。"
            "文化遗产、历史建筑按规定修缮。"
        ),
        "实施内容",
        "在老旧小区改造规划实施范围内的不安全房屋",
    ),
    Answer(
        N_("要我家出钱吗？出多少？"),
        N_("鼓励居民合理自筹，承担一定出资责任。政策没有定比例，也没有定金额。"),
        "六、",
        "区住房城乡建委、区发展改革委、区财政局要积极争取",
    ),
    Answer(
        N_("有矛盾、有纠纷找谁？"),
        N_("街道办事处、镇人民政府：宣传动员，化解矛盾纠纷，建立小区管理的长效机制。"),
        "五、",
        "（十三）街道办事处",
    ),
    Answer(
        N_("谁盯着进度？"),
        N_("每周有安排、每月有调度，件件有落实、事事有反馈；定期或不定期抽查、暗访，结果纳入考核。"),
        "六、",
        "要对项目动态实行跟踪管理",
    ),
)


def anchor(section: int, paragraph: int) -> str:
    """Of the numbered paragraph of a numbered section, both from 1."""
    return f"p{section}-{paragraph}"


def titled() -> list[Section]:
    """The sections with a title, as the page numbers them."""
    return [section for section in sections() if section.title]


def placed() -> Iterator[Placed]:
    """:raises ValueError: an answer whose paragraph the text does not have."""
    for each in ANSWERS:
        found = next(_places(each), None)
        if found is None:
            raise ValueError(f"the policy has no paragraph {each.begins!r}")
        yield found


def _places(of: Answer) -> Iterator[Placed]:
    for number, section in enumerate(titled(), start=1):
        if not section.title.startswith(of.section):
            continue
        for place, pieces in enumerate(section.paragraphs, start=1):
            if "".join(piece.text for piece in pieces).startswith(of.begins):
                yield Placed(of.question, of.answer, anchor(number, place), section.title)
