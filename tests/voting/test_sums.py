"""收回+未收回+无法送达=发放 and the answers=收回, on every page, paper and export that shows them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.permissions import Role
from portal.voting.bundle.archive import write_archive
from portal.voting.models import Answer, Ballot, BallotState, DeliveryWay, Vote
from portal.voting.queries import get_vote
from portal.voting.queries.counting import count, turnout
from portal.voting.queries.deliveries import by_building, figures, list_out
from portal.voting.queries.report import result_of
from portal.voting.services.closing import close, publish_result
from portal.voting.services.delivering import Served, deliver
from tests.factories import voting as make
from tests.factories.voting_desk import answer, on_paper, staff, voter_ids
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated")
#: 发放 8; back are five, one nobody could reach, two said nothing.
WORDS = {"发放": 8, "收回": 5, "未收回": 2, "无法送达": 1}


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def vote() -> Vote:
    with transaction():
        made = make.opened(make.estate([10000] * 8), make.APPROVE)
    ids = voter_ids(made)
    answer(ids[0], "approve")
    answer(ids[1], "oppose")
    answer(ids[2], "abstain")
    on_paper(ids[3], "", counts=True)  # 未选
    on_paper(ids[4], "approve", counts=True)
    on_paper(ids[5], "approve", counts=False)  # waits, so it is not back
    failed = Served(DeliveryWay.UNDELIVERABLE, make.NOW, "去过三次，没人")
    with transaction():
        deliver(get_vote(made.id), [ids[7], ids[0]], failed, by=make.CLERK, now=make.NOW)
    return made


def shown(text: str) -> dict[str, int]:
    """The figures of the facts that a page has."""
    found = re.findall(r"<dt[^>]*>(\w+)</dt>\s*<dd[^>]*>(?:<[^>]*>)*\s*(\d+) 张", text)
    return {word: int(number) for word, number in found if word in WORDS}


def test_each_paper_is_in_one_place(vote: Vote) -> None:
    out, back = list_out(vote.id), turnout(vote.id)
    assert figures(out).papers == back.papers
    assert (back.issued, back.returned, back.not_returned, back.undeliverable) == (8, 5, 2, 1)
    parts = [figures(of).papers for of in by_building(out).values()]
    assert sum(each.issued for each in parts) == back.issued
    (item,) = count(vote)
    answers = {choice: weight.heads for choice, weight in item.count.answers.items()}
    every = (Choice.APPROVE, Choice.OPPOSE, Choice.ABSTAIN, Choice.BLANK)
    assert [answers[choice] for choice in every] == [2, 1, 1, 1]
    assert sum(answers.values()) == back.returned


def test_a_sum_that_does_not_hold_is_a_fault(vote: Vote) -> None:
    """An answer that went missing from the tables is noticed before anything is shown."""
    with transaction():
        session.delete(session.query(Answer).first())
    with pytest.raises(ValueError, match="are not 5 papers"):
        count(get_vote(vote.id))


def test_pages_and_the_file_say_the_same(client: Client, vote: Vote, now: Any, tmp_path: Path) -> None:
    person = staff("街道一", Role.STREET, vote.estate)
    client.sign_in(person)
    desk = f"/desk/estates/{vote.estate_id}/votes/{vote.id}"
    assert shown(client.get(f"{desk}/deliveries").text) == WORDS
    later = vote.closes_at + timedelta(hours=1)
    now.move_to(later)
    with transaction():
        session.query(Ballot).filter_by(state=BallotState.PENDING).one().state = BallotState.WITHDRAWN
        close(get_vote(vote.id), make.CLERK, now=later)
        publish_result(get_vote(vote.id), make.CLERK, now=later)
    client.sign_in(person)  # a week later
    assert shown(client.get(desk).text) == WORDS
    assert shown(client.get(f"/estates/{vote.estate_id}/votes/{vote.id}/result").text) == WORDS
    ballots = result_of(get_vote(vote.id), later)["ballots"]
    keys = ("issued", "returned", "not_returned", "undeliverable")
    assert [ballots[key] for key in keys] == list(WORDS.values())
    write_archive(get_vote(vote.id), tmp_path / "file", later)
    said = (tmp_path / "file" / "摘要.txt").read_text(encoding="utf-8")
    assert "发放 8，收回 5，其中作废 0，未收回 2，无法送达 1" in said
