"""What a plan refuses."""

from portal.domain.errors import N_, RuleViolated


class ProjectExists(RuleViolated):
    text = N_("本小区已经有一个改造方案，请在其中添加内容。")


class NothingPlanned(RuleViolated):
    text = N_("方案里还没有内容，不能公布。")


class PublishedAlready(RuleViolated):
    text = N_("方案已经公布，不用再公布一次。")


class PublishedStays(RuleViolated):
    text = N_("方案已经公布，“%(name)s”不能删掉。请改为说明实际情况。")


class NatureNeedsSource(RuleViolated):
    text = N_("请写明“%(nature)s”的依据：哪个文件、哪次会议，或者谁定的。")


class MoneyDiffers(RuleViolated):
    text = N_("各方出资合计 %(sum)s 元，与费用 %(cost)s 元不一致。")


class MoneyWithoutCost(RuleViolated):
    text = N_("填了谁出多少钱，还没有填总费用。")


class DatesOutOfOrder(RuleViolated):
    text = N_("完工日期不能早于开工日期。")


class HeritageUnheard(RuleViolated):
    text = N_("“%(name)s”涉及历史建筑或文物，请先写明区文化旅游委的意见，再公布。")


class AdjoiningDiffers(RuleViolated):
    text = N_("“%(name)s”是小区外相邻的市政工程，日期和小区内的不一样，请写明为什么不一起做。")


class QuantityNeedsUnit(RuleViolated):
    text = N_("请写明数量的单位，例如米、平方米、个。")


class PublishedIsKept(RuleViolated):
    text = N_("方案已经公布，不能直接改。请起草新版本，写明改什么、为什么。")


class NotPublishedYet(RuleViolated):
    text = N_("方案还没有公布，请直接修改，不用起草新版本。")


class DraftExists(RuleViolated):
    text = N_("已经有一份新版本的草稿，请在那里接着改。")


class NothingChanged(RuleViolated):
    text = N_("和现在公布的完全一样，没有可以公布的改动。")


class WhyNeeded(RuleViolated):
    text = N_("请写明为什么改。")


class NoSuchCase(RuleViolated):
    text = N_("本小区没有编号为“%(number)s”的反馈，请核对编号。")


class ConsultationNeeded(RuleViolated):
    text = N_("居民投过票以后的大改动，要先重新征求意见，把经过写明，才能公布。")


class ConsultationRunning(RuleViolated):
    text = N_("征求意见到 %(to)s 才结束，之后才能公布。")


class ConsultationIncomplete(RuleViolated):
    text = N_("请写明怎样征求意见、从哪天到哪天、结果怎样；截止不能早于开始。")


class EntryEmpty(RuleViolated):
    text = N_("请写一句话，说明“%(field)s”现在是什么情况。")


class EntryUnchanged(RuleViolated):
    text = N_("和台账里现在写的一样，不用再记。")


class ProgressNeedsPercent(RuleViolated):
    text = N_("请写形象进度完成了百分之几，从 0 到 100。")


class SpentBeyondPlan(RuleViolated):
    text = N_("完成投资 %(spent)s 元超过计划投资 %(planned)s 元，请核对，或者先改计划投资。")


class PhotoWithoutRights(RuleViolated):
    text = N_("请写明照片是谁拍的，并确认可以公开。")


class PhotoOfTomorrow(RuleViolated):
    text = N_("拍摄日期还没有到，请核对。")


class LargeNeedsSource(RuleViolated):
    text = N_("改了大改动的标准，请写明依据：哪次会议，或者谁定的。")


class SurveyRunning(RuleViolated):
    text = N_("已经有一次意愿征询正在进行，结束以后才能再问。")


class SurveyEnded(RuleViolated):
    text = N_("这次意愿征询已经结束，不再收了。")


class SurveyNotEnded(RuleViolated):
    text = N_("征询还没有结束，结束以后才能按意愿拟方案。")


