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


class ReplyUnfinished(RuleViolated):
    text = N_("要写名称和内容；大括号里只能是 title、due、body、phone，要人填的写在【】里。")


class PromiseTooEarly(RuleViolated):
    text = N_("说好办好的日子应在今天或以后。")


class BlanksLeft(RuleViolated):
    text = N_("“%(blank)s”还没有填。请填好、读一遍再发。")


class WhyHandedOn(RuleViolated):
    text = N_("请写明为什么不归这里管，居民看得到。")


class SameBody(RuleViolated):
    text = N_("已经在这家办了，请选别的单位。")


class NothingToAsk(RuleViolated):
    text = N_("这件事现在不用再确认。")


class NotShared(RuleViolated):
    text = N_("这件事没有公开，不能附议。")


class AlreadyYours(RuleViolated):
    text = N_("这件事就是您反映的。")


class CannotMerge(RuleViolated):
    text = N_("这两件不能并在一起。")


class WhyHidden(RuleViolated):
    text = N_("请写明为什么，反映的人看得到。")


class CallerNeeded(RuleViolated):
    text = N_("请写来电或来访的人姓什么。")


class PhoneWrong(RuleViolated):
    text = N_("电话号码不对，请核对。")


class OnlyForCallers(RuleViolated):
    text = N_("这件事是居民在手机上提的，由居民自己确认。")


class NoDispute(RuleViolated):
    text = N_("只有纠纷才登记调解。")


class AgreementNeeded(RuleViolated):
    text = N_("达成协议的，请写协议内容。")


class SourceNeeded(RuleViolated):
    text = N_("改了的数字，请写依据。")


class NumberWrong(RuleViolated):
    text = N_("请填 1 到 365 的整数。")


class DayLineWrong(RuleViolated):
    text = N_("第 %(line)s 行看不懂：“%(said)s”。例如：2026-10-01 休 国庆节")


class NotAHandler(RuleViolated):
    text = N_("这个人没有承办人的角色，请先在“工作人员”里加。")
