"""How each role uses the portal, in plain words: a few steps, each with a picture of the page as it is.

The pictures lie in ``static/help`` and are made by ``scripts/help_pictures.py`` from the demonstration.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.domain.errors import N_
from portal.permissions import Role


@dataclass(frozen=True)
class Lesson:
    """What to do and how; ``page`` is the path of the page in the picture, in the demonstration."""

    title: str
    how: str
    picture: str
    page: str


@dataclass(frozen=True)
class Guide:
    """A role's page; on a phone for residents and supervisors, else on a screen."""

    key: str
    title: str
    lead: str
    lessons: Sequence[Lesson]
    role: Role

    @property
    def on_phone(self) -> bool:
        return self.role in {Role.RESIDENT, Role.SUPERVISOR}


_RESIDENT = (
    Lesson(
        N_("扫信上的码，打开您家"),
        N_("社区送到家的信上有个码，用微信扫一扫，看看是不是您家，是就按“同意，打开我家”。信只能用一次。"),
        "resident-1",
        "/sign-in",
    ),
    Lesson(
        N_("看要定什么，去投票"),
        N_("首页第一张卡片就是等您办的事。先看清楚每个选项，再按“去投票”。投票前要核对一次业主身份。"),
        "resident-2",
        "/estates/1/",
    ),
    Lesson(
        N_("哪里不好，拍张照说"),
        N_("按“反馈”，写一句话，拍张照就行。谁在办、到哪一步，都看得到；办得不好，可以不认可。"),
        "resident-3",
        "/estates/1/cases/new",
    ),
    Lesson(
        N_("字太小，换大字版"),
        N_("首页右上角按“大字版”，以后打开都是大字。不会用，打社区的电话，纸票也一样算数。"),
        "resident-4",
        "/me/",
    ),
)
_CLERK = (
    Lesson(
        N_("先看今天要办什么"),
        N_("登录后第一页列出等您办的事，按一下就到。新小区从“从这里开始”进去，照着 6 步做。"),
        "clerk-1",
        "/desk/",
    ),
    Lesson(
        N_("名册、入户信、投票"),
        N_("“小区概况”里一步一步：导入名册，公布名册，印入户信，起草投票，补齐清单，公告。"),
        "clerk-2",
        "/desk/estates/1",
    ),
    Lesson(
        N_("录纸票，两个人各录一遍"),
        N_("一个人录，另一个人不看第一遍再录一遍，对上了才算。对不上，两个人一起看原票。"),
        "clerk-3",
        "/desk/estates/1/votes",
    ),
    Lesson(
        N_("居民反馈，件件答复"),
        N_("按到期时间排着，先办快到期的。答复以后居民确认了才算办完。"),
        "clerk-4",
        "/desk/estates/1/cases",
    ),
)
_STREET = (
    Lesson(
        N_("登记小区，请人进来"),
        N_("“管理”里登记小区；“工作人员”里加居委会干事，打印邀请，当面交给本人。"),
        "street-1",
        "/desk/administration",
    ),
    Lesson(
        N_("看各小区走到哪一步"),
        N_("“进度看板”把各小区放在一起看，哪里慢、哪里超期，一眼看到。"),
        "street-2",
        "/desk/board",
    ),
    Lesson(
        N_("开会定的事，到期提醒"),
        N_("把会上交办的事记下来，写明谁办、哪天前办完，到期前会提醒。"),
        "street-3",
        "/desk/meetings",
    ),
)
_DISTRICT = (
    Lesson(
        N_("全区进度和三项指标"),
        N_("参与度、知晓度、满意度都由系统按规则算，不靠手填。每个数都能看到怎么来的。"),
        "district-1",
        "/desk/figures",
    ),
    Lesson(
        N_("督办升上来的反馈"),
        N_("街道没按时办的反馈会升到区里。在“件件有落实”看谁办、办了多久。"),
        "district-2",
        "/desk/cases/figures",
    ),
)
_OBSERVER = (
    Lesson(
        N_("只看，不改"),
        N_("观察员看得到进度、结果和操作记录，看不到谁投了什么，也改不了任何东西。"),
        "observer-1",
        "/desk/estates/1",
    ),
    Lesson(
        N_("自己算一遍票"),
        N_("在投票页下载核对包，用自己的电脑重新算一遍，和公布的结果对一对。"),
        "observer-2",
        "/desk/estates/1/votes",
    ),
)
_SUPERVISOR = (
    Lesson(
        N_("到现场，照着清单看"),
        N_("打开“效果评价”，一项一项看，合格、不合格都写明，拍照留下。"),
        "supervisor-1",
        "/desk/",
    ),
    Lesson(
        N_("帮着复核纸票"),
        N_("您是第二个人：不看第一遍录的，自己照着纸票再录一遍。"),
        "supervisor-2",
        "/desk/estates/4",
    ),
)
_HANDLER = (
    Lesson(
        N_("只看转给您单位的事"),
        N_("“今天要办”列出转给您单位的反馈和会上交办的事，按到期时间排着。"),
        "handler-1",
        "/desk/",
    ),
    Lesson(
        N_("写清办了什么，拍照"),
        N_("打开一件，写明什么时候办、怎么办、办成什么样，居民直接看得到。"),
        "handler-2",
        "/desk/estates/1/cases",
    ),
)

GUIDES: Mapping[str, Guide] = {
    guide.key: guide
    for guide in (
        Guide("resident", N_("居民怎么用"), N_("看、投、说，都在手机上。"), _RESIDENT, Role.RESIDENT),
        Guide("clerk", N_("居委会干事怎么用"), N_("从名册到公布结果。"), _CLERK, Role.COMMUNITY_CLERK),
        Guide("street", N_("街道经办怎么用"), N_("管小区、管人、管进度。"), _STREET, Role.STREET),
        Guide("district", N_("区里怎么用"), N_("看全区，督办到底。"), _DISTRICT, Role.DISTRICT),
        Guide("supervisor", N_("监督员怎么用"), N_("替大家把关。"), _SUPERVISOR, Role.SUPERVISOR),
        Guide("observer", N_("观察员怎么用"), N_("看得全，改不了。"), _OBSERVER, Role.OBSERVER),
        Guide("handler", N_("承办人怎么用"), N_("转来的事，办完写明。"), _HANDLER, Role.HANDLER),
    )
}
_BY_ROLE = {guide.role: guide for guide in GUIDES.values()}


def guide_for(roles: frozenset[Role]) -> Guide:
    """The one that fits somebody best: of several roles the first in the list above, else the resident's."""
    staff = [guide for role, guide in _BY_ROLE.items() if role in roles and role is not Role.RESIDENT]
    return staff[0] if staff else GUIDES["resident"]
