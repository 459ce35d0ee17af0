"""The base of every form: shape and errors; it holds no rules and saves nothing."""

import secrets
from functools import cache
from typing import Any

from babel.support import Translations
from flask_babel import get_locale
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.i18n import messages_path

from portal.domain.errors import RuleViolated
from portal.web.i18n import say


@cache
def _own_words(locale: str) -> object:
    return Translations.load(messages_path(), [locale, locale.partition("_")[0]], "wtforms")


class Form(FlaskForm):  # type: ignore[misc]
    """A form that can be refused by a rule, and that knows one pressing of the button from another."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def get_translations(self, form: object) -> object:
            """WTForms' own words, read from disk once for a language and not once for a page."""
            return _own_words(str(get_locale() or "zh_Hans_CN"))

    #: Sent back unchanged by the browser: two taps carry the same value, a new page a new one.
    once = HiddenField()
    form_errors: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.once.data or len(self.once.data) > 64:
            self.once.data = secrets.token_urlsafe(16)

    def submitted(self) -> bool:
        """Whether the person pressed the button and every answer has the right shape."""
        return bool(self.validate_on_submit())

    def refuse(self, refusal: RuleViolated, field: str | None = None) -> None:
        """Show a rule's sentence, beside the field it is about or above the whole form."""
        if field:
            self[field].errors = [*self[field].errors, say(refusal)]
        else:
            self.form_errors = [*self.form_errors, say(refusal)]
