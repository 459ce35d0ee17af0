"""The shape of what residents and clerks send about a vote; no rules, nothing saved."""

from portal.voting.forms.casting import CastForm, answers_to, question_form
from portal.voting.forms.drafting import VoteForm, proposal
from portal.voting.forms.papers import FindForm, PaperForm, paper_form

__all__ = [
    "CastForm",
    "FindForm",
    "PaperForm",
    "VoteForm",
    "answers_to",
    "paper_form",
    "proposal",
    "question_form",
]
