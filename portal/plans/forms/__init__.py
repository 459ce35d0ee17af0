"""What a clerk says of a plan, its items, its versions and its ledger: shape only."""

from portal.plans.forms.items import ChangeForm, ConsultForm, ItemForm, ProjectForm, VersionForm, WhyForm
from portal.plans.forms.ledger import EntryForm, ParticularsForm, PictureForm
from portal.plans.forms.wishes import KeyedForm, SurveyForm, WishForm, keyed_form, wish_form

__all__ = [
    "ChangeForm",
    "ConsultForm",
    "EntryForm",
    "ItemForm",
    "KeyedForm",
    "ParticularsForm",
    "PictureForm",
    "ProjectForm",
    "SurveyForm",
    "VersionForm",
    "WhyForm",
    "WishForm",
    "keyed_form",
    "wish_form",
]
