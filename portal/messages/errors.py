"""What the outbox refuses."""

from portal.domain.errors import N_, RuleViolated


class TextsStaySealed(RuleViolated):
    text = N_("正式运行时不显示短信内容。")
