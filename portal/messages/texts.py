"""What may leave the house: templates with variables, because SMS houses and WeChat approve templates only.

The key of a template is ours; the id under which a provider approved it is a setting.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

SIGN = "家园共议"
#: WeChat and SMS houses refuse longer values.
LONGEST_VALUE = 20


@dataclass(frozen=True)
class Template:
    """``body`` is submitted for approval as it stands; ``variables`` are in the order of their numbers."""

    body: str
    variables: tuple[str, ...] = ()


TEMPLATES: Mapping[str, Template] = {
    "code": Template("验证码 %(code)s，5 分钟内有效。工作人员不会向您要验证码，请不要告诉别人。", ("code",)),
    "owner_claim": Template("有人用您的证件号后六位登记为业主，可以替您投票。不是您本人请马上找社区。"),
    "vote_asked": Template(
        "您家%(home)s的投票：%(said)s。和您知道的不一样，请马上找社区。", ("home", "said")
    ),
    "notice": Template("您有一条新消息：%(title)s。请打开“家园共议”查看。", ("title",)),
    "digest": Template("您有 %(count)s 条消息还没有看。请打开“家园共议”查看。", ("count",)),
    "confirm_email": Template("请打开这个链接，确认用这个邮箱收消息：%(link)s", ("link",)),
}


@dataclass(frozen=True)
class Text:
    """A template and its values. ``more`` is for ways that carry whole messages: title, body, link.

    :raises ValueError: no such template, or a value is missing.
    """

    template: str
    values: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wanted = TEMPLATES[self.template].variables if self.template in TEMPLATES else None
        if wanted is None or set(wanted) != set(self.values):
            raise ValueError(f"{self.template} wants {wanted}, got {sorted(self.values)}")

    @property
    def body(self) -> str:
        """As a phone shows it, with the sender's sign."""
        return f"【{SIGN}】{TEMPLATES[self.template].body % self.values}"

    def ordered(self) -> list[str]:
        return [self.values[name] for name in TEMPLATES[self.template].variables]


def shortened(words: str) -> str:
    return words if len(words) <= LONGEST_VALUE else f"{words[: LONGEST_VALUE - 1]}…"
