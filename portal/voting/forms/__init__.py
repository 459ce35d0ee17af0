"""The shape of what residents and clerks send about a vote; no rules, nothing saved."""

from portal.voting.forms.casting import CastForm, QuestionForm, answers_to
from portal.voting.forms.drafting import VoteForm, proposal
from portal.voting.forms.papers import FindForm, PaperForm, paper_form

__all__ = [
    "CastForm",
    "FindForm",
    "PaperForm",
    "QuestionForm",
    "VoteForm",
    "answers_to",
    "paper_form",
    "proposal",
]
