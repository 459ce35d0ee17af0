"""What residents answer, and what staff and supervisors write."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import IntegerField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from portal.communities.models import Part
from portal.domain.deadlines import day_ends
from portal.domain.matters import ManagementMode
from portal.domain.satisfaction import LOW, Verdict
from portal.evaluation.models import AnswerChannel, Check, CommonMoneyKind, Point
from portal.evaluation.services.answering import Paper, Said
from portal.evaluation.services.inspecting import Checked
from portal.evaluation.services.managing import Keeping, Statement, Terms
from portal.evaluation.services.rounds import Opening
from portal.evaluation.words import CHANNELS, CHECKS, MODES, MONEY, QUESTIONS, SERVICES, VERDICTS
from portal.web.fields import DayField, MoneyField
from portal.web.forms import Form
from portal.web.i18n import _l

_HUNDRED = 100


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


_NEEDED = InputRequired(_l("请填写这一栏"))


class MarkForm(Form):
    """One point: nothing is chosen beforehand and all answers look the same."""

    verdict = RadioField(
        _l("您觉得怎么样？"),
        [InputRequired(_l("请选一项"))],
        coerce=Verdict,
        choices=[SelectChoice(key.value, _l(name)) for key, name in VERDICTS.items()],
        validate_choice=False,
    )
    sentence = TextAreaField(_l("想说的话"), [_short(300)], filters=[_trimmed])
    photos = MultipleFileField(_l("照片（1 张，可不传）"))


class OpenForm(Form):
    """Until when a round is open, and below what something is put right."""

    title = StringField(_l("名称"), [_short(40)], filters=[_trimmed])
    closes_on = DayField(_l("评到哪天（含当天）"), [InputRequired(_l("请选日期"))])
    low_line = IntegerField(
        _l("低于多少分要整改"),
        [InputRequired(_l("请填 0 到 100 的整数")), NumberRange(0, 100, _l("请填 0 到 100 的整数"))],
        default=LOW.numerator * _HUNDRED // LOW.denominator,
    )

    def opening(self, services: Sequence[str] = ()) -> Opening:
        return Opening(
            day_ends(chosen(self.closes_on)), self.low_line.data * 10, self.title.data, tuple(services)
        )


class ServicesForm(OpenForm):
    """The yearly round: which services are asked about, one a line."""

    services = TextAreaField(
        _l("问哪几项服务（一行一项）"), [_NEEDED, _short(200)], default="\n".join(SERVICES)
    )


def chosen(field: DayField) -> date:
    """The day of a field that had to be filled in. :raises ValueError: it was not asked whether it was."""
    if field.data is None:
        raise ValueError(f"{field.name} was not validated")
    return field.data


class ConfirmForm(Form):
    """One button."""


def paper_form(points: Sequence[Point], homes: Sequence[Part], name: object) -> "PaperForm":
    """A form with one field for each point, for staff."""
    fields = {
        f"point_{point.id}": SelectField(
            point.name,
            [Optional()],
            choices=[
                SelectChoice("", _l("没选")),
                *(SelectChoice(k.value, _l(n)) for k, n in VERDICTS.items()),
            ],
        )
        for point in points
    }
    says = {
        f"said_{point.id}": StringField(_l("写的话"), [_short(300)], filters=[_trimmed]) for point in points
    }
    kind = type("PaperFormOfPoints", (PaperForm,), {**fields, **says, "points": tuple(p.id for p in points)})
    form: PaperForm = kind()
    form.part.choices = [SelectChoice(home.id, name(home)) for home in homes]  # type: ignore[operator]
    return form


class PaperForm(Form):
    """A returned questionnaire; the fields of the points are added by `paper_form`."""

    part = SelectField(_l("哪一户"), coerce=int)
    channel = RadioField(
        _l("怎么收来的"),
        [InputRequired(_l("请选一项"))],
        coerce=AnswerChannel,
        choices=[
            SelectChoice(key.value, _l(CHANNELS[key])) for key in (AnswerChannel.PAPER, AnswerChannel.DOOR)
        ],
        validate_choice=False,
    )
    number = StringField(_l("问卷编号"), [_short(20)], filters=[_trimmed])

    points: tuple[int, ...] = ()

    def paper(self) -> Paper:
        said = {
            point: Said(Verdict(self[f"point_{point}"].data), self[f"said_{point}"].data)
            for point in self.points
            if self[f"point_{point}"].data
        }
        return Paper(self.part.data, self.channel.data, said, self.number.data)


def checklist_form(points: Sequence[Point], data: dict[str, str]) -> "ChecklistForm":
    """Three questions, a note and a picture for each point."""
    fields: dict[str, object] = {}
    for point in points:
        for key, words in QUESTIONS.items():
            fields[f"{key}_{point.id}"] = RadioField(
                _l(words),
                [Optional()],
                choices=[SelectChoice(each.value, _l(name)) for each, name in CHECKS.items()],
                validate_choice=False,
            )
        fields[f"note_{point.id}"] = StringField(_l("看到什么"), [_short(200)], filters=[_trimmed])
        fields[f"photo_{point.id}"] = MultipleFileField(_l("现场照片（1 张）"))
    kind = type("ChecklistOfPoints", (ChecklistForm,), {**fields, "points": tuple(p.id for p in points)})
    form: ChecklistForm = kind(data=data)
    return form


class ChecklistForm(Form):
    """A supervisor's checklist; the fields are added by `checklist_form`."""

    points: tuple[int, ...] = ()

    def files(self) -> dict[int, FileStorage]:
        """The picture that was sent of a point."""
        sent = {point: self[f"photo_{point}"].data or [] for point in self.points}
        return {point: files[0] for point, files in sent.items() if files and files[0].filename}

    def checked(self, photos: Mapping[int, str]) -> dict[int, Checked]:
        """Points of which something was said; what was left open is 看不出. `photos`: kept, by point."""
        found = {}
        for point in self.points:
            said = {key: self[f"{key}_{point}"].data for key in QUESTIONS}
            note = self[f"note_{point}"].data
            if any(said.values()) or note or point in photos:
                checks = {key: Check(value) if value else Check.UNCLEAR for key, value in said.items()}
                found[point] = Checked(**checks, note=note, photo=photos.get(point))
        return found


