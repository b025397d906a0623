"""The form of a backup: a tar file of JSON lines per table, attachments, keys if wanted, and a manifest.

The manifest stands last, with the SHA-256 of every part. Rows are JSON lists in the order of the columns that the
first line of a table names; bytes are {"b64": text}.
"""

import base64
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from igiz.core.errors import BadRequest

FORMAT = "igiz-backup/1"
MANIFEST = "manifest.json"
PART = re.compile(r"tables/[a-z_]+\.jsonl|attachments/[0-9a-f]{64}|keys/(?:secret|audit\.key)|manifest\.json")
SECRET, AUDIT_KEY = "keys/secret", "keys/audit.key"
TABLES, ATTACHMENTS = "tables/", "attachments/"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a backup: its name, size in bytes and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself. `position` is the last one taken: what was deleted later is replayed."""

    made: datetime
    version: str
    revision: str
    position: int
    rows: dict[str, int]
    missing: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def by_name(self) -> dict[str, Part]:
        """The parts by their name."""
        return {part.name: part for part in self.parts}

    def text(self) -> bytes:
        """Write the manifest."""
        value = {
            "format": FORMAT,
            "made": self.made.isoformat(),
            "version": self.version,
            "revision": self.revision,
            "position": self.position,
            "rows": self.rows,
            "missing": self.missing,
            "parts": [{"name": each.name, "size": each.size, "sha256": each.sha256} for each in self.parts],
        }
        return orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n"


def read_manifest(text: bytes) -> Manifest:
    """Read a manifest, or refuse it."""
    try:
        value = orjson.loads(text)
        if value["format"] != FORMAT:
            raise BadRequest(f"The backup has the form {value['format']!r}; this version reads {FORMAT}.")
        return Manifest(
            datetime.fromisoformat(value["made"]),
            str(value["version"]),
            str(value["revision"]),
            int(value["position"]),
            {str(name): int(count) for name, count in value["rows"].items()},
            tuple(map(str, value["missing"])),
            tuple(Part(str(each["name"]), int(each["size"]), str(each["sha256"])) for each in value["parts"]),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadRequest("The manifest of the backup cannot be read. Take another backup.") from error


def line_of(values: list[Any]) -> bytes:
    """Write one line of a table."""
    return orjson.dumps([_written(value) for value in values]) + b"\n"


def values_of(line: bytes) -> list[Any]:
    """Read one line of a table."""
    return [_read(value) for value in orjson.loads(line)]


def _written(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"b64": base64.b64encode(bytes(value)).decode()}
    return value


def _read(value: Any) -> Any:
    return base64.b64decode(value["b64"]) if isinstance(value, dict) else value
