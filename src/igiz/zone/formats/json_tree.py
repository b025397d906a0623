"""JSON whose every fault is named by its place in the tree."""

import json
from math import isfinite
from typing import NoReturn

from igiz.zone.formats.table import decode
from igiz.zone.model.geography import BadInput, LonLat, Ring

Json = dict[str, object]


def parse(data: bytes, file: str) -> Json:
    """The object that a file holds."""
    text = decode(data, file)
    try:
        found = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        where = f"{file}, line {error.lineno}, column {error.colno}"
        raise BadInput(where, f"is no JSON ({error.msg}); is the file cut off?") from None
    except (ValueError, RecursionError) as error:
        raise BadInput(file, f"is no JSON that can be read ({error})") from None
    if not isinstance(found, dict):
        raise BadInput(file, "holds no JSON object")
    return found


def member(parent: Json, key: str, where: str) -> Json:
    """An object inside an object."""
    found = parent.get(key)
    if not isinstance(found, dict):
        raise BadInput(where, f"has no object {key!r}")
    return found


def items(parent: Json, key: str, where: str) -> list[object]:
    """A list inside an object."""
    found = parent.get(key)
    if not isinstance(found, list):
        raise BadInput(where, f"has no list {key!r}")
    return found


def number(value: object, where: str, low: float, high: float) -> float:
    """A finite number between `low` and `high`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise BadInput(where, f"{str(value)[:40]!r} is not a number")
    if not low <= value <= high:
        raise BadInput(where, f"{value:g} lies outside {low:g} to {high:g}")
    return float(value)


def position(value: object, where: str) -> LonLat:
    """A GeoJSON position: longitude, latitude in degrees."""
    if not isinstance(value, list) or len(value) < 2:
        raise BadInput(where, "is not a position [longitude, latitude]")
    return number(value[0], f"{where}, longitude", -180, 180), number(value[1], f"{where}, latitude", -90, 90)


def line(value: object, where: str, least: int = 2) -> tuple[LonLat, ...]:
    """A GeoJSON line of `least` positions or more."""
    if not isinstance(value, list) or len(value) < least:
        raise BadInput(where, f"is not a list of {least} positions or more")
    return tuple(position(point, f"{where}, position {place}") for place, point in enumerate(value))


def ring(value: object, where: str) -> Ring:
    """A GeoJSON ring: four positions or more, the last the first again."""
    found = line(value, where, least=4)
    if found[0] != found[-1]:
        raise BadInput(where, "is not closed; repeat its first position at the end")
    return found


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")
