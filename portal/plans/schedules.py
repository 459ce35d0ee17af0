"""What plans do by themselves."""

from portal.domain.errors import N_
from portal.jobs.rhythm import minutes
from portal.jobs.schedule import every
from portal.plans.services.wishes import close_over


def start() -> None:
    """Let workers of this process end surveys whose time is over."""
    every("wishes.close", minutes(10), close_over, title=N_("到期的意愿征询自动结束"))
