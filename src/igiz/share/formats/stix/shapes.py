"""What STIX 2.1 asks of each type of object: one table, compiled once into checks.

The table names only what the standard defines. Types and properties it does not name pass unchanged.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

# A JSON pointer below the value that was checked, and what is wrong there.
Fault = tuple[str, str]
Check = Callable[[Any], Fault | None]
Rule = Callable[[Mapping[str, Any]], Fault | None]

_UUID = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
_match_uuid = re.compile(f"--{_UUID}").fullmatch
_match_type = re.compile("[a-z0-9][a-z0-9-]{1,248}[a-z0-9]").fullmatch
_match_time = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,30})?Z").fullmatch
_match_lang = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,10}").fullmatch
_match_hex = re.compile("[0-9a-fA-F]+").fullmatch
_match_base64 = re.compile(r"[A-Za-z0-9+/]*={0,2}").fullmatch
_LONGEST_TIME = 51


@dataclass(frozen=True, slots=True)
class Exact:
    """A number of JSON that neither a float nor a 64-bit integer holds exactly, as it was written."""

    text: str

    def is_whole(self) -> bool:
        """Say whether the number was written as an integer."""
        return self.text.lstrip("-").isdigit()


def shown(value: object) -> str:
    """Show a value in a message: at most 60 characters, with nothing that cannot be printed."""
    if isinstance(value, Mapping | list):
        return f"an object with {len(value)} members" if isinstance(value, Mapping) else f"a list of {len(value)}"
    text = ascii(value[:80] if isinstance(value, str) else value)
    return text if len(text) <= 60 else text[:57] + "..."


def escaped(name: str) -> str:
    """Escape one name for a JSON pointer and shorten it to 80 characters."""
    short = name if len(name) <= 80 else name[:77] + "..."
    return short.encode("ascii", "backslashreplace").decode().replace("~", "~0").replace("/", "~1")


def parse_id(value: object) -> str | None:
    """Give the type that an id names, or None when it is no STIX id."""
    if type(value) is not str or _match_uuid(value, len(value) - 38) is None:
        return None
    kind = value[:-38]
    return kind if _match_type(kind) else None


def is_type_name(value: object) -> bool:
    """Say whether a value can be the name of a type: 3 to 250 of a-z, 0-9 and hyphen."""
    return type(value) is str and _match_type(value) is not None


def parse_time(value: str) -> datetime:
    """Read a timestamp that was checked before, to the microsecond (what is finer is cut off)."""
    return datetime.fromisoformat(value)


# ---- checks of one value -------------------------------------------------------------------------------------------


def _string(value: Any) -> Fault | None:
    return None if type(value) is str else ("", f"must be a string, not {shown(value)}")


def _boolean(value: Any) -> Fault | None:
    return None if type(value) is bool else ("", f"must be true or false, not {shown(value)}")


@lru_cache(maxsize=4096)  # created, modified and valid_from are often one moment
def _time_of(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value) if _match_time(value) else None
    except ValueError:
        return None


def _time(value: Any) -> Fault | None:
    if type(value) is not str:
        return "", f"must be a timestamp, not {shown(value)}"
    # The length comes first: nothing large is remembered.
    if len(value) <= _LONGEST_TIME and _time_of(value) is not None:
        return None
    if _match_time(value) is None:
        return "", f"must be a timestamp like 2026-03-01T09:00:00.000Z in UTC (ending in Z), not {shown(value)}"
    return "", f"names a moment that does not exist: {shown(value)}"


def _language(value: Any) -> Fault | None:
    if type(value) is str and _match_lang(value):
        return None
    return "", f"must be a language tag like nl or en-GB, not {shown(value)}"


def _hex(value: Any) -> Fault | None:
    if type(value) is str and len(value) % 2 == 0 and _match_hex(value):
        return None
    return "", f"must be an even number of hexadecimal digits, not {shown(value)}"


def _binary(value: Any) -> Fault | None:
    if type(value) is str and len(value) % 4 == 0 and _match_base64(value):
        return None
    return "", f"must be base64, not {shown(value)}"


def _dictionary(value: Any) -> Fault | None:
    if type(value) is dict and value:
        return None
    return "", f"must be an object with at least one member, not {shown(value)}"


def _integer(low: int | None, high: int | None) -> Check:
    def check(value: Any) -> Fault | None:
        if type(value) is int:
            if (low is None or value >= low) and (high is None or value <= high):
                return None
            return "", f"must lie from {low} to {high if high is not None else 'any size'}, not {value}"
        if type(value) is Exact and value.is_whole() and low is None:
            return None
        return "", f"must be an integer, not {shown(value)}"

    return check


def _number(low: int | None, high: int | None) -> Check:
    def check(value: Any) -> Fault | None:
        if type(value) not in (int, float, Exact):
            return "", f"must be a number, not {shown(value)}"
        size: Any = Decimal(value.text) if type(value) is Exact else value
        if (low is not None and size < low) or (high is not None and size > high):
            return "", f"must lie from {low} to {'any size' if high is None else high}, not {shown(value)}"
        return None

    return check


def _reference(targets: frozenset[str]) -> Check:
    def check(value: Any) -> Fault | None:
        if type(value) is str and value[:-38] in targets and _match_uuid(value, len(value) - 38):
            return None
        kind = parse_id(value)
        if kind is None:
            return "", f"must be the id of an object (type--uuid), not {shown(value)}"
        if targets:
            return "", f"must refer to {' or '.join(sorted(targets))}, not to {kind}"
        return None

    return check


def _choice(values: frozenset[str]) -> Check:
    def check(value: Any) -> Fault | None:
        if type(value) is str and value in values:
            return None
        return "", f"must be one of {', '.join(sorted(values))}, not {shown(value)}"

    return check


def _list(item: Check) -> Check:
    def check(value: Any) -> Fault | None:
        if type(value) is not list:
            return "", f"must be a list, not {shown(value)}"
        if not value:
            return "", "must not be an empty list; leave it out"
        for index, one in enumerate(value):
            fault = item(one)
            if fault is not None:
                return f"/{index}{fault[0]}", fault[1]
        return None

    return check


def _values(item: Check) -> Check:
    """Check each value of a dictionary."""

    def check(value: Any) -> Fault | None:
        fault = _dictionary(value)
        if fault is not None:
            return fault
        for name, one in value.items():
            fault = item(one)
            if fault is not None:
                return f"/{escaped(name)}{fault[0]}", fault[1]
        return None

    return check


# ---- checks of one object ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shape:
    """What one type asks: checks by property, the properties it must have, and rules between properties."""

    checks: Mapping[str, Check]
    required: frozenset[str]
    rules: tuple[Rule, ...] = ()

    def fault(self, value: Mapping[str, Any]) -> Fault | None:
        """Name the first thing that is wrong with an object."""
        find = self.checks.get
        for name, one in value.items():
            check = find(name)
            # Most properties are strings: spare them the call.
            if check is None or (check is _string and type(one) is str):
                continue
            fault = check(one)
            if fault is not None:
                return f"/{name}{fault[0]}", fault[1]
        if not value.keys() >= self.required:
            return "/" + min(self.required - value.keys()), "is missing; this type needs it"
        for rule in self.rules:
            fault = rule(value)
            if fault is not None:
                return fault
        return None


def _embedded(columns: str, *rules: Rule) -> Check:
    inner = shape(columns, rules)

    def check(value: Any) -> Fault | None:
        return inner.fault(value) if type(value) is dict else ("", f"must be an object, not {shown(value)}")

    return check


def some(*names: str) -> Rule:
    def rule(value: Mapping[str, Any]) -> Fault | None:
        return ("", f"needs at least one of {', '.join(names)}") if value.keys().isdisjoint(names) else None

    return rule


def one(*names: str) -> Rule:
    def rule(value: Mapping[str, Any]) -> Fault | None:
        return None if sum(name in value for name in names) == 1 else ("", f"needs exactly one of {', '.join(names)}")

    return rule


def beside(name: str, *needed: str) -> Rule:
    def rule(value: Mapping[str, Any]) -> Fault | None:
        missing = [one for one in needed if name in value and one not in value]
        return (f"/{name}", f"needs {' and '.join(missing)} beside it") if missing else None

    return rule


def order(first: str, then: str, *, apart: bool = False) -> Rule:
    def rule(value: Mapping[str, Any]) -> Fault | None:
        if first not in value or then not in value or (value[first] == value[then] and not apart):
            return None
        start, end = (value[name].rstrip("Z") for name in (first, then))
        # Whole seconds have equal length; a fraction is compared digit by digit, however fine it is.
        earlier = (start[:19], start[20:].rstrip("0")) < (end[:19], end[20:].rstrip("0"))
        same = (start[:19], start[20:].rstrip("0")) == (end[:19], end[20:].rstrip("0"))
        if earlier or (same and not apart):
            return None
        return f"/{then}", f"must {'come after' if apart else 'not come before'} {first} ({value[first]})"

    return rule


def family_name(value: Mapping[str, Any]) -> Fault | None:
    return ("/name", "is missing; a malware family needs it") if value["is_family"] and "name" not in value else None


def _check(kind: str) -> Check:
    """Make the check of one kind, as the table writes it: `refs:identity|location`, `int:0:100`, `str`."""
    name, _, rest = kind.partition(":")
    if name in _SIMPLE:
        return _SIMPLE[name]
    if name in ("int", "float"):
        low, high = (part or None for part in rest.split(":")) if rest else (None, None)
        make = _integer if name == "int" else _number
        return make(int(low) if low else None, int(high) if high else None)
    words = frozenset(rest.split("|")) if rest else frozenset()
    if name == "enum":
        return _choice(words)
    return _reference(words) if name == "ref" else _list(_reference(words))


def shape(columns: str, rules: tuple[Rule, ...] = (), common: str = "") -> Shape:
    pairs = [column.split("=") for column in f"{common} {columns}".split()]
    checks = {name.rstrip("!"): _check(kind) for name, kind in pairs}
    return Shape(checks, frozenset(name[:-1] for name, _ in pairs if name.endswith("!")), rules)


_SIMPLE: dict[str, Check] = {
    "str": _string,
    "bool": _boolean,
    "time": _time,
    "lang": _language,
    "hex": _hex,
    "binary": _binary,
    "dict": _dictionary,
    "strs": _list(_string),
    "dicts": _list(_dictionary),
    "hashes": _values(_string),
    "maps": _values(_dictionary),
}
_SIMPLE["phases"] = _list(_embedded("kill_chain_name!=str phase_name!=str"))
_SIMPLE["granular"] = _list(
    _embedded("marking_ref=ref:marking-definition lang=lang selectors!=strs", one("marking_ref", "lang"))
)
_SIMPLE["sources"] = _list(
    _embedded(
        "source_name!=str description=str url=str hashes=hashes external_id=str",
        some("description", "url", "external_id"),
    )
)
