"""What stands on a paper ballot, ready to be set: templates/papers/vote_ballots.typ works nothing out."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import segno

from portal.communities.words import AREA_SOURCES
from portal.domain.amounts import format_hundredths
from portal.domain.bulletin import format_number
from portal.domain.deadlines import CHINA
from portal.domain.tally import QuestionKind, Regime
from portal.voting.answers import choices_offered
from portal.voting.models import Option, PaperBallot, PrintRun, Question, Vote, Voter, VoterPart
from portal.voting.queries.after import list_publications
from portal.voting.queries.logbook import find_frozen_roll
from portal.voting.queries.reading import setting
from portal.voting.settings import DEFAULTS, Electors, PaperRule
from portal.voting.words import CHOICES, PUBLICATIONS
from portal.web.papers import without_glyph

_TITLES = {Regime.OWNERS: "业主表决票", Regime.RESIDENTS: "居民会议选票", Regime.SURVEY: "意愿征集表"}
_NOTES = {
    Regime.OWNERS: "",
    Regime.RESIDENTS: "居民会议：不替代业主共同决定，不产生收费义务。",
    Regime.SURVEY: "意愿征集，不构成业主表决。",
}
_SOURCES = {str(source or ""): word for source, word in AREA_SOURCES.items()}
_SHOWN = 16  # letters of a fingerprint that fit into a line and are enough to compare


def ballot_words(vote: Vote, run: PrintRun, papers: Sequence[PaperBallot], site: str) -> dict[str, Any]:
    """All of a printing, or a batch of it. :param site: what stands in front of the paths."""
    owners = vote.regime is Regime.OWNERS
    return {
        "title": f"{vote.estate.name}{_TITLES[vote.regime]}",
        "kind_note": _NOTES[vote.regime],
        "vote": vote.title,
        "scan": "扫码看投票说明" if _on_paper_only(vote) else "扫码看说明，也可在手机上投",
        "demo": vote.estate.is_demo,
        "questions": [_question(vote, place, asked) for place, asked in enumerate(vote.questions, start=1)],
        "rules": list(_rules(vote)),
        "prints": _prints(vote),
        "sign_lines": [
            "业主签名：" if owners else "签名：",
            "签名日期和时间：",
            "代签人签名：" if owners else "收票人：",
            "联系电话：",
        ],
        "stub_lines": ["领票人签字：", "联系电话：", "领票时间：", "代领人签字："],
        "foot": f"{vote.title}　第 {run.number} 次打印　{_moment(run.printed_at)}",
        "ballots": [_ballot(vote, paper, site) for paper in papers],
    }


def address_of(site: str, vote: Vote, number: str) -> str:
    """What the code on a paper leads to: the vote's page, and for a clerk the receiving of this paper."""
    return f"{site}/estates/{vote.estate_id}/votes/{vote.id}/papers/{number}"


def missing_characters(vote: Vote, papers: Iterable[PaperBallot]) -> list[tuple[str, str]]:
    """Papers on which something must be written by hand: number, and the characters.

    What stands on every paper comes first, under 全部.
    """
    common = "".join([vote.estate.name, vote.title, *(text for q in vote.questions for text in _texts(q))])
    found = [("全部", without_glyph(common))]
    for paper in papers:
        own = paper.voter.masked + "".join(_door(part) for part in paper.voter.parts)
        found.append((format_number(paper.number), without_glyph(own)))
    return [(where, characters) for where, characters in found if characters]


def home_words(voter: Voter) -> str:
    """Every home of a voter, as it stands on the paper."""
    return "、".join(_door(part) for part in voter.parts)


