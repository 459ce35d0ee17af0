"""The open points of a vote as fields: each with its value and what it rests on."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from wtforms import Field, IntegerField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput

from portal.domain.tally import Regime
from portal.voting.settings import ELECTION_KEYS, Setting, SettingKind, check_value, settings_for
from portal.voting.specification import SettingSpec
from portal.voting.words import KIND_WORDS
from portal.web.forms import Form
from portal.web.i18n import _l, gettext

#: A residents' meeting and an election have others; owners who set up a vote do not meet them here.
SHOWN = tuple(setting for setting in settings_for(Regime.OWNERS) if setting.key not in ELECTION_KEYS)
_LONG = Length(max=100, message=_l("请不要超过 100 个字。"))


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


class Kinds(SelectMultipleField):  # type: ignore[misc]
    option_widget = CheckboxInput()


_YES_NO = [SelectChoice("no", _l("否")), SelectChoice("yes", _l("是"))]


def _flag(value: Any) -> bool:
    return value in {True, "yes"}


def _kinds(setting: Setting) -> Field:
    choices = [SelectChoice(kind.value, _l(word)) for kind, word in KIND_WORDS.items()]
    return Kinds(_l(setting.label), choices=choices, default=setting.default)


def _yes_or_no(setting: Setting) -> Field:
    return SelectField(_l(setting.label), choices=_YES_NO, default="yes" if setting.default else "no")


def _number(setting: Setting) -> Field:
    return IntegerField(_l(setting.label), default=setting.default)


def _words(setting: Setting) -> Field:
    return StringField(_l(setting.label), [Optional(), _LONG], filters=[_trimmed], default=setting.default)


def _one_of(setting: Setting) -> Field:
    choices = [SelectChoice(str(value), _l(word)) for value, word in setting.words.items()]
    return SelectField(_l(setting.label), choices=choices, default=setting.default)


_FIELDS: Mapping[SettingKind, Callable[[Setting], Field]] = {
    SettingKind.FLAG: _yes_or_no,
    SettingKind.DAYS: _number,
    SettingKind.NUMBER: _number,
    SettingKind.SHARE: _words,
    SettingKind.KINDS: _kinds,
    SettingKind.TEXT: _words,
    SettingKind.ONE_OF: _one_of,
}


class SettingsForm(Form):
    """Two fields a setting, put there by `with_fields`: ``set_<key>`` and ``set_<key>_source``."""

    shown: ClassVar[Sequence[Setting]] = ()

    def pairs(self) -> Iterator[tuple[Setting, Field, Field]]:
        """Each setting with the field of its value and that of its source."""
        for setting in self.shown:
            yield setting, self[f"set_{setting.key}"], self[f"set_{setting.key}_source"]

    def touched(self) -> bool:
        """Whether the fold with the settings has something to show by itself."""
        return any(value.errors or source.errors or source.data for _, value, source in self.pairs())

    def validate(self, extra_validators: Any = None) -> bool:
        """A value that differs from the cautious default says what it rests on."""
        fine = bool(super().validate(extra_validators))
        for setting, value, source in self.pairs():
            problem = None if value.errors else check_value(setting.key, _value(setting, value))
            if problem:
                value.errors = [*value.errors, gettext(problem)]
            elif not source.data and not value.errors and _value(setting, value) != setting.default:
                text = gettext("“%(setting)s”和默认不同，请写明依据。", setting=gettext(setting.label))
                source.errors = [*source.errors, text]
            fine = fine and not value.errors and not source.errors
        return fine

    def settings(self) -> dict[str, SettingSpec]:
        """What was decided otherwise, or on other grounds, than by default."""
        return {
            setting.key: SettingSpec(_value(setting, value), source.data)
            for setting, value, source in self.pairs()
            if source.data
        }


def _value(setting: Setting, field: Field) -> Any:
    """As the settings are stored: true or false, days, words, or the kinds by name."""
    if setting.kind is SettingKind.KINDS:
        return sorted(field.data or [])
    if setting.kind is SettingKind.FLAG:
        return _flag(field.data)
    return (field.data or "") if isinstance(setting.default, str) else field.data


def shown_as(setting: Setting, value: Any) -> Any:
    """A stored value as its field takes it."""
    return ("yes" if value else "no") if setting.kind is SettingKind.FLAG else value


def with_fields(form: type[SettingsForm], settings: Iterable[Setting]) -> None:
    """Give a form its pairs of fields."""
    form.shown = tuple(settings)
    for setting in form.shown:
        setattr(form, f"set_{setting.key}", _FIELDS[setting.kind](setting))
        source = StringField(_l("依据"), [_LONG], filters=[_trimmed])
        setattr(form, f"set_{setting.key}_source", source)


with_fields(SettingsForm, SHOWN)
