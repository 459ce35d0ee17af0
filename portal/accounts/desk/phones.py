"""A resident's phone is written down at the desk, where no code can be sent."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import queries
from portal.accounts.desk.blueprint import actor, bp
from portal.accounts.desk.claims import check_home, with_reason
from portal.accounts.forms.staff import SeenPhoneForm
from portal.accounts.services import desk_phones as services
from portal.accounts.services.codes import clean_mobile
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.web import clock
from portal.web.guard import requires

_RESIDENT = "/estates/<int:estate_id>/homes/<int:part_id>/residents/<int:residency_id>"
_CLAIM = "/estates/<int:estate_id>/claims/phones/<int:claim_id>"


@bp.route(f"{_RESIDENT}/phone", methods=["GET", "POST"])
@requires(Permission.CLAIM_CHECK)
def name_phone(estate_id: int, part_id: int, residency_id: int) -> ResponseReturnValue:
    """The first of two: the card was seen, the number was said."""
    residency = queries.get_residency(estate_id, residency_id)
    check_home(estate_id, part_id, residency.part_id)
    who = residency.account.display_name
    back = url_for(".home", estate_id=estate_id, part_id=part_id)

    def write(phone: str, seen: bool) -> None:  # as the form holds it
        residency = queries.get_residency(estate_id, residency_id)
        services.name_phone(clock.now(), actor(), residency, phone, seen=seen)

    return _typed(_("登记手机号"), who, back, write, _("记下了，请另一位同事看证件、复核。"))


@bp.route(f"{_CLAIM}/confirm", methods=["GET", "POST"])
@requires(Permission.CLAIM_CHECK)
def confirm_phone(estate_id: int, claim_id: int) -> ResponseReturnValue:
    """The second of two types it again, without seeing what the first one typed."""
    who = queries.get_phone_claim(estate_id, claim_id).account.display_name
    back = url_for(".claims", estate_id=estate_id)

    def write(phone: str, seen: bool) -> None:  # as the form holds it
        services.confirm_phone(clock.now(), actor(), estate_id, claim_id, phone=phone, seen=seen)

    return _typed(_("复核手机号"), who, back, write, _("手机号登记好了。请本人现在就设登录口令。"))


def _typed(
    title: str, who: str, back: str, write: Callable[[str, bool], None], done: str
) -> ResponseReturnValue:
    form = SeenPhoneForm()
    if form.submitted():
        try:
            phone = clean_mobile(form.phone.data)
            with transaction():
                write(phone, form.seen.data)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(done)
            return redirect(back, 303)
    return render_template("accounts/desk/phone.html", form=form, title=title, who=who, back=back)


@bp.route(f"{_CLAIM}/refuse", methods=["GET", "POST"])
@requires(Permission.CLAIM_CHECK)
def drop_phone(estate_id: int, claim_id: int) -> ResponseReturnValue:
    """The number or the person is not right."""
    queries.get_phone_claim(estate_id, claim_id)
    return with_reason(
        _("不登记手机号"),
        url_for(".claims", estate_id=estate_id),
        lambda why: services.drop_phone(clock.now(), actor(), estate_id, claim_id, reason=why),
        _("已经退回。"),
    )
