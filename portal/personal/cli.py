"""``flask keys``: from one DATA_KEY to the next."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup

from portal.audit.services import Actor, record
from portal.db import transaction
from portal.personal import rotation
from portal.web import clock

keys = AppGroup("keys", help="The key that seals ID numbers, phones and names.")


@keys.command("rotate")
def rotate() -> None:
    """Seal everything with DATA_KEY that OLD_DATA_KEY opens. Stop the servers first; may be run again."""
    if current_app.config["PORTAL"].old_data_key is None:
        click.echo("没有设置 OLD_DATA_KEY：请把原来的密钥放在 OLD_DATA_KEY，新的放在 DATA_KEY。", err=True)
        sys.exit(1)
    with transaction():
        turned, unknown = rotation.turn_owners()
    click.echo(f"业主标识：更新 {turned}，对不上 {unknown}")
    for table in rotation.tables():
        with transaction():
            rows = rotation.turn(table)
        click.echo(f"{table}：{rows}")
    with transaction():
        by = Actor(None, "flask keys rotate")
        record(clock.now(), by, "keys.rotate", "record:1", rows=turned)
