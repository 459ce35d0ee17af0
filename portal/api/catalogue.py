"""The data sets: their names for people, their addresses, and the columns of their csv."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.domain.errors import N_

COLUMNS: Mapping[str, Sequence[str]] = {
    "estates": ("id", "name", "street", "community", "is_demonstration"),
    "projects": (
        "estate_id",
        "estate",
        "street",
        "title",
        "stage",
        "route",
        "batch",
        "year",
        "published_at",
        "scope",
        "scale",
        "content",
        "planned",
        "spent",
        "percent",
    ),
    "items": (
        "id",
        "position",
        "name",
        "nature",
        "category",
        "place",
        "what",
        "cost",
        "responsible",
        "starts_on",
        "ends_on",
        "state",
    ),
    "progress": ("field", "at", "text", "planned", "spent", "percent"),
    "votes": (
        "id",
        "title",
        "regime",
        "state",
        "recorded",
        "convener",
        "notice_at",
        "opens_at",
        "closes_at",
        "has_result",
    ),
    "fund": ("id", "title", "state", "total", "subsidy", "promises", "promised", "paid", "spent"),
    "cases": (
        "name",
        "raised",
        "due",
        "in_term",
        "done",
        "confirmed",
        "unheard",
        "reopened",
        "days",
    ),
}


@dataclass(frozen=True)
class Dataset:
    """``endpoint`` of the api; ``of_estate`` where its address names one, perhaps one with a public plan."""

    name: str
    detail: str
    endpoint: str
    of_estate: bool = True
    needs_plan: bool = False


DATASETS: Sequence[Dataset] = (
    Dataset(N_("小区"), N_("名称、街道、社区"), "api.estates", of_estate=False),
    Dataset(N_("改造项目"), N_("公布了的项目和它的台账"), "api.projects", of_estate=False),
    Dataset(N_("改造内容"), N_("改什么、花多少、谁出钱、谁负责"), "api.items", needs_plan=True),
    Dataset(N_("进度"), N_("台账五项的每次更新"), "api.progress", needs_plan=True),
    Dataset(N_("投票"), N_("公告过的投票；结果公布后可取结果"), "api.votes"),
    Dataset(N_("资金"), N_("认缴、实缴、支出的总数"), "api.fund"),
    Dataset(N_("意见统计"), N_("一年里收到、办结多少"), "api.cases", of_estate=False),
)
