"""Tables of plans: projects with items, versions, and the ledger."""

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
from portal.plans.models.versions import ChangeKind, PlanChange, PlanVersion

__all__ = [
    "Batch",
    "Category",
    "ChangeKind",
    "Item",
    "ItemMoney",
    "ItemState",
    "MoneySource",
    "Nature",
    "PhotoPhase",
    "PlanChange",
    "PlanVersion",
    "Project",
    "ProjectEntry",
    "ProjectField",
    "ProjectPhoto",
    "Route",
    "Sharing",
]
