"""``flask outbox …``: what was to leave by text message, for whoever runs a local installation."""

from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from portal.config import Config
from portal.crypto import unseal
from portal.domain.masking import mask_phone
from portal.messages import queries
from portal.messages.errors import TextsStaySealed
from portal.messages.models import Dispatch
from portal.messages.words import STATES
from portal.web.clock import CHINA
from portal.web.terminal import refusing, say_json

outbox = AppGroup("outbox", help="The texts that were to leave.")


@outbox.command("list")
@click.option("--limit", default=20, show_default=True, help="How many, the newest first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def list_texts(limit: int, as_json: bool) -> None:
    """Show the last texts, codes included: not in production, where they are nobody's business."""
    config: Config = current_app.config["PORTAL"]
    with refusing():
        if config.production:
            raise TextsStaySealed
    shown = [_shown(dispatch) for dispatch in queries.list_dispatches(limit)]
    if as_json:
        say_json({"texts": shown})
        return
    for text in shown:
        click.echo(f"{text['created_at']}  {text['to']}  {STATES[text['state']]}  {text['text']}")
    if not shown:
        click.echo("没有短信。")


def _shown(dispatch: Dispatch) -> dict[str, Any]:
    return {
        "id": dispatch.id,
        "created_at": dispatch.created_at.astimezone(CHINA).isoformat(" ", "seconds"),
        "to": mask_phone(unseal(dispatch.address)),
        "state": dispatch.state,
        "text": unseal(dispatch.text),
    }
