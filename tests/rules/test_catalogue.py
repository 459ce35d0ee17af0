"""Every Chinese sentence has its translation, with the same placeholders."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from .chinese import half_width
from .source import ROOT, files, name

_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-zA-Z%]")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the code and the templates say today."""
    pot = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    program = "from babel.messages.frontend import main; main()"
    command = [
        "-q",
        "extract",
        "-F",
        "pyproject.toml",
        # Its default leaves out folders like templates/_macros.
        "--ignore-dirs",
        ".*",
        "-k",
        "_l",
        "-k",
        "N_",
        "-o",
        str(pot),
        ".",
    ]
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with pot.open("rb") as file:
        return read_po(file)


def _catalogues() -> list[Path]:
    return files("translations/*/LC_MESSAGES/messages.po")


def _sentences(catalogue: Catalog) -> dict[tuple[str, str], Message]:
    return {(message.context or "", _texts(message.id)[0]): message for message in catalogue if message.id}


def _texts(of: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [of] if isinstance(of, str) else list(of or [""])


def faults(message: Message) -> list[str]:
    """What is wrong with a translation by itself."""
    said, wanted = _texts(message.string), _texts(message.id)
    found = ["fuzzy"] if message.fuzzy else []
    if not all(text.strip() for text in said):
        return [*found, "empty"]
    # A plural may leave its number out, but no form may ask for what the source does not give.
    lost = [text for text in said if set(_PLACEHOLDER.findall(text)) != set(_PLACEHOLDER.findall(wanted[-1]))]
    return found + [f"other placeholders: {text!r}" for text in lost]


def test_there_is_an_english_catalogue() -> None:
    assert "translations/en/LC_MESSAGES/messages.po" in map(name, _catalogues())


def test_every_catalogue_is_complete(source: Catalog) -> None:
    wanted = _sentences(source)
    assert wanted
    problems = []
    for path in _catalogues():
        with path.open("rb") as file:
            there = _sentences(read_po(file))
        problems += [
            f"{name(path)}: {key[1]!r} is not there: make messages" for key in wanted if key not in there
        ]
        problems += [
            f"{name(path)}: {key[1]!r} is {fault}"
            for key, message in there.items()
            if key in wanted
            for fault in faults(message)
        ]
    assert not problems, "\n".join(problems)


def test_messages_hold_no_html(source: Catalog) -> None:
    assert not [text for _, text in _sentences(source) if re.search(r"</?\w+[^>]*>|&\w+;", text)]


def test_messages_are_chinese_with_chinese_punctuation(source: Catalog) -> None:
    problems = [f"{text!r}: {half_width(text)}" for _, text in _sentences(source) if half_width(text)]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        (Message("已有%(num)s人", "%(num)s people"), ""),
        (Message("已有%(num)s人", "people"), "other placeholders: 'people'"),
        (Message("已有%(num)s人", "%(n)s people"), "other placeholders: '%(n)s people'"),
        (Message("同意", " "), "empty"),
        (Message("同意", "Agree", flags=["fuzzy"]), "fuzzy"),
    ],
)
def test_faults_are_noticed(message: Message, fault: str) -> None:
    assert ", ".join(faults(message)) == fault
