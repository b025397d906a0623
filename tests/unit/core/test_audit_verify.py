"""The offline verifier: a good export passes, and every kind of tampering is found on its line."""

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from igiz.core import audit_verify, checkpoint, merkle
from igiz.core.audit_verify import Problem
from igiz.core.checkpoint import Checkpoint, SigningKey

ORIGIN = "example.org/audit"
LOG = SigningKey(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
OTHER = SigningKey(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
SIZES = (4, 7, 10)

Item = dict[str, Any]


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def leaf(index: int, body: str | None = None) -> Item:
    salt = hashlib.sha256(b"salt %d" % index).digest()[:16]
    text = canonical({"action": "read", "at": index, "note": "caf\u00e9"}) if body is None else body
    digest = hashlib.sha256(b"\x00" + salt + text.encode()).hexdigest()
    return {"index": index, "hash": digest, "salt": salt.hex(), "body": text}


def note(leaves: list[Item], size: int, key: SigningKey = LOG, origin: str = ORIGIN) -> str:
    stored: dict[tuple[int, int], bytes] = {}

    def find(level: int, index: int) -> bytes:
        return stored[level, index]

    for index, item in enumerate(leaves[:size]):
        stored.update(merkle.append(index, bytes.fromhex(item["hash"]), find))
    return checkpoint.write(Checkpoint(origin, size, merkle.root(size, find)), [key])


def header(key: SigningKey = LOG) -> Item:
    return {"format": "igiz-audit/1", "origin": ORIGIN, "public_key": key.verifier.text()}


def good() -> list[Item]:
    """Line 1 the header, lines 2 to 11 the leaves 0 to 9, of which leaf 2 is erased, lines 12 to 14 checkpoints."""
    leaves = [leaf(index) for index in range(10)]
    leaves[2] |= {"salt": None, "body": None}
    return [header(), *leaves, *({"checkpoint": note(leaves, size)} for size in SIZES)]


def problems(items: list[Item], **known: str) -> list[Problem]:
    return audit_verify.verify([json.dumps(item) + "\n" for item in items], **known).problems


def lines_wrong(items: list[Item]) -> list[int]:
    return [problem.line for problem in problems(items)]


def test_a_good_export_verifies() -> None:
    verdict = audit_verify.verify([json.dumps(item) for item in good()])
    assert verdict.problems == []
    assert (verdict.leaves, verdict.erased, verdict.checkpoints) == (10, 1, 3)
    assert verdict.root == base64.b64decode(good()[-1]["checkpoint"].split("\n")[2]).hex()


def test_an_empty_log_verifies_when_it_is_signed() -> None:
    assert problems([header(), {"checkpoint": note([], 0)}]) == []
    assert problems([header()]) == [Problem(*UNSIGNED)]


@pytest.mark.parametrize("size", range(1, 40))
def test_every_size_verifies(size: int) -> None:
    leaves = [leaf(index) for index in range(size)]
    assert problems([header(), *leaves, *({"checkpoint": note(leaves, part)} for part in range(size + 1))]) == []


def change(line: int, **values: Any) -> Callable[[list[Item]], None]:
    def apply(items: list[Item]) -> None:
        items[line - 1] |= values

    return apply


def test_each_changed_byte_of_a_leaf_is_found_on_its_line() -> None:
    for name in ("salt", "hash"):
        text = leaf(5)[name]
        for at in range(len(text)):
            items = good()
            items[6][name] = text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :]
            assert 7 in lines_wrong(items), (name, at)
    body = leaf(5)["body"]
    for at in range(len(body)):
        items = good()
        items[6]["body"] = body[:at] + ("x" if body[at] != "x" else "y") + body[at + 1 :]
        assert lines_wrong(items) == [7], at


CHANGED = "leaf 5 was changed: salt and body do not give its hash"
ROOT4 = "the root of the first 4 leaves is another than was signed: "
ROOT7 = "the root of the first 7 leaves is another than was signed: "
ROOT10 = "the root of the first 10 leaves is another than was signed: "
UNCOVERED = (9, "no checkpoint vouches for the leaves from 7 to 9")
TOO_MANY = "no checkpoint vouches for the leaves from 10 to 10"
UNSIGNED = (0, "no signed checkpoint vouches for these leaves")


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (change(7, body=canonical({"action": "other"})), [(7, CHANGED)]),
        (change(7, salt="00" * 16), [(7, CHANGED)]),
        (change(7, salt=None), [(7, "leaf 5 is half erased: salt and body are both kept or both null")]),
        (change(7, body=None), [(7, "leaf 5 is half erased: salt and body are both kept or both null")]),
        (change(7, salt="00" * 8), [(7, "the salt of leaf 5 is shorter than 16 bytes")]),
        (
            change(7, salt=leaf(5)["salt"].upper()),
            [(7, "salt is not written in lower-case hexadecimal of the right length")],
        ),
        (change(7, body='{"b":1,"a":2}'), [(7, "the body of leaf 5 is not canonical JSON")]),
        (change(7, body='{"a": 2}'), [(7, "the body of leaf 5 is not canonical JSON")]),
        (change(7, body='{"a":1,"a":1}'), [(7, "a JSON object names one key twice")]),
        (change(7, body='{"a":NaN}'), [(7, "NaN is no JSON")]),
        (change(7, body="[1]"), [(7, "the body is no JSON object")]),
        (change(7, body='{"a":"\\ud800"}'), [(7, "the body holds half a character")]),
        (change(7, index=6), [(7, "leaf 6 stands where leaf 5 belongs"), (8, "leaf 6 stands where leaf 7 belongs")]),
        (change(7, index=True), [(7, "leaf True stands where leaf 5 belongs")]),
        (
            change(7, extra=1),
            [
                (7, "the line is neither a leaf (index, hash, salt, body) nor a checkpoint"),
            ],
        ),
        (
            change(7, hash="00" * 32),
            [(7, CHANGED), (13, ROOT7 + "see line 7"), (14, ROOT10 + "see line 7")],
        ),
        (
            change(7, hash="00"),
            [
                (7, "the hash of leaf 5 is not 64 lower-case hexadecimal digits"),
                (13, ROOT7 + "see line 7"),
                (14, ROOT10 + "see line 7"),
            ],
        ),
        (
            change(7, **leaf(5, canonical({"forged": True}))),
            [
                (13, ROOT7 + "a leaf in the lines from 6 to 8 was replaced"),
                (14, ROOT10 + "a leaf in the lines from 6 to 11 was replaced"),
            ],
        ),
        (
            change(4, hash="11" * 32),
            [
                (12, ROOT4 + "a leaf in the lines from 2 to 5 was replaced"),
                (13, ROOT7 + "a leaf in the lines from 2 to 8 was replaced"),
                (14, ROOT10 + "a leaf in the lines from 2 to 11 was replaced"),
            ],
        ),
        (
            lambda items: items.pop(10),
            [
                (13, "the checkpoint vouches for 10 leaves; the last 1 lack"),
                (9, "no checkpoint vouches for the leaves from 7 to 8"),
            ],
        ),
        (
            lambda items: items.pop(6),
            [
                (7, "leaf 6 stands where leaf 5 belongs"),
                (9, "no checkpoint vouches for the leaves from 7 to 8"),
                (12, ROOT7 + "see line 7"),
                (13, "the checkpoint vouches for 10 leaves; the last 1 lack"),
            ],
        ),
        (
            lambda items: items.insert(7, dict(items[6])),
            [
                (8, "leaf 5 stands where leaf 6 belongs"),
                (12, TOO_MANY),
                (14, ROOT7 + "see line 8"),
                (15, ROOT10 + "see line 8"),
            ],
        ),
        (
            lambda items: items.insert(11, leaf(10)),
            [(12, TOO_MANY)],
        ),
        (lambda items: items.append(leaf(10)), [(15, "leaf 10 stands below a checkpoint"), (15, TOO_MANY)]),
        (lambda items: items.pop(13), [UNCOVERED]),
        (lambda items: items.insert(5, {}), [(6, "the line is empty")]),
        (change(14, more=1), [UNCOVERED, (14, "the checkpoint has unknown keys")]),
        (change(12, checkpoint=5), [(12, "checkpoint is no text")]),
        (change(12, checkpoint="x"), [(12, "the checkpoint is no signed note")]),
        (change(12, checkpoint=note([leaf(0)], 1, OTHER)), [(12, "the checkpoint is not signed by the log's key")]),
        (
            change(12, checkpoint=note([leaf(0)], 1, LOG, "elsewhere")),
            [(12, "the checkpoint is of the log 'elsewhere' and not of 'example.org/audit'")],
        ),
        (
            change(12, checkpoint=note([leaf(0)], 1).replace("\n1\n", "\n2\n")),
            [(12, "the signature of the checkpoint is false")],
        ),
        (
            change(1, format="igiz-audit/2"),
            [UNSIGNED, (1, 'the first line is no header of format "igiz-audit/1"')],
        ),
        (
            change(1, public_key=LOG.verifier.text().replace("+", "+0", 1)),
            [UNSIGNED, (1, "the id of the public key does not belong to it")],
        ),
        (
            change(1, public_key="nonsense"),
            [
                UNSIGNED,
                (1, "the public key is not written as name+id+key of Ed25519"),
            ],
        ),
    ],
)  # fmt: skip
def test_tampering_is_named_with_its_line(
    tamper: Callable[[list[Item]], object], expected: list[tuple[int, str]]
) -> None:
    items = good()
    tamper(items)
    assert problems(items) == [Problem(line, what) for line, what in sorted(expected, key=lambda pair: pair[0])]


