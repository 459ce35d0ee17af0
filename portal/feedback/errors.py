"""What is refused when matters are raised and handled, each with the sentence that people read."""

from portal.domain.errors import N_, RuleViolated


class NothingSaid(RuleViolated):
    text = N_("请写几句是什么事。")


class TooManyPhotos(RuleViolated):
    text = N_("最多 %(most)s 张照片。")


class NotYourHome(RuleViolated):
    text = N_("您没有登记这套房，请重新选是哪里的事。")


class NotYours(RuleViolated):
    text = N_("只有反映的人自己能确认。")


class OnlyResidentConfirms(RuleViolated):
    text = N_("是不是解决了，由反映的居民确认。")


class AssigneeNeeded(RuleViolated):
    text = N_("请写明转交给谁办。")


class AnswerNeeded(RuleViolated):
    text = N_("请写上给居民的答复。")


class ReasonNeeded(RuleViolated):
    text = N_("请写一句哪里没解决。")
