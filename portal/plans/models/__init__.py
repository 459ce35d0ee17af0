"""Tables of plans: projects with items, versions, the ledger, and what residents say to a publication."""

from portal.plans.models.items import (
    Batch,
    Category,
    Item,
    ItemMoney,
    ItemState,
    MoneySource,
    Nature,
    Project,
    Route,
    Sharing,
)
from portal.plans.models.ledger import PhotoPhase, ProjectEntry, ProjectField, ProjectPhoto
from portal.plans.models.publicity import CommentKind, PlanComment, PlanNotice
from portal.plans.models.versions import ChangeKind, PlanChange, PlanVersion

__all__ = [
    "Batch",
    "Category",
    "ChangeKind",
    "CommentKind",
    "Item",
    "ItemMoney",
    "ItemState",
    "MoneySource",
    "Nature",
    "PhotoPhase",
    "PlanChange",
    "PlanComment",
    "PlanNotice",
    "PlanVersion",
    "Project",
    "ProjectEntry",
    "ProjectField",
    "ProjectPhoto",
    "Route",
    "Sharing",
]