def code_svg(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", xmldecl=False, border=4)
    return out.getvalue().decode()


def _texts(question: Question) -> list[str]:
    return [question.text, *(option.text + option.detail for option in question.options)]


def _door(part: VoterPart) -> str:
    return f"{part.building}{part.entrance}{part.room}"


def _ballot(vote: Vote, paper: PaperBallot, site: str) -> dict[str, Any]:
    voter, owners = paper.voter, bool(paper.voter.masked)
    area = f"{format_hundredths(voter.area)} ㎡"
    facts = [("房屋", home_words(voter))]
    if len(voter.parts) > 1 and owners:
        each = "、".join(f"{_door(part)} {format_hundredths(part.area)} ㎡" for part in voter.parts)
        facts = [("房屋", f"共 {len(voter.parts)} 套：{each}")]
    if owners:
        sources = "、".join(dict.fromkeys(_SOURCES[part.area_source] for part in voter.parts))
        facts += [("业主", voter.masked), ("计票", f"1 人，{area}（{sources}）")]
    else:
        facts += [("谁来投", _electors(vote)), ("计票", "1 票")]
    return {
        "number": format_number(paper.number),
        "facts": facts,
        "stub": f"{home_words(voter)}　" + (f"{area}　1 人" if owners else "1 票"),
        "code": code_svg(address_of(site, vote, paper.number)),
    }


def _question(vote: Vote, place: int, asked: Question) -> dict[str, Any]:
    budget = asked.kind is QuestionKind.BUDGET
    follow = setting(vote, "follow_majority")
    number = f"{place}. " if len(vote.questions) > 1 else ""
    several = f"可勾几样，合计不超过 {format_hundredths(asked.budget or 0)} 元"
    return {
        "text": f"{number}{asked.text}",
        "how": several if budget else "只勾一个",
        "options": [_option(option) for option in asked.options],
        "others": [CHOICES[choice] for choice in choices_offered(asked, follow_majority=follow)],
    }


def _option(option: Option) -> dict[str, Any]:
    if option.unavailable_because:
        why = f"目前不具备条件，不能选：{option.unavailable_because}"
        return {"text": option.text, "detail": why, "closed": True}
    charge = ""
    if option.monthly_per_square_metre is not None:
        charge = f"每月每平方米 {format_hundredths(option.monthly_per_square_metre)} 元。"
    elif option.monthly_per_home is not None:
        charge = f"每户每月 {format_hundredths(option.monthly_per_home)} 元。"
    cost = f"要 {format_hundredths(option.cost)} 元。" if option.cost is not None else ""
    return {"text": option.text, "detail": cost + charge + option.detail, "closed": False}


def _rules(vote: Vote) -> Iterable[tuple[str, str]]:
    """How to fill it in, until when, what silence does; only what this vote's settings say."""
    yield (
        "怎么填",
        "用笔在方框里打勾，签名并写明日期和时间。勾了两个、看不清或没有勾的，那一件事按“未选”计，别的照算。",
    )
    where = vote.convener or vote.estate.community.name
    yield "交到哪里", f"{_moment(vote.closes_at)} 前签名并交到{where}或上门的工作人员。逾期收到的不能计。"
    if vote.deemed:
        agreed = f"{vote.deemed['clause']}（{vote.deemed['adopted']}）"
        yield "不投票", f"按约定计：{agreed}。只计入有送达记录的。"
    else:
        yield "不投票", "不会被当成同意，也不算参加表决。"
    yield "弃权", "算参加表决，不算同意。"
    if setting(vote, "replaceable"):
        yield "又投了一次", f"{_PAPER_RULES[PaperRule(setting(vote, 'paper_against_phone'))]}"
    if vote.regime is Regime.OWNERS:
        yield "共有和代签", "几人共有一套房，商量好由一人签。代签请附书面委托。"


_PAPER_RULES = {
    PaperRule.LATER_SIGNED: "截止前可以再投，以后签名的一次为准，两张都留存。",
    PaperRule.FIRST: "纸票和手机都投了的，以先投的为准，两张都留存。",
    PaperRule.PHONE: "纸票和手机都投了的，以手机为准；要以这张纸票为准，请在签名旁写“撤回手机投的票”。",
}


def _prints(vote: Vote) -> str:
    roll = find_frozen_roll(vote.id) or ""
    words = f"核对用：表决名册指纹 {roll[:_SHOWN]}"
    published = [found for found in list_publications(vote.id) if found.record_root]
    if published:
        newest = published[-1]
        words += f"，记录指纹（{PUBLICATIONS[newest.kind]}）{str(newest.record_root)[:_SHOWN]}"
    return f"{words}（开头 {_SHOWN} 位，全文见公告）。"


def _electors(vote: Vote) -> str:
    return DEFAULTS["electors"].words[setting(vote, "electors")]


def _on_paper_only(vote: Vote) -> bool:
    """Adults and delegates: an account is a home and not a person."""
    return vote.regime is not Regime.OWNERS and setting(vote, "electors") in {
        Electors.ADULTS,
        Electors.DELEGATES,
    }


def _moment(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
