"""One pass over an OpenStreetMap file: keeps what a zone's map needs and lies inside the clip."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import osmium.osm

from igiz.zone.formats.osm import access, things
from igiz.zone.formats.osm.network import Run
from igiz.zone.model.geography import (
    Address,
    Area,
    Building,
    Line,
    LonLat,
    Point,
    Polygon,
    Shape,
    Surface,
    TramLine,
    Tree,
)
from igiz.zone.model.geometry import Circle, centroid

KEYS = ("highway", "railway", "building", "addr:housenumber", "natural", "water", "waterway", "landuse", "leisure",
        "place", "admin_level", "barrier", "route", *things.POINTS)  # fmt: skip

Stretch = tuple[int, tuple[int, ...], Line]
"""Place of the first node in its way, the nodes, their positions."""


class Collector:
    """What the pass has found so far."""

    def __init__(self, clip: Circle | None) -> None:
        self._clip = clip
        self._tracks: dict[int, tuple[str, list[Stretch]]] = {}
        self._routes: defaultdict[int, set[str]] = defaultdict(set)
        self._left_out: Counter[str] = Counter()
        self.barriers: set[int] = set()
        self.runs: list[Run] = []
        self.buildings: list[Building] = []
        self.addresses: list[Address] = []
        self.node_addresses: list[Address] = []
        self.points: list[Point] = []
        self.trees: list[Tree] = []
        self.surfaces: list[Surface] = []
        self.areas: list[Area] = []

    def node(self, node: osmium.osm.Node) -> None:
        """Take a tree, an address, a point of interest or a barrier."""
        location = node.location
        if not location.valid():
            self._left_out["nodes with an impossible position"] += 1
            return
        position = (location.lon, location.lat)
        if self._clip is not None and not self._clip.holds(position):
            return
        tags = dict(node.tags)
        if tags.get("natural") == "tree":
            self.trees.append(Tree(f"n{node.id}", position, things.height_m(tags)))
        if access.stops_cars(tags):
            self.barriers.add(node.id)
        found = things.address(tags, position)
        if found:
            self.addresses.append(found)
            self.node_addresses.append(found)
        point = things.point(f"n{node.id}", tags, position)
        if point:
            self.points.append(point)

    def way(self, way: osmium.osm.Way) -> None:
        """Take a street or a tram track."""
        tags = dict(way.tags)
        if tags.get("railway") == "tram":
            self._tracks[way.id] = (tags.get("name", ""), list(self._stretches(way)))
        permission = access.permission(tags)
        if permission is None:
            return
        name = tags.get("name") or tags.get("ref", "")
        rank = access.street_class(tags)
        forward = access.speed_kph(tags, permission.forward, backward=False)
        backward = access.speed_kph(tags, permission.backward, backward=True)
        for first, nodes, positions in self._stretches(way):
            self.runs.append(Run(way.id, first, nodes, positions, name, rank, permission, forward, backward))

    def relation(self, relation: osmium.osm.Relation) -> None:
        """Take the name of a tram line for the tracks it runs on."""
        tags = relation.tags
        if tags.get("type") == "route" and tags.get("route") == "tram":
            name = tags.get("ref") or tags.get("name") or ""
            for member in relation.members:
                if member.type == "w" and name:
                    self._routes[member.ref].add(name)

    def area(self, area: osmium.osm.Area) -> None:
        """Take a building, a stretch of water or green, a neighbourhood or a point of interest with a footprint."""
        tags = dict(area.tags)
        building, kind, quarter = things.is_building(tags), things.surface_kind(tags), things.is_area(tags)
        if not (building or kind or quarter or things.point("", tags, (0, 0))):
            return
        shape = self._shape(area)
        if not shape or (self._clip is not None and not self._clip.touches(shape)):
            return
        name = f"{'w' if area.from_way() else 'r'}{area.orig_id()}"
        if building:
            self._building(name, tags, shape)
        if kind:
            self.surfaces.append(Surface(name, kind, tags.get("name", ""), shape))
        if quarter:
            self.areas.append(Area(name, tags["name"], shape))
        point = things.point(name, tags, centroid(shape))
        if point:
            self.points.append(point)

    def tram_lines(self) -> tuple[TramLine, ...]:
        """The tracks, each by the lines that run on it, else by its own name."""
        return tuple(
            TramLine(f"w{way}.{first}", " / ".join(sorted(self._routes[way])) or name, positions)
            for way, (name, stretches) in self._tracks.items()
            for first, _, positions in stretches
        )

    def remarks(self) -> tuple[str, ...]:
        """What was left out, and how often."""
        return tuple(f"left out: {count:,} {what}" for what, count in sorted(self._left_out.items()))

    def _building(self, name: str, tags: dict[str, str], shape: Shape) -> None:
        own = things.address(tags, centroid(shape))
        if own:
            self.addresses.append(own)
        self.buildings.append(Building(name, shape, things.height_m(tags), (own,) if own else ()))

    def _stretches(self, way: osmium.osm.Way) -> Iterator[Stretch]:
        """Parts of the way of two nodes or more whose nodes are known and inside the clip."""
        nodes: list[int] = []
        line: list[LonLat] = []
        first = 0
        for place, node in enumerate(way.nodes):
            position = self._known(node)
            if position is None:
                if len(nodes) > 1:
                    yield first, tuple(nodes), tuple(line)
                nodes, line = [], []
                continue
            if not nodes:
                first = place
            elif nodes[-1] == node.ref:
                continue
            nodes.append(node.ref)
            line.append(position)
        if len(nodes) > 1:
            yield first, tuple(nodes), tuple(line)

    def _known(self, node: osmium.osm.NodeRef) -> LonLat | None:
        location = node.location
        if not location.valid():
            self._left_out["places where a way names a node that the file does not hold"] += 1
            return None
        position = (location.lon, location.lat)
        return position if self._clip is None or self._clip.holds(position) else None

    def _shape(self, area: osmium.osm.Area) -> Shape:
        polygons: list[Polygon] = []
        for outer in area.outer_rings():
            rings = (outer, *area.inner_rings(outer))
            polygons.append(tuple(tuple((node.lon, node.lat) for node in ring) for ring in rings))
        if not polygons:
            self._left_out["footprints whose outline does not close or crosses itself"] += 1
        return tuple(polygons)
