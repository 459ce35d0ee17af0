"""List what a catalogue still lacks: ``python -m scripts.untranslated FILE.po``."""

import sys
from pathlib import Path

from babel.messages.pofile import read_po


def main(path: Path) -> None:
    """Print each sentence without a translation, and how many there are."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    lacking = [
        message
        for message in catalogue
        if message.id and (message.fuzzy or not all(_strings(message.string)))
    ]
    for message in lacking:
        print(f"{'fuzzy' if message.fuzzy else 'empty'}  {message.id}")
    print(f"{path}: {len(lacking)} to translate")


def _strings(of: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [of] if isinstance(of, str) else list(of or [""])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
