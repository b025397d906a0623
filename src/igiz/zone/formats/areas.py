"""Neighbourhoods as lines of text: `number,name|lat,lon|lat,lon|...` (latitude first).

An area of several parts separates them by `^` in the place of a `|`.
"""

from igiz.zone.formats.table import decode
from igiz.zone.model.geography import Area, BadInput, LonLat, Ring


def read(data: bytes, file: str) -> tuple[Area, ...]:
    """One area per line; the outline is closed where it is not."""
    found = tuple(
        _area(line, f"{file}, line {number}")
        for number, line in enumerate(decode(data, file).splitlines(), start=1)
        if line.strip()
    )
    if not found:
        raise BadInput(file, "holds no areas")
    return found


def _area(line: str, where: str) -> Area:
    head, *pairs = line.split("|")
    number, comma, name = head.partition(",")
    if not (comma and number.strip() and name.strip()):
        raise BadInput(f"{where}, column 1", f"{head[:60]!r} is not a number and a name with a comma between them")
    parts: list[list[LonLat]] = [[]]
    for column, pair in enumerate(pairs, start=2):
        for place, text in enumerate(pair.split("^")):
            if place:
                parts.append([])
            parts[-1].append(_position(text, f"{where}, column {column}"))
    return Area(number.strip(), name.strip(), tuple((_ring(part, name, where),) for part in parts))


def _ring(corners: list[LonLat], name: str, where: str) -> Ring:
    if len(set(corners)) < 3:
        raise BadInput(
            where, f"{name} has {len(set(corners))} corners; an area has three or more (is the line cut off?)"
        )
    return tuple(corners if corners[0] == corners[-1] else (*corners, corners[0]))


def _position(pair: str, where: str) -> LonLat:
    try:
        lat, lon = (float(text) for text in pair.split(","))
    except ValueError:
        raise BadInput(where, f"{pair!r} is not a latitude and a longitude") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise BadInput(where, f"{pair} lies outside the earth; write latitude, then longitude, in degrees")
    return lon, lat