@pytest.mark.parametrize(
    ("former", "what"),
    [
        ({}, "a former key is not written as key and until"),
        ([{"key": OTHER.verifier.text(), "until": True}], "a former key is not written as key and until"),
        ([{"key": "nonsense", "until": 4}], "the public key is not written as name+id+key of Ed25519"),
        (
            [{"key": OTHER.verifier.text(), "until": 4}, {"key": OTHER.verifier.text(), "until": 3}],
            "the former keys do not follow one another",
        ),
    ],
)
def test_former_keys_that_do_not_hold_together_are_refused(former: object, what: str) -> None:
    items = good()
    items[0]["former_keys"] = former
    assert problems(items)[-1] == Problem(1, what)


def test_each_key_signs_its_own_part() -> None:
    items = good()
    items[0]["former_keys"] = [{"key": OTHER.verifier.text(), "until": 7}]
    items[11]["checkpoint"] = note(items[1:11], 4, OTHER)
    assert problems(items) == []
    assert problems(items, key=OTHER.verifier.text()) == [
        Problem(
            1,
            f"the key {LOG.verifier.text()} follows after 7 leaves without a signature of the one before: ask the "
            "administrator why, and give the new key with --key",
        )
    ]
    items[12]["checkpoint"] = checkpoint.cosign(note(items[1:11], 7), OTHER)
    assert problems(items, key=OTHER.verifier.text()) == []
    items[13]["checkpoint"] = note(items[1:11], 10, OTHER)
    assert Problem(14, "the checkpoint of 10 leaves is signed by a key of another time") in problems(items)


