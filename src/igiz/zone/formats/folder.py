"""A folder of map files, recognised by name, to one geography."""

from collections.abc import Mapping
from dataclasses import replace
from fnmatch import fnmatch

from igiz.zone.formats import areas, cityjson, geojson, gtfs_shapes, nodes_edges_csv
from igiz.zone.model.geography import BadInput, Building, Geography, LonLat, Progress, no_progress
from igiz.zone.model.geometry import ShapeIndex, centroid

ATTRIBUTION = "© OpenStreetMap contributors"
NAMES = {
    "nodes": "*nodes.csv",
    "edges": "*edges.csv",
    "cityjson": "*.city.json",
    "buildings": "*buildings.geojson",
    "streets": "*streets.geojson",
    "areas": "*areas.txt",
    "shapes": "*shapes.txt",
}
"""What a file holds, by the ending of its name; read in this order."""


def read_folder(files: Mapping[str, bytes], progress: Progress = no_progress, folder: str = "the folder") -> Geography:
    """Read the files that are recognised; the remarks of the geography name those that were left out, and why."""
    chosen = {kind: name for kind, pattern in NAMES.items() if (name := _one(files, pattern, folder))}
    if not chosen.keys() & {"nodes", "edges", "streets"}:
        raise BadInput(
            folder, f"holds no streets; it needs {NAMES['nodes']} with {NAMES['edges']}, or {NAMES['streets']}"
        )
    ignored = [f"ignored {name}: its name is none that is known" for name in sorted(files.keys() - chosen.values())]
    for kind, other in (("nodes", "edges"), ("edges", "nodes")):
        if kind in chosen and other not in chosen:
            raise BadInput(chosen[kind], f"needs the table of {other} ({NAMES[other]}) beside it")
    if "edges" in chosen:
        name = chosen.pop("streets", None)
        ignored += [f"ignored {name}: the streets come from {chosen['edges']}"] if name else []
    total = sum(len(files[name]) for name in chosen.values())
    done = 0
    geography = Geography(remarks=tuple(ignored))
    for kind, name in chosen.items():
        geography = _take(geography, kind, files, chosen)
        done += len(files[name])
        progress(done, total)
    return geography


def _one(files: Mapping[str, bytes], pattern: str, folder: str) -> str | None:
    found = sorted(name for name in files if fnmatch(name.rpartition("/")[2].lower(), pattern))
    if len(found) > 1:
        raise BadInput(folder, f"holds {' and '.join(found)}, which both match {pattern}; leave one")
    return found[0] if found else None


def _take(so_far: Geography, kind: str, files: Mapping[str, bytes], chosen: Mapping[str, str]) -> Geography:
    name = chosen[kind]
    data = files[name]
    if kind == "nodes":
        return replace(so_far, junctions=nodes_edges_csv.read_nodes(data, name), attribution=ATTRIBUTION)
    if kind == "edges":
        return replace(so_far, streets=nodes_edges_csv.read_edges(data, name, so_far.junctions))
    if kind == "streets":
        junctions, streets = geojson.read_streets(data, name)
        return replace(so_far, junctions=junctions, streets=streets, attribution=ATTRIBUTION)
    if kind == "cityjson":
        buildings, remarks = cityjson.read(data, name)
        return replace(so_far, buildings=buildings, remarks=so_far.remarks + remarks)
    if kind == "buildings":
        return _with_footprints(so_far, geojson.read_buildings(data, name), name)
    if kind == "areas":
        return replace(so_far, areas=areas.read(data, name))
    return replace(so_far, tram_lines=gtfs_shapes.read(data, name))


def _with_footprints(so_far: Geography, footprints: tuple[Building, ...], name: str) -> Geography:
    """Add the footprints that are not those of a building, or of a part of one, that is there already."""
    index = ShapeIndex([building.footprint for building in so_far.buildings])
    known = {_cell(centroid((part,))) for building in so_far.buildings for part in building.footprint}

    def is_known(footprint: Building) -> bool:
        middle = centroid(footprint.footprint)
        x, y = _cell(middle)
        near = ((x + dx, y + dy) in known for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        return any(near) or index.at(middle) is not None

    fresh = tuple(footprint for footprint in footprints if not is_known(footprint))
    remarks = so_far.remarks
    if len(fresh) < len(footprints):
        remarks += (
            f"left out: {len(footprints) - len(fresh):,} footprints of {name} on buildings that are known in 3-D",
        )
    return replace(so_far, buildings=so_far.buildings + fresh, remarks=remarks)


def _cell(position: LonLat) -> tuple[int, int]:
    """Cell of about a metre."""
    return round(position[0] * 1e5), round(position[1] * 1e5)
