"""Ballots in bulk: papers that two people keyed into a sheet, and votes that were held before."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import selectinload

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.bulletin import MOST, numbered
from portal.domain.errors import N_, RuleViolated
from portal.domain.stages import VoteState
from portal.domain.tally import Regime
from portal.voting.errors import FileProblems, NobodyYet, RecordedTwice, SamePerson, WrongState
from portal.voting.models import (
    Answer,
    Ballot,
    BallotState,
    Channel,
    Delivery,
    PublicationKind,
    Vote,
    Voter,
)
from portal.voting.queries.acting import voters_without_heirs
from portal.voting.queries.homes import voters_by_home
from portal.voting.queries.numbered import ON_PAPER
from portal.voting.queries.reading import setting, state_of
from portal.voting.receiving_errors import NotReceived
from portal.voting.returned import Returned, read_returned
from portal.voting.services.bulk_papers import keep_readings, receive_all, voters_in_house
from portal.voting.services.drafting import create
from portal.voting.services.freezing import freeze
from portal.voting.services.keying import stands
from portal.voting.services.late_papers import draw_late_of
from portal.voting.services.locking import lock
from portal.voting.services.logbook import Event, log_all, log_announcement, log_milestone, said
from portal.voting.services.noticing import tell_entered
from portal.voting.services.opening import publish
from portal.voting.services.signing import signer_of
from portal.voting.settings import PaperRule
from portal.voting.specification import read_specification
from portal.voting.words import STATES

Sheet = tuple[bytes, str]  # content and file name


def record_held(specification: bytes, returned: Sheet, by: Actor, *, now: datetime) -> Vote:
    """A vote that was held before, with its ballots; it ends closed and is marked 补录 wherever it shows.

    :raises RuleViolated: the same files again, or anything in them that cannot be right.
    """
    digest = hashlib.sha256(specification + b"\0" + returned[0]).hexdigest()
    twice = session.scalar(select(Vote.id).where(Vote.source_digest == digest))
    if twice is not None:
        raise RecordedTwice(id=twice)
    vote = create(read_specification(specification), by, now=now)
    vote.recorded, vote.source_digest = True, digest
    vote.announced_at, vote.closed_at = vote.notice_at, vote.closes_at
    freeze(vote)
    rule = log_announcement(vote, now, recorded=True)
    publish(vote, PublicationKind.NOTICE, rule, by=by, now=now)
    rows = _read(vote, returned)
    _write(vote, rows, by=by, checked_by=None, now=now)
    vote.state = VoteState.COUNTING
    session.flush()
    log_milestone(vote, "closed", now)
    record(now, by, "vote.record", f"vote:{vote.id}", estate_id=vote.estate_id, rows=len(rows), sha256=digest)
    return vote


def import_papers(vote: Vote, returned: Sheet, *, entered_by: Actor, checked_by: Actor, now: datetime) -> int:
    """Returned papers of an open or just closed vote; the later signed counts. Returns how many rows.

    :raises RuleViolated: one person in both roles, a vote that takes no papers, or rows that cannot be right.
    """
    if entered_by.account_id == checked_by.account_id:
        raise SamePerson
    lock(vote)
    if state_of(vote, now) not in {VoteState.OPEN, VoteState.COUNTING}:
        raise WrongState(title=vote.title, state=STATES[state_of(vote, now)], deed=N_("录入选票"))
    rows = _read(vote, returned, now)
    _write(vote, rows, by=entered_by, checked_by=checked_by, now=now)
    tell_entered(vote, [voter_id for voter_id, row in rows if row.channel], now)
    record(
        now,
        entered_by,
        "ballots.import",
        f"vote:{vote.id}",
        estate_id=vote.estate_id,
        rows=len(rows),
        checked_by=checked_by.name,
        sha256=hashlib.sha256(returned[0]).hexdigest(),
    )
    return len(rows)


def _read(vote: Vote, returned: Sheet, now: datetime | None = None) -> list[tuple[int, Returned]]:
    """Rows with their voters' ids. :raises FileProblems: one sentence a row that cannot be taken."""
    offered = setting(vote, "follow_majority")
    rows, problems = read_returned(*returned, vote.questions, follow_majority=offered)
    voters = voters_by_home(vote)
    taken = set(_voters_with_paper(vote.id))
    dead = frozenset() if vote.recorded else voters_without_heirs(vote.id)
    in_house = voters_in_house(vote, now) if now else None
    found = []
    for row in rows:
        voter_id = voters.get(row.home)
        sentence = _sentence(vote, row, voter_id, taken)
        if not sentence and voter_id in dead and row.channel and row.invalid is None:
            sentence = "房号", str(NobodyYet()).rstrip("。")
        if not sentence and in_house is not None and row.channel in ON_PAPER and voter_id not in in_house:
            sentence = "房号", str(NotReceived()).rstrip("。")
        if sentence or voter_id is None:
            problems[row.row] = row.problem(*sentence)
            continue
        taken.add(voter_id)
        try:
            found.append((voter_id, row if vote.recorded else _signed(voter_id, row)))
        except RuleViolated as refusal:
            problems[row.row] = row.problem("签名人", str(refusal).rstrip("。"))
    if problems:
        raise FileProblems([problems[number] for number in sorted(problems)])
    return found


