"""Tables of a TOML file whose every fault is named by file, line, table and key."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite

from igiz.zone.model.geography import BadInput, LonLat
from igiz.zone.model.text import Text

HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?")
KEY = re.compile(r"""\s*["']?([\w.-]+)["']?\s*=""")


@dataclass(frozen=True, slots=True)
class Table:
    """One table, with the names of the keys it may hold; `lines` tells where a key of a table stands."""

    file: str
    path: str
    values: dict[str, object]
    lines: dict[tuple[str, str], int]

    def bad(self, key: str, what: str) -> BadInput:
        """The refusal of one key."""
        line = self.lines.get((self.path, key)) or self.lines.get((self.path, ""))
        table = f", table {self.path}" if self.path else ""
        return BadInput(f"{self.file}{f', line {line}' if line else ''}{table}, key {key}", what)

    def only(self, keys: Sequence[str], optional: Sequence[str] = ()) -> None:
        """Refuse a key that is not among `keys` or `optional`, and one of `keys` that is missing."""
        known = (*keys, *optional)
        for key in self.values:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                others = f"the nearest known key is {near[0]}" if near else f"the known keys are {', '.join(known)}"
                raise self.bad(key, f"is not known; {others}")
        for key in keys:
            if key not in self.values:
                raise self.bad(key, "is missing; write it")

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self.values[key]
        if not isinstance(value, str) or not value.strip():
            raise self.bad(key, f"is {value!r}; write a text")
        return value

    def word(self, key: str, words: Sequence[str]) -> str:
        """One of `words`."""
        value = self.text(key)
        if value not in words:
            near = get_close_matches(value, words, n=1)
            hint = f" (did you mean {near[0]}?)" if near else ""
            raise self.bad(key, f"{value!r} is none of {', '.join(words)}{hint}")
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.values[key]
        if not isinstance(value, bool):
            raise self.bad(key, f"is {value!r}; write true or false")
        return value

    def number(self, key: str, low: float, high: float) -> float:
        """A number between `low` and `high`."""
        value = self.values[key]
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self.bad(key, f"is {value!r}; write a number")
        if not low <= value <= high:
            raise self.bad(key, f"{value:g} lies outside {low:g} to {high:g}")
        return float(value)

    def position(self, key: str) -> LonLat:
        """Longitude, latitude in degrees."""
        value = self.values[key]
        if isinstance(value, list) and len(value) == 2 and all(type(part) in (int, float) for part in value):
            lon, lat = float(value[0]), float(value[1])
            if -180 <= lon <= 180 and -90 <= lat <= 90:
                return lon, lat
        raise self.bad(key, f"is {value!r}; write [longitude, latitude] in degrees")

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self.values[key]
        if not isinstance(value, list) or not all(isinstance(part, str) and part.strip() for part in value):
            raise self.bad(key, f"is {value!r}; write a list of texts")
        return tuple(value)

    def names(self, key: str) -> Text:
        """A text in Dutch and in English."""
        table = self.table(key)
        table.only(("nl", "en"))
        return Text(nl=table.text("nl"), en=table.text("en"))

    def table(self, key: str) -> "Table":
        """A table inside this one."""
        value = self.values[key]
        if not isinstance(value, dict):
            raise self.bad(key, f"is {value!r}; write a table")
        return Table(self.file, self._below(key), value, self.lines)

    def tables(self, key: str) -> tuple["Table", ...]:
        """A list of one table or more."""
        value = self.values[key]
        if not isinstance(value, list) or not value or not all(isinstance(part, dict) for part in value):
            raise self.bad(key, f"is no list of tables; write [[{self._below(key)}]]")
        return tuple(
            Table(self.file, f"{self._below(key)}[{place}]", part, self.lines) for place, part in enumerate(value)
        )

    def _below(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def parse(data: bytes, file: str) -> Table:
    """The top table of a TOML file."""
    try:
        text = data.decode("utf-8-sig")
        return Table(file, "", tomllib.loads(text), _lines(text))
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}, line {data.count(bytes([10]), 0, error.start) + 1}", "is not UTF-8 text") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(file, f"is no TOML: {error}") from None


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Line of each table (key "") and of each key that begins a line, by the path of its table."""
    found: dict[tuple[str, str], int] = {}
    count: dict[str, int] = {}
    path = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = HEADER.fullmatch(line)
        if header:
            path = header[1]
            if line.lstrip().startswith("[["):
                count[path] = count.get(path, -1) + 1
                path = f"{path}[{count[path]}]"
            found.setdefault((path, ""), number)
        elif key := KEY.match(line):
            found.setdefault((path, key[1]), number)
    return found
