"""Papers before a vote: the notice, and a specimen of the ballot."""

from collections.abc import Iterator

from portal.domain.amounts import format_hundredths
from portal.domain.tally import MatterClass, QuestionKind, Regime
from portal.exports.papers import document as doc
from portal.exports.papers.document import Block, Paper, marked
from portal.exports.papers.kinds import Kind, Sort, Where, office, register
from portal.exports.papers.vote_common import (
    LAW,
    NEEDS,
    TURNOUT,
    announced,
    contact,
    convener,
    owners,
    vote_of,
    votes,
)
from portal.permissions import Permission
from portal.voting.answers import choices_offered
from portal.voting.models import Question, Vote
from portal.voting.noticing import electors_are_on_paper, setting_value
from portal.voting.noticing import notice as notice_of
from portal.voting.queries import setting
from portal.voting.words import CHOICES, CLASSES, KINDS, REGIMES


def notice(where: Where, subject: str) -> Paper:
    """表决公告: range, times, what is decided and by which majority, who answers for it.

    Source: 民法典 art. 278; 建房〔2009〕274号 (form of the notice).
    """
    vote = vote_of(where, subject)
    shown = notice_of(vote)
    roll = shown["roll"]
    blocks = [
        doc.paragraph(f"现就“{vote.title}”组织{REGIMES[vote.regime]}，有关事项公告如下。"),
        doc.heading("一、投票范围"),
        doc.facts(
            [
                ("范围", "、".join(shown["scope"]) or f"{vote.estate.name}全小区"),
                ("总人数", f"{roll.heads} 人" if roll.heads else "公告时按名册固定"),
                ("建筑物总面积", doc.metres(roll.area) if roll.heads else "公告时按名册固定"),
                ("名册公布", _roll(shown)),
                ("不计入", f"{len(shown['excluded'])} 套" if shown["excluded"] else "没有"),
            ]
        ),
        doc.heading("二、投票起止时间"),
        doc.facts(
            [
                ("公告", doc.moment(vote.notice_at)),
                ("投票", f"{doc.moment(vote.opens_at)}至{doc.moment(vote.closes_at)}"),
                ("结果公示", "截止后公布初步结果，公示期内可以提异议，期满公布结果公告"),
            ]
        ),
        doc.heading("三、投票详细描述"),
        *_questions(vote),
        doc.heading("四、怎么算"),
        *_rules(vote),
        *_ways(vote),
    ]
    made = Paper("表决公告", blocks, convener(vote), doc.today(vote.notice_at), owners(vote), _attached(vote))
    return marked(made, demo=vote.estate.is_demo, masked=None)


def _ways(vote: Vote) -> list[Block]:
    paper_only = electors_are_on_paper(vote)
    ways = "交纸质表决票。" if paper_only else "可以在手机上投，也可以交纸质表决票。"
    if vote.regime is Regime.OWNERS:
        ways += "委托他人的，要有书面委托。一方业主投一张票。"
    return [
        doc.heading("五、怎么投"),
        doc.paragraph(ways),
        doc.facts(
            [
                ("召集人", convener(vote)),
                ("召集依据", vote.convened_under or "没有写明"),
                ("联系", contact(vote)),
                ("监督", vote.supervisor or office(vote.estate)),
            ]
        ),
    ]


def _attached(vote: Vote) -> list[str]:
    attachments = ["表决票（样票）", f"{vote.estate.name}业主名册公示"]
    if vote.plan_ref:
        attachments.append(f"改造方案：{vote.plan_ref}")
    if vote.cost_ref:
        attachments.append(f"费用分摊：{vote.cost_ref}")
    return attachments


def _roll(shown: dict[str, object]) -> str:
    found = shown["published_roll"]
    if found is None:
        return "按名册固定"
    said = f"第 {getattr(found, 'number')} 号，公布 {getattr(found, 'days')} 天"  # noqa: B009  # a row of any kind
    return f"{said}，指纹 {str(getattr(found, 'fingerprint'))[:16]}"  # noqa: B009


