"""The picture that a form brings: a photo, or a name that was drawn on the phone."""

import base64
import binascii
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.datastructures import FileStorage

from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.web.uploads import (
    NotAPicture,
    PictureBroken,
    PictureTooLarge,
    discard_picture,
    kept_pictures,
)

_DRAWN = "data:image/png;base64,"
_LONGEST = 400_000  # letters: a screen's width of strokes takes a tenth of it


def send(form: Any, deed: Callable[[str], object]) -> bool:
    """Do a deed with the form's picture, in one transaction; whether it was done, else the form says why.

    :param deed: gets the key of the picture, "" without one; what it returns may keep another key (it was
        done before): then this picture is forgotten.
    """
    try:
        with _kept(form) as key:
            with transaction():
                made = deed(key)
                held = {getattr(made, "photo", ""), getattr(made, "picture", key)}
            if key and key not in held:
                discard_picture(key)
    except (NotAPicture, PictureBroken, PictureTooLarge) as refusal:
        form.refuse(refusal, "photo")
    except RuleViolated as refusal:
        form.refuse(refusal)
    return not form.errors


@contextmanager
def _kept(form: Any) -> Iterator[str]:
    files = [found for found in (_drawn(form), form.photo.data) if found][:1]
    with kept_pictures(files) as keys:
        yield keys[0] if keys else ""


def _drawn(form: Any) -> FileStorage | None:
    """:raises NotAPicture: something else than a drawing of ours."""
    text = form.drawn.data if "drawn" in form else ""
    if not text:
        return None
    if not text.startswith(_DRAWN) or len(text) > _LONGEST:
        raise NotAPicture(name="签名")
    try:
        content = base64.b64decode(text.removeprefix(_DRAWN), validate=True)
    except binascii.Error as broken:
        raise PictureBroken(name="签名") from broken
    return FileStorage(io.BytesIO(content), filename="签名.png")
