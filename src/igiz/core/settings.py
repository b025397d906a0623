"""The settings: one frozen dataclass per section, every field with its own explanation.

Nothing is read here. `igiz.core.config` fills these classes from `igiz.toml`, the environment and secret files.
"""

from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Server:
    """Where the web server listens and what it accepts."""

    host: str = field(default="127.0.0.1", metadata={"doc": "Address the web server listens on."})
    port: int = field(
        default=8000,
        metadata={"doc": "Port the web server listens on; 0 lets the system choose.", "at_least": 0, "at_most": 65535},
    )
    root_url: str = field(
        default="http://localhost:8000",
        metadata={
            "doc": "Address by which people reach this instance, without a trailing slash. Links, cookies and the "
            "passkeys' relying party follow from it. Behind a proxy it starts with https. Passkeys refuse a bare IP "
            "address. Where it is not given and host or port is, it is http://HOST:PORT.",
            "url": True,
        },
    )
    trusted_proxies: tuple[str, ...] = field(
        default=(),
        metadata={
            "doc": "Addresses or networks (CIDR) of the proxies whose X-Forwarded-For and X-Forwarded-Proto headers "
            "count; from anyone else these headers are ignored.",
            "networks": True,
        },
    )
    max_body_bytes: int = field(
        default=2 * MIB,
        metadata={"doc": "Largest request body in bytes, attachments and TAXII envelopes excepted.", "at_least": 1024},
    )
    requests_per_minute: int = field(
        default=1200,
        metadata={"doc": "Requests per minute that one session, token or address may make.", "at_least": 1},
    )
    sign_ins_per_minute: int = field(
        default=10,
        metadata={"doc": "Attempts to sign in per minute for one login and for one address.", "at_least": 1},
    )
    max_streams: int = field(
        default=2000, metadata={"doc": "Live streams that may be open at one time.", "at_least": 1}
    )
    max_streams_per_person: int = field(
        default=8,
        metadata={
            "doc": "Live streams that one person (or one system of a partner) may have open at one time: each open "
            "screen has one. One more closes the oldest, which comes back after a minute and misses nothing.",
            "at_least": 1,
        },
    )


@dataclass(frozen=True, slots=True)
class Database:
    """Where the data lives."""

    url: str = field(
        default="sqlite:///igiz.db",
        metadata={
            "doc": "SQLAlchemy address of the database: sqlite:///path or postgresql+psycopg://person@host/name. "
            "An SQLite path is relative with three slashes and absolute with four.",
            "secret": True,
            "database": True,
        },
    )
    pool_size: int = field(
        default=16,
        metadata={"doc": "Connections kept open for reading; writing has one of its own.", "at_least": 1},
    )


@dataclass(frozen=True, slots=True)
class Zone:
    """Which zone this instance serves."""

    file: Path | None = field(
        default=None,
        metadata={"doc": "The zone file (zone.toml) that `igiz zone load` reads when it is not given another."},
    )


@dataclass(frozen=True, slots=True)
class Storage:
    """Files beside the database."""

    attachments: Path = field(
        default=Path("attachments"), metadata={"doc": "Folder of the attachments, named by their SHA-256."}
    )
    max_attachment_bytes: int = field(
        default=20 * MIB, metadata={"doc": "Largest attachment in bytes.", "at_least": 1024}
    )
    erasures: Path = field(
        default=Path("erasures.jsonl"),
        metadata={
            "doc": "Journal of what was deleted: a line of identifiers per deletion. `igiz restore` reads it, so "
            "that what was deleted after a backup does not come back with it. Best on another disk than the database."
        },
    )


@dataclass(frozen=True, slots=True)
class Security:
    """Signing in and sessions. Times are wall time, never the demo's scaled clock."""

    secret_file: Path = field(
        default=Path("igiz.secret"),
        metadata={
            "doc": "File with the random secret that keys cookies, tokens and counters. Made at the first start, "
            "readable by its owner alone. Replacing it ends every session and token."
        },
    )
    session_hours: float = field(
        default=12.0, metadata={"doc": "Hours after which a session ends, used or not.", "above": 0}
    )
    idle_minutes: float = field(
        default=120.0, metadata={"doc": "Minutes without a request after which a session ends.", "above": 0}
    )
    invitation_hours: float = field(
        default=72.0, metadata={"doc": "Hours during which an invitation link works.", "above": 0}
    )
    min_password_length: int = field(
        default=12, metadata={"doc": "Fewest characters in a password.", "at_least": 8, "at_most": 128}
    )
    require_second_factor: bool = field(
        default=False,
        metadata={"doc": "Whether a password alone never suffices: a passkey or a code (TOTP) is needed too."},
    )
    max_token_days: int = field(default=365, metadata={"doc": "Longest life of an API token in days.", "at_least": 1})
    break_glass_minutes: float = field(
        default=60.0, metadata={"doc": "Minutes during which a break-glass reading stays open.", "above": 0}
    )


@dataclass(frozen=True, slots=True)
class Audit:
    """The audit log and its signed checkpoints."""

    key_file: Path = field(
        default=Path("igiz-audit.key"),
        metadata={
            "doc": "File with the Ed25519 private key (PEM) that signs checkpoints. Made at the first start and only "
            "then, readable by its owner alone. Keep a copy apart: a checkpoint is worth what this key is worth."
        },
    )
    origin: str = field(
        default="",
        metadata={
            "doc": "Name of this log in its checkpoints, without spaces or plus signs; empty means the host of "
            "root_url followed by /audit. A log keeps its name: give the former one here when that host changes."
        },
    )
    checkpoint_minutes: float = field(
        default=10.0, metadata={"doc": "Minutes between two signed checkpoints while the log grows.", "above": 0}
    )


