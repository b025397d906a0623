"""Verifies an export of the audit log offline, with nothing but Python and `cryptography`.

    python audit_verify.py export.jsonl [--witness earlier-checkpoint] [--key name+id+key] [--json]

The export is JSON lines: first {"format": "igiz-audit/1", "origin", "public_key"}, then one line per leaf {"index",
"hash", "salt", "body"}, then lines {"checkpoint"}. Where another key followed, the first line has "former_keys" too: a
list of {"key", "until"}, the first key first, each with the number of leaves up to which it signed; the checkpoint of
that size is signed by both, unless the former was lost. A leaf is SHA-256 over a zero byte, the salt and the canonical
JSON of the body; an erased leaf keeps its hash alone. Every leaf, every root (RFC 9162) and every signature (C2SP
signed-note, tlog-checkpoint) is computed again. The file shares no code with the log it judges, on purpose.

Exit codes: 0 everything verifies, 1 something does not, 2 the files or arguments cannot be used.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FORMAT = "igiz-audit/1"
MIN_SALT_BYTES = 16
MAX_LINE_CHARACTERS = 16 * 1024 * 1024
MAX_PROBLEMS = 1000


class Wrong(Exception):
    """What one line claims is not so; the text says why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the line of the export (0 for the export as a whole) and what."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Key:
    """A public key of the log with its name; its checkpoints have from `since` to `until` leaves (None: still)."""

    name: str
    id: bytes
    public: Ed25519PublicKey
    text: str
    since: int = 0
    until: int | None = None

    def covers(self, size: int) -> bool:
        """Whether a checkpoint of so many leaves is this key's to sign."""
        return self.since <= size and (self.until is None or size <= self.until)


@dataclass(frozen=True, slots=True)
class Head:
    """A verified checkpoint: where it stood, the size and root it vouches for, and the keys that signed it."""

    line: int
    size: int
    root: bytes
    signers: frozenset[str]


@dataclass(slots=True)
class Verdict:
    """What the verifier found."""

    origin: str = ""
    key: str = ""
    former_keys: list[dict[str, Any]] = field(default_factory=list)
    key_given: bool = False
    leaves: int = 0
    erased: int = 0
    """Leaves of which the hash alone stands there: erased, or of other partners than the export is for."""
    checkpoints: int = 0
    witnessed: int | None = None
    root: str = ""
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether everything verifies."""
        return not self.problems

    def wrong(self, line: int, what: str) -> None:
        """Note a problem; more than a thousand add nothing."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(line, what))


@dataclass(slots=True)
class Leaves:
    """The hashes of the leaves in order, and the line of each."""

    hashes: list[bytes] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    damaged: set[int] = field(default_factory=set)
    """Numbers of leaves that are wrong by themselves."""
    expected: int = 0
    """Index that the next leaf must bear."""


def verify(lines: Iterable[str], witness: str | None = None, key: str | None = None) -> Verdict:
    """Verify the lines of an export, an earlier checkpoint kept elsewhere, and the key when it is known."""
    verdict = Verdict()
    numbered = iter(enumerate(lines, start=1))
    keys = _header(numbered, key, verdict)
    leaves, heads = Leaves(), list[Head]()
    for line, text in numbered:
        try:
            _line(line, text, keys, leaves, heads, verdict)
        except Wrong as wrong:
            verdict.wrong(line, str(wrong))
    _compare(leaves, heads, verdict)
    if key is not None and verdict.key_given:
        _follow(key.strip(), keys, heads, verdict)
    if witness is not None and keys:
        _witness(witness, keys, leaves, verdict)
    verdict.problems.sort(key=lambda problem: problem.line)
    return verdict


def _header(numbered: Iterator[tuple[int, str]], given: str | None, verdict: Verdict) -> list[Key]:
    """Read the keys of the log, the first one first; none where the header cannot be used."""
    try:
        item = _item(next(numbered, (1, ""))[1])
        if item.get("format") != FORMAT or set(item) - {"former_keys"} != {"format", "origin", "public_key"}:
            raise Wrong(f'the first line is no header of format "{FORMAT}"')
        verdict.origin = _as_text(item, "origin")
        own = _as_text(item, "public_key")
        keys = _keys(item.get("former_keys", []), own)
        if given is not None and given.strip() not in {each.text for each in keys}:
            raise Wrong(f"the export names the key {own}, and not the key that was given")
        verdict.key, verdict.key_given = own, given is not None
        verdict.former_keys = [{"key": each.text, "until": each.until} for each in keys[:-1]]
        return keys
    except Wrong as wrong:
        verdict.wrong(1, str(wrong))
        return []


