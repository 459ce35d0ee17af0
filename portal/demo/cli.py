"""``flask demo load``: the demonstration district; twice gives the same as once."""

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from portal.config import Config
from portal.db import transaction
from portal.demo.loading import is_loaded, load, remembered
from portal.web.clock import now
from portal.web.terminal import fail

demo = AppGroup("demo", help="The demonstration district.")


@demo.command("load")
@with_appcontext
def load_() -> None:
    """Fill the database with the demonstration district and say how to get in."""
    config: Config = current_app.config["PORTAL"]
    if config.production:
        fail(["正式环境不装演示数据。"])
    kept = remembered(config.instance)
    if is_loaded():
        click.echo(kept.read_text(encoding="utf-8") if kept.exists() else "演示数据已经在数据库里。")
        return
    click.echo("正在装入演示数据，约需一分钟……", err=True)
    with transaction():
        access = load(now())
    kept.touch(mode=0o600)
    kept.write_text(access, encoding="utf-8")
    click.echo(access)
