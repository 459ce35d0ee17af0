"""What an owner answers on the phone."""

from collections.abc import Mapping, Sequence

from wtforms import BooleanField, RadioField, SelectChoice, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput

from portal.domain.tally import Choice, QuestionKind
from portal.voting.answers import choices_offered
from portal.voting.models import Question
from portal.voting.words import PLAIN_CHOICES
from portal.web.forms import Form
from portal.web.i18n import _l, gettext


class Ticks(SelectMultipleField):  # type: ignore[misc]
    option_widget = CheckboxInput()


def answers_to(
    question: Question, *, follow_majority: bool, words: Mapping[Choice, str] = PLAIN_CHOICES
) -> list[SelectChoice]:
    """Value and words of every box that a question has, options first.

    :param words: a resident's plain ones, or the official ones as they stand on paper.
    """
    options = [SelectChoice(f"option:{option.key}", option.text) for option in question.options]
    offered = choices_offered(question, follow_majority=follow_majority)
    return options + [SelectChoice(choice.value, gettext(words[choice])) for choice in offered]


class QuestionForm(Form):
    """One question, one answer, none ticked beforehand."""

    answer = RadioField(_l("您的意见"), [InputRequired(_l("请选一项"))])

    def values(self) -> list[str]:
        return [self.answer.data] if self.answer.data else []


class BudgetForm(Form):
    """One question, as many options as the budget holds, or none of them."""

    answer = Ticks(_l("您的意见"), [InputRequired(_l("请至少勾一样，或选“都不同意”“弃权”"))])

    def values(self) -> list[str]:
        return list(self.answer.data or [])


def question_form(
    question: Question, kept: Sequence[str], *, follow_majority: bool
) -> QuestionForm | BudgetForm:
    """The form of one question, with what this phone chose before.

    :param kept: values, as the form sends them.
    """
    form: QuestionForm | BudgetForm
    if question.kind is QuestionKind.BUDGET:
        form = BudgetForm(answer=list(kept))
    else:
        form = QuestionForm(answer=kept[0] if kept else None)
    form.answer.label.text = question.text
    form.answer.choices = answers_to(question, follow_majority=follow_majority)
    return form


class CastForm(Form):
    """Only the pressing of the button; what was chosen waits in the session."""

    agreed = BooleanField(_l("共有人已经商量好由我来投"))