def _keys(former: Any, own: str) -> list[Key]:
    """Read the former keys and the present one, each with the sizes whose checkpoints are its own."""
    keys: list[Key] = []
    since = 0
    for item in former if isinstance(former, list) else [former]:
        if not isinstance(item, dict) or set(item) != {"key", "until"} or type(item["until"]) is not int:
            raise Wrong("a former key is not written as key and until")
        if item["until"] < since:
            raise Wrong("the former keys do not follow one another")
        keys.append(replace(_key(_as_text(item, "key")), since=since, until=item["until"]))
        since = item["until"]
    return [*keys, replace(_key(own), since=since)]


def _follow(given: str, keys: Sequence[Key], heads: Sequence[Head], verdict: Verdict) -> None:
    """Check that from the key that was given on each key vouched for the next."""
    first = next(number for number, each in enumerate(keys) if each.text == given)
    for former, following in pairwise(keys[first:]):
        both = {former.text, following.text}
        if not any(head.size == former.until and both <= head.signers for head in heads):
            verdict.wrong(
                1,
                f"the key {following.text} follows after {_leaves(former.until or 0)} without a "
                "signature of the one before: ask the administrator why, and give the new key with --key",
            )


def _line(line: int, text: str, keys: Sequence[Key], leaves: Leaves, heads: list[Head], verdict: Verdict) -> None:
    item = _item(text, blank_is_end=True)
    if not item:
        raise Wrong("the line is empty")
    if "checkpoint" in item:
        verdict.checkpoints += 1
        if set(item) != {"checkpoint"}:
            raise Wrong("the checkpoint has unknown keys")
        if keys:
            heads.append(_head(line, _as_text(item, "checkpoint"), verdict.origin, keys))
        return
    number = len(leaves.hashes)
    leaves.hashes.append(_claimed(item))
    leaves.lines.append(line)
    verdict.leaves += 1
    try:
        index = _numbered(item, leaves)
        _leaf(item, index, leaves.hashes[number], verdict)
        if verdict.checkpoints:
            raise Wrong(f"leaf {number} stands below a checkpoint")
    except Wrong:
        leaves.damaged.add(number)
        raise


def _claimed(item: dict[str, Any]) -> bytes:
    """Give the hash that a leaf claims, or nothing where it claims none."""
    try:
        return _hex(_as_text(item, "hash"), "hash", 32)
    except Wrong:
        return b""


def _numbered(item: dict[str, Any], leaves: Leaves) -> int:
    """Check the index of a leaf; after a gap the count goes on from what stands there, so that one gap is one fault."""
    index, expected = item.get("index"), leaves.expected
    leaves.expected = (index if type(index) is int else expected) + 1
    if set(item) != {"index", "hash", "salt", "body"}:
        raise Wrong("the line is neither a leaf (index, hash, salt, body) nor a checkpoint")
    if type(index) is not int or index != expected:
        raise Wrong(f"leaf {index!r} stands where leaf {expected} belongs")
    return expected


def _leaf(item: dict[str, Any], number: int, claimed: bytes, verdict: Verdict) -> None:
    salt, body = item["salt"], item["body"]
    if not claimed:
        raise Wrong(f"the hash of leaf {number} is not 64 lower-case hexadecimal digits")
    if salt is None and body is None:
        verdict.erased += 1
        return
    if not isinstance(salt, str) or not isinstance(body, str):
        raise Wrong(f"leaf {number} is half erased: salt and body are both kept or both null")
    raw = _hex(salt, "salt", None)
    if len(raw) < MIN_SALT_BYTES:
        raise Wrong(f"the salt of leaf {number} is shorter than {MIN_SALT_BYTES} bytes")
    if _canonical(body) != body:
        raise Wrong(f"the body of leaf {number} is not canonical JSON")
    if hashlib.sha256(b"\x00" + raw + body.encode()).digest() != claimed:
        raise Wrong(f"leaf {number} was changed: salt and body do not give its hash")


def _canonical(text: str) -> str:
    """Write JSON again with sorted keys and no spaces."""
    value = _json(text)
    if not isinstance(value, dict):
        raise Wrong("the body is no JSON object")
    written = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError as error:
        raise Wrong("the body holds half a character") from error
    return written


