"""One picture as a proof: kept with what it proves, shown to those who may read the vote."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Response
from werkzeug.datastructures import FileStorage

from portal.web.guard import not_here
from portal.web.uploads import NotAPicture, PictureBroken, PictureTooLarge, kept_pictures, picture_path

#: What is wrong with a picture stands beside its field.
PICTURES = (NotAPicture, PictureBroken, PictureTooLarge)


@contextmanager
def proof(sent: Sequence[FileStorage] | None) -> Iterator[str | None]:
    """The key of the first picture, or None; a failure in the block takes it back.

    :raises RuleViolated: one of `PICTURES`.
    """
    files = [file for file in sent or () if file and file.filename][:1]
    with kept_pictures(files) as keys:
        yield keys[0] if keys else None


def picture(key: str | None) -> Response:
    """The large version; 404 where there is none, as after a restored database."""
    if key is None:
        not_here()
    try:
        content = picture_path(key).read_bytes()
    except FileNotFoundError:
        not_here()
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})
