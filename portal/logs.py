"""Structured log lines without personal data."""

import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_DIGITS = re.compile(r"\d{7,}[\dXx]?")


def _without_numbers(_: Any, __: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Long runs of digits are phones or ID numbers; no log needs them."""
    for key, value in line.items():
        if isinstance(value, str) and key != "timestamp":
            line[key] = _DIGITS.sub("***", value)
    return line


def configure() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _without_numbers,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
