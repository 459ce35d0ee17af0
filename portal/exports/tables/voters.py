"""逐户计票, one line a voter, and the ballots that their owners said are not theirs."""

from collections.abc import Iterator, Sequence

from portal import crypto
from portal.communities.models import Estate
from portal.domain.bulletin import format_number
from portal.exports import words
from portal.exports.catalogue import Source
from portal.exports.queries import VoterLine, stream_voters
from portal.exports.tables.spread import Columns, Form, sheet, votes_of
from portal.voting.answers import as_text
from portal.voting.models import Ballot, Question, Vote, Voter, VoterPart
from portal.voting.queries import is_secret
from portal.voting.queries.disputes import Handled, list_disputes
from portal.voting.words import CHANNELS, INVALID_REASONS
from portal.web.sheets import Block, Cell, Hundredths, Row, Sheet

_VOTER: Columns = (
    ("票号", 12),
    ("房屋", 30),
    ("套数", 7),
    ("业主", 18),
    ("面积（㎡）", 12),
    ("面积来源", 12),
    ("渠道", 8),
    ("投票时间", 18),
    ("票的情况", 11),
    ("作废原因", 18),
)
_VOTE: Columns = (("投票", 24),)


def voters(source: Source) -> Sheet:
    """Masked, it has no choice and no receipt: area and home say whose a line is, and a receipt leads to
    the choice wherever ballots are laid open by receipt. Full, it has both, once the vote is closed.
    """
    return _of_one(source, source.vote) if source.vote else _of_many(source)


def _of_one(source: Source, vote: Vote) -> Sheet:
    open_book = _open_book(source, vote)
    questions: Sequence[Question] = vote.questions if open_book else ()
    more = [("回执", 12), *((asked.text, 24) for asked in questions)] if open_book else []
    columns = [*_VOTER, *more]
    rows = _lines(source, vote, questions)
    above = words.above(f"{vote.title}：逐户计票", vote.estate, masked=source.masked)
    if not source.masked and not open_book:
        above.append(words.HIDDEN)
    heads, widths = [head for head, _ in columns], [width for _, width in columns]
    return Sheet("逐户计票", widths, [Block(rows, heads)], above)


def _of_many(source: Source) -> Sheet:
    """Every vote asks something else, so that all answers of a ballot stand in one cell."""
    more: Columns = () if source.masked else (("回执", 12), ("表决意见", 40))
    above = words.over(source, "逐户计票", masked=source.masked, by="截止时间")
    form = Form("逐户计票", [*above, *(() if source.masked else (words.HIDDEN,))], [*_VOTE, *_VOTER, *more])
    return sheet(source, form, lambda estate: _all(source, estate))


def _all(source: Source, estate: Estate) -> Iterator[Row]:
    for vote in votes_of(source, estate):
        open_book = _open_book(source, vote)
        questions: Sequence[Question] = vote.questions if open_book else ()
        for row in _lines(source, vote, questions):
            plain, answers = row[: len(_VOTER)], row[len(_VOTER) :]
            if source.masked:
                yield (vote.title, *plain)
            else:
                yield (vote.title, *plain, *_together(questions, answers))


def _together(questions: Sequence[Question], answers: Row) -> Row:
    if not answers:
        return None, None
    receipt, *said = answers
    lines = [f"{asked.text}：{words_}" for asked, words_ in zip(questions, said, strict=True) if words_]
    return receipt, "；".join(lines) or None


def _open_book(source: Source, vote: Vote) -> bool:
    """What is hidden or masked is not even read, so that it cannot slip into a file."""
    return not source.masked and not is_secret(vote, source.now)


def _lines(source: Source, vote: Vote, questions: Sequence[Question]) -> Iterator[Row]:
    for line in stream_voters(vote.id, answers=bool(questions)):
        more = _answers(line.ballot, questions) if questions else ()
        yield (*_line(line, masked=source.masked), *more)


def _answers(ballot: Ballot | None, questions: Sequence[Question]) -> Row:
    receipt = format_number(ballot.receipt) if ballot else None
    valid = ballot is not None and ballot.invalid_reason is None
    said = [as_text(asked, ballot.answers) if ballot and valid else None for asked in questions]
    return receipt, *said


def _line(line: VoterLine, *, masked: bool) -> Row:
    voter, ballot = line.voter, line.ballot
    return (
        format_number(voter.number),
        home(voter.parts),
        len(voter.parts),
        name(voter, masked=masked),
        Hundredths(voter.area),
        words.area_sources(part.area_source for part in voter.parts),
        CHANNELS[ballot.channel] if ballot else None,
        ballot.signed_at if ballot else None,
        _came_back(line),
        INVALID_REASONS[ballot.invalid_reason] if ballot and ballot.invalid_reason else None,
    )


def name(voter: Voter, *, masked: bool) -> str:
    return voter.masked if masked else crypto.unseal(voter.names)


def home(parts: Sequence[VoterPart]) -> str:
    return "、".join(f"{part.building}{part.entrance}{part.room}" for part in parts)


def _came_back(line: VoterLine) -> str:
    if line.ballot is not None:
        return "作废" if line.ballot.invalid_reason else "有效"
    if line.disputed:
        return "搁置"
    if line.pending:
        return "待复核"
    return "无法送达" if line.undeliverable else "未收回"


_DISPUTES: Columns = (
    ("投票", 24),
    ("票号", 12),
    ("房屋", 30),
    ("业主", 18),
    ("渠道", 8),
    ("提异议时间", 18),
    ("业主的说法", 36),
    ("经手人的说法", 36),
    ("录入", 12),
    ("复核", 12),
    ("处理", 12),
    ("处理时间", 18),
    ("处理人", 12),
    ("理由", 36),
)


def disputes(source: Source) -> Sheet:
    """Ballots that were set aside because their owners did not cast them, and what was decided."""
    above = words.over(source, "业主提异议的选票", masked=source.masked, by="截止时间")
    if source.vote is not None:
        above[0] = f"{source.vote.title}：业主提异议的选票"
    return sheet(source, Form("异议选票", above, _DISPUTES), lambda estate: _disputes(source, estate))


def _disputes(source: Source, estate: Estate) -> Iterator[Row]:
    for vote in votes_of(source, estate):
        for handled in list_disputes(vote.id):
            yield vote.title, *_dispute(handled, masked=source.masked)


def _dispute(handled: Handled, *, masked: bool) -> Row:
    dispute, voter, said = handled.dispute, handled.voter, words.without_numbers if masked else str
    if dispute is None:
        raise ValueError("a ballot that nobody disputes")
    undecided: Cell = "搁置，待处理"
    return (
        format_number(voter.number),
        home(voter.parts),
        name(voter, masked=masked),
        CHANNELS[handled.ballot.channel],
        dispute.raised_at,
        said(dispute.said),
        said(dispute.staff_said),
        handled.entered_by,
        handled.checked_by,
        undecided if dispute.restored is None else "恢复计票" if dispute.restored else "维持搁置",
        dispute.decided_at,
        handled.decided_by,
        said(dispute.reason),
    )
