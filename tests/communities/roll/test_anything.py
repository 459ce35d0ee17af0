"""Whatever stands in a file, it is read or refused: nobody sees a crash."""

import json
from contextlib import suppress
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.communities.roll.checks import Checker
from portal.communities.roll.columns import Header, find_header
from portal.communities.roll.errors import RollRefused
from portal.communities.roll.owners import owners_in
from portal.communities.roll.places import building_in, entrance_in, floor_in, room_in
from portal.communities.roll.reading import read_roll
from portal.communities.roll.records import records_in
from portal.communities.roll.result import RollReading
from portal.communities.roll.sheets import Sheet
from tests.communities.roll.files import HEADER, home, mobile, resident, rows_of, text, xlsx

PIECES = st.sampled_from(
    (
        *(
            "1栋",
            "2幢",
            "单元",
            "1",
            "1-1",
            "68.5",
            "㎡",
            "小计",
            "合计",
            "甲",
            "乙某",
            "、",
            "/",
            "，",
            "'",
            "-",
        ),
        *("十", "零", "：", "=", "未售", "公房", "住宅", "车位", "5E+17", " ", "　", "\n", '"'),
        *(resident(1), resident(2), mobile(1), "023 7777 7777"),
    )
)
WORDS = st.lists(PIECES, max_size=5).map("".join) | st.text(max_size=12)
CELLS = WORDS | st.floats() | st.integers(-(10**20), 10**20) | st.booleans() | st.dates()
ROWS = st.lists(st.lists(CELLS, max_size=14), max_size=8)
WORKBOOK = xlsx(rows_of(home(1), home(2, 手机号码=float(mobile(2)))))
CORNERS = st.tuples(st.integers(0, 12), st.integers(0, 14))
MERGES = st.lists(st.tuples(CORNERS, CORNERS), max_size=4).map(tuple)


def checked(reading: RollReading) -> None:
    printed = json.loads(json.dumps(reading.to_json()))
    assert printed["parts"] == sum(each["parts"] for each in printed["buildings"].values())
    assert printed["parts"] + printed["excluded_parts"] == len(reading.rows)
    assert all(
        problem.row > 0 and problem.message.endswith("。") for problem in reading.errors + reading.warnings
    )
    assert all(row.area > 0 and row.building and row.room and row.owners for row in reading.rows)


@given(rows=ROWS, merges=MERGES)
def test_any_cells_below_a_header(rows, merges):
    sheet = Sheet("甲", [list(HEADER), *rows], merges)
    header = find_header(sheet.rows)
    assert isinstance(header, Header)
    checker = Checker(area_source=None, name_sheets=False)
    try:
        for record in records_in(sheet, header):
            checker.take(record)
    except RollRefused:
        return
    checked(checker.reading())


@given(rows=st.lists(st.lists(WORDS, max_size=14), max_size=8))
def test_any_text_file(rows):
    with suppress(RollRefused):
        checked(read_roll(text([HEADER, *rows]).encode("utf-8", "ignore"), "名册.csv"))


@given(
    content=st.binary(max_size=400),
    name=st.sampled_from(["a.xlsx", "a.xls", "a.csv", ""]),
    magic=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
def test_any_bytes(content, name, magic):
    with suppress(RollRefused):
        checked(read_roll(magic + content, name))


@settings(deadline=None)
@given(
    hurt=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6)
)
def test_any_workbook_with_some_bytes_changed(hurt):
    content = bytearray(WORKBOOK)
    for place, byte in hurt:
        content[int(place * len(content))] = byte
    with suppress(RollRefused):
        checked(read_roll(bytes(content), "名册.xlsx"))


@given(names=WORDS, ids=WORDS, phones=WORDS)
def test_any_owners(names, ids, phones):
    read = owners_in(names, ids, phones)
    assert all(owner.name for owner in read.owners)


@given(word=WORDS)
def test_one_name_stays_that_name(word):
    """A cleaned name means the same again: an export that is read back changes no home."""
    for clean in (lambda text: building_in(text).name, lambda text: entrance_in(text).name):
        assert clean(clean(word)) == clean(word)
    assert isinstance(room_in(word), str)
    assert floor_in(word, word) is None or -200 <= floor_in(word, word) <= 200


def test_a_date_is_no_number_anywhere():
    cells = {name: date(2026, 1, 2) for name in HEADER}
    reading = read_roll(xlsx(rows_of(cells)), "a.xlsx")
    assert {problem.column for problem in reading.errors} >= {"房号", "建筑面积(㎡)", "证件号码", "手机号码"}
