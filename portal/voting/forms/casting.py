"""What an owner answers on the phone."""

from collections.abc import Mapping

from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired

from portal.domain.tally import Choice
from portal.voting.answers import choices_offered
from portal.voting.models import Question
from portal.voting.words import PLAIN_CHOICES
from portal.web.forms import Form
from portal.web.i18n import _l, gettext


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

    def ask(self, question: Question, *, follow_majority: bool) -> None:
        self.answer.label.text = question.text
        self.answer.choices = answers_to(question, follow_majority=follow_majority)


class CastForm(Form):
    """Only the pressing of the button; what was chosen waits in the session."""
