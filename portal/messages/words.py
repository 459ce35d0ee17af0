"""The states of a text in Chinese, and the providers' codes in words for the clerk who calls."""

from collections.abc import Mapping

from portal.domain.errors import N_
from portal.messages.models import Channel, Dispatch, SendState
from portal.messages.outlets import carries

STATES: Mapping[SendState, str] = {
    SendState.WAITING: N_("待发"),
    SendState.SENT: N_("已发"),
    SendState.DELIVERED: N_("送达"),
    SendState.FAILED: N_("失败"),
    SendState.READ: N_("已读"),
    SendState.TOLD: N_("已当面或电话告知"),
    SendState.HELD: N_("演示，不外发"),
}
CHANNELS: Mapping[Channel, str] = {
    Channel.INBOX: N_("站内消息"),
    Channel.SMS: N_("短信"),
    Channel.WECHAT: N_("微信"),
    Channel.EMAIL: N_("邮件"),
}
NO_CONTRACT: Mapping[Channel, str] = {
    Channel.SMS: N_("没有短信合同，请打电话或当面告知。"),
    Channel.WECHAT: N_("没有接通微信服务号，请打电话或当面告知。"),
    Channel.EMAIL: N_("没有设置邮件服务器，请打电话或当面告知。"),
}
_REASONS: Mapping[str, str] = {
    "too late": N_("过了有用的时间，没有再发。"),
    "no contract": N_("没有合同，请打电话或当面告知。"),
    "isv.MOBILE_NUMBER_ILLEGAL": N_("号码不对。"),
    "InvalidParameterValue.IncorrectPhoneNumber": N_("号码不对。"),
    "MOBILE_NOT_ON_SERVICE": N_("号码停机或是空号。"),
    "isv.BLACK_KEY_CONTROL_LIMIT": N_("内容被运营商拦下。"),
    "FailedOperation.ContainSensitiveWord": N_("内容被运营商拦下。"),
    "FailedOperation.PhoneNumberInBlacklist": N_("对方退订了短信。"),
    "isv.AMOUNT_NOT_ENOUGH": N_("短信余额不足，请告诉管理员充值。"),
    "FailedOperation.InsufficientBalanceInSmsPackage": N_("短信余额不足，请告诉管理员充值。"),
    "isv.BUSINESS_LIMIT_CONTROL": N_("发得太密，被限流。"),
    "isv.DAY_LIMIT_CONTROL": N_("今天发得太多，被限流。"),
    "LimitExceeded.PhoneNumberDailyLimit": N_("今天发得太多，被限流。"),
    "isv.SMS_TEMPLATE_ILLEGAL": N_("短信模板没有审核通过。"),
    "FailedOperation.TemplateIncorrectOrUnapproved": N_("短信模板没有审核通过。"),
    "isv.SMS_SIGNATURE_ILLEGAL": N_("短信签名没有审核通过。"),
    "FailedOperation.SignatureIncorrectOrUnapproved": N_("短信签名没有审核通过。"),
    "43004": N_("对方取消了关注。"),
    "43019": N_("对方取消了关注。"),
    "40003": N_("对方取消了关注。"),
    "550": N_("邮箱不存在。"),
}


def reason(dispatch: Dispatch) -> str:
    """Why a text has not arrived; the provider's own code where it is not known here, else ""."""
    known = _REASONS.get(dispatch.last_error, dispatch.last_error)
    if dispatch.state is SendState.WAITING and not known and not carries(dispatch.channel, dispatch.template):
        return NO_CONTRACT[dispatch.channel]
    return known
