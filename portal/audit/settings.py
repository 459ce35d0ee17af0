"""Numbers that the district may set for the whole portal, each with its source and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.audit.models import PortalSetting, SettingChange
from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.assessment import WEIGHTS, Criterion
from portal.domain.errors import N_, RuleViolated


class OutOfReach(RuleViolated):
    text = N_("“%(name)s”要在 %(least)s 到 %(most)s 之间。")


class NoSource(RuleViolated):
    text = N_("改了“%(name)s”，请写明依据。")


class NotHundred(RuleViolated):
    text = N_("考核四项的权重加起来要等于 100，现在是 %(sum)s。")


@dataclass(frozen=True)
class Number:
    """One number: what it is called, the portal's own value, its bounds, its unit, and what it rests on."""

    label: str
    value: int
    least: int
    most: int
    unit: str
    source: str


_OURS = N_("系统初始值")
_PURPOSE = N_("系统初始值；个人信息保护法第十九条：为实现目的所必要的最短时间")
_WEIGHT = "weight_"
NUMBERS: Mapping[str, Number] = {
    "record_months": Number(
        N_("操作记录保存"),
        36,
        6,
        600,
        N_("个月"),
        N_("网络安全法第二十一条：不少于六个月；初始值为三年"),
    ),
    "vote_years": Number(
        N_("投票记录保存"), 5, 5, 100, N_("年"), N_("系统初始值：不少于五年，有异议或诉讼时不删")
    ),
    "invitation_days": Number(N_("登录邀请有效"), 7, 1, 30, N_("天"), _OURS),
    "try_days": Number(N_("登录尝试和验证码保存"), 7, 1, 30, N_("天"), _PURPOSE),
    "way_days": Number(
        N_("结束的登录、解绑的微信和邮箱保存"),
        180,
        180,
        1000,
        N_("天"),
        N_("网络安全法第二十一条：日志不少于六个月"),
    ),
    "letter_days": Number(N_("用过、作废的入户信和邀请保存"), 180, 30, 1000, N_("天"), _PURPOSE),
    "text_days": Number(N_("发出的短信、邮件内容保存"), 90, 30, 1000, N_("天"), _PURPOSE),
    "note_days": Number(N_("投票结束后，上门备注保存"), 365, 365, 2000, N_("天"), _PURPOSE),
    _WEIGHT + "in_term": Number(N_("考核权重：按期答复"), 40, 0, 100, N_("分"), _OURS),
    _WEIGHT + "not_overdue": Number(N_("考核权重：没有超期"), 20, 0, 100, N_("分"), _OURS),
    _WEIGHT + "put_right": Number(N_("考核权重：按期整改"), 20, 0, 100, N_("分"), _OURS),
    _WEIGHT + "satisfied": Number(N_("考核权重：居民满意"), 20, 0, 100, N_("分"), _OURS),
}


def own() -> Mapping[str, PortalSetting]:
    """What was set in place of the portal's own, by key."""
    return {row.key: row for row in session.scalars(select(PortalSetting))}


def number(key: str) -> int:
    """:raises KeyError: no such number."""
    default = NUMBERS[key].value
    found = session.scalar(select(PortalSetting.value).where(PortalSetting.key == key))
    return default if found is None else found


def weights() -> Mapping[Criterion, int]:
    """What the parts of a score count for."""
    known = own()
    return {
        each: known[_WEIGHT + each.value].value if _WEIGHT + each.value in known else WEIGHTS[each]
        for each in Criterion
    }


def history() -> Sequence[SettingChange]:
    """Every change, the latest first."""
    return session.scalars(select(SettingChange).order_by(SettingChange.id.desc()).limit(100)).all()


def change(wanted: Mapping[str, tuple[int | None, str]], *, by: Actor, now: datetime) -> int:
    """Set numbers, each with its source; None goes back to the portal's own. How many changed.

    :param wanted: key of NUMBERS to value and source.
    :raises RuleViolated: a number out of reach, without a source, or weights that are no hundred.
    """
    known = own()
    changed = 0
    for key, (value, source) in wanted.items():
        step = SettingChange(
            key=key,
            was=known[key].value if key in known else None,
            value=value,
            source=source.strip(),
            at=now,
            actor=by.name,
        )
        if _apply(step, known.get(key)):
            changed += 1
            said = {"was": step.was, "is_now": value}
            record(now, by, "setting.change", f"setting:{key}", reason=step.source, change=said)
    session.flush()
    weighed = sum(weights().values())
    if weighed != 100:
        raise NotHundred(sum=weighed)
    return changed


def _apply(step: SettingChange, known: PortalSetting | None) -> bool:
    """Whether anything is another number now, or rests on something else."""
    about = NUMBERS[step.key]
    if step.value == step.was and (known is None or step.source == known.source):
        return False
    if step.value is not None and not about.least <= step.value <= about.most:
        raise OutOfReach(name=about.label, least=about.least, most=about.most)
    if step.value is not None and not step.source:
        raise NoSource(name=about.label)
    if step.value is None and known is not None:
        session.delete(known)
    elif step.value is not None:
        session.merge(PortalSetting(key=step.key, value=step.value, source=step.source))
    session.add(step)
    return True
