"""What serving papers and disputing ballots refuse, each with the sentence that people read."""

from portal.domain.errors import N_, RuleViolated


class DisputesWaiting(RuleViolated):
    text = N_("还有 %(number)s 张有异议的选票没有处理，处理完才能公布结果。")


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