class RectifyForm(Form):
    """What is put right, by whom, by when."""

    reason = StringField(_l("要改什么"), [_NEEDED, _short(200)], filters=[_trimmed])
    responsible = StringField(_l("谁来改"), [_NEEDED, _short(40)], filters=[_trimmed])
    due_on = DayField(_l("期限"), [InputRequired(_l("请选日期"))])


class ProofForm(Form):
    """What was done, with a picture."""

    proof = TextAreaField(_l("做了什么"), [_NEEDED, _short(300)], filters=[_trimmed])
    photos = MultipleFileField(_l("照片（1 张）"))


class TermForm(Form):
    """Who manages the estate by which decision."""

    mode = RadioField(
        _l("管理方式"),
        [InputRequired(_l("请选一种"))],
        coerce=ManagementMode,
        choices=[SelectChoice(key.value, _l(name)) for key, name in MODES.items()],
        validate_choice=False,
    )
    keeper = StringField(_l("谁来管"), [_NEEDED, _short(40)], filters=[_trimmed])
    phone = StringField(
        _l("电话"), [_short(20)], filters=[_trimmed], description=_l("会公开，请填座机或热线")
    )
    charge = StringField(
        _l("收费"), [_short(60)], filters=[_trimmed], description=_l("例如：每平方米每月 0.70 元")
    )
    since = DayField(_l("从哪天起"), [InputRequired(_l("请选日期"))])
    contract_ends_on = DayField(_l("合同到期"), [Optional()])
    vote = SelectField(_l("依据哪次投票"), coerce=int)
    decision = StringField(
        _l("或写明是哪次决定"),
        [_short(100)],
        filters=[_trimmed],
        description=_l("例如：2026年3月1日居民会议决定"),
    )

    def terms(self) -> Terms:
        return Terms(
            mode=self.mode.data,
            keeper=self.keeper.data,
            since=chosen(self.since),
            decision=self.decision.data,
            vote_id=self.vote.data or None,
            phone=self.phone.data,
            charge=self.charge.data,
            contract_ends_on=self.contract_ends_on.data,
        )


class KeepForm(Form):
    """Who keeps an item."""

    item = SelectField(_l("哪一项"), coerce=int)
    keeper = StringField(_l("谁管护"), [_NEEDED, _short(40)], filters=[_trimmed])
    phone = StringField(
        _l("电话"), [_short(20)], filters=[_trimmed], description=_l("会公开，请填座机或热线")
    )
    warranty_ends_on = DayField(_l("保修到"), [Optional()])
    keep = SubmitField(_l("保存"))

    def keeping(self) -> Keeping:
        return Keeping(self.keeper.data, self.phone.data, self.warranty_ends_on.data)


class MoneyForm(Form):
    """A period of the owners' common money."""

    kind = RadioField(
        _l("哪一笔"),
        [InputRequired(_l("请选一项"))],
        coerce=CommonMoneyKind,
        choices=[SelectChoice(key.value, _l(name)) for key, name in MONEY.items()],
        validate_choice=False,
    )
    begins_on = DayField(_l("从"), [InputRequired(_l("请选日期"))])
    ends_on = DayField(_l("到"), [InputRequired(_l("请选日期"))])
    income = MoneyField(_l("收入"), [InputRequired(_l("请填金额，没有就填 0"))])
    spent = MoneyField(_l("支出"), [InputRequired(_l("请填金额，没有就填 0"))])
    balance = MoneyField(_l("期末余额"), [InputRequired(_l("请填金额，没有就填 0"))])
    note = StringField(_l("说明"), [_short(100)], filters=[_trimmed])
    post = SubmitField(_l("公布"))

    def statement(self) -> Statement:
        return Statement(
            kind=self.kind.data,
            begins_on=chosen(self.begins_on),
            ends_on=chosen(self.ends_on),
            income=self.income.data or 0,
            spent=self.spent.data or 0,
            balance=self.balance.data or 0,
            note=self.note.data,
        )
