"""Setting up a vote: what is asked, of whom, and when. Shape only; the rules are elsewhere."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from wtforms import (
    DateTimeLocalField,
    Field,
    FormField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput

from portal.communities.models import Building, Entrance, Estate
from portal.domain.deadlines import Window, check_notice, local_day
from portal.domain.errors import RuleViolated
from portal.domain.matters import ManagementMode, Matter, Subject, is_softer, matter_class, matter_of
from portal.domain.tally import MatterClass, QuestionKind, Regime
from portal.voting.forms.modes import MODES, ModeForm
from portal.voting.forms.settings import SettingsForm
from portal.voting.services.opening import earliest_opening
from portal.voting.settings import DEFAULTS
from portal.voting.specification import QuestionSpec, ScopeSpec, VoteSpec
from portal.voting.specification.reading import RESERVED
from portal.voting.words import CLASSES, SUBJECTS
from portal.web import clock
from portal.web.clock import CHINA
from portal.web.i18n import _l, gettext, say

_NEEDED = InputRequired(_l("请填写这一栏。"))
_OPEN_FOR = timedelta(days=10)
_BY_LAW = "law"
#: What a yes-or-no matter may be about; the mode has a question of its own.
MATTERS = tuple(s for s in SUBJECTS if matter_of(s) and s is not Subject.MANAGEMENT_MODE)


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字。"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


def _keeping(rule: Callable[[], object]) -> None:
    """:raises ValidationError: the rule's own sentence."""
    try:
        rule()
    except RuleViolated as refusal:
        raise ValidationError(say(refusal)) from refusal


class Boxes(SelectMultipleField):  # type: ignore[misc]
    option_widget = CheckboxInput()


def moment_field(label: Any, hint: Any = "") -> DateTimeLocalField:
    return DateTimeLocalField(
        label,
        [InputRequired(_l("请填写时间。"))],
        description=hint,
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        tz=CHINA,
        invalid_value_message=_l("时间不对，请按年、月、日、时、分填写。"),
    )