def _signed(voter_id: int, row: Returned) -> Returned:
    """With the mandate under which it was signed, where the sheet says who signed.

    :raises RuleViolated: nobody like that is on record for this voter.
    """
    if row.signer is None:
        return row
    mandate = signer_of(session.get_one(Voter, voter_id), row.signer.kind)
    return replace(row, mandate_id=mandate.id) if mandate else row


def _voters_with_paper(vote_id: int) -> Sequence[int]:
    online = Ballot.channel == Channel.ONLINE
    kept = Ballot.state.in_([BallotState.COUNTED, BallotState.PENDING])
    return session.scalars(select(Ballot.voter_id).where(Ballot.vote_id == vote_id, kept, ~online)).all()


def _sentence(
    vote: Vote, row: Returned, voter_id: int | None, taken: set[int]
) -> tuple[str, str] | tuple[()]:
    """Column and sentence of what is wrong with a row; empty when it can be taken."""
    if voter_id is None:
        return "房号", N_("表决名册里没有“%(home)s”，请核对楼栋、单元、房号") % {"home": row.home}
    if voter_id in taken:
        return "房号", N_("“%(home)s”的业主已有一张选票，一位业主只能有一行") % {"home": row.home}
    if row.channel is Channel.PHONE and not _phone_counts(vote):
        return "渠道", N_("本次投票不接受电话表决")
    if row.signed_at is not None and not vote.opens_at <= row.signed_at < vote.closes_at:
        return "时间", N_("不在投票时间内")
    return ()


def _phone_counts(vote: Vote) -> bool:
    return vote.recorded or vote.regime is Regime.SURVEY or bool(setting(vote, "phone_ballots"))


def _write(
    vote: Vote, rows: Sequence[tuple[int, Returned]], *, by: Actor, checked_by: Actor | None, now: datetime
) -> None:
    served = [_delivery(vote.id, voter_id, row, by, now) for voter_id, row in rows if row.served]
    numbers = _numbers(vote.id)
    if served:
        session.execute(insert(Delivery), served)
        ways = [(numbers[row["voter_id"]], row["way"].value) for row in served]
        log_all(vote.id, [("delivered", {"voter": number, "way": way}) for number, way in ways], now)
    returned = [(voter_id, row) for voter_id, row in rows if row.channel]
    if not returned:
        return
    on_paper = [voter_id for voter_id, row in returned if row.channel in ON_PAPER]
    papers = {} if vote.recorded else receive_all(vote, on_paper, by, now)
    giving_way, replaced = _make_way(vote, returned)
    common = {
        "vote_id": vote.id,
        "entered_by": by.account_id,
        "entered_at": now,
        "checked_by": checked_by.account_id if checked_by else None,
        "checked_at": now if checked_by else None,
    }
    receipts = _receipts(vote.id, len(returned))
    numbered_rows = list(zip(receipts, returned, strict=True))
    ballots = [
        common | _ballot(v, row, receipt, stands=v in giving_way) for receipt, (v, row) in numbered_rows
    ]
    session.execute(insert(Ballot), ballots)
    keep_readings(vote.id, papers, receipts)
    _write_answers(vote.id, {receipt: row for receipt, (_, row) in numbered_rows})
    _log_ballots(vote, receipts, replaced, now)
    draw_late_of(vote.id, receipts)


