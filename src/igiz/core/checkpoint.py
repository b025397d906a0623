"""Signed checkpoints of the audit log: the C2SP formats tlog-checkpoint and signed-note, with Ed25519."""

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ALGORITHM_ED25519 = b"\x01"
DASH = "\u2014 "
MAX_NOTE_BYTES = 64 * 1024
MAX_SIGNATURES = 64
ROOT_BYTES = 32


class CheckpointError(Exception):
    """A checkpoint or key cannot be used or does not verify; the text says why."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name, written as name+id+key (a "vkey")."""

    name: str
    public: Ed25519PublicKey

    @property
    def raw(self) -> bytes:
        """The 32 bytes of the public key."""
        return self.public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    @property
    def id(self) -> bytes:
        """The four bytes that stand before each of this key's signatures."""
        return hashlib.sha256(self.name.encode() + b"\n" + ALGORITHM_ED25519 + self.raw).digest()[:4]

    def text(self) -> str:
        """Write the key as name+id+key."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(ALGORITHM_ED25519 + self.raw).decode()}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read a key written as name+id+key."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise CheckpointError("A verifier key is written as name+id+key. Copy the whole line.")
        name, identity, encoded = parts
        _check_name(name)
        raw = _decoded(encoded)
        if raw[:1] != ALGORITHM_ED25519 or len(raw) != 33:
            raise CheckpointError(f"The key of {name} is no Ed25519 key. Only Ed25519 is understood.")
        key = cls(name, Ed25519PublicKey.from_public_bytes(raw[1:]))
        if key.id.hex() != identity:
            raise CheckpointError(f"The id {identity} of the key of {name} does not belong to it. Copy the key again.")
        return key


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its name; it never shows itself."""

    name: str
    private: Ed25519PrivateKey

    def __post_init__(self) -> None:
        _check_name(self.name)

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.private.public_key())


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: the name of a log, its number of leaves and its root hash."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """Write the text that is signed, its last newline included."""
        if not self.origin or "\n" in self.origin:
            raise CheckpointError(f"{self.origin!r} cannot name a log. Give one line of text.")
        if self.size < 0 or len(self.root) != ROOT_BYTES:
            raise CheckpointError(f"A log of {self.size} leaves with a root of {len(self.root)} bytes does not exist.")
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A signed note taken apart: the signed text and its signatures."""

    text: str
    signatures: tuple[Signature, ...]


def write(checkpoint: Checkpoint, keys: Iterable[SigningKey]) -> str:
    """Sign a checkpoint and write it as a note."""
    body = checkpoint.body()
    lines = [_signature_line(body, key) for key in keys]
    if not lines:
        raise CheckpointError("A checkpoint without a signature proves nothing. Give at least one key.")
    return body + "\n" + "".join(lines)


def cosign(note: str, key: SigningKey) -> str:
    """Add the signature of another key, such as a witness's, to a signed note."""
    return note + _signature_line(split(note).text, key)


def signature_line(made: Signature) -> str:
    """Write a signature as the line of a note."""
    return f"{DASH}{made.name} {base64.b64encode(made.key_id + made.signature).decode()}\n"


def _signature_line(body: str, key: SigningKey) -> str:
    return signature_line(Signature(key.name, key.verifier.id, key.private.sign(body.encode())))


def split(note: str) -> Note:
    """Take a note apart into text and signatures, without verifying them."""
    if len(note.encode()) > MAX_NOTE_BYTES:
        raise CheckpointError(f"The note is larger than {MAX_NOTE_BYTES} bytes.")
    if any(ord(character) < 0x20 and character != "\n" for character in note):
        raise CheckpointError("The note holds a control character.")
    head, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise CheckpointError("The note has no signatures: an empty line, then one line for each, is expected.")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise CheckpointError(f"The note has more than {MAX_SIGNATURES} signatures.")
    return Note(head + "\n", tuple(_parsed_signature(line) for line in lines))


def _parsed_signature(line: str) -> Signature:
    found = re.fullmatch(DASH + r"(\S+) ([A-Za-z0-9+/=]+)", line)
    if found is None or "+" in found[1]:
        raise CheckpointError("A signature line is not of the form: dash, name, base64.")
    raw = _decoded(found[2])
    if len(raw) < 5:
        raise CheckpointError(f"The signature of {found[1]} is too short.")
    return Signature(found[1], raw[:4], raw[4:])


def parse(text: str) -> Checkpoint:
    """Read the text of a checkpoint (a note without its signatures)."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] != "" or not lines[0]:
        raise CheckpointError("A checkpoint has three lines: the log's name, its size and its root hash.")
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1]):
        raise CheckpointError(f"The size {lines[1][:30]!r} is no whole number without leading zeros.")
    root = _decoded(lines[2])
    if len(root) != ROOT_BYTES:
        raise CheckpointError(f"The root hash has {len(root)} bytes and not {ROOT_BYTES}.")
    return Checkpoint(lines[0], int(lines[1]), root)


def verify(note: str, keys: Iterable[VerifierKey]) -> Checkpoint:
    """Read a signed checkpoint; every one of `keys` must have signed it, and its signatures must all be good."""
    parts = split(note)
    required = list(keys)
    if not required:
        raise CheckpointError("Nothing verifies without a key. Give the log's key.")
    for key in required:
        _verify_one(parts, key)
    return parse(parts.text)


def _verify_one(note: Note, key: VerifierKey) -> None:
    mine = [line for line in note.signatures if (line.name, line.key_id) == (key.name, key.id)]
    if not mine:
        raise CheckpointError(f"The note is not signed by the key {key.text()}.")
    for line in mine:
        try:
            key.public.verify(line.signature, note.text.encode())
        except InvalidSignature as error:
            raise CheckpointError(f"The signature of {key.name} does not belong to this text.") from error


def key_from(path: Path, name: str) -> SigningKey:
    """Read the private key in `path`, or make one readable by its owner alone."""
    made = new_key(name)
    try:
        keep_key(path, made)
    except FileExistsError:
        return read_key(path, name)
    except OSError as error:
        raise CheckpointError(f"The key {path} cannot be made: {error.strerror}. Check the folder.") from error
    return made


def new_key(name: str) -> SigningKey:
    """Make a private key, in memory alone."""
    return SigningKey(name, Ed25519PrivateKey.generate())


def keep_key(path: Path, key: SigningKey) -> None:
    """Write a private key to a new file, durable and readable by its owner alone."""
    pem = key.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def read_key(path: Path, name: str) -> SigningKey:
    """Read the private key in `path`."""
    return SigningKey(name, _read_private(path))


def _read_private(path: Path) -> Ed25519PrivateKey:
    try:
        private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise CheckpointError(f"The key {path} cannot be read. Restore it from its copy.") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise CheckpointError(f"The key {path} is no Ed25519 key. Restore it from its copy.")
    return private


def _check_name(name: str) -> None:
    if not name or "+" in name or re.search(r"[\s\x00-\x1f]", name):
        raise CheckpointError(f"{name!r} cannot name a key. Leave out spaces and plus signs.")


def _decoded(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckpointError(f"{text[:60]!r} is no base64.") from error
    if base64.b64encode(raw).decode() != text:
        raise CheckpointError(f"{text[:60]!r} is not written as base64 is.")
    return raw
