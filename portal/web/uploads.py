"""Pictures that people send: checked, re-encoded without place and device, kept under random names."""

import io
import secrets
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import IO

import filetype
from flask import current_app
from PIL import Image, ImageFilter, ImageOps
from werkzeug.datastructures import FileStorage

from portal.domain.errors import N_, RuleViolated

MAX_BYTES = 12 * 2**20
MAX_PIXELS = 50_000_000
LARGE, SMALL = 1600, 320
BLUR_ROWS, BLUR_COLUMNS = 6, 8
_QUALITY = {LARGE: 80, SMALL: 70}
_KINDS = {"image/jpeg": ("JPEG", "MPO"), "image/png": ("PNG",), "image/webp": ("WEBP",)}
# One picture at a time: fifty million pixels take 200 MB while they are unfolded.
_unfolding = Lock()


class NotAPicture(RuleViolated):
    text = N_("“%(name)s”不是照片。请选 JPG、PNG 或 WebP 格式的照片。")


class PictureBroken(RuleViolated):
    text = N_("“%(name)s”打不开，可能没有传完整。请重新选一张。")


class PictureTooLarge(RuleViolated):
    text = N_("“%(name)s”太大了。一张照片请不要超过 12 MB、5000 万像素。")


@contextmanager
def kept_pictures(files: Sequence[FileStorage]) -> Iterator[list[str]]:
    """Keep the pictures for as long as the block succeeds; a failure in it takes them back.

    :raises RuleViolated: as `keep_picture`, for the first that is refused.
    """
    keys: list[str] = []
    try:
        for file in files:
            keys.append(keep_picture(file.stream, file.filename or ""))  # noqa: PERF401  # known if one fails
        yield keys
    except BaseException:
        for key in keys:
            discard_picture(key)
        raise


def keep_picture(stream: IO[bytes], name: str) -> str:
    """Store a large and a small version; the key that comes back names both.

    :raises NotAPicture: another kind of file, whatever it is called.
    :raises PictureBroken: the beginning of a picture, and no more.
    :raises PictureTooLarge: too many bytes, or few bytes that unfold to too many pixels.
    """
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise PictureTooLarge(name=_shown(name))
    kind = filetype.guess(content)
    if kind is None or kind.mime not in _KINDS:
        raise NotAPicture(name=_shown(name))
    with _unfolding:
        picture = _open(content, _KINDS[kind.mime], _shown(name))
    key = secrets.token_hex(16)
    for suffix, edge in (("large", LARGE), ("small", SMALL)):
        _save(picture, edge, _path(key, suffix))
    return key


def _shown(name: str) -> str:
    """A file's name as a sentence can carry it."""
    plain = "".join(letter for letter in name if letter.isprintable())
    return plain if len(plain) <= 30 else f"{plain[:26]}…{plain[-3:]}"


def _open(content: bytes, formats: tuple[str, ...], name: str) -> Image.Image:
    """Upright, small enough, without anything that was written beside the picture."""
    try:
        picture: Image.Image = Image.open(io.BytesIO(content), formats=formats)
        if picture.width * picture.height > MAX_PIXELS:
            raise PictureTooLarge(name=name)
        picture.draft("RGB", (LARGE, LARGE))
        # Small first: turning and mixing cost by the pixel.
        picture.thumbnail((LARGE, LARGE))
        picture = _on_white(ImageOps.exif_transpose(picture))
    except RuleViolated:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise PictureTooLarge(name=name) from bomb
    except Exception as broken:  # decoders raise anything on what was made to break them
        raise PictureBroken(name=name) from broken
    picture.info.clear()  # a JPEG's comment would be written back
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    """Plain colours; what shows through is white, as on the paper a screenshot is printed on."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    white = Image.new("RGB", clear.size, "white")
    white.paste(clear, mask=clear.getchannel("A"))
    return white


def _save(picture: Image.Image, edge: int, path: Path) -> None:
    smaller = picture.copy()
    smaller.thumbnail((edge, edge))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    smaller.save(draft, "JPEG", quality=_QUALITY[edge], optimize=True)
    draft.replace(path)


def blur_picture(key: str, cells: Collection[int]) -> str:
    """A copy of a kept picture in which some squares cannot be made out; the original stays.

    :param cells: counted from 0 at the top left, row by row, of BLUR_ROWS by BLUR_COLUMNS.
    :raises FileNotFoundError: a picture that is gone.
    """
    with _unfolding, Image.open(picture_path(key)) as opened:
        picture = opened.convert("RGB")
        for cell in cells:
            box = _cell(cell, picture.size)
            piece = picture.crop(box)
            # First to a few dots and then soft: a blur alone can be undone.
            dots = piece.resize((3, 3), Image.Resampling.BOX).resize(piece.size, Image.Resampling.BILINEAR)
            picture.paste(dots.filter(ImageFilter.GaussianBlur(max(piece.size) // 8 + 1)), box)
    made = secrets.token_hex(16)
    for suffix, edge in (("large", LARGE), ("small", SMALL)):
        _save(picture, edge, _path(made, suffix))
    return made


def _cell(number: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
    row, column = divmod(number, BLUR_COLUMNS)
    if not 0 <= row < BLUR_ROWS:
        raise ValueError(f"no square {number}")
    (width, height), across, down = size, BLUR_COLUMNS, BLUR_ROWS
    return (
        width * column // across,
        height * row // down,
        width * (column + 1) // across,
        height * (row + 1) // down,
    )


def discard_picture(key: str) -> None:
    """Forget a kept picture that nothing refers to; once is as good as twice."""
    for small in (False, True):
        picture_path(key, small=small).unlink(missing_ok=True)


def _path(key: str, suffix: str) -> Path:
    folder: Path = current_app.config["UPLOADS"]
    return folder / key[:2] / f"{key}-{suffix}.jpg"


def picture_path(key: str, *, small: bool = False) -> Path:
    """Where a kept picture lies. :raises ValueError: a key this module never gave out."""
    if len(key) != 32 or not set(key) <= set("0123456789abcdef"):
        raise ValueError("not a picture key")
    return _path(key, "small" if small else "large")
