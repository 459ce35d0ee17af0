"""What serving papers and disputing ballots refuse, each with the sentence that people read."""

from portal.domain.errors import N_, RuleViolated


class DisputesWaiting(RuleViolated):
    text = N_("还有 %(number)s 张有异议的选票没有处理，处理完才能公布结果。")


class CallBacksOpen(RuleViolated):
    text = N_("抽中的纸票还有 %(number)s 张没有问业主。请问完再公布；问不完的，写明原因，会一起公布。")


class NotDisputable(RuleViolated):
    text = N_("这张票现在没有计票，不用提异议。")


class OwnBallot(RuleViolated):
    text = N_("这张票是您自己的账号投的。要改请重新投；怀疑账号被别人用了，请到居委会当面说。")


class DisputeOver(RuleViolated):
    text = N_("结果已经公布，请在“对结果的异议”里提。")


class DisputeDecided(RuleViolated):
    text = N_("这张票的异议已经处理过，不能再改。")


class DecidedByReader(RuleViolated):
    text = N_("经手这张票的人，不能处理它的异议。请换一个人。")


class LaterBallotCounts(RuleViolated):
    text = N_("这位业主后来另有一张票计票，这一张不能恢复，请选“不再计票”。")


class NotYetServed(RuleViolated):
    text = N_("送达时间不能晚于现在。")


class SayHow(RuleViolated):
    text = N_("无法送达的，请在备注里写明去过几次、什么原因。")


class NotHungYet(RuleViolated):
    text = N_("贴出的时间不能早于这次投票的公告。")


class NobodyToNotice(RuleViolated):
    text = N_("现在没有登记为“无法送达”的户。请先登记去过几次、什么原因。")


class VisitTooEarly(RuleViolated):
    text = N_("公告以后、公布结果以前才能登记上门。")


class ListOver(RuleViolated):
    text = N_("这份房门清单已经交接或收回。请重新带走一份。")


class NotYourList(RuleViolated):
    text = N_("这份房门清单在“%(name)s”手里，只有本人能发送和交接。")


class NoSuchColleague(RuleViolated):
    text = N_("请选本小区的另一位干事或街道经办。")


class NoSuchDoor(RuleViolated):
    text = N_("这份清单上没有这个房门。")


class DrawnAlready(RuleViolated):
    text = N_("这次投票已经抽过了。一次投票只抽一次。")


class NotToDraw(RuleViolated):
    text = N_("截止以后、公布结果以前才能抽。")


class NoPapers(RuleViolated):
    text = N_("没有计票的纸票，不用抽。")


class SeedTooShort(RuleViolated):
    text = N_("随机数太短，至少 %(number)s 个字，比如当众掷十次骰子。")


class WitnessMissing(RuleViolated):
    text = N_("请写明抽的时候谁在场，至少一位经办以外的人。")


class CallerHandledIt(RuleViolated):
    text = N_("这张票是您录入、复核或代收的，请换一个没有经手的人回访。")


class CalledAlready(RuleViolated):
    text = N_("业主已经否认过这张票，请按“业主说不是自己投的”处理。")


class NoAnswerByText(RuleViolated):
    text = N_("还没有开通短信，这里答复不了。请带证件到社区居委会问。")
