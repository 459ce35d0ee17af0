"""Taking a backup while the portal serves, and putting one into an empty place."""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from portal import db
from portal.backup import dumping, packing
from portal.backup.errors import AlreadyThere, Damaged, NotEmpty, OtherKind
from portal.backup.packing import Manifest
from portal.config import Config

#: Folders under the instance that hold what people sent or were given; nothing else there is kept.
FOLDERS = ("uploads", "printed")


def back_up(config: Config, target: Path, now: datetime) -> Manifest:
    """Write one file and read it back before it gets its name; what fails leaves nothing behind.

    The database is copied first. A file is written before the row that names it is committed, and never
    changed, so whatever the copy names is there afterwards.

    :raises RuleViolated: the file is there already, or a part could not be copied.
    """
    if target.exists():
        raise AlreadyThere(name=target.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            manifest, sources = _gather(config, Path(folder), now)
            with draft.open("wb") as file:
                os.chmod(draft, 0o600)
                packing.write(file, manifest, sources, config.backup_key)
                file.flush()
                os.fsync(file.fileno())
        packing.read(draft, config.backup_key, None)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def restore(config: Config, source: Path) -> Manifest:
    """Put a backup into the empty database and the empty folders that the settings name.

    The file is read to its end and held against its manifest before anything is written.

    :raises RuleViolated: damaged, another key or kind of database, or the target holds something.
    """
    packing.read(source, config.backup_key, None)
    for folder in FOLDERS:
        place = config.instance / folder
        if place.exists() and any(place.iterdir()):
            raise NotEmpty(what=str(place))
    with tempfile.TemporaryDirectory(dir=config.instance) as folder:
        manifest = packing.read(source, config.backup_key, Path(folder))
        here = db.engine().dialect.name
        if manifest.database != here:
            raise OtherKind(there=manifest.database, here=here)
        name = dumping.NAMES[here]
        if dumping.load(Path(folder) / name) != dict(manifest.rows):
            raise Damaged(name=source.name, member=name)
        for kept in FOLDERS:
            if (Path(folder) / kept).exists():
                (config.instance / kept).mkdir(exist_ok=True)
                (config.instance / kept).rmdir()
                (Path(folder) / kept).rename(config.instance / kept)
    return manifest


def _gather(config: Config, folder: Path, now: datetime) -> tuple[Manifest, dict[str, Path]]:
    kind = db.engine().dialect.name
    sources = {dumping.NAMES[kind]: folder / dumping.NAMES[kind]}
    rows = dumping.dump(sources[dumping.NAMES[kind]])
    sources |= {str(path.relative_to(config.instance)): path for path in _files(config.instance)}
    members = {name: (path.stat().st_size, _digest(path)) for name, path in sources.items()}
    return Manifest(now.isoformat(), kind, _revision(), rows, members), sources


def _files(instance: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((instance / folder).rglob("*")):
            # What is still being written has a dot in front until it is whole.
            if path.is_file() and not path.name.startswith("."):
                yield path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _revision() -> str:
    with db.reader().connect() as connection:
        return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")))
