"""A folder as one archive: the same contents give the same bytes."""

import io
import zipfile
from pathlib import Path

_WHEN = (2020, 1, 1, 0, 0, 0)  # a zip wants a time; ours says nothing


def zipped(folder: Path, name: str) -> bytes:
    """Everything under the folder, inside one folder called ``name``."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _WHEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return packed.getvalue()