def _numbers(vote_id: int) -> Mapping[int, str]:
    """Voters' paper numbers by id."""
    return dict(session.execute(select(Voter.id, Voter.number).where(Voter.vote_id == vote_id)).all())


def _log_ballots(vote: Vote, receipts: Sequence[str], replaced: Mapping[int, str], now: datetime) -> None:
    """Each paper as it was keyed and checked; the record does not care that they came in one sheet."""
    numbers = _numbers(vote.id)
    asked = select(Ballot).where(Ballot.vote_id == vote.id).options(selectinload(Ballot.answers))
    written = set(receipts)
    events: list[Event] = []
    for ballot in session.scalars(asked.order_by(Ballot.id)):
        if ballot.receipt in written:
            counts = ballot.state is BallotState.COUNTED
            events.append(("keyed", said(numbers[ballot.voter_id], vote.questions, ballot)))
            taken_over = replaced.get(ballot.voter_id)
            checked = {"receipt": ballot.receipt, "counts": counts, "replaces": taken_over}
            events.append(("checked", checked))
    log_all(vote.id, events, now)


def _make_way(vote: Vote, returned: Sequence[tuple[int, Returned]]) -> tuple[set[int], Mapping[int, str]]:
    """Replace what was signed earlier, where the notice lets the later one count.

    Return the voters whose earlier ballot stands, and by voter the receipts that were replaced. A spoilt
    paper takes no valid ballot away.
    """
    counted = (Ballot.vote_id == vote.id) & (Ballot.state == BallotState.COUNTED)
    rule = PaperRule(setting(vote, "paper_against_phone"))
    earlier = {ballot.voter_id: ballot for ballot in session.scalars(select(Ballot).where(counted))}
    replaced: dict[int, str] = {}
    for voter_id, row in returned:
        if voter_id in earlier and row.signed_at is not None:
            there = earlier[voter_id]
            spoilt = row.invalid is not None and there.invalid_reason is None
            if not spoilt and not stands(rule, there, row.signed_at):
                replaced[voter_id] = there.receipt
    voters = list(replaced)
    for start in range(0, len(voters), 500):
        some = Ballot.voter_id.in_(voters[start : start + 500])
        session.execute(update(Ballot).where(counted, some).values(state=BallotState.REPLACED))
    return set(earlier) - set(replaced), replaced


def _ballot(voter_id: int, row: Returned, receipt: str, *, stands: bool) -> dict[str, Any]:
    """``stands``: a ballot that was signed later counts already."""
    return {
        "voter_id": voter_id,
        "channel": row.channel,
        "state": BallotState.REPLACED if stands else BallotState.COUNTED,
        "signed_at": row.signed_at,
        "invalid_reason": row.invalid,
        "mandate_id": row.mandate_id,
        "receipt": receipt,
        "once": secrets.token_urlsafe(12),
    }


def _write_answers(vote_id: int, by_receipt: Mapping[str, Returned]) -> None:
    ids = dict(session.execute(select(Ballot.receipt, Ballot.id).where(Ballot.vote_id == vote_id)).all())
    rows = [
        {
            "ballot_id": ids[receipt],
            "question_id": a.question_id,
            "choice": a.choice,
            "option_id": a.option_id,
        }
        for receipt, row in by_receipt.items()
        for given in row.answers
        for a in given.rows()
    ]
    if rows:
        session.execute(insert(Answer), rows)


def _delivery(vote_id: int, voter_id: int, row: Returned, by: Actor, now: datetime) -> dict[str, Any]:
    served = row.served
    if served is None:
        raise ValueError("a row without a delivery")
    return {
        "vote_id": vote_id,
        "voter_id": voter_id,
        "way": served.way,
        "note": served.note,
        "at": served.at,
        "recorded_by": by.account_id,
        "recorded_at": now,
    }


def _receipts(vote_id: int, count: int) -> list[str]:
    taken = set(session.scalars(select(Ballot.receipt).where(Ballot.vote_id == vote_id)))
    fresh: dict[str, None] = {}
    while len(fresh) < count:
        receipt = numbered(secrets.randbelow(MOST + 1))
        if receipt not in taken:
            fresh[receipt] = None
    return list(fresh)
