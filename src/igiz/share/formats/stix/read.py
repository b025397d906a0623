"""Read STIX 2.1: bytes to objects, each checked; one bad object never costs the good ones beside it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, DecimalException
from math import isfinite
from typing import Any

import orjson

from igiz.share.formats.stix.shapes import Exact, Fault, escaped, is_type_name, parse_id, parse_time, shown
from igiz.share.formats.stix.types import SHAPES, UNKNOWN

Object = dict[str, Any]

_LONGEST_NUMBER_DIGITS = 1000
_DEEPEST = 250


class StixError(ValueError):
    """What was sent cannot be read at all: where (a JSON pointer, or line and column) and what is wrong there."""

    def __init__(self, where: str, what: str, *, too_large: bool = False) -> None:
        super().__init__(f"{where}: {what}" if where else what)
        self.where = where
        self.what = what
        self.too_large = too_large


@dataclass(frozen=True, slots=True)
class Incoming:
    """One good object. `raw` is its JSON to store and to serve; `version` is modified, else created, else None."""

    index: int
    id: str
    type: str
    version: datetime | None
    object: Object
    raw: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """One object that was not taken in: its index, its id where it has one, a JSON pointer, and what is wrong."""

    index: int
    id: str | None
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """The good objects of a bundle and the refused ones, each in the order in which they came."""

    objects: tuple[Incoming, ...]
    refused: tuple[Refused, ...]


def read_bundle(data: bytes, *, limit_bytes: int, limit_objects: int) -> Bundle:
    """Read a STIX bundle."""
    document = _document(data, limit_bytes)
    kind = document.get("type")
    if kind != "bundle":
        raise StixError("/type", f"must be bundle, not {shown(kind)}; send a STIX 2.1 bundle")
    if "id" in document and parse_id(document["id"]) != "bundle":
        raise StixError("/id", f"must be bundle--uuid, not {shown(document['id'])}")
    return _objects(document, limit_objects)


def read_envelope(data: bytes, *, limit_bytes: int, limit_objects: int) -> Bundle:
    """Read a TAXII 2.1 envelope, the body of a POST to a collection: `{"objects": [...]}`."""
    document = _document(data, limit_bytes)
    return _objects(document, limit_objects)


def load(text: str) -> Object:
    """Read the JSON of one stored object, every number exact; `dump` writes it back."""
    data = text.encode()
    return _document(data, len(data))


# ---- from bytes to values ------------------------------------------------------------------------------------------

# orjson is fast and rounds what a double cannot hold: only numbers of 16 characters or more, or with an exponent of
# three digits or more. Each character is mapped to its class, so that both are found at the speed of a copy.
_LONG_CLASSES = bytes.maketrans(b"123456789-+.eE \t\r\n[:", b"00000000000000,,,,,,")
_LONG = b"," + b"0" * 16
_TINY_CLASSES = bytes.maketrans(b"123456789E \t\r\n]}", b"000000000e,,,,,,")
_tiny = re.compile(b"e-000+,").search


def _may_round(data: bytes) -> bool:
    if _LONG in b"," + data.translate(_LONG_CLASSES):
        return True
    return _tiny(data.translate(_TINY_CLASSES) + b",") is not None


class _Unreadable:
    """Stands in the tree where a number cannot be kept."""

    __slots__ = ("what",)

    def __init__(self, what: str) -> None:
        self.what = what


def _document(data: bytes, limit_bytes: int) -> Object:
    """Parse the text: fast where nothing can be lost, thoroughly otherwise."""
    if len(data) > limit_bytes:
        raise StixError("", f"is {len(data)} bytes; at most {limit_bytes} are taken at once", too_large=True)
    document: Any
    thorough = _may_round(data)
    if not thorough:
        try:
            document = orjson.loads(data)
        except orjson.JSONDecodeError:
            thorough = True
    if thorough:
        document = _parse_thoroughly(data)
    if type(document) is not dict:
        raise StixError("", f"must be one JSON object, not {shown(document)}")
    return document


def _parse_thoroughly(data: bytes) -> Any:
    """Parse with every number exact; what orjson refuses as a whole is marked where it stands."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise StixError(f"byte {error.start}", "is not UTF-8; send JSON in UTF-8") from None
    try:
        return json.loads(text, parse_int=_integer, parse_float=_fraction, parse_constant=_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise StixError(where, f"is not JSON: {error.msg}") from None
    except RecursionError:
        raise StixError("", f"is nested too deeply; at most {_DEEPEST} levels are read") from None


def _integer(text: str) -> int | Exact | _Unreadable:
    if len(text) < 19:
        return int(text)
    if len(text) > _LONGEST_NUMBER_DIGITS:
        return _Unreadable(f"is a number of {len(text)} digits; at most {_LONGEST_NUMBER_DIGITS} are kept")
    value = int(text)
    return value if -(2**63) <= value < 2**63 else Exact(text)


def _fraction(text: str) -> float | Exact | _Unreadable:
    if len(text) > _LONGEST_NUMBER_DIGITS:
        return _Unreadable(f"is a number of {len(text)} characters; at most {_LONGEST_NUMBER_DIGITS} are kept")
    value = float(text)
    try:
        return value if isfinite(value) and Decimal(repr(value)) == Decimal(text) else Exact(text)
    except DecimalException:
        return _Unreadable("is a number with an exponent out of all range")


def _constant(text: str) -> _Unreadable:
    return _Unreadable(f"is {text}, which is no JSON")


_OPTIONS = orjson.OPT_PASSTHROUGH_DATACLASS  # or an exact number would be written as an object


def _written(value: object) -> orjson.Fragment:
    """Write an exact number as it came."""
    if type(value) is Exact:
        return orjson.Fragment(value.text.encode())
    raise TypeError(f"cannot be written as JSON: {shown(value)}")


def dump(value: object) -> bytes:
    """Write values as JSON, exact numbers as they came."""
    return orjson.dumps(value, default=_written, option=_OPTIONS)


# ---- from values to objects ----------------------------------------------------------------------------------------


def _objects(document: Object, limit_objects: int) -> Bundle:
    items = document.get("objects", [])
    if type(items) is not list:
        raise StixError("/objects", f"must be a list, not {shown(items)}")
    if len(items) > limit_objects:
        what = f"holds {len(items)} objects; at most {limit_objects} are taken at once"
        raise StixError("/objects", what, too_large=True)
    good: list[Incoming] = []
    refused: list[Refused] = []
    seen: dict[tuple[str, datetime | None], int] = {}
    for index, item in enumerate(items):
        taken = _object(index, item)
        if isinstance(taken, Incoming):
            before = seen.setdefault((taken.id, taken.version), index)
            if before == index:
                good.append(taken)
                continue
            what = f"is the same version of the object at /objects/{before}"
            taken = Refused(index, taken.id, f"/objects/{index}", what)
        refused.append(taken)
    return Bundle(tuple(good), tuple(refused))


def _object(index: int, value: Any) -> Incoming | Refused:
    fault = _fault(value) if type(value) is dict else ("", f"must be an object, not {shown(value)}")
    if fault is None:
        try:
            raw = orjson.dumps(value, default=_written, option=_OPTIONS)
        except TypeError:
            fault = _unwritable(value)
    if fault is not None:
        name = value.get("id") if type(value) is dict else None
        known = name if parse_id(name) else None
        return Refused(index, known, f"/objects/{index}{fault[0]}", fault[1])
    version = value.get("modified") or value.get("created")
    return Incoming(index, value["id"], value["type"], parse_time(version) if version else None, value, raw)


def _fault(value: Object) -> Fault | None:
    kind = value.get("type")
    if kind == "bundle":
        return "/type", "is a bundle inside a bundle; send its objects"
    name = value.get("id")
    named = parse_id(name)
    if named is not None and named == kind:
        return SHAPES.get(named, UNKNOWN).fault(value)
    if not is_type_name(kind):
        return "/type", "is missing" if kind is None else f"must be the name of a type, not {shown(kind)}"
    if named is None:
        return "/id", "is missing" if name is None else f"must be {kind}--uuid, not {shown(name)}"
    return "/id", f"belongs to {named}, but the type is {kind}"


def _unwritable(value: Object) -> Fault:
    """Find what keeps an object from being written."""
    for pointer, depth, one in _walk(value):
        if type(one) is _Unreadable:
            return pointer, one.what
        if depth > _DEEPEST:
            return "", f"is nested too deeply; at most {_DEEPEST} levels are kept"
        if type(one) is str and not _is_text(one):
            return pointer, "holds half a surrogate pair, which is no character"
    return "", "cannot be written as JSON"


def _walk(value: Any) -> Iterator[tuple[str, int, Any]]:
    """Visit every value and name below a value in order, without recursion and without copying what is large."""
    waiting = [iter([("", 0, value)])]
    while waiting:
        for visit in waiting[-1]:
            yield visit
            if visit[1] <= _DEEPEST and type(visit[2]) in (dict, list):
                waiting.append(_below(*visit))
                break
        else:
            waiting.pop()


def _below(pointer: str, depth: int, value: Any) -> Iterator[tuple[str, int, Any]]:
    if type(value) is list:
        for index, one in enumerate(value):
            yield f"{pointer}/{index}", depth + 1, one
    else:
        for name, one in value.items():
            yield pointer, depth, name
            yield f"{pointer}/{escaped(name)}", depth + 1, one


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
