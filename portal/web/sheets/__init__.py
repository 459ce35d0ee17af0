"""Sheets that leave the portal: written row by row, opening in WPS and Excel in Chinese, running nothing."""

from portal.web.sheets.cells import NOTHING, Block, Cell, Hundredths, Row, Share, Sheet, inert, shown
from portal.web.sheets.files import FileKind, Written, measured, whole, write

__all__ = [
    "NOTHING",
    "Block",
    "Cell",
    "FileKind",
    "Hundredths",
    "Row",
    "Share",
    "Sheet",
    "Written",
    "inert",
    "measured",
    "shown",
    "whole",
    "write",
]
