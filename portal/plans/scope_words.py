"""The policy's test of an estate, and what refusing it says. Source: 武隆府办发〔2021〕41号 (实施范围)."""

from collections.abc import Collection, Mapping

from portal.domain.errors import N_, RuleViolated

BUILT = "built"
BUILT_BEFORE = 2000
CONDITIONS: Mapping[str, str] = {
    BUILT: N_("2000 年以前建成"),
    "neglected": N_("房屋失养失修失管"),
    "utilities": N_("市政配套设施不完善"),
    "services": N_("社会服务设施不健全"),
    "wished": N_("居民改造意愿强烈"),
    "central": N_("在城区、县城的中心城区"),
}


def missing(met: Collection[str]) -> list[str]:
    """The names of what is not met, in the policy's order."""
    return [name for key, name in CONDITIONS.items() if key not in met]


class CheckIncomplete(RuleViolated):
    text = N_("请写明谁核对的、哪一年建成的。")


class CheckAhead(RuleViolated):
    text = N_("核对日期不能晚于今天。")


class JoinNeedsReason(RuleViolated):
    text = N_("把相邻小区并进来一起改造，请写明为什么。")


class NotANeighbour(RuleViolated):
    text = N_("只能并入同一个街道的相邻小区。")


class EstateElsewhere(RuleViolated):
    text = N_("“%(name)s”有自己的改造方案，或者已经并入别的项目，不能再并进来。")


class ModelTooEarly(RuleViolated):
    text = N_("还在“%(stage)s”阶段，做完以后才能写典型案例。")


class ModelIncomplete(RuleViolated):
    text = N_("请写明案例的标题和做法。")


class ModelPublished(RuleViolated):
    text = N_("典型案例已经公布，不能直接改。请先由街道撤下。")
