"""A question under a budget, and the rule of a residents' meeting as a street would enter it."""

from datetime import timedelta

from portal.domain.tally import QuestionKind
from portal.voting.models import Vote
from portal.voting.services.rolls import publish_electors
from portal.voting.specification import OptionSpec, QuestionSpec, SettingSpec
from tests.factories.voting import CLERK, NOW

BUDGET = QuestionSpec(
    "items",
    "先做哪几样？",
    QuestionKind.BUDGET,
    None,
    options=(
        OptionSpec("x", "凉亭", cost=3_000_000),
        OptionSpec("y", "路灯", cost=2_000_000),
        OptionSpec("z", "晾衣架", cost=1),
    ),
    budget=5_000_000,
)
MEETING = {
    "residents_rule": SettingSpec("城市居民委员会组织法", "街道〔2026〕3号"),
    "residents_edition": SettingSpec("2025年修订", "街道〔2026〕3号"),
    "residents_article": SettingSpec("街道确认的条款", "街道〔2026〕3号"),
    "residents_present": SettingSpec(">1/2", "街道〔2026〕3号"),
    "residents_votes": SettingSpec(">1/2", "街道〔2026〕3号"),
    "electors": SettingSpec("households", "街道〔2026〕3号"),
}


def listed(vote: Vote) -> Vote:
    """Its list hung long enough and nobody objected."""
    publish_electors(vote, days=7, by=CLERK, now=NOW - timedelta(days=30))
    return vote