def test_one_of_a_thing_is_said_as_one() -> None:
    lines = [json.dumps(item) for item in (header(), leaf(0), {"checkpoint": note([leaf(0)], 1)})]
    assert "1 leaf (1 readable, 0 as hashes only), 1 checkpoint\n" in audit_verify.report(audit_verify.verify(lines))


def test_two_leaves_that_changed_places_are_found() -> None:
    items = good()
    items[6], items[7] = items[7], items[6]
    assert lines_wrong(items)[:2] == [7, 8]


def test_a_log_rewritten_and_signed_anew_passes_alone_but_not_with_witness_or_key() -> None:
    earlier = note(good()[1:11], 7)
    leaves = [leaf(index) for index in range(10)]
    leaves[5] = leaf(5, canonical({"forged": True}))
    forged = [header(), *leaves, {"checkpoint": note(leaves, 10)}]
    assert problems(forged) == []
    assert problems(forged, witness=earlier) == [
        Problem(
            0,
            "the witness's checkpoint: the first 7 leaves are not those that it vouches for: the past was rewritten",
        )
    ]
    other = [header(OTHER), *leaves, {"checkpoint": note(leaves, 10, OTHER)}]
    assert problems(other) == []
    assert problems(other, witness=earlier) == [
        Problem(0, "the witness's checkpoint: the checkpoint is not signed by the log's key")
    ]
    assert problems(other, key=LOG.verifier.text())[-1] == Problem(
        1, f"the export names the key {OTHER.verifier.text()}, and not the key that was given"
    )


def test_a_log_cut_off_and_signed_anew_does_not_pass_its_witness() -> None:
    leaves = good()[1:6]
    cut = [header(), *leaves, {"checkpoint": note(leaves, 5)}]
    assert problems(cut) == []
    assert problems(cut, witness=note(good()[1:11], 7)) == [
        Problem(0, "the witness's checkpoint: it vouches for 7 leaves and the export has 5: leaves are gone")
    ]
    assert audit_verify.verify([json.dumps(item) for item in good()], note(good()[1:11], 7)).witnessed == 7


@pytest.mark.parametrize("text", ["", "{", "[]", "5", "[" * 100_000, '{"format":1,"format":2}'])
def test_what_is_no_export_is_refused(text: str) -> None:
    assert [problem.line for problem in audit_verify.verify([text]).problems] == [0, 1]


def run(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, audit_verify.__file__, *arguments], capture_output=True, text=True, check=False, timeout=30
    )
    return done.returncode, done.stdout, done.stderr


def test_the_one_file_runs_alone_with_exit_codes_and_json(tmp_path: Path) -> None:
    export, witness = tmp_path / "export.jsonl", tmp_path / "checkpoint"
    export.write_text("".join(json.dumps(item) + "\n" for item in good()), encoding="utf-8")
    witness.write_text(note(good()[1:11], 4), encoding="utf-8")
    code, out, err = run(str(export), "--witness", str(witness), "--key", LOG.verifier.text(), "--json")
    root = base64.b64decode(good()[-1]["checkpoint"].split("\n")[2]).hex()
    assert (code, err) == (0, "")
    assert json.loads(out) == {
        "ok": True, "origin": ORIGIN, "key": LOG.verifier.text(), "formerKeys": [], "keyGiven": True, "leaves": 10,
        "erased": 1, "checkpoints": 3, "witnessed": 4, "root": root, "problems": [],
    }  # fmt: skip
    items = good()
    items[6]["body"] = "{}"
    export.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    code, out, err = run(str(export))
    assert (code, out, err) == (
        1,
        f"line 7: {CHANGED}\n10 leaves (9 readable, 1 as hashes only: of other partners or erased), 3 checkpoints\n"
        "this export does not verify\n",
        "",
    )
    code, out, err = run(str(tmp_path / "absent"))
    assert (code, out, err) == (
        2,
        "",
        f"audit_verify: {tmp_path / 'absent'} cannot be read: No such file or directory.\n",
    )
    export.write_bytes(b"\xff")
    assert run(str(export))[0] == 2
    assert run()[0] == 2
