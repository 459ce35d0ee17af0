"""The base of every form: shape and errors; it holds no rules and saves nothing."""

import secrets
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField

from portal.domain.errors import RuleViolated
from portal.web.i18n import say


class Form(FlaskForm):  # type: ignore[misc]
    """A form that can be refused by a rule, and that knows one pressing of the button from another."""

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
