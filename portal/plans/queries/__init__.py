"""Reads of plans; every look-up names its estate."""

from portal.plans.queries.plan import (
    PlanSummary,
    areas,
    count_items,
    find_project,
    find_published,
    get_item,
    get_project,
    get_published_item,
    list_items,
    list_soon,
    summaries,
)
from portal.plans.queries.versions import find_published_version, version_ref

__all__ = [
    "PlanSummary",
    "areas",
    "count_items",
    "find_project",
    "find_published",
    "find_published_version",
    "get_item",
    "get_project",
    "get_published_item",
    "list_items",
    "list_soon",
    "summaries",
    "version_ref",
]
