"""The schematic of the International Zone: drawn by hand from public facts and filled by the district engine."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.resources import files
from itertools import pairwise
from math import ceil, cos, hypot, radians, sin
from typing import Any

from igiz.zone.engine.district import (
    XY,
    Ground,
    GroundKind,
    Landmark,
    MainStreet,
    Path,
    Quarter,
    Skeleton,
    Style,
    Tram,
    fill,
)
from igiz.zone.formats import zone_toml
from igiz.zone.model.geography import Geography, StreetClass
from igiz.zone.model.text import Text
from igiz.zone.model.zone_file import ZoneFile

ATTRIBUTION = Text(nl="Schematisch, geen kaartgegevens", en="Schematic, not map data")
PIECE_M = 28.0
"""A bend is drawn in pieces of about this length."""

Table = Mapping[str, Any]


def zone_file() -> ZoneFile:
    """The zone of the demo, its sites and partners."""
    return zone_toml.read(_scene("zone.toml"), "zone.toml")


def geography() -> Geography:
    """The whole map of the demo zone."""
    scene = tomllib.loads(_scene("international-zone.toml").decode())
    drawn = fill(skeleton(scene), scene["seed"], scene["junctions_wanted"])
    return replace(drawn, attribution=f"{ATTRIBUTION.nl} / {ATTRIBUTION.en}")


def skeleton(scene: Table) -> Skeleton:
    """The hand-drawn part, with its bends rounded."""
    drawing = _Drawing(scene)
    grounds = [
        *(Ground(GroundKind(each["kind"]), each["name"], drawing.park(each)) for each in scene["grounds"]),
        *(Ground(GroundKind.WATER, each["name"], drawing.water(each)) for each in scene["waters"]),
        *(
            Ground(GroundKind.SITE, each["id"], drawing.outline(each["ground"]))
            for each in scene["sites"]
            if "ground" in each
        ),
    ]
    landmarks = [
        Landmark(each["id"], rectangle(*box[:5]), box[5]) for each in scene["sites"] for box in each["buildings"]
    ]
    grounds += [Ground(GroundKind.SITE, landmark.name, landmark.outline) for landmark in landmarks]
    return Skeleton(
        centre=zone_file().centre,
        city=scene["city"],
        main_streets=tuple(drawing.streets.values()),
        grounds=tuple(grounds),
        quarters=tuple(
            Quarter(each["name"], drawing.outline(each["outline"]), Style(each["style"])) for each in scene["quarters"]
        ),
        landmarks=tuple(landmarks),
        trams=tuple(drawing.tram(each) for each in scene["trams"]),
    )


@dataclass(frozen=True)
class _Drawing:
    """Reads positions of a scene: by key of a junction, by metres, or along a street."""

    scene: Table

    @cached_property
    def streets(self) -> dict[str, MainStreet]:
        return {
            each["name"]: MainStreet(
                name=each["name"],
                street_class=StreetClass(each["class"]),
                line=rounded([self.spot(at) for at in each["through"]]),
                shops=each.get("shops", False),
                trees=each.get("trees", False),
            )
            for each in self.scene["streets"]
        }

    def spot(self, at: str | Sequence[float]) -> XY:
        east, north = self.scene["junctions"][at] if isinstance(at, str) else at
        return float(east), float(north)

    def outline(self, parts: Sequence[Any]) -> Path:
        """Positions one after the other; a position that two parts share stands once."""
        result: list[XY] = []
        for part in parts:
            for at in self.along(part) if isinstance(part, dict) else [self.spot(part)]:
                if not result or result[-1] != at:
                    result.append(at)
        return tuple(result[:-1] if result[0] == result[-1] else result)

    def along(self, part: Table) -> Sequence[XY]:
        """The stretch of a street between two of its positions, in either direction."""
        line = self.streets[part["along"]].line
        start, stop = line.index(self.spot(part["from"])), line.index(self.spot(part["to"]))
        return line[start : stop + 1] if start <= stop else line[stop : start + 1][::-1]

    def water(self, each: Table) -> Path:
        """An outline with its corners rounded, or a canal: a line with a width."""
        if "line" in each:
            return band(rounded([self.spot(at) for at in each["line"]]), each["width_m"])
        return self._round_about(each)

    def park(self, each: Table) -> Path:
        """An outline, with its corners rounded where the scene says so."""
        return self._round_about(each) if each.get("rounded") else self.outline(each["outline"])

    def _round_about(self, each: Table) -> Path:
        corners = [self.spot(at) for at in each["outline"]]
        return rounded([corners[-1], *corners, *corners[:2]], closed=True)

    def tram(self, each: Table) -> Tram:
        line: list[XY] = []
        for part in each["route"]:
            piece = self.along(part)
            line += piece[1:] if line else piece
        return Tram(each["name"], tuple(line), tuple((name, self.spot(at)) for name, at in each["stops"].items()))


def rounded(corners: Sequence[XY], closed: bool = False) -> Path:
    """A smooth line through all corners (centripetal Catmull-Rom); a closed one repeats a corner at both ends."""
    ends = [] if closed else [_beyond(corners[1], corners[0]), _beyond(corners[-2], corners[-1])]
    inner = [*ends[:1], *corners, *ends[1:]]
    result: list[XY] = [inner[1]]
    for before, a, b, after in zip(inner, inner[1:], inner[2:], inner[3:], strict=False):
        pieces = 1 if _straight(before, a, b, after) else max(1, ceil(hypot(b[0] - a[0], b[1] - a[1]) / PIECE_M))
        result += [_between(before, a, b, after, at / pieces) for at in range(1, pieces)]
        result.append(b)
    return tuple(result[:-1] if closed else result)


def _beyond(a: XY, b: XY) -> XY:
    return 2 * b[0] - a[0], 2 * b[1] - a[1]


def _straight(*corners: XY) -> bool:
    """Whether the corners lie nearly on a line."""
    headings = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(corners)]
    return all(abs(u[0] * v[1] - u[1] * v[0]) < 0.03 * hypot(*u) * hypot(*v) for u, v in pairwise(headings))


def _between(before: XY, a: XY, b: XY, after: XY, share: float) -> XY:
    """The position at that share of the way from a to b (Barry and Goldman, 1988)."""
    knots = [0.0]
    for p, q in pairwise((before, a, b, after)):
        knots.append(knots[-1] + max(1e-6, hypot(q[0] - p[0], q[1] - p[1]) ** 0.5))
    t = knots[1] + (knots[2] - knots[1]) * share
    first = [
        _mixed(p, q, low, high, t)
        for p, q, low, high in zip((before, a, b), (a, b, after), knots, knots[1:], strict=False)
    ]
    second = [_mixed(first[at], first[at + 1], knots[at], knots[at + 2], t) for at in (0, 1)]
    return _mixed(second[0], second[1], knots[1], knots[2], t)


def _mixed(p: XY, q: XY, low: float, high: float, t: float) -> XY:
    share = (t - low) / (high - low)
    return p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share


def band(line: Path, width_m: float) -> Path:
    """The outline of a strip of that width along the line."""
    left: list[XY] = []
    right: list[XY] = []
    for at, (x, y) in enumerate(line):
        (ax, ay), (bx, by) = line[max(0, at - 1)], line[min(len(line) - 1, at + 1)]
        length = hypot(bx - ax, by - ay)
        nx, ny = -(by - ay) / length * width_m / 2, (bx - ax) / length * width_m / 2
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return tuple(right + left[::-1])


def rectangle(east: float, north: float, width: float, depth: float, bearing: float) -> Path:
    """The corners of a building; `bearing` is the direction of its width in degrees clockwise from north."""
    ux, uy = sin(radians(bearing)) * width / 2, cos(radians(bearing)) * width / 2
    vx, vy = -cos(radians(bearing)) * depth / 2, sin(radians(bearing)) * depth / 2
    return tuple((east + i * ux + j * vx, north + i * uy + j * vy) for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1)))


def _scene(name: str) -> bytes:
    return files("igiz.demo").joinpath("scenes", name).read_bytes()
