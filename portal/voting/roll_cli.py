"""``flask roll publish``: the roll as it hangs in the estate before a vote."""

from datetime import datetime

import click
from flask.cli import with_appcontext

from portal.accounts.queries import get_staff, roles_of
from portal.audit.services import Actor
from portal.communities.cli import roll
from portal.communities.models import Estate
from portal.db import transaction
from portal.permissions import Permission, may
from portal.voting.errors import BadSetting, NotAllowed
from portal.voting.services.drafting import find_estate
from portal.voting.services.rolls import publish_roll
from portal.voting.specification.cursor import NOT_MOMENT, moment
from portal.web.clock import CHINA, now
from portal.web.terminal import refusing

CONSOLE = Actor(None, "命令行")


@roll.command("publish")
@click.option("--estate", required=True, help="The estate's name.")
@click.option("--street", help="The street's name, where several have an estate of that name.")
@click.option("--days", type=click.IntRange(0, 365), default=7, show_default=True, help="Open to objections.")
@click.option("--posted", help="When the paper was put up in the estate, if that was before now.")
@click.option("--by", help="The staff account that publishes it.")
@with_appcontext
def publish(estate: str, street: str | None, days: int, posted: str | None, by: str | None) -> None:
    """Publish the estate's roll without names, open to objections; a vote needs it."""
    with refusing(), transaction():
        place = find_estate(estate, street)
        who = _staff(by, place) if by else CONSOLE
        made = publish_roll(place, days=days, by=who, now=now(), posted_at=_moment(posted))
    ends = made.ends_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    click.echo(f"已公布第 {made.number} 号名册，异议期到 {ends}，指纹 {made.fingerprint}")


def _moment(typed: str | None) -> datetime | None:
    if typed is None:
        return None
    found = moment(typed)
    if found is None:
        raise BadSetting(key="--posted", problem=NOT_MOMENT)
    return found


def _staff(name: str, estate: Estate) -> Actor:
    """:raises RuleViolated: nobody of that name, or not allowed in this estate."""
    account = get_staff(name)
    if not may(roles_of(account, estate), Permission.VOTE_PREPARE):
        raise NotAllowed(name=name)
    return Actor(account.id, account.display_name)
