"""What evaluation does by itself."""

from portal.domain.errors import N_
from portal.evaluation.services.managing import warn_of_ends, warn_of_reviews
from portal.evaluation.services.rectifying import warn_of_due
from portal.evaluation.services.rounds import close_over, remind_unanswered
from portal.jobs.rhythm import daily, minutes
from portal.jobs.schedule import every


def start() -> None:
    """Let workers of this process close, remind and warn."""
    every("evaluation.close", minutes(10), close_over, title=N_("到期的评价自动结束并公布"))
    every("evaluation.remind", daily(10), remind_unanswered, title=N_("提醒还没评的住户"))
    # Each day asks for its own ends, so a day that was missed is made up for.
    every("evaluation.due", daily(9), warn_of_due, title=N_("整改到期提醒"), each=True)
    every("management.ends", daily(9, 10), warn_of_ends, title=N_("管理合同到期提醒"), each=True)
    every("management.reviews", daily(9, 15), warn_of_reviews, title=N_("管理满一年提醒评价"), each=True)
