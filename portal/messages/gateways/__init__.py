"""The ways out, chosen by the settings. A way that has no contract is not there, and nothing pretends."""

from collections.abc import Callable, Mapping

from portal.config import Config, ConfigurationError
from portal.messages.gateways.aliyun import Aliyun
from portal.messages.gateways.carrier import Carrier, Report
from portal.messages.gateways.local import LogGateway
from portal.messages.gateways.mail import Mail
from portal.messages.gateways.tencent import Tencent
from portal.messages.gateways.wechat import WeChat
from portal.messages.models import Channel
from portal.messages.texts import TEMPLATES

__all__ = ["Carrier", "LogGateway", "Report", "carriers_of", "sms_gateway"]


def carriers_of(config: Config) -> Mapping[Channel, Carrier]:
    """What the settings give. :raises ConfigurationError: half a contract, or a pretence in production."""
    found: dict[Channel, Carrier] = {}
    sms = sms_gateway(config)
    if sms is not None:
        found[Channel.SMS] = sms
    if config.extra.get("wechat_app_id"):
        found[Channel.WECHAT] = _wechat(config)
    if config.extra.get("smtp_host"):
        found[Channel.EMAIL] = _mail(config)
    return found


def sms_gateway(config: Config) -> Carrier | None:
    """``SMS_GATEWAY``: none, log (not in production), aliyun, tencent."""
    known: Mapping[str, Callable[[Config], Carrier | None]] = {
        "none": lambda _: None,
        "log": _log,
        "aliyun": _aliyun,
        "tencent": _tencent,
    }
    name = config.extra.get("sms_gateway", "none" if config.production else "log")
    if name not in known:
        raise ConfigurationError(f"SMS_GATEWAY must be one of {', '.join(known)}, not {name!r}")
    return known[name](config)


def _log(config: Config) -> Carrier:
    if config.production:
        raise ConfigurationError("SMS_GATEWAY=log carries nothing; in production say none, aliyun or tencent")
    return LogGateway()


def _aliyun(config: Config) -> Carrier:
    return Aliyun(
        key_id=_needed(config, "aliyun_sms_key_id"),
        secret=_needed(config, "aliyun_sms_key_secret"),
        sign=_needed(config, "sms_sign"),
        templates=_pairs(config, "sms_templates"),
        endpoint=config.extra.get("aliyun_sms_endpoint", Aliyun.endpoint),
    )


def _tencent(config: Config) -> Carrier:
    return Tencent(
        key_id=_needed(config, "tencent_sms_secret_id"),
        secret=_needed(config, "tencent_sms_secret_key"),
        app_id=_needed(config, "tencent_sms_app_id"),
        sign=_needed(config, "sms_sign"),
        templates=_pairs(config, "sms_templates"),
        region=config.extra.get("tencent_sms_region", Tencent.region),
        endpoint=config.extra.get("tencent_sms_endpoint", Tencent.endpoint),
    )


def _wechat(config: Config) -> Carrier:
    return WeChat(
        app_id=_needed(config, "wechat_app_id"),
        secret=_needed(config, "wechat_app_secret"),
        templates=_pairs(config, "wechat_templates"),
        fields=_pairs(config, "wechat_fields", ours=frozenset({"title", "body", "time", "place", "count"})),
        public_url=config.public_url,
        endpoint=config.extra.get("wechat_endpoint", WeChat.endpoint),
    )


def _mail(config: Config) -> Carrier:
    security = config.extra.get("smtp_security", "tls")
    if security not in {"tls", "starttls", "none"}:
        raise ConfigurationError(f"SMTP_SECURITY must be tls, starttls or none, not {security!r}")
    port = config.extra.get("smtp_port", "465")
    if not port.isdecimal():
        raise ConfigurationError(f"SMTP_PORT must be a whole number, not {port!r}")
    return Mail(
        host=config.extra["smtp_host"],
        port=int(port),
        sender=_needed(config, "smtp_sender"),
        public_url=config.public_url,
        user=config.extra.get("smtp_user", ""),
        password=config.extra.get("smtp_password", ""),
        security=security,
    )


def _needed(config: Config, name: str) -> str:
    value = config.extra.get(name, "")
    if not value:
        raise ConfigurationError(f"{name.upper()} is not set")
    return value


def _pairs(config: Config, name: str, ours: frozenset[str] = frozenset(TEMPLATES)) -> Mapping[str, str]:
    """``code=SMS_1,notice=SMS_2``."""
    found = {}
    for pair in filter(None, (part.strip() for part in config.extra.get(name, "").split(","))):
        key, equals, value = pair.partition("=")
        if not equals or not value or key not in ours:
            raise ConfigurationError(f"{name.upper()}: {pair!r} is not one of {', '.join(sorted(ours))}=…")
        found[key] = value
    return found
