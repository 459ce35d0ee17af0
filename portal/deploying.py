"""``flask check --deploy``: what must be so before residents are let in, for whoever runs the portal."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import click
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext

from portal import db
from portal.config import Config
from portal.migrate import alembic
from portal.voting.record_cli import check
from portal.web.terminal import fail

_ROOM = 2 * 2**30  # bytes


def findings(config: Config) -> list[str]:
    """One line for each thing that is not ready; empty where all is."""
    return [*_secrets(config), *_settings(config), *_places(config), *_database()]


def _secrets(config: Config) -> Iterator[str]:
    if not config.production:
        yield "PORTAL_ENV 不是 production：密钥由程序自己生成，cookie 也不限于 HTTPS。请设为 production。"
    for name in ("SECRET_KEY", "DATA_KEY"):
        if name not in os.environ:
            yield f"没有设置 {name}。请生成一个，另外保存两处。"
    if len(config.secret_key) < 32:
        yield "SECRET_KEY 太短，请换成 32 个字符以上的随机文字。"
    if config.backup_key is None:
        yield "没有设置 BACKUP_KEY：备份文件不加密，请设置，或者只把备份放在加密的盘上。"


def _settings(config: Config) -> Iterator[str]:
    if not config.public_url.startswith("https://"):
        yield f"PUBLIC_URL 是 {config.public_url}：二维码会印成这个地址，应当是 https:// 开头的正式网址。"
    if config.trusted_proxies == 0:
        yield "TRUSTED_PROXIES 是 0：前面有 HTTPS 代理时要设为代理的层数，否则限速会把所有人当成一个人。"
    if not config.require_second_step:
        yield "REQUIRE_SECOND_STEP 关着：街道和区级账号只凭密码就能登录，请打开。"


def _places(config: Config) -> Iterator[str]:
    config.uploads.mkdir(parents=True, exist_ok=True)
    if not os.access(config.uploads, os.W_OK):
        yield f"{config.uploads} 写不进去：照片会存不下来。"
    free = shutil.disk_usage(config.instance).free
    if free < _ROOM:
        yield f"{config.instance} 所在的盘只剩 {free // 2**20} MB，请腾出 2 GB 以上。"


def _database() -> Iterator[str]:
    head = ScriptDirectory.from_config(alembic()).get_current_head()
    connection = db.session.connection()
    names = sa.inspect(connection).get_table_names()
    there = connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if names else None
    if there != head:
        yield f"数据库的版本是 {there}，程序要的是 {head}。请运行 flask db upgrade。"
        return
    if connection.scalar(sa.text("SELECT count(*) FROM account WHERE is_demo")):
        yield "数据库里有演示数据。正式使用请换一个空的数据库。"
    if connection.dialect.name == "sqlite":
        mode = str(connection.scalar(sa.text("PRAGMA journal_mode")))
        if mode.lower() != "wal":
            yield "SQLite 不在 WAL 模式，请把数据库放在本机的盘上，不要放在网络盘上。"


# The group belongs to votes, whose checks came first; this adds an option to it.
_rest = check.callback


@with_appcontext
def _with_deploy(deploy: bool, **others: Any) -> None:
    if not deploy:
        if _rest is not None:
            _rest(**others)
        return
    wrong = findings(current_app.config["PORTAL"])
    if wrong:
        fail(wrong)
    click.echo("可以对外使用了。")


check.params.append(click.Option(["--deploy"], is_flag=True, help="What must be so before residents come."))
check.callback = _with_deploy
