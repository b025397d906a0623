"""Checkpoints as signed notes: the published example, round trips, forgeries and the key file."""

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from igiz.core import checkpoint
from igiz.core.checkpoint import Checkpoint, CheckpointError, SigningKey, VerifierKey

LOG = SigningKey("example.org/audit", Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
WITNESS = SigningKey("witness.example", Ed25519PrivateKey.from_private_bytes(b"\x02" * 32))
HEAD = Checkpoint("example.org/audit", 12, bytes(range(32)))
NOTE = checkpoint.write(HEAD, [LOG])

GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_signed_elsewhere_verifies() -> None:
    key = VerifierKey.parse(GO_KEY)
    assert key.text() == GO_KEY
    note = checkpoint.split(GO_NOTE)
    key.public.verify(note.signatures[0].signature, note.text.encode())
    assert (note.signatures[0].name, note.signatures[0].key_id) == ("PeterNeumann", key.id)


def test_the_text_is_that_of_the_standard() -> None:
    text, signature = NOTE.split("\n\n")
    assert text == "example.org/audit\n12\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert signature.startswith("\u2014 example.org/audit ")
    assert signature.endswith("\n")


def test_what_is_written_is_read_and_verified() -> None:
    assert checkpoint.verify(NOTE, [LOG.verifier]) == HEAD
    assert checkpoint.verify(NOTE, [VerifierKey.parse(LOG.verifier.text())]) == HEAD
    both = checkpoint.cosign(NOTE, WITNESS)
    assert checkpoint.verify(both, [LOG.verifier, WITNESS.verifier]) == HEAD
    assert checkpoint.verify(both, [LOG.verifier]) == HEAD
    assert checkpoint.write(HEAD, [LOG, WITNESS]) == both


def test_extension_lines_are_allowed_and_signed() -> None:
    assert checkpoint.parse(HEAD.body() + "more\n") == HEAD


def test_a_key_that_did_not_sign_does_not_verify() -> None:
    with pytest.raises(CheckpointError, match="not signed by the key witness"):
        checkpoint.verify(NOTE, [LOG.verifier, WITNESS.verifier])
    namesake = SigningKey(LOG.name, WITNESS.private)
    with pytest.raises(CheckpointError, match="not signed by the key"):
        checkpoint.verify(NOTE, [namesake.verifier])
    with pytest.raises(CheckpointError, match="without a key"):
        checkpoint.verify(NOTE, [])
    with pytest.raises(CheckpointError, match="without a signature"):
        checkpoint.write(HEAD, [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n12\n", "\n13\n"),
        ("example.org/audit\n12", "example.com/audit\n12"),
        ("AAECAw", "BAECAw"),
        ("\n12\n", "\n012\n"),
        ("\n12\n", "\n-12\n"),
        ("\n12\n", "\n1\u0662\n"),
        ("=\n\n", "=\nextra\n\n"),
        ("\n\n", "\n"),
        ("\u2014 ", "- "),
        ("\u2014 example.org/audit ", "\u2014 example.org/audit  "),
        ("12", "1\r2"),
    ],
)
def test_a_changed_note_does_not_verify(old: str, new: str) -> None:
    assert old in NOTE
    with pytest.raises(CheckpointError):
        checkpoint.verify(NOTE.replace(old, new), [LOG.verifier])


def test_a_cut_note_does_not_verify() -> None:
    for length in range(len(NOTE)):
        with pytest.raises(CheckpointError):
            checkpoint.verify(NOTE[:length], [LOG.verifier])


@pytest.mark.parametrize(
    "text", ["", "\n", "a\n1\n", "a\n1\nAAAA\n", "\n1\n" + "A" * 43 + "=\n", "a\n1\n" + "A" * 43 + "="]
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(CheckpointError):
        checkpoint.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        GO_KEY.replace("c74f20a3", "c74f20a4"),
        GO_KEY.replace("PeterNeumann", "Peter Neumann"),
        GO_KEY[:-4],
        GO_KEY.replace("+AR", "+AS"),
        "x+00000000+" + base64.b64encode(b"\x02" + bytes(32)).decode(),
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(CheckpointError):
        VerifierKey.parse(text)


@pytest.mark.parametrize(
    "head",
    [
        Checkpoint("", 1, bytes(32)),
        Checkpoint("a\nb", 1, bytes(32)),
        Checkpoint("a", -1, bytes(32)),
        Checkpoint("a", 1, b""),
    ],
)
def test_a_checkpoint_that_cannot_exist_is_not_written(head: Checkpoint) -> None:
    with pytest.raises(CheckpointError):
        checkpoint.write(head, [LOG])


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "audit.key"
    made = checkpoint.key_from(path, "log")
    assert path.stat().st_mode & 0o777 == 0o600
    assert checkpoint.key_from(path, "log").verifier.raw == made.verifier.raw
    assert repr(made) == "SigningKey('log')"
    path.write_text("damaged", encoding="ascii")
    with pytest.raises(CheckpointError, match="cannot be read"):
        checkpoint.key_from(path, "log")
    with pytest.raises(CheckpointError, match="cannot be made"):
        checkpoint.key_from(tmp_path / "absent" / "key", "log")
    with pytest.raises(CheckpointError, match="cannot name a key"):
        checkpoint.key_from(tmp_path / "other.key", "a b")
