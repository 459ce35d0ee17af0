"""``flask backup`` and ``flask restore``."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.backup import keeping
from portal.config import Config
from portal.web.clock import now
from portal.web.terminal import refusing, say_json


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@with_appcontext
def backup(target: Path) -> None:
    """Save database and files to TARGET, a new file or an existing folder, while the portal serves.

    Encrypted where BACKUP_KEY is set. The secrets are not in it: keep DATA_KEY elsewhere.
    """
    at = now()
    if target.is_dir():
        target = target / f"jiayuan-{at:%Y%m%dT%H%M%SZ}.backup"
    with refusing():
        manifest = keeping.back_up(_config(), target, at)
    size = target.stat().st_size
    rows = sum(manifest.rows.values())
    say_json({"file": str(target), "bytes": size, "rows": rows, "files": len(manifest.members) - 1})


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(source: Path) -> None:
    """Put the backup SOURCE into the empty database and folders that the settings name."""
    with refusing():
        manifest = keeping.restore(_config(), source)
    say_json({"at": manifest.at, "rows": sum(manifest.rows.values()), "files": len(manifest.members) - 1})


def _config() -> Config:
    config: Config = current_app.config["PORTAL"]
    return config
