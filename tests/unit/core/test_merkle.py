"""The Merkle tree against the recursive definitions of RFC 9162, for every size from 0 to 70."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from igiz.core import merkle

MOST = 70
LEAVES = [merkle.leaf_hash(f"leaf {number}".encode()) for number in range(MOST)]


def split(count: int) -> int:
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*naive_subproof(m, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(m - k, leaves[k:], False), naive_root(leaves[:k])]


def grown(leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
    stored: dict[tuple[int, int], bytes] = {}
    for size, leaf in enumerate(leaves):
        added = merkle.append(size, leaf, lambda level, index: stored[level, index])
        assert not added.keys() & stored.keys()
        stored.update(added)
    return stored


STORED = grown(LEAVES)


def lookup(level: int, index: int) -> bytes:
    return STORED[level, index]


def test_the_hashes_are_those_of_the_rfc() -> None:
    assert merkle.leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.root(0, lookup).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_known_tree_of_eight_leaves() -> None:
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    stored = grown([merkle.leaf_hash(bytes.fromhex(text)) for text in inputs])
    assert merkle.root(8, lambda level, index: stored[level, index]).hex() == (
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    )


def test_an_append_stores_the_leaf_and_each_subtree_it_completes() -> None:
    assert list(merkle.append(7, LEAVES[7], lookup)) == [(0, 7), (1, 3), (2, 1), (3, 0)]
    assert merkle.append(8, LEAVES[8], lookup) == {(0, 8): LEAVES[8]}


@pytest.mark.parametrize("size", range(MOST + 1))
def test_every_root_and_proof_of_every_size(size: int) -> None:
    leaves = LEAVES[:size]
    root = naive_root(leaves)
    assert merkle.root(size, lookup) == root
    for index in range(size):
        path = merkle.inclusion_proof(index, size, lookup)
        assert path == naive_path(index, leaves)
        merkle.verify_inclusion(LEAVES[index], index, size, path, root)
    for first in range(size + 1):
        path = merkle.consistency_proof(first, size, lookup)
        assert path == (naive_subproof(first, leaves, True) if first else [])
        merkle.verify_consistency(first, size, path, naive_root(LEAVES[:first]), root)


sizes = st.integers(1, MOST)


@given(st.data(), sizes)
def test_no_changed_inclusion_proof_passes(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    root, path = merkle.root(size, lookup), merkle.inclusion_proof(index, size, lookup)
    changed = data.draw(mutations(path))
    with pytest.raises(merkle.ProofError):
        merkle.verify_inclusion(LEAVES[index], index, size, changed, root)
    with pytest.raises(merkle.ProofError):
        merkle.verify_inclusion(LEAVES[(index + 1) % MOST], index, size, path, root)
    if size > 1:
        other = data.draw(st.integers(0, size - 1).filter(lambda number: number != index))
        with pytest.raises(merkle.ProofError):
            merkle.verify_inclusion(LEAVES[index], other, size, path, root)


@given(st.data(), sizes)
def test_no_changed_consistency_proof_passes(data: st.DataObject, second: int) -> None:
    first = data.draw(st.integers(0, second))
    path = merkle.consistency_proof(first, second, lookup)
    roots = merkle.root(first, lookup), merkle.root(second, lookup)
    changed = data.draw(mutations(path))
    with pytest.raises(merkle.ProofError):
        merkle.verify_consistency(first, second, changed, *roots)
    with pytest.raises(merkle.ProofError):
        merkle.verify_consistency(first, second, path, b"\x00" * 32, roots[1])
    if first:
        with pytest.raises(merkle.ProofError):
            merkle.verify_consistency(first, second, path, roots[0], b"\x00" * 32)


@given(sizes, sizes)
def test_a_rewritten_past_has_no_consistency_proof(first: int, second: int) -> None:
    first, second = sorted((first, second))
    forged = grown([merkle.leaf_hash(b"forged"), *LEAVES[1:second]])
    path = merkle.consistency_proof(first, second, lambda level, index: forged[level, index])
    with pytest.raises(merkle.ProofError):
        merkle.verify_consistency(
            first, second, path, merkle.root(first, lookup), merkle.root(second, lambda a, b: forged[a, b])
        )


def mutations(path: list[bytes]) -> st.SearchStrategy[list[bytes]]:
    longer = [st.just([*path, b"\x11" * 32]), st.just([b"\x11" * 32, *path])]
    if not path:
        return st.one_of(longer)
    flipped = st.integers(0, len(path) - 1).map(
        lambda at: [*path[:at], bytes([path[at][0] ^ 1]) + path[at][1:], *path[at + 1 :]]
    )
    shorter = [st.just(path[1:]), st.just(path[:-1])]
    return st.one_of(*longer, *shorter, flipped)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_outside_the_tree_is_refused(index: int, size: int) -> None:
    with pytest.raises(ValueError):
        merkle.inclusion_proof(index, size, lookup)
    with pytest.raises(merkle.ProofError):
        merkle.verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])


def test_sizes_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError):
        merkle.consistency_proof(4, 3, lookup)
    with pytest.raises(merkle.ProofError):
        merkle.verify_consistency(4, 3, [], LEAVES[0], LEAVES[1])
    with pytest.raises(ValueError):
        merkle.root(-1, lookup)
    with pytest.raises(ValueError):
        merkle.append(-1, LEAVES[0], lookup)
