"""What the pages share on which somebody reads a paper: clerks, the street, supervisors, a named owner."""

from flask import flash

from portal.domain.errors import RuleViolated
from portal.voting import queries
from portal.voting.errors import NothingToCheck, SamePerson
from portal.voting.forms.papers import PaperForm, paper_form
from portal.voting.models import Ballot, Vote
from portal.voting.queries.numbered import find_second_reading
from portal.voting.services import keying
from portal.voting.settings import PaperRule
from portal.web.guard import account
from portal.web.i18n import gettext, say


def sheet_form(vote: Vote) -> PaperForm:
    """The boxes of this vote's paper, nothing ticked."""
    follow, by_phone = (queries.setting(vote, key) for key in ("follow_majority", "phone_ballots"))
    return paper_form(
        vote.questions, follow_majority=follow, by_phone=by_phone, withdrawal=asks_withdrawal(vote)
    )


def asks_withdrawal(vote: Vote) -> bool:
    """Whether it matters that a signature on the paper withdraws the phone's ballot."""
    return bool(queries.setting(vote, "paper_against_phone") == PaperRule.PHONE)


def read(form: PaperForm, vote: Vote) -> keying.Paper:
    """:raises RuleViolated: an option that cannot be had."""
    return form.paper(vote.questions, follow_majority=queries.setting(vote, "follow_majority"))


def is_second(voter_id: int) -> bool:
    """Whether this person's reading would be a second or third one."""
    pending = queries.find_pending_ballot(voter_id)
    return pending is not None and account().id not in _readers(pending)


def check_turn(voter_id: int) -> None:
    """:raises RuleViolated: nothing waits, or one of the readings is the asker's own."""
    pending = queries.find_pending_ballot(voter_id)
    if pending is None:
        raise NothingToCheck
    if account().id in _readers(pending):
        raise SamePerson


def _readers(pending: Ballot) -> set[int | None]:
    second = find_second_reading(pending.id)
    return {pending.entered_by, second.entered_by if second else pending.entered_by}


def told(ballot: Ballot) -> None:
    """Say what became of a paper; that readings differed is on record before anybody is told."""
    try:
        keying.refuse_if_differing(ballot)
    except RuleViolated as refusal:
        flash(say(refusal), "refusal")
    else:
        flash(gettext("两次录入一致，复核完成。"))