def _head(line: int, note: str, origin: str, keys: Sequence[Key]) -> Head:
    """Verify the signature of a checkpoint and read it."""
    head, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise Wrong("the checkpoint is no signed note")
    signed = [_signature(part) for part in tail[:-1].split("\n")]
    signers = [key for key in keys if _has_signed(key, signed, (head + "\n").encode("utf-8", "replace"))]
    if not signers:
        raise Wrong("the checkpoint is not signed by the log's key")
    size, root = _claim(head, origin)
    if not any(key.covers(size) for key in signers):
        raise Wrong(f"the checkpoint of {_leaves(size)} is signed by a key of another time")
    return Head(line, size, root, frozenset(key.text for key in signers))


def _has_signed(key: Key, signed: Sequence[tuple[str, bytes, bytes]], text: bytes) -> bool:
    mine = [signature for name, identity, signature in signed if (name, identity) == (key.name, key.id)]
    for signature in mine:
        try:
            key.public.verify(signature, text)
        except InvalidSignature as error:
            raise Wrong("the signature of the checkpoint is false") from error
    return bool(mine)


def _claim(head: str, origin: str) -> tuple[int, bytes]:
    """Read size and root in the text of a checkpoint."""
    parts = head.split("\n")
    if len(parts) < 3 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", parts[1]):
        raise Wrong("the checkpoint lacks name, size or root")
    if parts[0] != origin:
        raise Wrong(f"the checkpoint is of the log {parts[0]!r} and not of {origin!r}")
    root = _base64(parts[2])
    if len(root) != 32:
        raise Wrong("the root in the checkpoint has not 32 bytes")
    return int(parts[1]), root


def _signature(text: str) -> tuple[str, bytes, bytes]:
    found = re.fullmatch("\u2014 (\\S+) (\\S+)", text)
    if found is None:
        raise Wrong("the checkpoint has a line that is no signature")
    raw = _base64(found[2])
    return found[1], raw[:4], raw[4:]


def _compare(leaves: Leaves, heads: Sequence[Head], verdict: Verdict) -> None:
    """Compare the root of every checkpoint with the leaves, and say between which lines the fault lies."""
    count = len(leaves.hashes)
    roots = _roots(leaves.hashes, {head.size for head in heads if head.size <= count} | {count})
    verdict.root = roots[count].hex()
    good = 0
    for head in sorted(heads, key=lambda head: head.size):
        if head.size > count:
            verdict.wrong(
                head.line, f"the checkpoint vouches for {_leaves(head.size)}; the last {head.size - count} lack"
            )
        elif roots[head.size] == head.root:
            good = head.size
        else:
            verdict.wrong(head.line, _mismatch(leaves, good, head.size))
    covered = max((head.size for head in heads if head.size <= count), default=None)
    if covered is None:
        verdict.wrong(0, "no signed checkpoint vouches for these leaves")
    elif covered < count:
        verdict.wrong(leaves.lines[covered], f"no checkpoint vouches for the leaves from {covered} to {count - 1}")


def _mismatch(leaves: Leaves, good: int, size: int) -> str:
    text = f"the root of the first {size} leaves is another than was signed: "
    if size <= good:
        return text + "two signed checkpoints contradict each other"
    known = sorted(number for number in leaves.damaged if good <= number < size)
    if known:
        return text + "see line " + ", ".join(str(leaves.lines[number]) for number in known[:10])
    return text + f"a leaf in the lines from {leaves.lines[good]} to {leaves.lines[size - 1]} was replaced"


def _witness(note: str, keys: Sequence[Key], leaves: Leaves, verdict: Verdict) -> None:
    """Hold the export against a checkpoint that someone kept: the log must begin with exactly that."""
    try:
        head = _head(0, note, verdict.origin, keys)
        if head.size > len(leaves.hashes):
            raise Wrong(f"it vouches for {head.size} leaves and the export has {len(leaves.hashes)}: leaves are gone")
        if _roots(leaves.hashes, {head.size})[head.size] != head.root:
            raise Wrong(f"the first {head.size} leaves are not those that it vouches for: the past was rewritten")
        verdict.witnessed = head.size
    except Wrong as wrong:
        verdict.wrong(0, f"the witness's checkpoint: {wrong}")


def _roots(hashes: Sequence[bytes], sizes: set[int]) -> dict[int, bytes]:
    """Compute the root after each of some numbers of leaves in one pass."""
    found = {0: hashlib.sha256(b"").digest()}
    peaks: list[tuple[int, bytes]] = []
    for size, leaf in enumerate(hashes, start=1):
        height, current = 0, leaf
        while peaks and peaks[-1][0] == height:
            current = hashlib.sha256(b"\x01" + peaks.pop()[1] + current).digest()
            height += 1
        peaks.append((height, current))
        if size in sizes:
            root = peaks[-1][1]
            for _, peak in reversed(peaks[:-1]):
                root = hashlib.sha256(b"\x01" + peak + root).digest()
            found[size] = root
    return found


