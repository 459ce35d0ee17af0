"""Pictures that people send: checked, re-encoded without place and device, kept under random names."""

import io
import secrets
import warnings
from pathlib import Path
from typing import IO

import filetype
from flask import current_app
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.domain.errors import N_, RuleViolated

MAX_BYTES = 12 * 2**20
MAX_PIXELS = 50_000_000
LARGE, SMALL = 1600, 320
_KINDS = {"image/jpeg", "image/png", "image/webp"}


class NotAPicture(RuleViolated):
    text = N_("“%(name)s”不是照片。请选 JPG、PNG 或 WebP 格式的照片。")


class PictureTooLarge(RuleViolated):
    text = N_("“%(name)s”太大了。一张照片请不要超过 12 MB、5000 万像素。")


def keep_picture(stream: IO[bytes], name: str) -> str:
    """Store a large and a small version; the key that comes back names both.

    :raises NotAPicture: another kind of file, whatever it is called.
    :raises PictureTooLarge: too many bytes, or few bytes that unfold to too many pixels.
    """
    content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise PictureTooLarge(name=name)
    kind = filetype.guess(content)
    if kind is None or kind.mime not in _KINDS:
        raise NotAPicture(name=name)
    picture = _open(content, name)
    key = secrets.token_hex(16)
    for suffix, edge in (("large", LARGE), ("small", SMALL)):
        _save(picture, edge, _path(key, suffix))
    return key


def _open(content: bytes, name: str) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            picture: Image.Image = Image.open(io.BytesIO(content))
            if picture.width * picture.height > MAX_PIXELS:
                raise PictureTooLarge(name=name)
            picture.draft("RGB", (LARGE, LARGE))
            picture = ImageOps.exif_transpose(picture)
            picture.thumbnail((LARGE, LARGE))
            return picture.convert("RGB")
        except Image.DecompressionBombError as bomb:
            raise PictureTooLarge(name=name) from bomb
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as broken:
            raise NotAPicture(name=name) from broken


def _save(picture: Image.Image, edge: int, path: Path) -> None:
    smaller = picture.copy()
    smaller.thumbnail((edge, edge))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    smaller.save(draft, "JPEG", quality=80, optimize=True)
    draft.replace(path)


def _path(key: str, suffix: str) -> Path:
    folder: Path = current_app.config["UPLOADS"]
    return folder / key[:2] / f"{key}-{suffix}.jpg"


def picture_path(key: str, *, small: bool = False) -> Path:
    """Where a kept picture lies. :raises ValueError: a key this module never gave out."""
    if len(key) != 32 or not set(key) <= set("0123456789abcdef"):
        raise ValueError("not a picture key")
    return _path(key, "small" if small else "large")
