"""``make bench``: every row of the performance table, as text and as ``bench.json``."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from . import ballots, bulk, pages, paint, records
from .frame import Contest, Measured, Row, save, table

_ROWS: list[Row | Contest] = []
for _part in (ballots, bulk, pages, paint, records):
    _ROWS.extend(_part.ROWS)


def main() -> int:
    """Print the table; a goal that is missed is said, and is no failure of the run."""
    measured: list[Measured] = []
    for row in _ROWS:
        with TemporaryDirectory() as folder:
            measured.extend(row.measured(Path(folder)))
    for line in table(measured):
        print(line)
    save(measured, Path("bench.json"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
