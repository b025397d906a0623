"""Is a PBF file whole? Its format has no end mark, so a file cut between two blocks must be caught by what it lacks."""

from collections.abc import Callable

import osmium
from osmium.osm import NODE, RELATION, WAY, Node, Way

from igiz.zone.model.geography import BadInput

FULL_BLOCK = 8000
"""Things of one kind in a full block, as today's writers fill them."""
STRAY_SHARE = 0.01
"""Above this share of nodes without tags that belong to no way, ways are missing. In a whole file it is about 0."""

NO_RELATIONS = "the file holds no relations: water, woods and buildings with a hole or of several parts may be missing"


def check(opened: Callable[[], str | osmium.io.FileBuffer], name: str) -> tuple[str, ...]:
    """Remarks on a whole file; BadInput where ways or relations are missing.

    Relations come last, so only a file without any is looked at closely.
    """
    ways = relations = 0
    for thing in osmium.FileProcessor(opened(), WAY | RELATION):
        if isinstance(thing, Way):
            ways += 1
        else:
            relations += 1
    if relations:
        if relations % FULL_BLOCK == 0:
            raise BadInput(name, f"stops after exactly {relations:,} relations, as a cut-off file does; fetch it again")
        return ()
    if _strays(opened) > STRAY_SHARE:
        raise BadInput(
            name, f"stops after {ways:,} ways, and many of its nodes belong to none: cut off; fetch it again"
        )
    return (NO_RELATIONS,)


def _strays(opened: Callable[[], str | osmium.io.FileBuffer]) -> float:
    """Share of the nodes without tags that no way refers to."""
    used: set[int] = set()
    for way in osmium.FileProcessor(opened(), WAY):
        if isinstance(way, Way):
            used.update(node.ref for node in way.nodes)
    plain = strays = 0
    for node in osmium.FileProcessor(opened(), NODE):
        if isinstance(node, Node) and not node.tags:
            plain += 1
            strays += node.id not in used
    return strays / plain if plain else 0.0
