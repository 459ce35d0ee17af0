"""What an export refuses."""

from portal.domain.errors import N_, RuleViolated


class OneScope(RuleViolated):
    text = N_("请用 --vote 指定一次投票，或用 --estate 指定一个小区，二者选一。")


class UnknownVote(RuleViolated):
    text = N_("没有编号为 %(id)s 的投票。")


class StillDraft(RuleViolated):
    text = N_("投票“%(title)s”还是草稿，没有可以导出的内容。")


class UnknownEstate(RuleViolated):
    text = N_("没有名为“%(name)s”的小区。")


class UnknownStreet(RuleViolated):
    text = N_("没有名为“%(name)s”的街道（镇）。")


class SeveralEstates(RuleViolated):
    text = N_("有几个街道都有“%(name)s”，请用 --street 写明街道。")


class NotAllowed(RuleViolated):
    text = N_("“%(name)s”在这个小区没有导出这些内容的权限。")


class PurposeMissing(RuleViolated):
    text = N_("完整导出要写明用途（至少四个字）。")


class FullNeedsSomebody(RuleViolated):
    text = N_("完整导出要用 --by 写明由谁导出。")


class NotConfirmed(RuleViolated):
    text = N_("完整导出含姓名、电话和每户的选择。请核对后再次确认（命令行用 --confirm）。")


class PublicationMasked(RuleViolated):
    text = N_("用于公示的表必须隐去姓名、电话和选择。")


class FolderUnusable(RuleViolated):
    text = N_("文件夹“%(folder)s”不能写入：%(why)s")
