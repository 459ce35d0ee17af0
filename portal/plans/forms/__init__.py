"""What a clerk says of a plan, its items, its versions and its ledger: shape only."""

from portal.plans.forms.items import ChangeForm, ConsultForm, ItemForm, ProjectForm, VersionForm, WhyForm
from portal.plans.forms.ledger import EntryForm, ParticularsForm, PictureForm

__all__ = [
    "ChangeForm",
    "ConsultForm",
    "EntryForm",
    "ItemForm",
    "ParticularsForm",
    "PictureForm",
    "ProjectForm",
    "VersionForm",
    "WhyForm",
]
