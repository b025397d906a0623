"""Loads the settings: defaults, then `igiz.toml`, then the environment; secrets from files; unknown keys are errors."""

import contextlib
import difflib
import ipaddress
import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from igiz.core.settings import Declared, Server, Settings, declared, kind_in_words, sections

DEFAULT_FILE = "igiz.toml"
PREFIX = "IGIZ_"
RESERVED = frozenset({"IGIZ_CONFIG", "IGIZ_SHARED", "IGIZ_REQUIRE", "IGIZ_WRITE_SCREENSHOTS"})
"""Variables that are no settings: the path of the file, and what steers the tests that start a server."""
RESERVED_PREFIX = "IGIZ_TEST_"
MIN_SECRET_BYTES = 32


class ConfigError(Exception):
    """The settings cannot be used; the text says what is wrong, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Given:
    """A raw value and where it came from."""

    value: Any
    origin: str
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """The settings, the origin of each value by section.key, and the file that was read."""

    settings: Settings
    origins: Mapping[str, str]
    file: Path | None

    def shown(self) -> list[tuple[str, str, str]]:
        """List (section.key, value as text with secrets masked, origin) for `igiz config show`."""
        return [(item.name, _shown(item, self._value(item)), self.origins[item.name]) for item in declared()]

    def values(self) -> dict[str, Any]:
        """Give the values by section.key as JSON has them: numbers, truths, lists, texts (secrets masked), null."""
        return {item.name: _as_json(item, self._value(item)) for item in declared()}

    def _value(self, item: Declared) -> Any:
        return getattr(getattr(self.settings, item.section), item.key)


def load(file: Path | None = None, environment: Mapping[str, str] | None = None) -> Loaded:
    """Load the settings from `file` (else IGIZ_CONFIG, else igiz.toml in the working folder) and the environment."""
    env = os.environ if environment is None else environment
    path = _chosen_file(file, env)
    given = read_toml(path) if path is not None else {}
    given |= read_environment(env)
    values: dict[str, dict[str, Any]] = {name: {} for name in sections()}
    origins: dict[str, str] = {}
    for item in declared():
        values[item.section][item.key], origins[item.name] = _settle(item, given)
    server = values["server"]
    if origins["server.root_url"] == "default" and (server["host"], server["port"]) != _usual(Server):
        server["root_url"] = _root_of(server["host"], server["port"])
        origins["server.root_url"] = "server.host and server.port"
    settings = Settings(**{name: cls(**values[name]) for name, cls in sections().items()})
    return Loaded(settings, origins, path)


def _usual(section: type[Server]) -> tuple[str, int]:
    return section().host, section().port


def _root_of(host: str, port: int) -> str:
    """Return the address of a server that no other was given for; what listens everywhere is reached as localhost."""
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(host)
        host = "localhost" if address.is_loopback or address.is_unspecified else host
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}" if port in (0, 80) else f"http://{name}:{port}"


def _chosen_file(file: Path | None, env: Mapping[str, str]) -> Path | None:
    named = file if file is not None else (Path(env["IGIZ_CONFIG"]) if env.get("IGIZ_CONFIG") else None)
    if named is not None:
        if not named.is_file():
            raise ConfigError(f"There is no settings file {named}. Create it, or leave out --config and IGIZ_CONFIG.")
        return named
    usual = Path(DEFAULT_FILE)
    return usual if usual.is_file() else None


def read_toml(path: Path) -> dict[str, Given]:
    """Read the settings file into raw values by section.key; an unknown section or key is an error."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid TOML: {error}. Correct the file.") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}. Check its permissions.") from error
    given: dict[str, Given] = {}
    for section, table in content.items():
        if section not in sections():
            raise ConfigError(_unknown(section, f"in {path}", [f"[{name}]" for name in sections()], section=True))
        if not isinstance(table, dict):
            raise ConfigError(f"{section} in {path} is a value, but it names a section. Write [{section}] above keys.")
        for key, value in table.items():
            name = f"{section}.{key}"
            if name not in _known_names():
                raise ConfigError(_unknown(name, f"in {path}", list(_known_names())))
            given[name] = Given(value, str(path), path.parent)
    return given