class VoteForm(SettingsForm):
    """The mode, a yes-or-no matter, or both on one ballot; 都不同意 and 弃权 are always there."""

    title = StringField(
        _l("投票名称"), [_NEEDED, _short(30)], filters=[_trimmed], description=_l("例如：改造后谁来管")
    )
    explanation = TextAreaField(
        _l("为什么投这个票"),
        [_short(500)],
        filters=[_trimmed],
        description=_l("两三句大白话，居民打开投票先看到"),
    )
    convener = StringField(_l("召集人"), [_NEEDED, _short(40)], filters=[_trimmed])
    what = RadioField(
        _l("投什么"),
        [InputRequired(_l("请选投什么。"))],
        choices=[
            SelectChoice("mode", _l("管理模式：三种办法选一种")),
            SelectChoice("matter", _l("一件事：同意或不同意")),
            SelectChoice("both", _l("两样印在一张选票上")),
        ],
    )
    mode_text = StringField(
        _l("怎么问"), [_short(60)], filters=[_trimmed], default=_l("改造后，小区由谁来管？")
    )
    subject = SelectField(_l("哪一类事"))
    matter_text = StringField(
        _l("怎么问"),
        [_short(100)],
        filters=[_trimmed],
        description=_l("能用同意或不同意回答，例如：是否同意本小区改造方案？"),
    )
    asked_class = RadioField(
        _l("按哪一类表决"),
        choices=[
            SelectChoice(_BY_LAW, _l("按法律归类")),
            SelectChoice(MatterClass.ORDINARY.value, _l("一般事项，同意的过一半")),
            SelectChoice(MatterClass.SPECIAL.value, _l("特别事项，同意的满四分之三")),
        ],
        default=_BY_LAW,
    )
    softer_because = StringField(
        _l("放宽的理由"),
        [_short(200)],
        filters=[_trimmed],
        description=_l("特别事项改按一般事项表决才要写，会记入记录"),
    )
    scope = RadioField(
        _l("谁来投"),
        choices=[
            SelectChoice("all", _l("全小区业主")),
            SelectChoice("buildings", _l("部分楼栋")),
            SelectChoice("entrances", _l("部分单元")),
        ],
        default="all",
    )
    buildings = Boxes(_l("哪些楼栋"))
    entrances = Boxes(_l("哪些单元"))
    notice_at = moment_field(_l("公告时间"), _l("打算哪天公告；按“公告”那一刻算起，第二天是第一天"))
    opens_at = moment_field(_l("开始时间"))
    closes_at = moment_field(_l("截止时间"))

    def offer(self, buildings: Sequence[Building], entrances: Sequence[Entrance]) -> None:
        """What can be chosen here: the subjects of the law, the places of the roll."""
        self.subject.choices = [SelectChoice(subject.value, subject_words(subject)) for subject in MATTERS]
        self.buildings.choices = [SelectChoice(building.name, building.name) for building in buildings]
        self.entrances.choices = [SelectChoice(str(e.id), f"{e.building.name}{e.name}") for e in entrances]
        self._entrances = {str(e.id): (e.building.name, e.name) for e in entrances}

    @property
    def asks_mode(self) -> bool:
        return self.what.data in {"mode", "both"}

    @property
    def asks_matter(self) -> bool:
        return self.what.data in {"matter", "both"}

    def modes(self) -> list[tuple[ManagementMode, ModeForm]]:
        return [(mode, self[f"mode_{mode.value}"].form) for mode in MODES]

    def matter(self) -> Matter:
        """:raises ValueError: a subject that owners do not decide together; no choice of this form is one."""
        matter = matter_of(Subject(self.subject.data))
        if matter is None:
            raise ValueError(self.subject.data)
        return matter

    def matter_class(self) -> MatterClass:
        """What was chosen, else what the law says."""
        asked = self.asked_class.data
        return matter_class(self.matter()) if asked == _BY_LAW else MatterClass(asked)

    def validate_mode_text(self, typed: Field) -> None:
        if self.asks_mode and not typed.data:
            raise ValidationError(gettext("请写明怎么问。"))

    def validate_matter_text(self, typed: Field) -> None:
        if self.asks_matter and not typed.data:
            raise ValidationError(gettext("请写明怎么问。"))

    def validate_softer_because(self, typed: Field) -> None:
        """Less than the law asks for needs a reason on record."""
        readable = self.asks_matter and not (self.subject.errors or self.asked_class.errors)
        if readable and not typed.data and is_softer(self.matter_class(), self.matter()):
            raise ValidationError(gettext("这类事属于特别事项；按一般事项表决，请写明理由。"))

    def validate_buildings(self, chosen: Field) -> None:
        if self.scope.data == "buildings" and not chosen.data:
            raise ValidationError(gettext("请勾选楼栋。"))

    def validate_entrances(self, chosen: Field) -> None:
        if self.scope.data == "entrances" and not chosen.data:
            raise ValidationError(gettext("请勾选单元。"))

    def validate_notice_at(self, chosen: Field) -> None:
        if chosen.data and local_day(chosen.data) < local_day(clock.now()):
            problem = gettext("公告时间不能早于今天；此前已张贴的，建好草稿再在“补齐”页写明凭证。")
            raise ValidationError(problem)

    def validate_opens_at(self, opens: Field) -> None:
        """The notice stands long enough, by the days that this very form says."""
        days = self.set_notice_days.data
        if self.notice_at.data and opens.data and isinstance(days, int):
            _keeping(lambda: check_notice(self.notice_at.data, opens.data, days=days))

    def validate_closes_at(self, closes: Field) -> None:
        if self.opens_at.data and closes.data:
            _keeping(lambda: Window(self.opens_at.data, closes.data))

    def validate(self, extra_validators: Any = None) -> bool:
        """The words of the three modes as well: there, different, and no answer's own."""
        fine = super().validate(extra_validators)
        return self._modes_fit() and fine if self.asks_mode else fine

    def _modes_fit(self) -> bool:
        seen = set(RESERVED)
        for _mode, form in self.modes():
            words = form.text.data
            if not words or words in seen:
                problem = gettext("请写明，不要和别的选项重复。")
                form.text.errors = [*form.text.errors, problem]
            seen.add(words)
        return not any(form.errors for _mode, form in self.modes())

    def specification(self, estate: Estate) -> VoteSpec:
        """What was typed, as a file would say it."""
        subject = Subject.MANAGEMENT_MODE if self.asks_mode else Subject(self.subject.data)
        return VoteSpec(
            title=self.title.data,
            estate=estate.name,
            street=estate.street.name,
            regime=Regime.OWNERS,
            notice_at=self.notice_at.data,
            opens_at=self.opens_at.data,
            closes_at=self.closes_at.data,
            questions=self._questions(),
            scope=self._scope(),
            settings=self.settings(),
            subject=subject,
            matter=matter_of(subject),
            explanation=self.explanation.data,
            convener=self.convener.data,
        )

    def _questions(self) -> tuple[QuestionSpec, ...]:
        asked = []
        if self.asks_mode:
            options = tuple(form.option(mode) for mode, form in self.modes())
            asked.append(
                QuestionSpec(
                    "mode", self.mode_text.data, QuestionKind.CHOOSE, MatterClass.ORDINARY, options=options
                )
            )
        if self.asks_matter:
            softer = is_softer(self.matter_class(), self.matter())
            asked.append(
                QuestionSpec(
                    "matter",
                    self.matter_text.data,
                    QuestionKind.APPROVE,
                    self.matter_class(),
                    softer_because=self.softer_because.data if softer else None,
                    matter=self.matter(),
                )
            )
        return tuple(asked)

    def _scope(self) -> ScopeSpec:
        if self.scope.data == "buildings":
            return ScopeSpec(buildings=tuple(self.buildings.data))
        if self.scope.data == "entrances":
            return ScopeSpec(entrances=tuple(self._entrances[key] for key in self.entrances.data))
        return ScopeSpec()


for _mode in MODES:
    setattr(VoteForm, f"mode_{_mode.value}", FormField(ModeForm))


def subject_words(subject: Subject) -> str:
    """``加装电梯（特别事项）``."""
    matter = matter_of(subject)
    word = gettext(SUBJECTS[subject])
    if matter is None:
        return str(word)
    of = {"subject": word, "kind": gettext(CLASSES[matter_class(matter)])}
    return str(gettext("%(subject)s（%(kind)s）", **of))


def proposal(estate: Estate, now: datetime) -> dict[str, Any]:
    """What stands in the form before anybody typed: nothing is decided, times keep the law."""
    days = DEFAULTS["notice_days"].default
    opens_on = earliest_opening(now, days).astimezone(CHINA).date()
    modes = {
        f"mode_{mode.value}": {"text": str(text), "detail": str(detail)}
        for mode, (text, detail) in MODES.items()
    }
    return modes | {
        "convener": gettext("%(community)s居民委员会", community=estate.community.name),
        "notice_at": now,
        "opens_at": datetime.combine(opens_on, time(9), CHINA),
        "closes_at": datetime.combine(opens_on + _OPEN_FOR, time(18), CHINA),
    }
