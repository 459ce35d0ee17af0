"""我的资料: what is kept about me, a copy of it, and what I may ask for."""

import io
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import sessions
from portal.accounts.queries import list_homes
from portal.audit.services import Actor, record
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.personal import queries, retention, services, words
from portal.personal.forms import AskForm, CloseForm
from portal.personal.models import RequestKind
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, signed_in
from portal.web.sheets import Block, FileKind, Sheet, write

bp = Blueprint("personal", __name__)
bp.record(lambda state: retention.start(state.app.config["PORTAL"].instance))


def _actor() -> Actor:
    return Actor(account().id, account().display_name)


@bp.get("/me/data")
@signed_in
def data() -> ResponseReturnValue:
    """What is kept about me, and how it was answered what I asked."""
    return render_template(
        "personal/data.html",
        sections=queries.kept(account().id),
        asked=queries.list_own(account().id),
        homes=list_homes(account().id),
        phone=queries.get_account(account().id).phone is not None,
        words=words,
    )


@bp.get("/me/data/copy.<any(json, xlsx):form>")
@signed_in
def copy(form: str) -> ResponseReturnValue:
    """A copy to take along: for a program, or for people."""
    sections = queries.kept(account().id)
    with transaction():
        record(clock.now(), _actor(), "data.copy", f"account:{account().id}", file=form)
    kind = FileKind(form)
    file = _as_json(sections) if kind is FileKind.JSON else _as_sheets(sections)
    answer = send_file(file, mimetype=kind.mimetype)
    name = quote(f"{_('我的资料')}.{form}")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _as_json(sections: Sequence[queries.Section]) -> io.BytesIO:
    said: dict[str, Any] = {
        each.key: [dict(zip(each.columns, row, strict=True)) for row in each.rows] for each in sections
    }
    said["other"] = queries.everything_else(account().id)
    return io.BytesIO(json.dumps(said, ensure_ascii=False, indent=1, default=_plain).encode())


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def _as_sheets(sections: Sequence[queries.Section]) -> io.BytesIO:
    file = io.BytesIO()
    sheets = [
        Sheet(
            str(words.SECTIONS[each.key]),
            [22] * len(each.columns),
            [
                Block(
                    rows=[list(map(words.cell, row, each.columns)) for row in each.rows],
                    heads=[str(words.COLUMNS[key]) for key in each.columns],
                )
            ],
        )
        for each in sections
    ]
    write(file, sheets, FileKind.XLSX)
    file.seek(0)
    return file


@bp.route("/me/data/ask", methods=["GET", "POST"])
@signed_in
def ask() -> ResponseReturnValue:
    """Have something corrected, erased or explained; the desk of the estate answers on record."""
    form, homes = AskForm(), list_homes(account().id)
    places = {home.estate_id: home.part.entrance.building.estate.name for home in homes}
    form.estate.choices = list(places.items())
    if form.submitted():
        kind = RequestKind(form.kind.data)
        try:
            with transaction():
                services.ask(
                    clock.now(), _actor(), form.estate.data, kind, form.text.data, once=form.once.data
                )
            flash(_("交给社区了，答复会发到您的消息里。"))
            return redirect(url_for(".data"), 303)
        except RuleViolated as refusal:
            form.refuse(refusal)
    return render_template("personal/ask.html", form=form, homes=homes)


@bp.post("/me/data/phone/withdraw")
@signed_in
def withdraw_phone() -> ResponseReturnValue:
    """Take back the consent to keep the phone."""
    try:
        with transaction():
            services.withdraw_phone(clock.now(), _actor())
    except RuleViolated as refusal:
        return refuse(refusal, url_for(".data"))
    flash(_("手机号删掉了，不再给您发短信。"))
    return redirect(url_for(".data"), 303)


@bp.route("/me/data/close", methods=["GET", "POST"])
@signed_in
def close() -> ResponseReturnValue:
    """Close the account, after reading what stays and why."""
    form = CloseForm()
    if form.submitted():
        try:
            with transaction():
                services.close_account(clock.now(), _actor())
            sessions.end()
            flash(_("账户注销了。"))
            return redirect(url_for("home.start"), 303)
        except RuleViolated as refusal:
            form.refuse(refusal)
    return render_template("personal/close.html", form=form)
