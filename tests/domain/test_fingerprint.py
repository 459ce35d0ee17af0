"""The log's fingerprint against published vectors of RFC 6962, and its proofs against forgery."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.fingerprint import (
    EMPTY,
    GrowingLog,
    consistency_proof,
    fingerprint_of,
    has_only_grown,
    inclusion_proof,
    is_included,
    leaf_hash,
)

LINES = [
    b"",
    b"\x00",
    b"\x10",
    bytes.fromhex("2021"),
    bytes.fromhex("3031"),
    bytes.fromhex("40414243"),
    bytes.fromhex("5051525354555657"),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(line) for line in LINES]


@pytest.mark.parametrize("size", range(9))
def test_published_fingerprints(size: int) -> None:
    assert fingerprint_of(LEAVES[:size]).hex() == ROOTS[size]


LAST_TWO = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"


def test_published_proofs() -> None:
    assert [other.hex() for other in inclusion_proof(LEAVES, 5)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        LAST_TWO,
        ROOTS[4],
    ]
    assert [other.hex() for other in consistency_proof(LEAVES, 6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        LAST_TWO,
        ROOTS[4],
    ]


def test_a_log_goes_on_where_it_stopped() -> None:
    log = GrowingLog()
    assert log.fingerprint() == EMPTY
    for size, leaf in enumerate(LEAVES, start=1):
        log = GrowingLog(log.size, log.peaks)
        log.append(leaf)
        assert (log.size, log.fingerprint().hex()) == (size, ROOTS[size])


def test_a_log_has_as_many_peaks_as_it_should() -> None:
    with pytest.raises(ValueError, match="do not make a log"):
        GrowingLog(3, [LEAVES[0]])


@given(st.integers(1, 40), st.data())
def test_a_line_that_is_there_can_be_shown(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([place])) for place in range(size)]
    place = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(leaves, place), fingerprint_of(leaves)
    assert is_included(leaves[place], place, size=size, proof=proof, fingerprint=root)
    assert not is_included(leaf_hash(b"forged"), place, size=size, proof=proof, fingerprint=root)
    assert not is_included(leaves[place], place, size=size, proof=[*proof, root], fingerprint=root)
    if proof:
        assert not is_included(leaves[place], place, size=size, proof=proof[:-1], fingerprint=root)
    for other in {0, size - 1, size, -1} - {place}:
        assert not is_included(leaves[place], other, size=size, proof=proof, fingerprint=root)


def test_a_log_of_one_line_is_no_log_of_two() -> None:
    leaf = LEAVES[0]
    assert is_included(leaf, 0, size=1, proof=[], fingerprint=leaf)
    assert not is_included(leaf, 0, size=2, proof=[], fingerprint=leaf)


@given(st.integers(1, 40), st.data())
def test_a_log_that_only_grew_can_be_shown(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([place])) for place in range(size)]
    old_size = data.draw(st.integers(1, size))
    old, new = (old_size, fingerprint_of(leaves[:old_size])), (size, fingerprint_of(leaves))
    proof = consistency_proof(leaves, old_size)
    assert has_only_grown(old, new, proof)
    changed = [leaf_hash(b"changed"), *leaves[1:]]
    assert not has_only_grown(old, (size, fingerprint_of(changed)), consistency_proof(changed, old_size))
    assert not has_only_grown(old, new, [*proof, EMPTY])
    if proof:
        assert not has_only_grown(old, new, proof[:-1])
        assert not has_only_grown(old, new, [])


@pytest.mark.parametrize("old_size", [0, 9])
def test_a_log_cannot_have_grown_from_nothing_or_more(old_size: int) -> None:
    with pytest.raises(ValueError, match="cannot have grown"):
        consistency_proof(LEAVES, old_size)
    assert not has_only_grown((old_size, EMPTY), (8, fingerprint_of(LEAVES)), [])


def test_a_leaf_outside_the_log_has_no_proof() -> None:
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES, 8)
