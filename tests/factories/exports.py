"""A vote whose papers came back in every way, and what stands in the files that were made of it."""

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import openpyxl

from portal import crypto
from portal.audit.services import Actor
from portal.communities.models import Estate, Owner
from portal.db import session
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.models import Channel, Delivery, DeliveryWay, InvalidReason, Vote, Voter
from portal.voting.services.closing import close
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.online import cast
from tests.factories import voting

AREAS = (6850, 7123, 10001, 5999, 8800, 12345, 7777, 6401, 9036)
"""Of homes 101 to 901, in 0.01 m2: 743.32 m2 together."""
NAMES = (
    "陈小芳",
    "=HYPERLINK(1)",
    "欧阳𠮷",
    "长" * 30,
    "+李",
    "-王",
    "@赵",
    "钱多多",
    "孙",
)
OWNER = Actor(None, "业主")
CAST_AT = voting.NOW - timedelta(days=2)
LATER = voting.NOW + timedelta(days=7)
"""When the tests of exports ask."""


def estate(name: str = "试验小区", street: str = "试验街道") -> Estate:
    """Nine homes whose owners have names of every kind, with phones."""
    made = voting.estate(AREAS, name=name, street=street)
    owners = session.query(Owner).filter_by(estate_id=made.id).order_by(Owner.id).all()
    for place, (owner, called) in enumerate(zip(owners, NAMES, strict=True)):
        owner.name = called
        owner.phone = crypto.seal(f"1380000000{place}")
        owner.id_number = crypto.seal("500232196212255900")
    session.flush()
    return made


def open_vote(of: Estate, **changes: object) -> Vote:
    """Two questions, still open at LATER."""
    times = {"closes_at": LATER + timedelta(days=6)}
    return voting.opened(of, voting.APPROVE, voting.CHOOSE, **{**times, **changes})


def answer(voter: Voter, choice: Choice, option: int | None, *, once: str = "a") -> None:
    """The owner's own ballot; without an option, 均不同意."""
    q1, q2 = voter.vote.questions
    second = Given(q2, Choice.NONE_OF_THESE) if option is None else Given(q2, options=(q2.options[option],))
    cast(voter, [Given(q1, choice), second], once=once, by=OWNER, now=CAST_AT)


def held(of: Estate, **changes: object) -> Vote:
    """Closed a day before LATER: five phones, one paper, one spoilt, one undeliverable, one silent.

    同意 4 (299.73), 反对 1 (88.00), 弃权 1 (123.45); 作废 1 (77.77), 无法送达 1, 未收回 1.
    """
    vote = voting.opened(of, voting.APPROVE, voting.CHOOSE, **changes)
    at = CAST_AT
    voters = voting.voters(vote)
    for voter in voters[:4]:
        answer(voter, Choice.APPROVE, 0)
    answer(voters[4], Choice.OPPOSE, None)
    ending = "" if of.name == "试验小区" else f"（{of.name}）"
    first, second = voting.clerk(f"录入甲{ending}"), voting.clerk(f"复核乙{ending}")
    q1, q2 = vote.questions
    said = (Given(q1, Choice.ABSTAIN), Given(q2, options=(q2.options[1],)))
    papers = (
        Paper(Channel.PAPER, at, said),
        Paper(Channel.DOORSTEP, at, said, InvalidReason.UNSIGNED),
    )
    for voter, paper in zip(voters[5:7], papers, strict=True):
        enter(voter, paper, once="p", by=first, now=at)
        check(voter, paper, by=second, now=at)
    session.add(
        Delivery(
            vote_id=vote.id, voter_id=voters[7].id, way=DeliveryWay.UNDELIVERABLE, note="", recorded_at=at
        )
    )
    session.flush()
    close(vote, voting.CLERK, now=vote.closes_at)
    return vote


def workbook(file: Path | IO[bytes]) -> dict[str, list[list[Any]]]:
    """Each sheet's rows of values; empty cells at the end of a row are dropped."""
    book = openpyxl.load_workbook(file)
    return {page.title: [_trimmed(row) for row in page.iter_rows(values_only=True)] for page in book}


def _trimmed(row: Sequence[Any]) -> list[Any]:
    cells = list(row)
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def rows_of(content: bytes) -> list[list[str]]:
    """What csv holds."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def table(rows: Sequence[Sequence[Any]], head: str) -> list[dict[str, Any]]:
    """The rows under the head that begins with this word, by its words; until an empty row."""
    found: list[dict[str, Any]] = []
    heads: Sequence[Any] = ()
    for row in rows:
        if row and row[0] == head:
            heads = row
        elif heads and not row:
            break
        elif heads:
            found.append(dict(zip(heads, [*row, *[None] * (len(heads) - len(row))], strict=False)))
    return found
