"""What a clerk says of a door, what a phone sends later, and to whom a list goes."""

import json
from datetime import UTC, datetime

from flask_wtf.file import MultipleFileField
from wtforms import RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from portal.voting.models import VisitOutcome
from portal.voting.services.visiting import Brought, Seen
from portal.voting.words import VISITS
from portal.web.forms import Form
from portal.web.i18n import _l

_SHORT = Length(max=200, message=_l("请写在 200 字以内。"))
#: More than a building has doors; what is larger is no round.
_MOST = 500


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class VisitForm(Form):
    """Nothing is ticked beforehand."""

    outcome = RadioField(
        _l("这次上门怎么样"),
        [InputRequired(_l("请选一项。"))],
        choices=[SelectChoice(outcome.value, _l(name)) for outcome, name in VISITS.items()],
    )
    note = StringField(_l("备注"), [_SHORT], filters=[_trimmed])
    photos = MultipleFileField(_l("照片（1 张，可不传）"))

    def seen(self, photo: str | None) -> Seen:
        return Seen(VisitOutcome(self.outcome.data), self.once.data or "", self.note.data, photo)


class TakeForm(Form):
    """Which building goes along."""

    building = StringField(validators=[InputRequired(), Length(max=40)])


class HandOverForm(Form):
    """To whom; nobody is chosen beforehand."""

    to = SelectField(
        _l("交给谁"),
        [InputRequired(_l("请选接手的人。"))],
        coerce=lambda value: int(value) if value else None,
    )
    note = StringField(_l("交代几句"), [_SHORT], filters=[_trimmed])


class BringForm(Form):
    """What a phone wrote down without a network: a list of visits as JSON."""

    visits = StringField(validators=[InputRequired(), Length(max=200_000)])

    def brought(self) -> list[Brought]:
        """:raises ValueError: not what a phone of ours sends."""
        rows = json.loads(self.visits.data)
        if not isinstance(rows, list) or len(rows) > _MOST:
            raise ValueError("no list of visits")
        return [_brought(row) for row in rows]


def _brought(row: object) -> Brought:
    if not isinstance(row, dict) or set(row) != {"once", "part", "outcome", "note", "at"}:
        raise ValueError("no visit")
    once, note, part, at = (row[key] for key in ("once", "note", "part", "at"))
    texts = isinstance(once, str) and 0 < len(once) <= 64 and isinstance(note, str) and len(note) <= 200
    # 2286: beyond it a moment in milliseconds has one digit more.
    if not texts or type(part) is not int or type(at) is not int or not 0 <= at < 10**13:
        raise ValueError("no visit")
    when = datetime.fromtimestamp(at // 1000, UTC)
    return Brought(part, Seen(VisitOutcome(row["outcome"]), once, note, at=when))
