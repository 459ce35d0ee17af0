"""Lists from door to door and posters, ready to be set: doors, numbers, whether a paper is back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.domain.bulletin import format_number
from portal.domain.deadlines import CHINA
from portal.domain.errors import N_
from portal.voting.models import Vote, Voter
from portal.voting.paper_words import code_svg
from portal.voting.queries.deliveries import Out, Reached
from portal.voting.queries.logbook import find_frozen_roll
from portal.voting.queries.numbered import newest_by_voter

_WEEKDAYS = "一二三四五六日"


class ListKind(StrEnum):
    """Which paper goes along."""

    DOORS = "doors"
    DELIVERY = "delivery"
    POSTERS = "posters"


LIST_NAMES: Mapping[ListKind, str] = {
    ListKind.DOORS: N_("上门清单"),
    ListKind.DELIVERY: N_("送达签收表"),
    ListKind.POSTERS: N_("单元门海报"),
}
_HEADS = {
    ListKind.DOORS: (
        ("房号", 27),
        ("选票编号", 22),
        ("现在", 17),
        ("没人", 12),
        ("拒绝", 12),
        ("已交票", 14),
        ("留票", 12),
        ("外住", 12),
        ("时间、备注", 0),
    ),
    ListKind.DELIVERY: (
        ("房号", 27),
        ("选票编号", 22),
        ("业主", 30),
        ("怎么送到的", 30),
        ("签收人", 0),
        ("日期和时间", 30),
    ),
}
_NOTES = {
    ListKind.DOORS: "上门后当场打勾，空着表示没有去。不写选了什么。",
    ListKind.DELIVERY: "当面签收、信报箱、挂号信等，照实写；本人签收的请本人签。",
}
_STATES = {
    Reached.ISSUED: "未送达",
    Reached.SERVED: "已送达",
    Reached.RETURNED: "已收回",
    Reached.UNDELIVERABLE: "无法送达",
}


def list_words(kind: ListKind, vote: Vote, out: Sequence[Out], now: datetime) -> dict[str, Any]:
    """A list by entrance, in door order.

    :param out: the voters it is about, each with where its paper is.
    """
    heads = _HEADS[kind]
    newest = {voter_id: paper.number for voter_id, paper in newest_by_voter(vote.id).items()}
    sections = [_section(kind, name, members, newest) for name, members in _by_entrance(out).items()]
    return {
        "title": LIST_NAMES[kind],
        "vote": vote.title,
        "note": _NOTES[kind],
        "demo": vote.estate.is_demo,
        "heads": [word for word, _ in heads],
        "widths": [width for _, width in heads],
        "sections": sections,
        "signs": ["上门人：", "交回时间：", "接收人："]
        if kind is ListKind.DOORS
        else ["送达人：", "核对人："],
        "foot": f"{vote.estate.name}　{_moment(now)} 打印",
    }


def poster_words(vote: Vote, out: Sequence[Out], site: str, now: datetime) -> dict[str, Any]:
    """A poster for each entrance in which somebody votes."""
    way = vote.contact or " ".join(filter(None, [vote.estate.community.contact, vote.estate.community.phone]))
    roll = find_frozen_roll(vote.id) or ""
    lines = [
        "扫右边的码看说明、在手机上投；也可以交纸票。",
        f"不会用手机：到{vote.convener or vote.estate.community.name}，或等工作人员上门。",
        "工作人员不问您选什么，也不能替您签名。",
    ]
    if way:
        lines.append(f"有问题找：{way}")
    return {
        "title": "请您投票",
        "vote": vote.title,
        "questions": [question.text for question in vote.questions],
        "until": f"{_until(vote.closes_at)}截止",
        "lines": lines,
        "scan": "微信或相机扫一扫",
        "prints": f"表决名册指纹 {roll[:16]}（开头 16 位）。怀疑有人用您的名义投票，登录后看“我名下的选票”。",
        "demo": vote.estate.is_demo,
        "foot": f"{vote.estate.name}　{_moment(now)} 打印",
        "posters": [
            {"where": f"{vote.estate.name}{name}", "code": code_svg(_address(site, vote, members[0].voter))}
            for name, members in _by_entrance(out).items()
        ],
    }


def _address(site: str, vote: Vote, at: Voter) -> str:
    """The vote's page; which entrance the poster hung in stands in it, in numbers."""
    door = f"{at.parts[0].building_number}-{at.parts[0].entrance_number}"
    return f"{site}/estates/{vote.estate_id}/votes/{vote.id}?door={door}"


def _by_entrance(out: Iterable[Out]) -> dict[str, list[Out]]:
    found: dict[str, list[Out]] = {}
    for each in out:
        first = each.voter.parts[0]
        found.setdefault(f"{first.building}{first.entrance}", []).append(each)
    return found


def _section(kind: ListKind, name: str, members: Sequence[Out], newest: Mapping[int, str]) -> dict[str, Any]:
    """:param newest: by voter the number of the paper that is out, where it is not the first one."""
    row = _door_row if kind is ListKind.DOORS else _delivery_row
    back = sum(each.reached is Reached.RETURNED for each in members)
    total = f"共 {len(members)} 户，已收回 {back}，还有 {len(members) - back}。"
    return {
        "name": name,
        "rows": [row(each, newest.get(each.voter.id, each.voter.number)) for each in members],
        "sum": total,
    }


def _door_row(each: Out, number: str) -> list[str]:
    done = each.reached is Reached.RETURNED
    boxes = [""] * 5 if done else ["□"] * 5
    return [_room(each.voter), format_number(number), _STATES[each.reached], *boxes, ""]


def _delivery_row(each: Out, number: str) -> list[str]:
    return [_room(each.voter), format_number(number), each.voter.masked, "", "", ""]


def _room(voter: Voter) -> str:
    more = len(voter.parts) - 1
    return voter.parts[0].room + (f" 等{more + 1}套" if more else "")


def _until(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日（星期{_WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def _moment(at: datetime) -> str:
    local = at.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
