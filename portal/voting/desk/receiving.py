"""Papers come back: a number is received, its picture kept, and it is seen at last whether the box agrees."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from portal.db import transaction
from portal.domain.bulletin import format_number
from portal.domain.errors import RuleViolated
from portal.domain.stages import VoteState
from portal.permissions import Permission
from portal.voting import presenting, queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.desk.pictures import PICTURES, picture
from portal.voting.forms.receiving import (
    MOST_PHOTOS,
    BoxForm,
    PhotoForm,
    ReceiveForm,
    scanned_number,
)
from portal.voting.models import PaperBallot, Vote
from portal.voting.queries.numbered import (
    balance,
    get_paper,
    get_photo,
    list_box_counts,
    list_conflicts,
    list_received,
    photos_of,
)
from portal.voting.services import receiving
from portal.voting.services.casting import takes_papers
from portal.web import clock
from portal.web.guard import requires
from portal.web.i18n import gettext
from portal.web.uploads import kept_pictures

_LAST = 12
_SHEET = f"{VOTE}/papers/sheets/<int:paper_id>"


@bp.route(f"{VOTE}/papers/receive", methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def receive(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """One number after the other: scan or type, Enter, the next."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    form = ReceiveForm(number=request.args.get("number", "")[:200])
    if form.submitted():
        try:
            paper = _receive(vote, form)
        except PICTURES as refusal:
            form.refuse(refusal, "photos")
        except RuleViolated as refusal:
            form.refuse(refusal, "number")
        else:
            said = {"number": format_number(paper.number), "home": presenting.home_of(paper.voter)}
            flash(gettext("收到：%(number)s，%(home)s", **said))
            return redirect(url_for(".receive", estate_id=estate_id, vote_id=vote_id), 303)
    state = queries.state_of(vote, clock.now())
    page = {"received": list_received(vote_id, limit=_LAST), "totals": balance(vote_id)}
    open_ = state is VoteState.OPEN
    return render_template("voting/desk/receive.html", vote=vote, form=form, open=open_, **page)


def _sent(form: ReceiveForm | PhotoForm) -> list[FileStorage]:
    return [file for file in form.photos.data or [] if file and file.filename][:MOST_PHOTOS]


def _receive(vote: Vote, form: ReceiveForm) -> PaperBallot:
    """:raises RuleViolated: the number or a picture is refused; then neither is kept."""
    number, now = scanned_number(form.number.data), clock.now()
    with kept_pictures(_sent(form)) as keys, transaction():
        again = queries.get_vote(vote.id, estate_id=vote.estate_id)
        paper = receiving.receive(again, number, by=actor(), now=now)
        for key in keys:
            receiving.add_photo(paper, key, by=actor(), now=now)
    return paper


@bp.route(_SHEET, methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def sheet(estate_id: int, vote_id: int, paper_id: int) -> ResponseReturnValue:
    """One paper: when it was printed and came back, its pictures, and more of them."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    paper, form = get_paper(vote_id, paper_id), PhotoForm()
    if form.submitted():
        try:
            number = _keep(vote_id, paper_id, _sent(form))
        except PICTURES as refusal:
            form.refuse(refusal, "photos")
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("照片存好了。") if number else gettext("没有选照片。"))
            return redirect(url_for(".sheet", estate_id=estate_id, vote_id=vote_id, paper_id=paper_id), 303)
    photos = photos_of([paper_id]).get(paper_id, [])
    return render_template("voting/desk/sheet.html", vote=vote, paper=paper, photos=photos, form=form)


def _keep(vote_id: int, paper_id: int, sent: list[FileStorage]) -> int:
    """How many pictures were kept. :raises RuleViolated: one that is none, or the paper is not back."""
    with kept_pictures(sent) as keys, transaction():
        paper = get_paper(vote_id, paper_id)
        for key in keys:
            receiving.add_photo(paper, key, by=actor(), now=clock.now())
        return len(keys)


@bp.get(f"{VOTE}/papers/photos/<int:photo_id>")
@requires(Permission.BALLOT_ENTER)
def paper_photo(estate_id: int, vote_id: int, photo_id: int) -> ResponseReturnValue:
    """For those who may key papers; the owner has an address of the own."""
    queries.get_vote(vote_id, estate_id=estate_id)
    return picture(get_photo(vote_id, photo_id).key)


@bp.get(f"{VOTE}/papers/balance")
@requires(Permission.VOTE_READ)
def reconcile(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Printed, out, back, keyed; and what was counted out of the box. Observers read it too."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    return _balance(vote, BoxForm())


@bp.post(f"{VOTE}/papers/box")
@requires(Permission.VOTE_CLOSE)
def count_box(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """What came out of the box, before witnesses. Counted again, it stands beside the first count."""
    vote, form = queries.get_vote(vote_id, estate_id=estate_id), BoxForm()
    if form.submitted():
        try:
            with transaction():
                again = queries.get_vote(vote_id, estate_id=estate_id)
                receiving.count_box(again, form.counted(), by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("清点记下了，也写进了投票记录。"))
            return redirect(url_for(".reconcile", estate_id=estate_id, vote_id=vote_id), 303)
    return _balance(vote, form)


def _balance(vote: Vote, form: BoxForm) -> str:
    state = queries.state_of(vote, clock.now())
    over = state not in {VoteState.DRAFT, VoteState.ANNOUNCED, VoteState.OPEN}
    page = {"totals": balance(vote.id), "boxes": list_box_counts(vote.id), "over": over}
    conflicts = len(list_conflicts(vote.id))
    return render_template("voting/desk/reconcile.html", vote=vote, form=form, conflicts=conflicts, **page)


@bp.get(f"{VOTE}/papers/conflicts")
@requires(Permission.VOTE_READ)
def conflicts(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Whoever answered on the phone and on paper: both kept, which counts and by which rule."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    found = list_conflicts(vote_id)
    return render_template("voting/desk/conflicts.html", vote=vote, conflicts=found, takes=takes_papers(vote))