def _key(text: str) -> Key:
    name, _, rest = text.partition("+")
    identity, _, encoded = rest.partition("+")
    raw = _base64(encoded)
    if not re.fullmatch(r"[^\s+]+", name) or len(raw) != 33 or raw[0] != 1:
        raise Wrong("the public key is not written as name+id+key of Ed25519")
    expected = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    if identity != expected.hex():
        raise Wrong("the id of the public key does not belong to it")
    return Key(name, expected, Ed25519PublicKey.from_public_bytes(raw[1:]), text)


def _item(text: str, *, blank_is_end: bool = False) -> dict[str, Any]:
    if len(text) > MAX_LINE_CHARACTERS:
        raise Wrong("the line is too long")
    if blank_is_end and not text.strip():
        return {}
    value = _json(text)
    if not isinstance(value, dict):
        raise Wrong("the line is no JSON object")
    return value


def _json(text: str) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        item = dict(pairs)
        if len(item) != len(pairs):
            raise Wrong("a JSON object names one key twice")
        return item

    def constant(name: str) -> Any:
        raise Wrong(f"{name} is no JSON")

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=constant)
    except (ValueError, RecursionError) as error:
        raise Wrong("this is no JSON") from error


def _as_text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    if not isinstance(value, str):
        raise Wrong(f"{name} is no text")
    return value


def _hex(text: str, name: str, length: int | None) -> bytes:
    if not re.fullmatch(r"(?:[0-9a-f]{2})+", text) or (length is not None and len(text) != 2 * length):
        raise Wrong(f"{name} is not written in lower-case hexadecimal of the right length")
    return bytes.fromhex(text)


def _base64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Wrong("what should be base64 is not") from error
    if base64.b64encode(raw).decode() != text:
        raise Wrong("what should be base64 is not written as base64 is")
    return raw


def report(verdict: Verdict, name: str = "export") -> str:
    """Write the verdict for people; `name` is what was verified: an export, or the log where it lies."""
    told = [(item.line, item.what.replace("the export", f"the {name}")) for item in verdict.problems]
    lines = [f"line {line}: {what}" if line else f"{name}: {what}" for line, what in told]
    kept = verdict.leaves - verdict.erased
    signed = f"{verdict.checkpoints} checkpoint{'' if verdict.checkpoints == 1 else 's'}"
    why = "" if not verdict.erased else ": of other partners or erased" if name == "export" else ": erased"
    lines.append(f"{_leaves(verdict.leaves)} ({kept} readable, {verdict.erased} as hashes only{why}), {signed}")
    for each in verdict.former_keys:
        lines.append(f"up to {_leaves(each['until'])} signed by the former key {each['key']}")
    if verdict.ok:
        lines.append(f"root {verdict.root}")
        if verdict.witnessed is not None:
            lines.append(f"begins with the {_leaves(verdict.witnessed)} of the witness's checkpoint")
        if not verdict.key_given:
            lines.append(f"signed by {verdict.key}: compare this key with the one you know, or give it with --key")
        lines.append("everything verifies")
    else:
        lines.append(f"this {name} does not verify")
    return "\n".join(lines)


def _leaves(number: int) -> str:
    return f"{number} {'leaf' if number == 1 else 'leaves'}"


def as_value(verdict: Verdict) -> dict[str, Any]:
    """Give the verdict as a JSON value, with the keys in camelCase."""
    values = {"ok": verdict.ok, **asdict(verdict)}
    return {re.sub("_(.)", lambda found: found[1].upper(), name): value for name, value in values.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the verifier from the command line and give its exit code."""
    parser = argparse.ArgumentParser(prog="audit_verify", description="Verify an export of the audit log offline.")
    parser.add_argument("export", type=Path, help="the export, JSON lines")
    parser.add_argument("--witness", type=Path, help="a checkpoint that was kept earlier, as a signed note")
    parser.add_argument("--key", help="the log's public key as you know it: name+id+key")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args(arguments)
    try:
        witness = None if given.witness is None else given.witness.read_bytes().decode()
        with given.export.open(encoding="utf-8", newline="\n") as lines:
            verdict = verify(lines, witness, given.key)
    except UnicodeDecodeError:
        print("audit_verify: a file is no UTF-8 text. Give the files as they were written.", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"audit_verify: {error.filename} cannot be read: {error.strerror}.", file=sys.stderr)
        return 2
    print(json.dumps(as_value(verdict), ensure_ascii=False) if given.json else report(verdict))
    return 0 if verdict.ok else 1


if __name__ == "__main__":
    sys.exit(main())
