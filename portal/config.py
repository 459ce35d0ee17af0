"""Every setting with its default and meaning; production refuses to start without its secrets."""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class ConfigurationError(Exception):
    """A setting is missing or makes no sense; its text is for the operator."""


@dataclass(frozen=True)
class Config:
    """The settings of one process.

    :param database_url: SQLAlchemy form; SQLite under ``instance`` unless given.
    :param secret_key: signs cookies and forms.
    :param data_key: 32 bytes; encrypts ID numbers and phones, and keys their hashes.
    :param old_data_key: the one before, until the last letter and sign-in of its time have run out.
    :param instance: folder for the local database, uploads and generated secrets.
    :param production: secure cookies, no generated secrets.
    :param public_url: what stands in front of the paths printed as QR codes.
    :param require_second_step: street and district sign in with a code from their phone, too.
    :param metrics_token: who may read ``/metrics`` from elsewhere; without one only this machine may.
    :param backup_key: 32 bytes; encrypts backups where it is set.
    :param trusted_proxies: how many reverse proxies stand before the server.
    """

    database_url: str
    secret_key: str
    data_key: bytes
    instance: Path
    production: bool = False
    testing: bool = False
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = 0
    max_upload: int = 15 * 2**20
    session_days: int = 30
    staff_idle_minutes: int = 60
    phone_homes_limit: int = 3
    require_second_step: bool = False
    metrics_token: str = ""
    record_address: bool = True
    backup_key: bytes | None = None
    old_data_key: bytes | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def uploads(self) -> Path:
        return self.instance / "uploads"

    @classmethod
    def from_environment(cls) -> "Config":
        """Read the environment. :raises ConfigurationError: production without its secrets."""
        env = os.environ
        instance = Path(env.get("PORTAL_INSTANCE", ROOT / "instance"))
        production = env.get("PORTAL_ENV", "local") == "production"
        instance.mkdir(parents=True, exist_ok=True)
        return cls(
            database_url=env.get("DATABASE_URL", f"sqlite:///{instance / 'portal.db'}"),
            secret_key=_secret("SECRET_KEY", instance, production=production),
            data_key=_key("DATA_KEY", _secret("DATA_KEY", instance, production=production)),
            instance=instance,
            production=production,
            public_url=env.get("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            trusted_proxies=_whole("TRUSTED_PROXIES", 0),
            session_days=_whole("SESSION_DAYS", 30),
            staff_idle_minutes=_whole("STAFF_IDLE_MINUTES", 60),
            phone_homes_limit=_whole("PHONE_HOMES_LIMIT", 3),
            require_second_step=_whole("REQUIRE_SECOND_STEP", int(production)) > 0,
            metrics_token=env.get("METRICS_TOKEN", ""),
            record_address=_whole("RECORD_ADDRESS", 1) > 0,
            backup_key=_key("BACKUP_KEY", env["BACKUP_KEY"]) if "BACKUP_KEY" in env else None,
            old_data_key=_key("OLD_DATA_KEY", env["OLD_DATA_KEY"]) if "OLD_DATA_KEY" in env else None,
            extra=_ways_out(env),
        )


_WAYS_OUT = ("SMS_", "ALIYUN_SMS_", "TENCENT_SMS_", "WECHAT_", "SMTP_", "QUIET_")


def _ways_out(env: Mapping[str, str]) -> Mapping[str, str]:
    """The settings of the ways out as they stand, by their names in lower case; messages read them."""
    return {name.lower(): value for name, value in env.items() if name.startswith(_WAYS_OUT)}


def _whole(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdecimal():
        raise ConfigurationError(f"{name} must be a whole number, not {text!r}")
    return int(text)


def _key(name: str, text: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ConfigurationError(f"{name} must be 32 bytes in URL-safe base64")
    return key


def _secret(name: str, instance: Path, *, production: bool) -> str:
    """From the environment; a local install makes its own once and keeps it beside the database."""
    if name in os.environ:
        return os.environ[name]
    if production:
        raise ConfigurationError(f"{name} is not set; production does not start without it")
    kept = instance / f"{name.lower()}.secret"
    if not kept.exists():
        # "x" and a rename: two processes that start together must not end with two keys.
        fresh = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        draft = instance / f".{name.lower()}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(fresh, encoding="ascii")
        try:
            os.link(draft, kept)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text(encoding="ascii").strip()
