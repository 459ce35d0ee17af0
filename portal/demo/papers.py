"""Numbered papers of the open vote: printed, back, photographed, read in two ways, beside a phone's."""

import io
import secrets
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from portal.demo.people import Staff
from portal.domain.bulletin import format_number
from portal.voting.answers import from_values
from portal.voting.models import Channel, PaperBallot, Vote, Voter
from portal.voting.queries.ballots import find_counted_ballot, find_pending_ballot
from portal.voting.queries.electorate import list_voters
from portal.voting.queries.numbered import list_received, newest_by_voter
from portal.voting.queries.papers import list_waiting
from portal.voting.services.keying import Paper, check, enter
from portal.voting.services.printing import Order, print_papers
from portal.voting.services.receiving import add_photo, receive
from portal.web.uploads import keep_picture

_PHOTOS, _LOST, _UNREAD, _BOTH = 6, 2, 3, 2


def print_all(vote: Vote, staff: dict[str, Staff], now: datetime) -> None:
    """One paper each, before anybody votes."""
    print_papers(vote, Order(list_voters(vote.id), "全部"), by=staff["clerk"].actor, now=now)


def handle_papers(vote: Vote, staff: dict[str, Staff], now: datetime) -> None:
    """What else happens to papers once some are back."""
    silent = [voter for voter in list_voters(vote.id) if _is_silent(voter)]
    online = [voter for voter in list_voters(vote.id) if _is_online(voter)]
    by, at = staff["clerk"].actor, now - timedelta(hours=3)
    print_papers(vote, Order(silent[:_LOST], "名单 2 户", "遗失（演示）"), by=by, now=at)
    there = newest_by_voter(vote.id)
    for voter in silent[_LOST : _LOST + _UNREAD]:
        receive(vote, there[voter.id].number, by=by, now=at)
    for voter in online[:_BOTH]:
        _also_on_paper(voter, staff, now - timedelta(hours=2))
    _differ(vote, staff, now - timedelta(hours=1))
    for each in list_received(vote.id, limit=_PHOTOS):
        add_photo(each.paper, _picture(each.paper), by=by, now=now - timedelta(minutes=30))


def _is_silent(voter: Voter) -> bool:
    return find_counted_ballot(voter.id) is None and find_pending_ballot(voter.id) is None


def _is_online(voter: Voter) -> bool:
    counted = find_counted_ballot(voter.id)
    return counted is not None and counted.channel is Channel.ONLINE


def _says(voter: Voter, *values: str, at: datetime) -> Paper:
    given = [
        from_values(q, [v], follow_majority=False) for q, v in zip(voter.vote.questions, values, strict=True)
    ]
    return Paper(Channel.PAPER, at, given)


def _also_on_paper(voter: Voter, staff: dict[str, Staff], at: datetime) -> None:
    """Signed after the phone's ballot, so it counts."""
    paper = _says(voter, "option:centre", "approve", at=at)
    enter(voter, paper, once=secrets.token_urlsafe(8), by=staff["clerk"].actor, now=at)
    check(voter, paper, by=staff["clerk2"].actor, now=at + timedelta(minutes=5))


def _differ(vote: Vote, staff: dict[str, Staff], at: datetime) -> None:
    """One of those that wait is read differently, and waits for a third person."""
    for waiting in list_waiting(vote.id)[:1]:
        signed = at - timedelta(hours=1)
        check(
            waiting.voter,
            _says(waiting.voter, "abstain", "abstain", at=signed),
            by=staff["clerk2"].actor,
            now=at,
        )


def _picture(paper: PaperBallot) -> str:
    """A stand-in that says what it is; the number is the paper's."""
    image = Image.new("RGB", (900, 1270), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 860, 1230), outline="black", width=4)
    draw.text((90, 90), f"DEMO  {format_number(paper.number)}", fill="black", font_size=56)
    for place in range(4):
        draw.rectangle((90, 280 + place * 130, 150, 340 + place * 130), outline="black", width=4)
    draw.line((100, 315, 118, 335, 160, 270), fill="black", width=7)
    draw.line((120, 1080, 210, 1030, 260, 1110, 380, 1040), fill="black", width=6)
    content = io.BytesIO()
    image.save(content, "PNG")
    content.seek(0)
    return keep_picture(content, "demo.png")
