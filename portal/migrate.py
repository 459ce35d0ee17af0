"""``flask db …``: numbered migrations by plain Alembic. Run by whoever deploys, never by the app at start."""

import click
from alembic import command
from alembic.config import Config as Alembic
from alembic.script import ScriptDirectory
from flask.cli import AppGroup, with_appcontext

from portal import db
from portal.config import ROOT

group = AppGroup("db", help="Create and migrate the database.")


def alembic() -> Alembic:
    settings = Alembic()
    settings.set_main_option("script_location", str(ROOT / "portal" / "migrations"))
    settings.set_main_option("version_locations", str(ROOT / "portal" / "migrations" / "versions"))
    settings.set_main_option("path_separator", "os")
    return settings


def upgrade_database(revision: str = "head") -> None:
    """Bring the database to a revision; what is there stays."""
    db.session.remove()
    command.upgrade(alembic(), revision)


def downgrade_database(revision: str) -> None:
    db.session.remove()
    command.downgrade(alembic(), revision)


@group.command("upgrade")
@click.argument("revision", default="head")
@with_appcontext
def upgrade(revision: str) -> None:
    """Create the database or bring it to REVISION (the newest unless given)."""
    upgrade_database(revision)
    click.echo("数据库已是最新。")


@group.command("downgrade")
@click.argument("revision")
@with_appcontext
def downgrade(revision: str) -> None:
    """Take the database back to REVISION."""
    downgrade_database(revision)
    click.echo(f"数据库已退回 {revision}。")


@group.command("migration")
@click.option("-m", "--message", required=True, help="What it does, in a few words.")
@with_appcontext
def migration(message: str) -> None:
    """Write the next numbered migration from what the models say; read it before you commit it."""
    head = ScriptDirectory.from_config(alembic()).get_current_head()
    number = f"{int(head or 0) + 1:04d}"
    command.revision(alembic(), message=message, autogenerate=True, rev_id=number)