@dataclass(frozen=True, slots=True)
class Taxii:
    """The TAXII 2.1 server."""

    page_size: int = field(
        default=100, metadata={"doc": "Objects per page when the client names no limit.", "at_least": 1}
    )
    max_page_size: int = field(default=1000, metadata={"doc": "Most objects on one page.", "at_least": 1})
    max_content_bytes: int = field(
        default=10 * MIB,
        metadata={"doc": "Largest envelope in bytes; published as max_content_length.", "at_least": 1024},
    )
    max_objects: int = field(default=10_000, metadata={"doc": "Most objects in one envelope.", "at_least": 1})


@dataclass(frozen=True, slots=True)
class Fetch:
    """Limits on what this instance fetches from addresses that content or people name."""

    max_bytes: int = field(
        default=10 * MIB, metadata={"doc": "Largest answer in bytes, before and after decompression.", "at_least": 1024}
    )
    total_seconds: float = field(
        default=20.0, metadata={"doc": "Seconds that one fetch may take, redirects included.", "above": 0}
    )
    max_ratio: float = field(
        default=200.0, metadata={"doc": "Largest factor by which an answer may grow when decompressed.", "above": 1}
    )


@dataclass(frozen=True, slots=True)
class Log:
    """What the process writes on standard error."""

    level: str = field(
        default="info",
        metadata={"doc": "Least serious level written.", "choices": ("debug", "info", "warning", "error")},
    )
    json: bool = field(default=False, metadata={"doc": "Write one JSON object per line instead of text for people."})


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one instance."""

    server: Server = field(default_factory=Server)
    database: Database = field(default_factory=Database)
    zone: Zone = field(default_factory=Zone)
    storage: Storage = field(default_factory=Storage)
    security: Security = field(default_factory=Security)
    audit: Audit = field(default_factory=Audit)
    taxii: Taxii = field(default_factory=Taxii)
    fetch: Fetch = field(default_factory=Fetch)
    log: Log = field(default_factory=Log)


@dataclass(frozen=True, slots=True)
class Declared:
    """One setting as it is declared: section, key, type, default and metadata."""

    section: str
    key: str
    kind: Any
    default: Any
    meta: dict[str, Any]

    @property
    def name(self) -> str:
        """Name in the file and in messages: section.key."""
        return f"{self.section}.{self.key}"

    @property
    def variable(self) -> str:
        """Name of the environment variable."""
        return f"IGIZ_{self.section}__{self.key}".upper()

    @property
    def doc(self) -> str:
        """What the setting is for."""
        return str(self.meta.get("doc", ""))

    @property
    def secret(self) -> bool:
        """Whether the value may hold a secret, so that it can come from a file and is masked when shown."""
        return bool(self.meta.get("secret", False))


def sections() -> dict[str, type[Any]]:
    """Give the class of every section by its name."""
    return dict(get_type_hints(Settings))


def declared() -> Iterator[Declared]:
    """List every setting in the order of declaration."""
    for section, cls in sections().items():
        hints = get_type_hints(cls)
        for item in fields(cls):
            yield Declared(section, item.name, hints[item.name], _default(item), dict(item.metadata))


def _default(item: Field[Any]) -> Any:
    if item.default is MISSING:
        raise TypeError(f"Setting {item.name} has no default. Give it one in igiz.core.settings.")
    return item.default


def kind_in_words(kind: Any) -> str:
    """Name a setting's type for people."""
    words = {
        str: "text", int: "whole number", float: "number", bool: "true or false",
        Path: "path", Path | None: "path", tuple[str, ...]: "list of texts",
    }  # fmt: skip
    return words[kind]


def settings_reference() -> str:
    """Write the reference page of all settings (docs/reference/settings.md) as Markdown."""
    lines = [
        "# Settings", "",
        "One file, `igiz.toml`, holds the settings; `igiz config show` prints each value and where it came from.",
        "An environment variable `IGIZ_SECTION__KEY` wins over the file. A list in a variable is separated by commas.",
        "A key that does not exist is an error. A relative path in the file is taken from the file's folder; one in "
        "a variable, and one that is not given, from the working folder.",
        "A setting marked *secret* can be read from a file: add `_file` to its key (`url_file = "
        "\"/run/secrets/database\"`, or `IGIZ_DATABASE__URL_FILE`).",
        "`IGIZ_CONFIG` names another file than `igiz.toml` in the working folder.",
    ]  # fmt: skip
    classes = sections()
    for section, cls in classes.items():
        summary = (cls.__doc__ or "").strip().split("\n")[0]
        lines += ["", f"## [{section}]", "", summary, "", "| key | type | default | meaning |", "|---|---|---|---|"]
        lines += [_reference_row(item) for item in declared() if item.section == section]
    return "\n".join(lines) + "\n"


def _reference_row(item: Declared) -> str:
    default = _as_toml(item.default)
    kind = kind_in_words(item.kind) + (", secret" if item.secret else "")
    doc = item.doc + _bounds_in_words(item.meta)
    return f"| `{item.key}` | {kind} | {f'`{default}`' if default else 'none'} | {doc} |"


def _bounds_in_words(meta: dict[str, Any]) -> str:
    parts = []
    if "choices" in meta:
        parts.append("One of " + ", ".join(f"`{choice}`" for choice in meta["choices"]) + ".")
    words = {"at_least": "At least", "at_most": "At most", "above": "More than"}
    parts += [f"{word} {meta[key]}." for key, word in words.items() if key in meta]
    return "".join(f" {part}" for part in parts)


def _as_toml(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(f'"{item}"' for item in value) + "]"
    return f'"{value}"' if isinstance(value, (str, Path)) else str(value)
