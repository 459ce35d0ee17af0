"""What may stand in the record of a vote: every kind of event, what it carries, and what it says in words.

The table is the contract between services that write, ``verify.py`` that replays (it has its own copy,
because it stands alone; a test holds the two together) and the page that shows the lines. A new kind is
added in both, and in ``verify.py`` with what it does to the count.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.domain.errors import N_


@dataclass(frozen=True)
class Kind:
    """One kind of event.

    ``carries`` are its fields beside ``n`` (position), ``at`` and ``kind``; ``says`` may name them.
    A milestone is published; it also carries ``size`` and ``root`` of the record before it.
    """

    carries: frozenset[str]
    says: str
    milestone: bool = False


def _kind(carries: str, says: str) -> Kind:
    return Kind(frozenset(carries.split()), says)


def _milestone(carries: str, says: str) -> Kind:
    return Kind(frozenset(("size", "root", *carries.split())), says, milestone=True)


#: ``voter`` is a paper number, ``receipt`` a ballot's; ``rule``, ``result``, ``reason`` are SHA-256 in hex.
KINDS: Mapping[str, Kind] = {
    "roll_frozen": _kind("roll", N_("固定业主名册，名册指纹 %(roll)s")),
    "announced": _milestone("rule", N_("公告；表决规则的校验值 %(rule)s")),
    "recorded": _milestone("rule", N_("补录以前的投票；表决规则的校验值 %(rule)s")),
    # way: a DeliveryWay; the last one of a voter counts.
    "delivered": _kind("voter way", N_("编号 %(voter)s：送达（%(way)s）")),
    # digest: of the printed numbers in order, one a line, SHA-256.
    "printed": _kind("papers digest", N_("打印 %(papers)s 张选票，编号的校验值 %(digest)s")),
    "received": _kind("voter", N_("编号 %(voter)s：收到纸质选票")),
    # answers: by question key, a list of choices; invalid: a reason or None; replaces: a receipt or None.
    "cast": _kind(
        "receipt voter channel signed invalid answers replaces",
        N_("编号 %(voter)s：线上投票，回执 %(receipt)s"),
    ),
    "keyed": _kind(
        "receipt voter channel signed invalid answers",
        N_("编号 %(voter)s：录入选票（%(channel)s），回执 %(receipt)s，等第二人复核"),
    ),
    # counts: whether it counts from now on; False where a ballot signed later stands.
    "checked": _kind("receipt counts replaces", N_("回执 %(receipt)s：第二人复核一致")),
    "differed": _kind("receipt", N_("回执 %(receipt)s：和另一遍录入不一致，不计票")),
    # The owner withdrew the phone's ballot with a signature on the paper that is checked next.
    "phone_withdrawn": _kind("voter receipt", N_("编号 %(voter)s：本人签名撤回手机投的票，回执 %(receipt)s")),
    "disputed": _kind("voter receipt", N_("编号 %(voter)s：业主对回执 %(receipt)s 提出异议")),
    # set_aside: the ballot no longer counts; restored: it counts again.
    "set_aside": _kind("voter receipt", N_("编号 %(voter)s：回执 %(receipt)s 搁置，暂不计票")),
    "restored": _kind("voter receipt", N_("编号 %(voter)s：回执 %(receipt)s 恢复计票")),
    "box_counted": _kind(
        "papers received keyed",
        N_("开箱清点 %(papers)s 张；登记收回 %(received)s 张，录完 %(keyed)s 张"),
    ),
    # 回访核票 (domain.sampling); seed: what was thrown in public, outcome: a CallBackOutcome.
    "drawn": _kind(
        "seed papers sampled", N_("当众抽取回访的纸票：%(papers)s 张里抽 %(sampled)s 张，随机数 %(seed)s")
    ),
    "called_back": _kind("voter receipt outcome", N_("编号 %(voter)s：回执 %(receipt)s 回访，%(outcome)s")),
    # closes: the new end as `queries.logbook.instant` writes it.
    "extended": _milestone("closes", N_("延期到 %(closes)s")),
    "closed": _milestone("", N_("截止")),
    "recounting": _milestone("", N_("按异议重新核票")),
    "published": _milestone("result", N_("公布结果；结果的校验值 %(result)s")),
    # number: the objection's, within the vote.
    "objected": _kind("number", N_("第 %(number)s 号异议")),
    "answered": _kind("number", N_("第 %(number)s 号异议已答复")),
    "final": _milestone("result", N_("结果定案；结果的校验值 %(result)s")),
    "void": _milestone("reason", N_("作废；理由的校验值 %(reason)s")),
}


def check_event(kind: str, carried: Mapping[str, object]) -> None:
    """:raises ValueError: a kind that stands in no table, or other fields than it carries."""
    if kind not in KINDS:
        raise ValueError(f"no such kind of event: {kind}")
    if set(carried) != KINDS[kind].carries:
        raise ValueError(f"{kind} carries {sorted(KINDS[kind].carries)}, not {sorted(carried)}")
