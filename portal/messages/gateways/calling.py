"""Calling a provider: one request, one JSON answer, and a failure that names nobody."""

from collections.abc import Mapping
from typing import Any

import requests

from portal.jobs.work import GiveUp, TryLater

_TIMEOUT = (5, 20)  # seconds to connect, to answer


def call(
    method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> dict[str, Any]:
    """The answer's object, also with an error status: providers put their code into it.

    :raises TryLater: no answer, or none that is JSON.
    """
    try:
        answer = requests.request(
            method, url, headers=dict(headers or {}), data=body, timeout=_TIMEOUT, allow_redirects=False
        )
        found = answer.json()
    except requests.RequestException as error:  # its text holds the address with the phone in it
        raise TryLater(f"no answer: {type(error).__name__}") from None
    if not isinstance(found, dict):
        raise TryLater(f"strange answer: {answer.status_code}")
    return found


def refuse(code: str, *, final: frozenset[str]) -> TryLater | GiveUp:
    """What to raise for a provider's error code."""
    return GiveUp(code) if code in final else TryLater(code)
