"""The Merkle tree of RFC 9162, pure: append, root, proofs of inclusion and consistency, and their verification.

Only perfect subtrees are stored: `node(level, index)` is the hash over the leaves from `index << level` up to
`(index + 1) << level`. Such a node never changes once written, so a tree is a table that only grows.
"""

import hashlib
from collections.abc import Callable, Sequence

Lookup = Callable[[int, int], bytes]
"""Gives the stored hash at (level, index)."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


class ProofError(Exception):
    """A proof does not prove what it claims; the text says why."""


def leaf_hash(data: bytes) -> bytes:
    """Hash the data of one leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into their parent."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(size: int, leaf: bytes, node: Lookup) -> dict[tuple[int, int], bytes]:
    """Give the nodes to store, by (level, index), when the leaf hash `leaf` joins a tree of `size` leaves."""
    _natural(size)
    level, index, current = 0, size, leaf
    added = {(0, size): leaf}
    while index & 1:
        current = node_hash(node(level, index - 1), current)
        level, index = level + 1, index >> 1
        added[level, index] = current
    return added


def root(size: int, node: Lookup) -> bytes:
    """Give the root hash of the first `size` leaves."""
    _natural(size)
    return EMPTY_ROOT if size == 0 else _range_hash(0, size, node)


def inclusion_proof(index: int, size: int, node: Lookup) -> list[bytes]:
    """Give the hashes that prove leaf `index` to be in the tree of `size` leaves (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"There is no leaf {index} in a tree of {size} leaves. Ask for one from 0 to size - 1.")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range_hash(middle, high, node))
            high = middle
        else:
            path.append(_range_hash(low, middle, node))
            low = middle
    return path[::-1]


def consistency_proof(first: int, second: int, node: Lookup) -> list[bytes]:
    """Give the hashes that prove the tree of `first` leaves to begin the tree of `second` (RFC 9162, 2.1.4.1)."""
    if not 0 <= first <= second:
        raise ValueError(f"A tree of {second} leaves cannot extend one of {first}. Give the smaller size first.")
    if first in (0, second):
        return []
    path: list[bytes] = []
    low, high, whole = 0, second, True
    while first < high:
        middle = low + _split(high - low)
        if first <= middle:
            path.append(_range_hash(middle, high, node))
            high = middle
        else:
            path.append(_range_hash(low, middle, node))
            low, whole = middle, False
    if not whole:
        path.append(_range_hash(low, high, node))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes) -> None:
    """Check that `path` proves the leaf hash at `index` in the tree with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise ProofError(f"Leaf {index} cannot be in a tree of {size} leaves.")
    position, last, current = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofError("The proof is too long for this tree.")
        if position & 1 or position == last:
            current = node_hash(sibling, current)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofError("The proof is too short for this tree.")
    if current != expected_root:
        raise ProofError("The proof leads to another root.")


def verify_consistency(first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes) -> None:
    """Check that `path` proves the tree of `first` leaves to begin that of `second` (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second:
        raise ProofError(f"A tree of {second} leaves cannot extend one of {first}.")
    if first in (0, second):
        _verify_trivial(first, second, path, first_root, second_root)
        return
    hashes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not path:
        raise ProofError("The proof is empty.")
    older, newer = _walk_consistency(first, second, hashes)
    if older != first_root:
        raise ProofError("The proof leads to another root of the smaller tree.")
    if newer != second_root:
        raise ProofError("The proof leads to another root of the larger tree.")


def _verify_trivial(first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes) -> None:
    if path:
        raise ProofError("The proof should be empty for these sizes.")
    if first == 0 and first_root != EMPTY_ROOT:
        raise ProofError("The root of the empty tree is another.")
    if first == second and first_root != second_root:
        raise ProofError("Two trees of one size have different roots.")


def _walk_consistency(first: int, second: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    older = newer = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ProofError("The proof is too long for these trees.")
        if position & 1 or position == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofError("The proof is too short for these trees.")
    return older, newer


def _range_hash(low: int, high: int, node: Lookup) -> bytes:
    """Hash the leaves from `low` up to `high`, where `low` begins a subtree; folds its perfect parts from the right."""
    parts: list[bytes] = []
    while low < high:
        level = (high - low).bit_length() - 1
        parts.append(node(level, low >> level))
        low += 1 << level
    current = parts.pop()
    while parts:
        current = node_hash(parts.pop(), current)
    return current


def _split(count: int) -> int:
    """Give the largest power of two smaller than `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _natural(size: int) -> None:
    if size < 0:
        raise ValueError(f"A tree of {size} leaves does not exist. The size is at least 0.")