def read_environment(env: Mapping[str, str]) -> dict[str, Given]:
    """Read the IGIZ_SECTION__KEY variables into raw texts by section.key; an unknown one is an error."""
    variables = {name.upper(): name for name in env if name.upper().startswith(PREFIX)}
    known = {_variable(name): name for name in _known_names()}
    given: dict[str, Given] = {}
    for upper, variable in sorted(variables.items()):
        if upper in RESERVED or upper.startswith(RESERVED_PREFIX):
            continue
        if upper not in known:
            raise ConfigError(_unknown(variable, "in the environment", list(known)))
        given[known[upper]] = Given(env[variable], f"environment {variable}")
    return given


def _known_names() -> dict[str, Declared]:
    """Map each accepted name to its setting, with `_file` variants for secrets."""
    names: dict[str, Declared] = {}
    for item in declared():
        names[item.name] = item
        if item.secret:
            names[f"{item.name}_file"] = item
    return names


def _variable(name: str) -> str:
    return PREFIX + name.replace(".", "__").upper()


def _unknown(name: str, where: str, known: list[str], *, section: bool = False) -> str:
    shown = f"[{name}]" if section else name
    near = difflib.get_close_matches(shown, known, n=1)
    kind = "section" if section else "setting"
    others = f"The nearest known {kind} is {near[0]}." if near else "`igiz config show` lists those there are."
    return f"Unknown {kind} {shown} {where}. {others} Correct the name or remove it."


def _settle(item: Declared, given: Mapping[str, Given]) -> tuple[Any, str]:
    """Choose, read and check the value of one setting."""
    direct, by_file = given.get(item.name), given.get(f"{item.name}_file")
    if direct is not None and by_file is not None:
        raise ConfigError(
            f"{item.name} is given twice: by {direct.origin} and by {by_file.origin} as {item.key}_file. Keep one."
        )
    if by_file is not None:
        direct = _from_file(item, by_file)
    if direct is None:
        return item.default, "default"
    value = _typed(item, direct)
    _check(item, value, direct.origin)
    if item.meta.get("database") and direct.folder is not None:
        value = _database_in(value, direct.folder)
    return value, direct.origin


def _from_file(item: Declared, given: Given) -> Given:
    if not isinstance(given.value, str) or not given.value:
        raise ConfigError(f"{item.name}_file from {given.origin} is no path. Give the path of a file.")
    path = _located(given.value, given.folder)
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}, named by {item.name}_file from {given.origin}, cannot be read. Check the path and permissions."
        ) from error
    return Given(text, f"file {path}, named by {given.origin}")


def _located(text: str, folder: Path | None) -> Path:
    path = Path(text).expanduser()
    return folder / path if folder is not None and not path.is_absolute() else path


def _database_in(url: str, folder: Path) -> str:
    """Return the address with a relative path of an SQLite file taken from the folder of the settings file."""
    from sqlalchemy import make_url

    made = make_url(url)
    if made.get_backend_name() != "sqlite" or not made.database or made.database.startswith("file:"):
        return url
    return made.set(database=str(_located(made.database, folder))).render_as_string(hide_password=False)


def _typed(item: Declared, given: Given) -> Any:
    """Turn a raw value into the declared type. Values from the environment and files are texts."""
    read = {
        str: _text, int: _whole, float: _number, bool: _truth, tuple[str, ...]: _texts,
        Path: _path, Path | None: _path,
    }[item.kind]  # fmt: skip
    value = read(given)
    if value is None:
        shown = "a secret" if item.secret else repr(given.value)
        raise ConfigError(f"{item.name} from {given.origin} is {shown}. Expected: {kind_in_words(item.kind)}.")
    return value


def _text(given: Given) -> str | None:
    return given.value if isinstance(given.value, str) else None


def _whole(given: Given) -> int | None:
    if isinstance(given.value, str):
        text = given.value.strip().replace("_", "")
        return int(text) if re.fullmatch(r"[+-]?[0-9]{1,18}", text) else None
    return given.value if isinstance(given.value, int) and not isinstance(given.value, bool) else None


