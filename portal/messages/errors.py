"""What the inbox and the outbox refuse."""

from portal.domain.errors import N_, RuleViolated


class TextsStaySealed(RuleViolated):
    text = N_("正式运行时不显示短信内容。")


class NothingToTell(RuleViolated):
    text = N_("这一条已经不用再打电话了。")


class AddressTaken(RuleViolated):
    text = N_("它已经绑定了别的账户。不是您本人绑的，请告诉社区居委会。")


class LinkTooOld(RuleViolated):
    text = N_("这个链接已经失效，请重新绑定一次。")
