"""A scheme on the phone: what my home would pay, and what we say to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.communities.models import Part
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.sharing import left_to_share
from portal.permissions import Permission
from portal.pledges import queries, shares, words
from portal.pledges.errors import AmountAboveCost, AmountNeeded, NotYourHome, PledgingOver
from portal.pledges.forms.schemes import PledgeForm, TrialForm
from portal.pledges.models import BY_FLOOR, Commitment, Pledge, Scheme, SchemeState, Sharing
from portal.pledges.queries.account import list_own_commitments, standing_of_scheme
from portal.pledges.services import answers, conditions, schemes
from portal.pledges.views.blueprint import LIFT, LIFTS, actor, bp, is_neighbour
from portal.web import clock
from portal.web.guard import account, current_account, public, requires


@dataclass(frozen=True)
class OwnHome:
    """A home of whoever asks: its share, and what it says today."""

    share: shares.HomeShare
    pledge: Pledge | None
    commitments: Sequence[Commitment]


@dataclass(frozen=True)
class Trial:
    """The figures of the calculator, for the total that was typed or the scheme's own.

    Without coefficients there are no floors: ``own`` are the asker's homes, ``least`` and ``most`` anybody's.
    """

    total: int
    floors: Sequence[shares.FloorShare]
    here: shares.FloorShare | None
    own: Sequence[shares.HomeShare]
    least: int
    most: int


@bp.get(LIFTS)
@public
def lifts(estate_id: int) -> ResponseReturnValue:
    """The estate's schemes, by entrance."""
    estate = get_estate(estate_id)
    return render_template(
        "pledges/lifts.html",
        estate=estate,
        schemes=queries.list_shown_schemes(estate_id),
        counts=queries.count_answers(estate_id),
        words=words,
    )


@bp.get(LIFT)
@public
def lift(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """My home's part to the fen, the whole table, and a calculator for another price."""
    scheme = queries.get_shown_scheme(estate_id, scheme_id)
    frozen = queries.list_shares(scheme.id)
    own = _own_homes(scheme, frozen)
    form = TrialForm(request.args, data={"price": scheme.total, "floor": _floor(frozen, own)})
    return render_template(
        "pledges/lift.html",
        scheme=scheme,
        shares=frozen,
        own=own,
        own_parts={home.share.home.part_id for home in own},
        neighbour=is_neighbour(estate_id),
        form=form,
        trial=_trial(scheme, frozen, form, {home.share.home.part_id for home in own}),
        counts=queries.count_answers(estate_id, scheme.id)[scheme.id],
        progress=conditions.progress(scheme, clock.now()),
        standing=standing_of_scheme(scheme.id),
        later=queries.find_next_version(scheme.id),
        votes=[vote for vote in queries.list_votes_on(scheme) if vote.announced_at is not None],
        words=words,
    )


def _own_homes(scheme: Scheme, frozen: Sequence[shares.HomeShare]) -> list[OwnHome]:
    who = current_account()
    if who is None:
        return []
    mine = {part.id for part in queries.list_own_parts(scheme, who.id)}
    return [
        OwnHome(
            share,
            queries.find_pledge(scheme.id, share.home.part_id),
            list_own_commitments(scheme.id, [share.home.part_id]),
        )
        for share in frozen
        if share.home.part_id in mine
    ]


def _floor(frozen: Sequence[shares.HomeShare], own: Sequence[OwnHome]) -> int | None:
    """Where the calculator starts: at home, else half-way up."""
    return (own[0].share if own else frozen[len(frozen) // 2]).home.floor


def _trial(scheme: Scheme, frozen: Sequence[shares.HomeShare], form: TrialForm, own_parts: set[int]) -> Trial:
    total = _wanted(scheme, form)
    tried = shares.again(frozen, total - scheme.subsidy, scheme.sharing)
    floors = shares.by_floor(tried) if scheme.sharing in BY_FLOOR else []
    asked = {each.floor: each for each in floors}
    amounts = [share.amount for share in tried]
    return Trial(
        total=total,
        floors=floors,
        here=asked.get(form.floor.data, floors[len(floors) // 2]) if floors else None,
        own=[share for share in tried if share.home.part_id in own_parts],
        least=min(amounts),
        most=max(amounts),
    )


def _wanted(scheme: Scheme, form: TrialForm) -> int:
    """The total to try: the one that was typed, where it makes sense and can be split anew."""
    fixed = scheme.sharing in {Sharing.AGREED, Sharing.VOLUNTARY}
    wanted = form.price.data
    if not fixed and form.price.raw_data and form.validate() and wanted is not None:
        try:
            schemes.check_total(wanted)
            left_to_share(wanted, scheme.subsidy)
        except RuleViolated as refusal:
            form.refuse(refusal, "price")
        else:
            return wanted
    return scheme.total


@bp.route(f"{LIFT}/pledge", methods=["GET", "POST"])
@requires(Permission.PLEDGE_MAKE)
def pledge(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """One question: what does this home say? Somebody with several homes says which first."""
    scheme = queries.get_shown_scheme(estate_id, scheme_id)
    mine = queries.list_own_parts(scheme, account().id)
    part = _asked_for(mine)
    if scheme.state is not SchemeState.OPEN or answers.is_over(scheme, clock.now()):
        raise PledgingOver
    if part is None:
        return render_template("pledges/which_home.html", scheme=scheme, parts=mine)
    form = PledgeForm()
    if scheme.sharing is Sharing.VOLUNTARY:
        form.leave_out_computed()
    if form.submitted() and _say(scheme, part, form):
        flash(_("已登记：%(answer)s。", answer=_(words.ANSWERS[form.answer.data])))
        return redirect(url_for(".lift", estate_id=estate_id, scheme_id=scheme_id), 303)
    return render_template(
        "pledges/pledge.html",
        scheme=scheme,
        part=part,
        share=queries.get_share(scheme.id, part.id),
        earlier=queries.find_pledge(scheme.id, part.id),
        counts=queries.count_answers(estate_id, scheme.id)[scheme.id],
        form=form,
        words=words,
    )


def _asked_for(mine: Sequence[Part]) -> Part | None:
    """The home that the address names, or the only one; None where there is a choice.

    :raises NotYourHome: no home in this entrance, or another one than asked for.
    """
    wanted = request.args.get("part", type=int)
    found = [part for part in mine if wanted in (None, part.id)]
    if not found:
        raise NotYourHome
    return found[0] if len(found) == 1 else None


def _say(scheme: Scheme, part: Part, form: PledgeForm) -> bool:
    """Whether it is on record now; else the form says why not."""
    here = url_for(".lift", estate_id=scheme.estate_id, scheme_id=scheme.id)
    said = answers.Answer(part.id, form.answer.data, form.amount.data, form.note.data, here)
    try:
        with transaction():
            fresh = queries.get_shown_scheme(scheme.estate_id, scheme.id)
            answers.pledge(fresh, said, once=form.once.data, by=actor(), now=clock.now())
    except (AmountNeeded, AmountAboveCost) as refusal:
        form.refuse(refusal, "amount")
    except RuleViolated as refusal:
        form.refuse(refusal)
    return not form.errors
