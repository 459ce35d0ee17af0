"""What is asked of an export: which table, of what, as what file, and for what."""

from collections.abc import Sequence

from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from portal.domain.stages import VoteState
from portal.exports.catalogue import NAMES, OF_VOTE, SETS, WITHOUT_PERIOD, Period, Table
from portal.exports.files import Order
from portal.exports.services import PUBLICATION, SHORTEST_PURPOSE
from portal.voting.models import Vote
from portal.voting.words import STATES
from portal.web.fields import DayField
from portal.web.filters import day
from portal.web.forms import Form
from portal.web.i18n import _l, gettext
from portal.web.sheets import FileKind

TABLES = tuple(table for table in Table if table not in SETS | {Table.ARCHIVE})
"""Those that the desk offers one by one; the sets are the command line's, the archive has its own page."""
ALL_VOTES = 0

_OTHER = "其他"
# What stands on record is Chinese, whatever language the desk is read in.
_PURPOSES = {
    "报区住建委": _l("报区住建委"),
    PUBLICATION: _l("小区公示"),
    "归档": _l("归档"),
    _OTHER: _l("其他"),
}
_KINDS = {FileKind.XLSX: _l("Excel（.xlsx）"), FileKind.CSV: "CSV", FileKind.JSON: "JSON"}


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


class ExportForm(Form):
    """One table. ``masked`` is there only for those who may take a full one, ``vote`` only in an estate."""

    vote = SelectField(_l("表决事项"), coerce=int)
    table = RadioField(
        _l("要哪张表"),
        [InputRequired(_l("请选一张表"))],
        coerce=Table,
        choices=[SelectChoice(table.value, _l(NAMES[table])) for table in TABLES],
    )
    kind = SelectField(
        _l("格式"),
        coerce=FileKind,
        choices=[SelectChoice(kind.value, name) for kind, name in _KINDS.items()],
    )
    purpose = SelectField(
        _l("用途"),
        choices=[
            SelectChoice("", _l("请选择")),
            *(SelectChoice(key, name) for key, name in _PURPOSES.items()),
        ],
    )
    note = StringField(_l("用途说明"), [_short(100)], filters=[_trimmed])
    since = DayField(_l("从哪天起"), [Optional()])
    until = DayField(_l("到哪天止"), [Optional()])
    masked = BooleanField(_l("隐去姓名、电话和每户的选择"))
    preview = SubmitField(_l("预览"))

    def offer(self, votes: Sequence[tuple[Vote, VoteState]]) -> None:
        """The votes of the estate, each with where it stands."""
        self.vote.choices = [
            (vote.id, f"{vote.title}（{gettext(STATES[state])}，{day(vote.closes_at)}）")
            for vote, state in votes
        ]
        self.vote.choices.append((ALL_VOTES, gettext("全部投票") if votes else gettext("还没有投票")))

    def validate_purpose(self, purpose: SelectField) -> None:
        """Needed for taking a table, not for looking at its beginning."""
        if not self.asks_to_look() and not purpose.data:
            raise ValidationError(gettext("请选择用途"))

    def validate_until(self, until: DayField) -> None:
        if self.since.data and until.data and until.data < self.since.data:
            raise ValidationError(gettext("“到哪天止”早于“从哪天起”"))

    def validate_note(self, note: StringField) -> None:
        if not self.asks_to_look() and self.purpose.data == _OTHER and len(note.data) < SHORTEST_PURPOSE:
            raise ValidationError(gettext("选“其他”时，请写明用途（至少四个字）"))

    def asks_to_look(self) -> bool:
        return bool(self.preview.data)

    def order(self, estate_id: int | None, street_id: int | None = None) -> Order:
        """What was asked for; without the box there is nothing to uncover."""
        table = self.table.data
        period = Period(self.since.data, self.until.data)
        return Order(
            table=table,
            estate_id=estate_id,
            vote_id=(self.vote.data or None) if "vote" in self and table in OF_VOTE else None,
            full="masked" in self and not self.masked.data,
            purpose=purpose_of(self),
            street_id=street_id,
            period=Period() if table in WITHOUT_PERIOD else period,
        )


def purpose_of(form: "ExportForm | ArchiveForm") -> str:
    return "：".join(part for part in (form.purpose.data, form.note.data) if part)


class ArchiveForm(Form):
    """For what the whole file of a project leaves."""

    purpose = SelectField(
        _l("用途"),
        [InputRequired(_l("请选择用途"))],
        choices=[
            SelectChoice("", _l("请选择")),
            *(SelectChoice(key, name) for key, name in _PURPOSES.items() if key != PUBLICATION),
        ],
    )
    note = StringField(_l("用途说明"), [_short(100)], filters=[_trimmed])

    def validate_note(self, note: StringField) -> None:
        if self.purpose.data == _OTHER and len(note.data) < SHORTEST_PURPOSE:
            raise ValidationError(gettext("选“其他”时，请写明用途（至少四个字）"))


class ConfirmForm(Form):
    """The second confirmation of a full export, with its purpose in words."""

    purpose = TextAreaField(
        _l("用途"),
        [InputRequired(_l("请写明用途")), _short(200)],
        filters=[_trimmed],
        description=_l("写清楚给谁、做什么用；会留在记录里"),
    )
    confirmed = BooleanField(_l("我已核对，确认导出含个人信息的完整表"))


class PaperForm(Form):
    """Which paper about what; ``about`` is what the list was narrowed to."""

    kind = StringField(_l("文书"))
    subject = StringField(_l("关于"))
    about = StringField(_l("只看"))
