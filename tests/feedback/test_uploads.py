"""Pictures that people send: what is kept, and what was made to do harm."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage

from portal.domain.errors import RuleViolated
from portal.web import uploads
from portal.web.uploads import (
    NotAPicture,
    PictureBroken,
    PictureTooLarge,
    discard_picture,
    keep_picture,
    kept_pictures,
    picture_path,
)
from tests.factories import feedback


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file store of the test's own."""
    monkeypatch.setitem(app.config, "UPLOADS", tmp_path)
    with app.app_context():
        yield tmp_path


def _keep(content: bytes, name: str = "照片.jpg") -> str:
    return keep_picture(io.BytesIO(content), name)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_kept_large_and_small_as_jpeg(kind: str) -> None:
    key = _keep(feedback.picture(kind, (4000, 3000)))
    sizes = []
    for small in (False, True):
        with Image.open(picture_path(key, small=small)) as kept:
            assert kept.format == "JPEG"
            sizes.append(kept.size)
    assert sizes == [(1600, 1200), (320, 240)]


def test_a_small_picture_is_not_blown_up() -> None:
    with Image.open(picture_path(_keep(feedback.picture(size=(50, 40))))) as kept:
        assert kept.size == (50, 40)


def test_place_maker_and_comment_are_gone_and_the_photo_stands_upright(folder: Path) -> None:
    sent = feedback.photo_with_secrets()
    assert b"SECRETMAKER" in sent
    assert b"SECRETCOMMENT" in sent
    key = _keep(sent)
    for path in _files(folder):
        assert not {b"SECRET", b"Exif", b"GPS"} & {
            word for word in (b"SECRET", b"Exif", b"GPS") if word in path.read_bytes()
        }
    with Image.open(picture_path(key)) as kept:
        assert not kept.getexif()
        assert kept.size == (480, 640)


def test_what_shows_through_is_white() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(made, "PNG")
    with Image.open(picture_path(_keep(made.getvalue()))) as kept:
        assert kept.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "CMYK"])
def test_every_way_of_colouring_is_read(mode: str) -> None:
    made = io.BytesIO()
    Image.new(mode, (40, 40)).save(made, "JPEG" if mode == "CMYK" else "PNG")
    with Image.open(picture_path(_keep(made.getvalue()))) as kept:
        assert kept.mode == "RGB"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NotAPicture),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", NotAPicture),
        (b"<!doctype html><script>alert(1)</script>", NotAPicture),
        (b"GIF89a" + bytes(50), NotAPicture),
        (b"%PDF-1.7\n" + bytes(50), NotAPicture),
        (b"MZ" + bytes(500), NotAPicture),
        (b"\xff\xd8\xff\xe0" + bytes(300), PictureBroken),
        (b"\x89PNG\r\n\x1a\n" + bytes(300), PictureBroken),
        (feedback.picture()[:-400], PictureBroken),
        (feedback.picture("PNG", (2000, 2000))[:600], PictureBroken),
        (feedback.picture("WEBP")[:60], PictureBroken),
        (feedback.picture_bomb(), PictureTooLarge),
        (feedback.picture_bomb(50_001, 1_000), PictureTooLarge),
        (bytes(20 * 2**20), PictureTooLarge),
        (feedback.picture() + bytes(12 * 2**20), PictureTooLarge),
    ],
    ids=[
        *("empty", "svg", "html", "gif", "pdf", "program", "jpeg head", "png head", "half a jpeg"),
        *("half a png", "half a webp", "bomb", "one line over", "20 MB", "photo with a tail"),
    ],
)
def test_what_is_no_photo_is_refused_and_leaves_nothing(
    content: bytes, refusal: type[RuleViolated], folder: Path
) -> None:
    with pytest.raises(refusal, match=r"“伤\.jpg”"):
        _keep(content, "伤.jpg")
    assert _files(folder) == []


def test_a_page_behind_a_photo_is_not_kept(folder: Path) -> None:
    """What browsers might take for a page travels in no kept file."""
    _keep(feedback.picture() + b"<script>alert(1)</script>")
    assert all(b"<script>" not in path.read_bytes() for path in _files(folder))


def test_long_and_odd_names_are_told_short() -> None:
    with pytest.raises(NotAPicture) as refused:
        _keep(b"", "很" * 200 + "\x00\n.jpg")
    assert len(str(refused.value)) < 80
    assert "\n" not in str(refused.value)


def test_names_given_by_people_lead_nowhere(folder: Path) -> None:
    key = _keep(feedback.picture(), "../../evil.jpg")
    assert {path.name for path in _files(folder)} == {f"{key}-large.jpg", f"{key}-small.jpg"}


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "A" * 32, "a" * 31, "a" * 32 + "/"])
def test_only_our_own_keys_lead_to_a_file(key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        picture_path(key)


def test_one_bad_picture_takes_back_those_before_it(folder: Path) -> None:
    sent = [
        FileStorage(io.BytesIO(content), name) for content, name in ((feedback.picture(), "a"), (b"", "b"))
    ]
    with pytest.raises(NotAPicture), kept_pictures(sent):
        pytest.fail("the block runs with all pictures or not at all")
    assert _files(folder) == []


def test_a_failure_later_takes_all_back(folder: Path) -> None:
    sent = [FileStorage(io.BytesIO(feedback.picture()), "a")]

    def fail(keys: list[str]) -> None:
        assert len(_files(folder)) == 2 * len(keys) == 2
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError), kept_pictures(sent) as keys:
        fail(keys)
    assert _files(folder) == []


def test_what_is_discarded_is_gone_and_may_be_discarded_again(folder: Path) -> None:
    key = _keep(feedback.picture())
    discard_picture(key)
    discard_picture(key)
    assert _files(folder) == []


def test_the_limits_are_what_the_sentence_says() -> None:
    assert (uploads.MAX_BYTES, uploads.MAX_PIXELS) == (12 * 2**20, 50_000_000)
