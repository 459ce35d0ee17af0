"""What steering refuses."""

from portal.domain.errors import N_, RuleViolated


class NotHeldYet(RuleViolated):
    text = N_("会议时间还没到，开完再登记。")


class DueBeforeMeeting(RuleViolated):
    text = N_("办结期限不能早于开会那天。")


class AlreadySettled(RuleViolated):
    text = N_("这件事已经登记办结了。")


class NotSaidHow(RuleViolated):
    text = N_("请写明怎么办的。")


class EstateElsewhere(RuleViolated):
    text = N_("这个小区不在开会的街道。")