def _number(given: Given) -> float | None:
    if isinstance(given.value, str):
        return float(given.value) if re.fullmatch(r"\s*[+-]?[0-9]{1,15}(\.[0-9]+)?\s*", given.value) else None
    if isinstance(given.value, bool) or not isinstance(given.value, (int, float)):
        return None
    return float(given.value) if abs(given.value) < 1e15 else None


def _truth(given: Given) -> bool | None:
    if isinstance(given.value, bool):
        return given.value
    words = {"true": True, "1": True, "yes": True, "on": True, "false": False, "0": False, "no": False, "off": False}
    return words.get(given.value.strip().lower()) if isinstance(given.value, str) else None


def _texts(given: Given) -> tuple[str, ...] | None:
    if isinstance(given.value, str):
        if given.folder is not None:
            return None
        return tuple(part.strip() for part in given.value.split(",") if part.strip())
    if isinstance(given.value, list) and all(isinstance(part, str) for part in given.value):
        return tuple(given.value)
    return None


def _path(given: Given) -> Path | None:
    if not isinstance(given.value, str) or not given.value.strip():
        return None
    return _located(given.value, given.folder)


def _check(item: Declared, value: Any, origin: str) -> None:
    """Refuse a value outside the declared bounds."""
    for part in value if isinstance(value, tuple) else (value,):
        wrong = _wrong(part, item.meta)
        if wrong:
            shown = "the value" if item.secret else repr(part)
            raise ConfigError(f"{item.name} from {origin}: {shown} {wrong}.")


def _wrong(value: Any, meta: Mapping[str, Any]) -> str | None:
    if "choices" in meta and value not in meta["choices"]:
        return "is not one of " + ", ".join(meta["choices"])
    if "at_least" in meta and value < meta["at_least"]:
        return f"is too small: at least {meta['at_least']}"
    if "at_most" in meta and value > meta["at_most"]:
        return f"is too large: at most {meta['at_most']}"
    if "above" in meta and value <= meta["above"]:
        return f"is too small: more than {meta['above']}"
    if meta.get("url") and not _is_root(value):
        return "is no address of the form http(s)://host or http(s)://host:port, without a path or trailing slash"
    if meta.get("database") and not _is_database(value):
        return "is no address of a database; write sqlite:///path or postgresql+psycopg://person@host/name"
    if meta.get("networks") and not _is_network(value):
        return "is no IP address or network; write for instance 10.0.0.5 or 10.0.0.0/24"
    return None


def _is_root(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    plain = not parts.path and not parts.query and not parts.fragment and "@" not in parts.netloc
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and plain and port != 0


def _is_database(text: str) -> bool:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        return False
    if url.drivername in {"sqlite", "sqlite+pysqlite"}:
        return url.host is None and url.database not in (None, "", ":memory:")
    return url.drivername == "postgresql+psycopg"


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _shown(item: Declared, value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    text = "" if value is None else str(value)
    return mask_password(text) if item.secret else text


def _as_json(item: Declared, value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, bool | int | float) else _shown(item, value)


def mask_password(url: str) -> str:
    """Replace the password and every query value in an address by three asterisks."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "***"
    if not parts.scheme:
        return "***"
    login, at, place = parts.netloc.rpartition("@")
    if ":" in login:
        login = login.split(":", 1)[0] + ":***"
    query = re.sub(r"=[^&]*", "=***", parts.query)
    if not parts.netloc:
        return f"{parts.scheme}://{parts.path}" + (f"?{query}" if query else "")
    return urlunsplit((parts.scheme, login + at + place, parts.path, query, ""))


def secret_from(path: Path) -> bytes:
    """Read the secret in `path`, or make one of 32 random bytes readable by its owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        text = path.read_text(encoding="ascii").strip()
        if len(text) < MIN_SECRET_BYTES:
            raise ConfigError(
                f"The secret in {path} is too short: {len(text)} of at least {MIN_SECRET_BYTES} characters. "
                "Remove the file to have a new one made; every session and token then ends."
            ) from None
        return text.encode("ascii")
    except OSError as error:
        raise ConfigError(f"The secret {path} cannot be made: {error.strerror}. Check the folder.") from error
    text = secrets.token_hex(MIN_SECRET_BYTES)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    return text.encode("ascii")
