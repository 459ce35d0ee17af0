"""What the record says of one ballot, and that its line is where the proof says it is."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
import time_machine

from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.voting.answers import Given
from portal.voting.bundle import verify
from portal.voting.models import Ballot, Channel, InvalidReason, Vote
from portal.voting.proving import lines_in_words
from portal.voting.queries import get_vote
from portal.voting.queries.checking import check_vote
from portal.voting.queries.logbook import instant, list_lines, list_milestones, root, rule_document
from portal.voting.queries.proofs import Course, Fate, find_course
from portal.voting.services.closing import close
from portal.voting.services.extending import extend
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.logbook import log, log_milestone
from portal.voting.services.online import cast
from portal.voting.specification import SettingSpec
from tests.factories import voting as make
from tests.support.client import Client
from tests.voting import bundles

pytestmark = pytest.mark.usefixtures("isolated")


@pytest.fixture
def vote() -> Vote:
    with transaction():
        return make.opened(make.estate([10000, 20000, 30000]))


def on_line(vote: Vote, place: int, choice: Choice, *, once: str = "1") -> str:
    with transaction():
        given = [Given(vote.questions[0], choice)]
        return cast(make.voters(vote)[place], given, once=once, by=make.CLERK, now=make.NOW).receipt


def paper(vote: Vote, choice: Choice, invalid: InvalidReason | None = None) -> Paper:
    return Paper(Channel.PAPER, make.NOW, [Given(vote.questions[0], choice)], invalid)


def keyed(vote: Vote, place: int, first: Paper, second: Paper | None = None) -> str:
    with transaction():
        one, other = make.clerk(f"甲{place}"), make.clerk(f"乙{place}")
        voter = make.voters(vote)[place]
        ballot: Ballot = enter(voter, first, once="p", by=one, now=make.NOW)
        if second:
            check(voter, second, by=other, now=make.NOW)
        return ballot.receipt


def course(vote: Vote, receipt: str) -> Course:
    found = find_course(vote.id, receipt)
    assert found is not None
    return found


def climbs(found: Course) -> bool:
    """The proof, climbed by the rule of RFC 9162 section 2.1.3.2."""
    proof = found.proof
    here, place, last = sha256(b"\0" + proof.line.encode()).digest(), proof.position, proof.size - 1
    for other in map(bytes.fromhex, proof.hashes):
        if place % 2 or place == last:
            here = sha256(b"\1" + other + here).digest()
            while place % 2 == 0 and place:
                place, last = place // 2, last // 2
        else:
            here = sha256(b"\1" + here + other).digest()
        place, last = place // 2, last // 2
    return last == 0 and here.hex() == proof.root


def test_each_fate_by_the_record(vote: Vote) -> None:
    first, second = on_line(vote, 0, Choice.APPROVE), on_line(vote, 0, Choice.OPPOSE, once="2")
    waiting = keyed(vote, 1, paper(vote, Choice.APPROVE))
    differs = keyed(vote, 2, paper(vote, Choice.APPROVE), paper(vote, Choice.OPPOSE))
    receipts = (first, second, waiting, differs)
    fates = [course(vote, receipt).fate for receipt in receipts]
    assert fates == [Fate.REPLACED, Fate.COUNTED, Fate.WAITING, Fate.WAITING]
    with transaction():  # the third reads what the second read
        check(make.voters(vote)[2], paper(vote, Choice.OPPOSE), by=make.clerk("丙"), now=make.NOW)
    assert course(vote, differs).fate is Fate.WITHDRAWN
    assert check_vote(get_vote(vote.id), make.NOW) == []
    assert [event["kind"] for event in course(vote, first).events] == ["cast", "cast"]
    assert find_course(vote.id, "00000000") is None


def test_a_spoilt_paper_is_there_and_counts_for_nothing(vote: Vote) -> None:
    spoilt = paper(vote, Choice.APPROVE, InvalidReason.UNSIGNED)
    assert course(vote, keyed(vote, 1, spoilt, spoilt)).fate is Fate.SPOILT


def test_the_proof_leads_to_the_published_root(vote: Vote) -> None:
    receipts = [on_line(vote, place, Choice.APPROVE) for place in range(3)]
    open_ = course(vote, receipts[1]).proof
    assert (open_.published, open_.root, open_.holds) == (None, root(vote.id), True)
    with transaction():
        close(vote, make.CLERK, now=make.NOW + timedelta(days=8))
        log(vote.id, "received", make.NOW, voter=make.voters(vote)[0].number)
    for receipt in receipts:
        found = course(vote, receipt)
        assert found.proof.published == list_milestones(vote.id)[-1]
        assert found.proof.holds
        assert climbs(found)


def test_the_page_says_so_to_anybody_and_shows_no_choice(vote: Vote, client: Client) -> None:
    receipt = on_line(vote, 0, Choice.OPPOSE)
    session.expunge_all()
    address = f"/estates/{vote.estate_id}/votes/{vote.id}/counted"
    with time_machine.travel(make.NOW, tick=False):
        page = client.read(f"{address}?number={receipt}").text
        assert "计进去了" in page
        assert "不同意" not in page
        assert "反对" not in page
        assert "1栋" not in page
        assert "没有这个回执号" in client.read(f"{address}?number=00000000").text
        assert "请核对每一位数字" in client.read(f"{address}?number=12345678").text


def test_the_lines_in_words_never_say_a_choice() -> None:
    vote = bundles.held(deemed=bundles.DEEMED)
    words = "".join(line.words for line in lines_in_words(list_lines(vote.id)))
    assert "送达（当面签收）" in words
    assert not any(choice in words for choice in ("同意", "反对", "弃权", "物业公司"))


def replayed(vote: Vote) -> verify.Replay:
    rule = rule_document(get_vote(vote.id))
    events, _ = verify.check_log(list(list_lines(vote.id)))
    roll = {voter.number: (1, voter.area) for voter in make.voters(vote)}
    replay = verify.Replay({**rule, "closes": instant(vote.closes_at)}, roll)
    for event in events:
        replay.take(event)
    return replay


def test_set_aside_removes_and_restored_brings_back(vote: Vote) -> None:
    receipt = on_line(vote, 0, Choice.APPROVE)
    number = make.voters(vote)[0].number
    about = {"voter": number, "receipt": receipt}
    with transaction():
        log(vote.id, "disputed", make.NOW, **about)
        log(vote.id, "set_aside", make.NOW, **about)
    assert replayed(vote).counted == {}
    assert course(vote, receipt).fate is Fate.SET_ASIDE
    assert check_vote(get_vote(vote.id), make.NOW)  # the table still counts it
    with transaction():
        log(vote.id, "restored", make.NOW, **about)
    assert list(replayed(vote).counted) == [number]
    assert course(vote, receipt).fate is Fate.COUNTED
    session.expire_all()
    assert check_vote(get_vote(vote.id), make.NOW) == []
    with transaction():
        log(vote.id, "restored", make.NOW, **about)
    with pytest.raises(verify.Doubt, match="没有搁置"):
        replayed(vote)


def test_an_extension_moves_the_end(vote: Vote) -> None:
    later = vote.closes_at + timedelta(days=3)
    with transaction():
        extend(vote, later, "人数不够", by=make.CLERK, now=make.NOW)
    with transaction(), time_machine.travel(later - timedelta(days=1), tick=False):
        given = [Given(vote.questions[0], Choice.APPROVE)]
        at = later - timedelta(days=1)
        cast(make.voters(vote)[0], given, once="1", by=make.CLERK, now=at)
    session.expire_all()
    assert check_vote(get_vote(vote.id), later) == []
    assert list_milestones(vote.id)[-1].kind == "extended"


def test_nothing_is_logged_that_the_table_does_not_know(vote: Vote) -> None:
    with pytest.raises(ValueError, match="no such kind"), transaction():
        log(vote.id, "forgotten", make.NOW)
    with pytest.raises(ValueError, match="carries"), transaction():
        log(vote.id, "received", make.NOW, voter="1", name="王小明")
    with pytest.raises(ValueError, match="carries"), transaction():
        log_milestone(vote, "final", make.NOW)


def test_after_the_end_nothing_may_follow(vote: Vote) -> None:
    with transaction():
        log_milestone(vote, "void", make.NOW, reason="0" * 64)
        log(vote.id, "received", make.NOW, voter=make.voters(vote)[0].number)
    with pytest.raises(verify.Doubt, match="已经定案或作废"):
        replayed(vote)


def test_a_signature_on_paper_withdraws_the_phone() -> None:
    """Both are kept, the paper counts, and the verifier sees why."""
    how = {"paper_against_phone": SettingSpec("phone", "议事规则第七条")}
    with transaction():
        vote = make.opened(make.estate([10000, 20000]), settings=how)
    online = on_line(vote, 0, Choice.APPROVE)
    signed = replace(paper(vote, Choice.OPPOSE), withdraws_phone=True)
    on_paper = keyed(vote, 0, signed, signed)
    fates = [course(vote, receipt).fate for receipt in (online, on_paper)]
    assert fates == [Fate.REPLACED, Fate.COUNTED]
    (counted,) = replayed(vote).counted.values()
    assert counted["receipt"] == on_paper
    session.expire_all()
    assert check_vote(get_vote(vote.id), make.NOW) == []


@pytest.mark.parametrize(
    ("rule", "stands"), [("first", "online"), ("later_signed", "paper"), ("phone", "online")]
)
def test_paper_against_phone_by_the_rule_of_the_notice(rule: str, stands: str) -> None:
    """The verifier follows the notice's rule, and doubts a record that was kept by the other one."""
    how = {"paper_against_phone": SettingSpec(rule, "议事规则第七条")}
    with transaction():
        vote = make.opened(make.estate([10000, 20000]), settings=how)
    on_line(vote, 0, Choice.APPROVE)
    keyed(vote, 0, paper(vote, Choice.OPPOSE), paper(vote, Choice.OPPOSE))
    (counted,) = replayed(vote).counted.values()
    assert counted["channel"] == stands
    session.expire_all()
    assert check_vote(get_vote(vote.id), make.NOW) == []
    events, _ = verify.check_log(list(list_lines(vote.id)))
    roll = {voter.number: (1, voter.area) for voter in make.voters(vote)}
    other = verify.Replay(rule_document(get_vote(vote.id)), roll)
    other.says["paper_against_phone"] = {
        "first": "later_signed",
        "later_signed": "first",
        "phone": "later_signed",
    }[rule]
    *before, checked = events
    for event in before:
        other.take(event)
    with pytest.raises(verify.Doubt, match="和公告的规定不符"):
        other.take(checked)
