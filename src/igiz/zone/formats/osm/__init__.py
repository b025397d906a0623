"""OpenStreetMap (PBF or XML) to the geography of a zone: all of it or a BadInput, never half."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import osmium
from osmium.osm import Area, Node, Relation, Way

from igiz.zone.formats.osm import whole
from igiz.zone.formats.osm.collect import KEYS, Collector
from igiz.zone.formats.osm.network import build
from igiz.zone.formats.osm.things import house
from igiz.zone.model.geography import BadInput, Geography, Progress, no_progress
from igiz.zone.model.geometry import Circle

ATTRIBUTION = "© OpenStreetMap contributors"
STEP = 2000
"""Things between two reports of progress."""

Source = Path | bytes


def read(
    source: Source, clip: Circle | None = None, progress: Progress = no_progress, name: str = "OpenStreetMap file"
) -> Geography:
    """Read a file (by path, or its bytes) that holds OpenStreetMap data; `clip` keeps what lies in a circle.

    A way is cut where it leaves the circle. A file that ends inside a block is refused by the reader below, one that
    ends between two blocks by `whole`.
    """
    if isinstance(source, Path):
        name = source.name
    with _refusing(name):
        remarks = whole.check(lambda: _open(source), name) if _is_pbf(source) else ()
        total = _count(source)
        collector = Collector(clip)
        _collect(source, collector, lambda done: progress(min(done, total), total))
    if not collector.runs:
        place = "" if clip is None else f" within {clip.radius_m:g} m of {clip.centre[1]:g} N, {clip.centre[0]:g} E"
        raise BadInput(name, f"holds no streets{place}; use an extract that covers the zone, with ways and nodes")
    junctions, streets = build(collector.runs, collector.barriers)
    progress(total, total)
    return Geography(
        junctions=junctions,
        streets=streets,
        buildings=house(collector.buildings, collector.node_addresses),
        addresses=tuple(collector.addresses),
        points=tuple(collector.points),
        trees=tuple(collector.trees),
        surfaces=tuple(collector.surfaces),
        tram_lines=collector.tram_lines(),
        areas=tuple(collector.areas),
        attribution=ATTRIBUTION,
        remarks=(*remarks, *collector.remarks()),
    )


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Turn what the OpenStreetMap reader throws into one sentence that says what to do."""
    try:
        yield
    except BadInput:
        raise
    except (RuntimeError, OSError, ValueError, osmium.InvalidLocationError) as error:
        raise BadInput(
            name,
            f"cannot be read as OpenStreetMap data ({error}); "
            "it is cut off, damaged or no .osm.pbf or .osm file: fetch it again",
        ) from error


def _open(source: Source) -> str | osmium.io.FileBuffer:
    if isinstance(source, Path):
        return str(source)
    kind = "osm.gz" if source[:2] == b"\x1f\x8b" else "osm.bz2" if source[:3] == b"BZh" else "pbf"
    if source[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        kind = "osm"
    return osmium.io.FileBuffer(source, kind)


def _is_pbf(source: Source) -> bool:
    return source.suffix == ".pbf" if isinstance(source, Path) else source[4:20].find(b"OSMHeader") >= 0


def _count(source: Source) -> int:
    """Things of use in the file."""
    return sum(1 for _ in osmium.FileProcessor(_open(source)).with_filter(osmium.filter.KeyFilter(*KEYS)))


def _collect(source: Source, collector: Collector, report: Callable[[int], None]) -> None:
    keys = osmium.filter.KeyFilter(*KEYS)
    things = osmium.FileProcessor(_open(source)).with_locations().with_areas(keys).with_filter(keys)
    done = 0
    for thing in things:
        if isinstance(thing, Area):
            collector.area(thing)
            continue
        if isinstance(thing, Node):
            collector.node(thing)
        elif isinstance(thing, Way):
            collector.way(thing)
        elif isinstance(thing, Relation):
            collector.relation(thing)
        done += 1
        if done % STEP == 0:
            report(done)
