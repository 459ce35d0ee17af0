"""What a resident writes of a matter, and what the desk writes back."""

from collections.abc import Sequence

from flask_wtf.file import MultipleFileField
from wtforms import RadioField, SelectChoice, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Length

from portal.domain.stages import CaseState
from portal.feedback.models import CaseCategory
from portal.feedback.words import CATEGORIES, STEPS
from portal.web.forms import Form
from portal.web.i18n import _l


def _short(most: int) -> Length:
    return Length(max=most, message=_l("请不要超过 %(max)d 个字"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class CaseForm(Form):
    """A matter; ``part`` offers the person's homes, 0 stands for everything else."""

    text = TextAreaField(
        _l("是什么事？"), [InputRequired(_l("请写几句是什么事")), _short(1000)], filters=[_trimmed]
    )
    photos = MultipleFileField(_l("照片（最多 3 张，可不传）"))
    part = SelectField(_l("在哪里"), coerce=int)
    place = StringField(_l("具体位置"), [_short(60)], filters=[_trimmed])
    category = RadioField(
        _l("属于哪一类"),
        [InputRequired(_l("请选一类"))],
        coerce=CaseCategory,
        choices=[SelectChoice(key.value, _l(name)) for key, name in CATEGORIES.items()],
        validate_choice=False,
    )


class LastWordForm(Form):
    """Two buttons of the same weight, and words for the one that says no."""

    words = TextAreaField(_l("哪里没解决"), [_short(1000)], filters=[_trimmed])
    solved = SubmitField(_l("解决了"))
    unsolved = SubmitField(_l("没解决"))


class StepForm(Form):
    """What the desk does next; the choices are what may follow."""

    # A colleague may have been quicker: what may still follow is the rule's to say.
    step = RadioField(
        _l("下一步"), [InputRequired(_l("请选下一步"))], coerce=CaseState, validate_choice=False
    )
    words = TextAreaField(_l("写给居民的话"), [_short(1000)], filters=[_trimmed])

    @classmethod
    def offering(cls, states: Sequence[CaseState]) -> "StepForm":
        form = cls()
        form.step.choices = [SelectChoice(state.value, _l(STEPS[state])) for state in states]
        return form
