"""From parts to voters: whose head is whose, and which parts count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.electorate import (
    KINDS_COUNTED_BY_DEFAULT,
    ZERO,
    Owner,
    Part,
    PartKind,
    Weight,
    kind_named,
    merge_parts,
    party_key,
)

ID_A, ID_B = "500232196212255900", "500232194805217070"


def _key(*owners: Owner, home: str = "1-1", unsold: bool = False) -> str:
    return party_key(owners, home=home, unsold=unsold)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # the same ID is the same owner, whatever the name is written like
        ((Owner("陈芳", ID_A),), (Owner("陈　芳", ID_A, "13800000000"),), True),
        ((Owner("陈芳", ID_A),), (Owner("陈芳", ID_B),), False),
        # A alone and A with B are two parties
        ((Owner("陈芳", ID_A),), (Owner("陈芳", ID_A), Owner("李强", ID_B)), False),
        # the order in which co-owners stand makes no other party
        ((Owner("李强", ID_B), Owner("陈芳", ID_A)), (Owner("陈芳", ID_A), Owner("李强", ID_B)), True),
        # without an ID, name and phone together
        ((Owner("陈芳", "", "13800000000"),), (Owner("陈芳", "", "13800000000"),), True),
        ((Owner("陈芳", "", "13800000000"),), (Owner("陈方", "", "13800000000"),), False),
        ((Owner("陈芳", "", "13800000000"),), (Owner("陈芳", "", "13800000001"),), False),
        # a name alone never merges two homes
        ((Owner("陈芳"),), (Owner("陈芳"),), False),
        # an owner with an ID is not the namesake without
        ((Owner("陈芳", ID_A, "13800000000"),), (Owner("陈芳", "", "13800000000"),), False),
    ],
)
def test_the_same_party_in_two_homes(one: tuple[Owner, ...], other: tuple[Owner, ...], same: bool) -> None:
    assert (_key(*one, home="1-1") == _key(*other, home="1-2")) is same


def test_unsold_homes_of_one_developer_are_one_party_by_name_alone() -> None:
    one = _key(Owner("某置业公司"), home="1-1", unsold=True)
    assert one == _key(Owner("某置业公司", phone="02300000000"), home="1-2", unsold=True)
    assert one != _key(Owner("另一置业公司"), home="1-1", unsold=True)
    assert one != _key(Owner("某置业公司"), home="1-1")


def test_a_name_that_looks_like_a_separator_merges_nobody() -> None:
    assert _key(Owner('陈","李'), home="1") != _key(Owner("陈"), Owner("李"), home="1")


def test_a_home_has_an_owner() -> None:
    with pytest.raises(ValueError, match="no owner"):
        _key()


def test_what_was_typed_is_cleaned() -> None:
    typed = Owner.typed(" 陈　芳 ", "'５１０２２６１９４７０２２２０９５x", "138 1606-1796")
    assert typed == Owner("陈芳", "51022619470222095X", "13816061796")


def test_parts_merge_into_voters() -> None:
    electorate = merge_parts(
        [
            Part("A", 50_10, building="1栋"),
            Part("A", 60_20, building="2栋"),
            Part("B", 70_00, building="1栋"),
            Part("B", 12_00, PartKind.PARKING, "1栋"),
            Part("C", 12_00, PartKind.STORAGE, "3栋"),
            Part("D", 30_00, PartKind.ANCILLARY, "1栋"),
            Part("E", 35_00, PartKind.SHOP, "1栋"),
        ]
    )
    assert electorate.voters == {"A": Weight(1, 110_30), "B": Weight(1, 70_00), "E": Weight(1, 35_00)}
    assert electorate.roll == Weight(3, 215_30)
    # A is a head in both buildings and one head on the roll
    assert electorate.buildings == {"1栋": Weight(3, 155_10), "2栋": Weight(1, 60_20)}
    assert (electorate.parts, electorate.excluded_parts) == (4, 3)


def test_which_kinds_count_is_a_setting() -> None:
    parts = [Part("A", 12_00, PartKind.PARKING)]
    assert merge_parts(parts).roll == ZERO
    with_parking = KINDS_COUNTED_BY_DEFAULT | {PartKind.PARKING}
    assert merge_parts(parts, with_parking).roll == Weight(1, 12_00)


@pytest.mark.parametrize("area", [0, -1])
def test_a_missing_area_never_passes_as_a_weight(area: int) -> None:
    with pytest.raises(ValueError, match="no area"):
        merge_parts([Part("A", area)])


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("住宅", PartKind.DWELLING),
        (" 商业 ", PartKind.SHOP),
        ("车 位", PartKind.PARKING),
        ("储藏间", PartKind.STORAGE),
        ("配套用房", PartKind.ANCILLARY),
        ("未售", None),  # ownership, no use
        ("公房", None),
        ("", None),
    ],
)
def test_words_for_a_kind(word: str, kind: PartKind | None) -> None:
    assert kind_named(word) is kind


@pytest.mark.parametrize(("heads", "area"), [(-1, 0), (0, -1)])
def test_no_weight_is_below_zero(heads: int, area: int) -> None:
    with pytest.raises(ValueError, match="below zero"):
        Weight(heads, area)
    with pytest.raises(ValueError, match="below zero"):
        ZERO - Weight(abs(heads), abs(area))


@given(st.lists(st.builds(Part, st.sampled_from("ABCDE"), st.integers(1, 20_000))))
def test_nothing_is_lost_in_merging(parts: list[Part]) -> None:
    electorate = merge_parts(parts)
    assert electorate.roll == Weight(len({part.party for part in parts}), sum(part.area for part in parts))
    assert all(weight.heads == 1 for weight in electorate.voters.values())