class TooShort(RuleViolated):
    text = N_("至少要留 %(days)s 天，让每一户来得及答。")


class NothingAsked(RuleViolated):
    text = N_("请至少选一个问题。问想改哪些，还要选出可以改的项目。")


class NothingSaid(RuleViolated):
    text = N_("一个问题都没有答，请至少答一个。")


class NothingWished(RuleViolated):
    text = N_("还没有哪一项有人想改，或者答的户数太少，不能按意愿拟方案。")


class NotYourHome(RuleViolated):
    text = N_("这一户不在您名下，或者不是本小区的住房。")


class PaperUsed(RuleViolated):
    text = N_("编号 %(number)s 的表已经录过，请核对编号。")


class TooFewFloors(RuleViolated):
    text = N_("6 层和 6 层以上的楼才能按这个政策加装电梯，这里填的是 %(floors)s 层。")


class StructureUnchecked(RuleViolated):
    text = N_("请先填结构检查报告。查明房屋结构安全，才能往下走。")


class VoteMissing(RuleViolated):
    text = N_("请先关联本单元业主的表决；要结果已公布并且通过的。")


class SchemeMissing(RuleViolated):
    text = N_("请先关联出资方案，写明每家出多少。")


class CompensationOpen(RuleViolated):
    text = N_("还有 %(count)s 条补偿要求没有答复，答复以后才能往下走。")


class MediationNeeded(RuleViolated):
    text = N_("有补偿要求没有谈拢，请先记下调解的经过和结果。")


class PaperNeeded(RuleViolated):
    text = N_("“%(step)s”要写明文件编号。")


class DayAhead(RuleViolated):
    text = N_("日期还没有到，做了以后再记。")


class DayBefore(RuleViolated):
    text = N_("日期不能早于上一步的 %(day)s。")


class NoStepLeft(RuleViolated):
    text = N_("没有下一步可以记了。")


class OnlyGradeD(RuleViolated):
    text = N_("鉴定为 %(grade)s 级，不是 D 级危房，不能自建联建。可以修缮加固。")


class FactsMissing(RuleViolated):
    text = N_("请先填好：%(what)s。")


class OriginalsDiffer(RuleViolated):
    text = N_("%(what)s和原来不一样，请写明原因；增加容积率由规划部门定。")


class MetersWrong(RuleViolated):
    text = N_("装表 %(meters)s 只，少于 %(homes)s 户，还没有做到一户一表。")


class CourseRunning(RuleViolated):
    text = N_("这个单元的加装电梯已经在办，请接着那一件办。")


class CourseEnded(RuleViolated):
    text = N_("这件已经办完或者不办了，不能再改。")


class NotGroundFloor(RuleViolated):
    text = N_("补偿要求由本单元 1、2 层的业主提。您家不在这两层，可以在反馈里说。")


class NotTheOwner(RuleViolated):
    text = N_("补偿要求由产权人提。请先在“我家”证明您是这套房的业主。")


class AnswerNeeded(RuleViolated):
    text = N_("请写明答复。")


class PublicityRunning(RuleViolated):
    text = N_("已经有一次公示正在进行，结束以后才能再公示。")


class PublicityNeedsVersion(RuleViolated):
    text = N_("方案还没有公布，没有可以公示的版本。")


class PublicityDays(RuleViolated):
    text = N_("公示期的最后一天不能早于第一天，也不能早于今天。")


class PublicityOver(RuleViolated):
    text = N_("公示已经结束，不能再提。有话可以在反馈里说。")


class PublicityStillOn(RuleViolated):
    text = N_("公示到 %(to)s 为止，期满才能结束。")


class RemarksOpen(RuleViolated):
    text = N_("还有 %(count)s 条意见或异议没有答复，逐条答复以后才能结束公示。")


class OutcomeNeeded(RuleViolated):
    text = N_("请写明公示的结果：收到多少意见、怎么处理。")
