"""Ready-made votes, matter by matter: the questions with the class that the law gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.domain.amounts import parse_money
from portal.domain.errors import N_, RuleViolated
from portal.domain.matters import ManagementMode, Matter, Subject, matter_class, matter_of
from portal.domain.tally import QuestionKind, Regime
from portal.voting.errors import FileProblem
from portal.voting.specification import OptionSpec, QuestionSpec


@dataclass(frozen=True)
class Template:
    """What a matter is called, who decides it, and what its form asks: names of fields besides the title.

    ``asks`` is the question as it stands before somebody writes it otherwise; empty where it is made of
    candidates, items or modes.
    """

    key: str
    name: str
    says: str
    subject: Subject
    asks: str = ""
    regime: Regime = Regime.OWNERS
    fields: tuple[str, ...] = ()

    @property
    def matter(self) -> Matter | None:
        return matter_of(self.subject) if self.regime is Regime.OWNERS else None


TEMPLATES: Mapping[str, Template] = {
    template.key: template
    for template in (
        Template(
            "mode",
            N_("管理模式"),
            N_("三种办法选一种，服务内容和收费印在同一张选票上"),
            Subject.MANAGEMENT_MODE,
            N_("改造后，小区由谁来管？"),
            fields=("modes", "services"),
        ),
        Template(
            "service",
            N_("服务内容和收费"),
            N_("政策的五项服务内容，每平方米收多少"),
            Subject.SERVICE_AND_CHARGE,
            fields=("services", "charge"),
        ),
        Template(
            "plan",
            N_("改造方案"),
            N_("改建共有部分，特别事项；要附上方案的版本"),
            Subject.RENOVATION_PLAN,
            N_("是否同意本小区改造方案？"),
            fields=("text",),
        ),
        Template(
            "lift",
            N_("加装电梯"),
            N_("一个单元的业主定；占用小区土地的，全体业主另投一次"),
            Subject.LIFT,
            N_("是否同意在本单元加装电梯，并按所附办法分摊费用？"),
            fields=("text", "entrance", "land", "exclusive"),
        ),
        Template(
            "common_use",
            N_("改变共有部分用途"),
            N_("绿地改停车位、出租共有部分等，特别事项"),
            Subject.COMMON_USE,
            N_("是否同意把（位置）改作（用途）？"),
            fields=("text",),
        ),
        Template(
            "fund",
            N_("续筹维修资金"),
            N_("特别事项；要附上分摊办法"),
            Subject.FUND_RAISING,
            N_("是否同意续筹住宅专项维修资金？"),
            fields=("text",),
        ),
        Template(
            "assembly",
            N_("成立业主大会"),
            N_("连同议事规则、管理规约，一项一项表决"),
            Subject.ASSEMBLY,
        ),
        Template(
            "committee",
            N_("选举业主委员会"),
            N_("每位候选人单独表决，写明名额和票数相同时怎么办"),
            Subject.COMMITTEE,
            N_("是否同意“%(name)s”担任业主委员会委员？"),
            fields=("names", "seats"),
        ),
        Template(
            "group",
            N_("推选居民小组"),
            N_("每位人选单独表决；先有街道指导"),
            Subject.RESIDENTS_GROUP,
            N_("是否同意“%(name)s”担任居民小组成员？"),
            fields=("names", "seats"),
        ),
        Template(
            "hiring",
            N_("选聘物业"),
            N_("几家里选一家；业主大会不能授权别人代选"),
            Subject.HIRING,
            N_("选聘哪一家物业服务企业？"),
            fields=("text", "bidders"),
        ),
        Template(
            "meeting",
            N_("居民会议"),
            N_("不替代业主共同决定；规则由街道填写"),
            Subject.RESIDENTS_MEETING,
            regime=Regime.RESIDENTS,
            fields=("questions",),
        ),
        Template(
            "survey",
            N_("意愿征询"),
            N_("不构成业主表决；可以在预算里选几样"),
            Subject.PRIORITIES,
            N_("先做哪几样？"),
            regime=Regime.SURVEY,
            fields=("text", "items"),
        ),
    )
}

#: The policy's five fields of service. Source: 武隆府办发〔2021〕41号.
SERVICES: Mapping[str, str] = {
    "cleaning": N_("环境卫生"),
    "upkeep": N_("房屋管理及养护"),
    "security": N_("安保及车辆管理"),
    "greenery": N_("绿化管理"),
    "facilities": N_("公共设施管理"),
}


def motion(key: str, text: str, matter: Matter | None) -> QuestionSpec:
    """同意, 反对 or 弃权, with the class that the law gives the matter; none where owners do not decide."""
    asked = matter_class(matter) if matter else None
    return QuestionSpec(key, text, QuestionKind.APPROVE, asked, matter=matter)


def motions(texts: Sequence[str], matter: Matter | None) -> tuple[QuestionSpec, ...]:
    return tuple(motion(f"q{place}", text, matter) for place, text in enumerate(texts, start=1))


def candidates(names: Sequence[str], template: Template) -> tuple[QuestionSpec, ...]:
    """Each candidate apart, with the majority of any other matter; seats and ties are settings."""
    return motions([template.asks % {"name": name} for name in names], template.matter)


def assembly() -> tuple[QuestionSpec, ...]:
    """业主大会 itself, its rules of procedure, the covenant. Source: Civil Code art. 278(1)."""
    return (
        motion("assembly", N_("是否同意成立业主大会？"), Matter.OTHER),
        motion("rules", N_("是否同意所附的业主大会议事规则？"), Matter.RULES_OF_PROCEDURE),
        motion("covenant", N_("是否同意所附的管理规约？"), Matter.COVENANT),
    )


def choice(key: str, text: str, options: Sequence[OptionSpec], matter: Matter) -> QuestionSpec:
    return QuestionSpec(
        key, text, QuestionKind.CHOOSE, matter_class(matter), options=tuple(options), matter=matter
    )


def bidders(lines: Sequence[str]) -> list[OptionSpec]:
    """``甲物业公司 0.70`` a line: the name, and the charge per square metre and month where it is known.

    :raises FileProblem: two of one name, or fewer than two.
    """
    found = [_priced(line) for line in lines]
    options = [
        OptionSpec(f"b{place}", name, monthly_per_square_metre=fen)
        for place, (name, fen) in enumerate(found, start=1)
    ]
    _check_different([option.text for option in options], least=2)
    return options


def items(lines: Sequence[str]) -> list[OptionSpec]:
    """``凉亭 30000`` a line: what, and what it costs.

    :raises FileProblem: an item without a price, two of one name, or none.
    """
    found = [_priced(line) for line in lines]
    without = next((name for name, fen in found if fen is None), None)
    if without is not None:
        raise FileProblem(place=without, problem=N_("没有写多少钱"))
    options = [OptionSpec(f"i{place}", name, cost=fen) for place, (name, fen) in enumerate(found, start=1)]
    _check_different([option.text for option in options], least=1)
    return options


def _priced(line: str) -> tuple[str, int | None]:
    """The last word where it is an amount, and the rest."""
    name, _, last = line.strip().rpartition(" ")
    if not name:
        return last, None
    try:
        return name.strip(), parse_money(last)
    except RuleViolated:
        return line.strip(), None


def _check_different(names: Sequence[str], *, least: int) -> None:
    if len(names) < least:
        raise FileProblem(place=N_("名单"), problem=N_("至少要有 %(least)s 行") % {"least": least})
    if len(set(names)) != len(names):
        raise FileProblem(place=N_("名单"), problem=N_("有两行一样"))


def services_text(words: Mapping[str, str]) -> str:
    """The five fields in one sentence of the question."""
    said = [f"{SERVICES[key]}：{words[key]}" for key in SERVICES if words.get(key)]
    return N_("是否同意这样的服务内容？%(what)s") % {"what": "；".join(said)}


def modes(
    said: Mapping[ManagementMode, OptionSpec], text: str, services: str | None
) -> tuple[QuestionSpec, ...]:
    """The mode, the content of the service, and the charge that goes with the mode, on one ballot."""
    asked = [choice("mode", text, list(said.values()), Matter.MANAGER)]
    if services:
        asked.append(motion("services", services, Matter.OTHER))
        asked.append(motion("charge", N_("是否同意按选出的办法、选票上写的标准收费？"), Matter.OTHER))
    return tuple(asked)
