"""GTFS shapes.txt: the courses of tram and bus lines, without their names and timetables."""

from collections import defaultdict

from igiz.zone.formats.table import rows
from igiz.zone.model.geography import BadInput, LonLat, TramLine

COLUMNS = ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence")


def read(data: bytes, file: str) -> tuple[TramLine, ...]:
    """One line per shape, in the order of its sequence numbers; its name is the number of the shape."""
    shapes: defaultdict[str, dict[int, LonLat]] = defaultdict(dict)
    for row in rows(data, file, COLUMNS):
        name = row.text("shape_id")
        place = row.number("shape_pt_sequence", 0, 1e9)
        if place != int(place) or int(place) in shapes[name]:
            raise row.bad("shape_pt_sequence", f"{place:g} stands twice in shape {name} or is no whole number")
        shapes[name][int(place)] = row.position("shape_pt_lon", "shape_pt_lat")
    if not shapes:
        raise BadInput(file, "holds no shapes")
    for name, points in shapes.items():
        if len(points) < 2:
            raise BadInput(file, f"the shape {name} has one point; a line has two or more (is the file cut off?)")
    return tuple(
        TramLine(name, name, tuple(points[place] for place in sorted(points))) for name, points in shapes.items()
    )
