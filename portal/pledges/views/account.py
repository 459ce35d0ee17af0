"""钱到哪去了: income and spending of every scheme, planned beside actual, for everybody to read."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.communities.queries import get_estate
from portal.domain.deadlines import local_day
from portal.domain.ledger import Standing
from portal.permissions import Permission
from portal.pledges import household, ledger_sheet, queries, words
from portal.pledges.models import CheckState
from portal.pledges.queries import account as queries_
from portal.pledges.queries import spending as spending_queries
from portal.pledges.views.blueprint import bp, is_neighbour
from portal.web import clock
from portal.web.guard import current_account, public, requires

_ACCOUNT = "/estates/<int:estate_id>/account"


@bp.get(_ACCOUNT)
@public
def account(estate_id: int) -> ResponseReturnValue:
    """All schemes that were opened: what was planned, what came, what went out."""
    schemes = queries_.list_money_schemes(estate_id)
    standings = queries_.standings_by_scheme(estate_id)
    return render_template(
        "pledges/account.html",
        estate=get_estate(estate_id),
        schemes=schemes,
        standings=standings,
        whole=sum(standings.values(), Standing()),
        zero=Standing(),
        words=words,
    )


@bp.get("/estates/<int:estate_id>/my-share")
@requires(Permission.PLEDGE_MAKE)
def mine(estate_id: int) -> ResponseReturnValue:
    """My household: what each lift, item and charge would add."""
    who = current_account()
    return render_template(
        "pledges/mine.html",
        estate=get_estate(estate_id),
        sum=household.work_out(estate_id, who.id if who else 0, clock.now()),
    )


@bp.get(f"{_ACCOUNT}/<int:scheme_id>")
@public
def account_of(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """One scheme: totals by source and kind for everybody; rows with masked names for its neighbours.

    Source: 个人信息保护法 art. 25 (no publication of personal data without consent).
    """
    scheme = queries.get_shown_scheme(estate_id, scheme_id)
    neighbour = is_neighbour(estate_id)
    payments = queries_.list_payments(estate_id, scheme_id=scheme_id, state=CheckState.CHECKED)
    return render_template(
        "pledges/account_of.html",
        scheme=scheme,
        neighbour=neighbour,
        standing=queries_.standing_of_scheme(scheme_id),
        by_source=queries_.standings_by_source(scheme_id),
        by_kind=queries_.standings_by_kind(scheme_id),
        payments=payments if neighbour else (),
        who=ledger_sheet.who,
        spendings=spending_queries.list_public_spending(scheme_id),
        today=local_day(clock.now()),
        words=words,
    )
