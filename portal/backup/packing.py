"""The file itself: a first line that says what it is, then a tar, sealed where a key is set.

The first member is the manifest: when, which database, the rows of each table, and every other member with
its size and SHA-256. It comes first so that whoever reads knows what must follow.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from portal.backup.errors import Damaged, KeyNeeded, NotABackup, WrongKey
from portal.backup.sealing import CannotOpen, SealedReader, SealingWriter

_PLAIN, _SEALED = b"JIAYUAN-BACKUP 1 plain\n", b"JIAYUAN-BACKUP 1 sealed\n"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself."""

    at: str
    database: str
    revision: str
    rows: Mapping[str, int]
    members: Mapping[str, tuple[int, str]]

    def as_json(self) -> bytes:
        return json.dumps(self.__dict__, ensure_ascii=False, indent=1).encode()

    @classmethod
    def of(cls, text: bytes) -> "Manifest":
        body: dict[str, Any] = json.loads(text)
        members = {name: (int(size), str(digest)) for name, (size, digest) in body.pop("members").items()}
        return cls(**body, members=members)


def write(target: BinaryIO, manifest: Manifest, sources: Mapping[str, Path], key: bytes | None) -> None:
    """:param sources: member name → the file that it is."""
    target.write(_SEALED if key else _PLAIN)
    body = cast("BinaryIO", SealingWriter(target, key)) if key else target
    with tarfile.open(fileobj=body, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        text = manifest.as_json()
        header = tarfile.TarInfo(MANIFEST)
        header.size = len(text)
        tar.addfile(header, io.BytesIO(text))
        for name, path in sources.items():
            header = tarfile.TarInfo(name)
            header.size = manifest.members[name][0]
            with path.open("rb") as source:
                tar.addfile(header, source)
    if key:
        body.close()


def read(path: Path, key: bytes | None, into: Path | None) -> Manifest:
    """Read it whole and hold it against its manifest; keep what it holds under ``into``, if given.

    :raises RuleViolated: no backup, another key, or anything in it that is not as it was written.
    """
    try:
        with _opened(path, key) as tar:
            return _unpack(path, tar, into)
    except CannotOpen as error:
        raise WrongKey(name=path.name) from error
    except (tarfile.TarError, KeyError, ValueError, TypeError, EOFError) as error:
        raise NotABackup(name=path.name) from error


@contextmanager
def _opened(path: Path, key: bytes | None) -> Iterator[tarfile.TarFile]:
    with path.open("rb") as source:
        first = source.readline(64)
        if first not in {_PLAIN, _SEALED}:
            raise NotABackup(name=path.name)
        if first == _SEALED and key is None:
            raise KeyNeeded(name=path.name)
        body: Any = source
        if first == _SEALED:
            body = io.BufferedReader(SealedReader(source, key or b""), 2**20)
        with tarfile.open(fileobj=body, mode="r|") as tar:
            yield tar
            # Past the end of the tar: a file that was cut there would not be noticed else.
            while body.read(2**20):
                pass


def _unpack(path: Path, tar: tarfile.TarFile, into: Path | None) -> Manifest:
    members = iter(tar)
    head = next(members, None)
    if head is None or head.name != MANIFEST:
        raise NotABackup(name=path.name)
    manifest = Manifest.of(_body(tar, head).read())
    waited_for = dict(manifest.members)
    for member in members:
        size, digest = waited_for.pop(member.name)
        found = _keep(_body(tar, member), into / member.name if into else None)
        if member.size != size or found != digest:
            raise Damaged(name=path.name, member=member.name)
    if waited_for:
        raise Damaged(name=path.name, member=next(iter(waited_for)))
    return manifest


def _body(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    """:raises ValueError: a link or a folder, or a name that leads elsewhere; we write neither."""
    found = tar.extractfile(member) if member.isfile() else None
    if found is None or member.name.startswith("/") or ".." in Path(member.name).parts:
        raise ValueError(member.name)
    return found


def _keep(body: IO[bytes], target: Path | None) -> str:
    digest = hashlib.sha256()
    if target is None:
        while piece := body.read(2**20):
            digest.update(piece)
        return digest.hexdigest()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as kept:
        while piece := body.read(2**20):
            digest.update(piece)
            kept.write(piece)
    return digest.hexdigest()
