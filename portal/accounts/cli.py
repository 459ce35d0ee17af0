"""Staff accounts."""

import sys

import click
from flask.cli import AppGroup

from portal.accounts.passwords import hash_secret, one_time_password
from portal.accounts.services import staff
from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import STAFF_ROLES, Role
from portal.web import clock

user = AppGroup("user", help="Staff accounts.")


@user.command("add")
@click.argument("name")
@click.option("--role", "role", type=click.Choice(sorted(role.value for role in STAFF_ROLES)), required=True)
@click.option("--estate", help="The estate in which the role holds.")
@click.option("--street", help="The street in which it holds, or in which the estate lies.")
@click.option("--display", default="", help="The name that others read; else NAME.")
def add(name: str, role: str, estate: str | None, street: str | None, display: str) -> None:
    """Add NAME to the staff and print a one-time password."""
    password = one_time_password()
    hashed = hash_secret(password)
    try:
        with transaction():
            new = staff.NewStaff(name, display, Role(role), hashed)
            scope = staff.find_scope(estate, street)
            staff.add_staff(clock.now(), Actor(None, "flask user add"), new, scope)
    except RuleViolated as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
    click.echo(password)
