"""Tables of plans: projects with items, versions, and the ledger."""

from portal.plans.models.courses import Compensation, Course, CourseKind, CourseStep
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
from portal.plans.models.ledger import PhotoPhase, ProjectEntry, ProjectField, ProjectPhoto, ProjectVerdict
from portal.plans.models.places import ItemPlace
from portal.plans.models.publicity import Posting, Publicity, Reach, ReachWay, Remark
from portal.plans.models.versions import ChangeKind, PlanChange, PlanVersion
from portal.plans.models.wishes import Channel, WishAnswer, WishSurvey

__all__ = [
    "Batch",
    "Category",
    "ChangeKind",
    "Channel",
    "Compensation",
    "Course",
    "CourseKind",
    "CourseStep",
    "Item",
    "ItemMoney",
    "ItemPlace",
    "ItemState",
    "MoneySource",
    "Nature",
    "PhotoPhase",
    "PlanChange",
    "PlanVersion",
    "Posting",
    "Project",
    "ProjectEntry",
    "ProjectField",
    "ProjectPhoto",
    "ProjectVerdict",
    "Publicity",
    "Reach",
    "ReachWay",
    "Remark",
    "Route",
    "Sharing",
    "WishAnswer",
    "WishSurvey",
]