def _questions(vote: Vote) -> Iterator[Block]:
    if vote.explanation:
        yield doc.paragraph(vote.explanation)
    for number, asked in enumerate(vote.questions, start=1):
        kind = CLASSES[asked.class_] if asked.class_ else KINDS[asked.kind]
        yield doc.paragraph(f"第 {number} 项（{kind}）：{asked.text}")
        if asked.options:
            rows = [
                (
                    option.text,
                    option.detail,
                    format_hundredths(option.cost) if option.cost is not None else "—",
                    _charge(option.monthly_per_square_metre, option.monthly_per_home),
                )
                for option in asked.options
            ]
            yield doc.table("", ("选项", "说明", "费用（元）", "每月收费"), rows, (3, 4, 2, 3))
        if asked.budget is not None:
            yield doc.paragraph(f"预算：{doc.yuan(asked.budget)}。")


def _charge(by_area: int | None, by_home: int | None) -> str:
    if by_area is not None:
        return f"每平方米 {format_hundredths(by_area)} 元"
    return f"每户 {format_hundredths(by_home)} 元" if by_home is not None else "—"


def _rules(vote: Vote) -> Iterator[Block]:
    """The law's majority for each class, the clause on silence word for word, and what was set."""
    classes = {asked.class_ for asked in vote.questions if asked.class_}
    if vote.regime is Regime.OWNERS and classes:
        yield doc.paragraph(f"依据{LAW}，{TURNOUT}。")
        for each in MatterClass:
            if each in classes:
                yield doc.paragraph(f"{CLASSES[each]}应当{NEEDS[each]}。")
    if vote.deemed:
        decides = "按计入后的算" if vote.deemed["decides"] else "按实际投票算"
        yield doc.paragraph(
            f"不投票怎么算：{vote.deemed['clause']}（通过：{vote.deemed['adopted']}）。{decides}。"
        )
    elif vote.regime is Regime.OWNERS:
        yield doc.paragraph("不投票的不计入参与表决，也不算同意或者反对。")
    shown = [
        (str(each.setting.label), setting_value(each), each.source) for each in notice_of(vote)["settings"]
    ]
    if shown:
        yield doc.table("法律没有写死的，这次这样定", ("事项", "这次", "依据"), shown, (3, 3, 4))


def ballot(where: Where, subject: str) -> Paper:
    """表决票（样票）: what a numbered paper looks like; it has no number and counts for nothing."""
    vote = vote_of(where, subject)
    blocks = [
        doc.note("样票：没有编号，不能用来投票。正式的表决票一户一张，有编号和二维码。"),
        doc.facts(
            [
                ("编号", ""),
                ("业主", ""),
                ("坐落（房号）", ""),
                ("专有部分面积", "　　　　平方米"),
                ("投票权数", ""),
            ]
        ),
    ]
    for number, asked in enumerate(vote.questions, start=1):
        blocks.append(
            doc.table(
                f"第 {number} 项：{asked.text}",
                _BALLOT_HEADS,
                _boxes(asked, setting(vote, "follow_majority")),
                (5, 2),
            )
        )
    blocks += [
        doc.note(f"{_ticking(vote)}签名后交到{convener(vote)}，{doc.moment(vote.closes_at)}前有效。"),
        doc.note("送达方式：□当面签收　□投入信报箱或者房内　□按登记的联系方式发送"),
        doc.fill("投票人签名：", "日期：", "受托人签名（有书面委托的）："),
        doc.table(
            "存根",
            ("编号", "坐落", "面积（平方米）", "投票权数", "领票人签名", "联系电话", "领票时间"),
            [("",) * 7],
        ),
    ]
    made = Paper(f"{vote.title}：表决票（样票）", blocks, "", "")
    return marked(made, demo=vote.estate.is_demo, masked=None)


_BALLOT_HEADS = ("意见", "打“√”")


def _boxes(asked: Question, follow: bool) -> list[tuple[str, str]]:
    named = [option.text for option in asked.options]
    named += [CHOICES[choice] for choice in choices_offered(asked, follow_majority=follow)]
    return [(name, "（　　）") for name in named]


def _ticking(vote: Vote) -> str:
    if any(asked.kind is QuestionKind.BUDGET for asked in vote.questions):
        return "预算内选择的可以勾几样，合计不超过预算；其他每项只勾一个。"
    return "每项只勾一个。"


_READ = Permission.VOTE_READ
register(Kind.NOTICE, Sort(votes(announced), notice, _READ))
register(Kind.BALLOT, Sort(votes(announced), ballot, _READ))
