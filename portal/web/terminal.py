"""What commands say: one JSON object on standard output, refusals line by line on standard error."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from portal import db
from portal.domain.errors import RuleViolated


@contextmanager
def refusing() -> Iterator[None]:
    """A refusal ends the command with 1 and its sentences; nothing was written."""
    try:
        yield
    except RuleViolated as refusal:
        db.session.rollback()
        fail(refusal.sentences)


def fail(sentences: list[str]) -> None:
    """End with 1, one line a problem."""
    for sentence in sentences:
        click.echo(sentence, err=True)
    sys.exit(1)


def say_json(value: Mapping[str, Any]) -> None:
    click.echo(json.dumps(value, ensure_ascii=False))
