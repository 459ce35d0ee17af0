"""A roll between the two steps of an import: on the server, sealed, for one account and estate, for an hour.

It is full of ID numbers and phones, so it is never sent back to the browser and never lies open on the disk.
"""

import base64
import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from portal import crypto
from portal.communities.roll.kinds import AreaSource

KEPT_FOR = timedelta(hours=1)
_KEY = re.compile("[0-9a-f]{32}")


@dataclass(frozen=True)
class KeptFile:
    """What somebody chose to import; ``area_source`` holds where the file says no other."""

    name: str
    content: bytes
    area_source: AreaSource | None


class Shelf:
    """The files that one account is looking at for one estate; nobody else finds them, whatever the key."""

    def __init__(self, folder: Path, *, estate_id: int, account_id: int) -> None:
        self._folder = folder
        self._owned = f"{estate_id}-{account_id}-"

    def keep(self, file: KeptFile, now: datetime) -> str:
        """Put a file away in the place of an earlier one; the key finds it again."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.sweep(now)
        for earlier in self._folder.glob(f"{self._owned}*"):
            earlier.unlink(missing_ok=True)
        key = secrets.token_hex(16)
        path = self._path(key)
        draft = path.with_suffix(".part")
        draft.touch(mode=0o600)
        draft.write_bytes(crypto.seal(_packed(file)))
        os.utime(draft, (now.timestamp(), now.timestamp()))
        draft.replace(path)
        return key

    def find(self, key: str, now: datetime) -> KeptFile | None:
        """None when it was imported, is too old, or is somebody else's."""
        self.sweep(now)
        if not _KEY.fullmatch(key):
            return None
        try:
            return _unpacked(crypto.unseal(self._path(key).read_bytes()))
        except FileNotFoundError:
            return None

    def drop(self, key: str) -> None:
        if _KEY.fullmatch(key):
            self._path(key).unlink(missing_ok=True)

    def sweep(self, now: datetime) -> None:
        """Delete what anybody left lying for an hour."""
        for path in self._folder.glob("*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime <= (now - KEPT_FOR).timestamp():
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self._folder / f"{self._owned}{key}"


def _packed(file: KeptFile) -> str:
    content = base64.b64encode(file.content).decode("ascii")
    return json.dumps({"name": file.name, "area_source": file.area_source, "content": content})


def _unpacked(text: str) -> KeptFile:
    said = json.loads(text)
    source = AreaSource(said["area_source"]) if said["area_source"] else None
    return KeptFile(said["name"], base64.b64decode(said["content"]), source)
