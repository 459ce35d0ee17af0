"""Chinese is written with full-width punctuation."""

import re

_HAN = r"[\u3400-\u9fff]"
# A half-width mark right after or right before a Chinese character; 18:30 and 1,234 stay as they are.
_HALF_WIDTH = re.compile(rf"{_HAN}[,;:!?()](?!//)|[,;:!?)]{_HAN}|(?<![%\w]){_HAN}*\({_HAN}|{_HAN}\.(?=\s|$)")


def half_width(text: str) -> list[str]:
    """Pieces of a text in which a Chinese sentence has a mark of another script."""
    plain = re.sub(r"%\(\w+\)[a-z]", "x", text)
    return [hit.group() for hit in _HALF_WIDTH.finditer(plain)]
