"""The open points of a vote as fields: each with its value and what it rests on."""

from collections.abc import Iterator
from typing import Any

from wtforms import Field, IntegerField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput

from portal.voting.settings import DEFAULTS, Setting, check_value
from portal.voting.specification import SettingSpec
from portal.voting.words import KIND_WORDS
from portal.web.forms import Form
from portal.web.i18n import _l, gettext

#: A residents' meeting has others; owners do not meet them.
SHOWN = tuple(setting for setting in DEFAULTS.values() if not setting.key.startswith("residents_"))


class Kinds(SelectMultipleField):  # type: ignore[misc]
    option_widget = CheckboxInput()


_YES_NO = [SelectChoice("no", _l("否")), SelectChoice("yes", _l("是"))]


def _flag(value: Any) -> bool:
    return value in {True, "yes"}


def _value_field(setting: Setting) -> Field:
    label = _l(setting.label)
    if isinstance(setting.default, list):
        return Kinds(
            label,
            choices=[SelectChoice(kind.value, _l(word)) for kind, word in KIND_WORDS.items()],
            default=setting.default,
        )
    if isinstance(setting.default, bool):
        chosen = "yes" if setting.default else "no"
        return SelectField(label, choices=_YES_NO, default=chosen)
    return IntegerField(label, default=setting.default)


class SettingsForm(Form):
    """Two fields a setting, made below: ``set_<key>`` and ``set_<key>_source``."""

    def pairs(self) -> Iterator[tuple[Setting, Field, Field]]:
        """Each setting with the field of its value and that of its source."""
        for setting in SHOWN:
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
    """As the settings are stored: true or false, days, or the kinds by name."""
    if isinstance(setting.default, list):
        return sorted(field.data or [])
    return _flag(field.data) if isinstance(setting.default, bool) else field.data


def _trimmed(text: str | None) -> str:
    return (text or "").strip()


for _setting in SHOWN:
    setattr(SettingsForm, f"set_{_setting.key}", _value_field(_setting))
    setattr(
        SettingsForm,
        f"set_{_setting.key}_source",
        StringField(_l("依据"), [Length(max=100, message=_l("请不要超过 100 个字。"))], filters=[_trimmed]),
    )
