"""What stands along the streets, from the tags of OpenStreetMap: buildings, addresses, points, water and green."""

import re
from collections.abc import Mapping, Sequence

from igiz.zone.model.geography import Address, Building, LonLat, Point, SurfaceKind
from igiz.zone.model.geometry import ShapeIndex

Tags = Mapping[str, str]

LEVEL_M = 3.0
"""Height of one storey in metres where only the number of storeys is known."""
FOOT_M = 0.3048
HEIGHT = re.compile(r"(\d+(?:[.,]\d+)?)\s*(m|ft|')?")

WATER = {
    "natural": {"water"},
    "water": {"canal", "river", "lake", "pond", "basin", "reservoir", "harbour", "dock", "moat"},
    "waterway": {"riverbank", "dock"},
    "landuse": {"reservoir", "basin"},
}
GREEN = {
    "leisure": {"park", "garden", "golf_course", "common", "dog_park"},
    "landuse": {"grass", "forest", "meadow", "recreation_ground", "village_green", "cemetery", "orchard", "allotments",
                "vineyard", "flowerbed", "greenery"},
    "natural": {"wood", "scrub", "grassland", "heath", "tree_group", "shrubbery"},
}  # fmt: skip
# A key with its words; None takes every word but those in NOTHING.
POINTS: Mapping[str, frozenset[str] | None] = {
    "amenity": None,
    "shop": None,
    "healthcare": None,
    "public_transport": frozenset({"station", "platform"}),
    "railway": frozenset({"station", "halt", "tram_stop"}),
    "highway": frozenset({"bus_stop"}),
    "leisure": frozenset({"playground", "sports_centre", "stadium", "fitness_centre", "marina", "ice_rink",
                          "swimming_pool"}),
    "tourism": frozenset({"hotel", "hostel", "guest_house", "museum", "gallery", "attraction", "zoo", "theme_park"}),
    "office": frozenset({"diplomatic", "government", "ngo"}),
    "emergency": frozenset({"ambulance_station", "assembly_point", "defibrillator"}),
}  # fmt: skip
NOTHING = frozenset({"no", "vacant", "bench", "waste_basket", "waste_disposal", "recycling", "parking_space",
                     "vending_machine", "hunting_stand", "shelter", "post_box", "grit_bin", "telephone", "letter_box",
                     "lounger", "bicycle_parking", "drinking_water", "bbq"})  # fmt: skip
PLACES = frozenset({"suburb", "quarter", "neighbourhood"})
AREA_LEVELS = frozenset({"9", "10", "11"})


def height_m(tags: Tags) -> float | None:
    """Height in metres: as measured, else the number of storeys times three; None where neither is told."""
    told = _number(tags.get("height"))
    if told is None:
        levels = _number(tags.get("building:levels"))
        told = None if levels is None else levels * LEVEL_M
    return told if told is not None and 0 < told < 1000 else None


def is_building(tags: Tags) -> bool:
    """Is this the footprint of a building that stands?"""
    return tags.get("building", "no") != "no"


def address(tags: Tags, position: LonLat) -> Address | None:
    """Address of a thing that has a house number and a street or place."""
    number, street = tags.get("addr:housenumber"), tags.get("addr:street") or tags.get("addr:place")
    if not number or not street:
        return None
    return Address(street, number, tags.get("addr:postcode", ""), tags.get("addr:city", ""), position)


def point(name: str, tags: Tags, position: LonLat) -> Point | None:
    """Point of interest, by the first key that tells of one."""
    for key, words in POINTS.items():
        word = tags.get(key)
        if word and word not in NOTHING and (words is None or word in words):
            return Point(name, tags.get("name", ""), key if word == "yes" else word, position)
    return None


def surface_kind(tags: Tags) -> SurfaceKind | None:
    """Water, green or neither."""
    for kind, words in ((SurfaceKind.WATER, WATER), (SurfaceKind.GREEN, GREEN)):
        if any(tags.get(key) in values for key, values in words.items()):
            return kind
    return None


def is_area(tags: Tags) -> bool:
    """Is this a neighbourhood with a name?"""
    quarter = tags.get("boundary") == "administrative" and tags.get("admin_level") in AREA_LEVELS
    return bool(tags.get("name")) and (quarter or tags.get("place") in PLACES)


def house(buildings: Sequence[Building], addresses: Sequence[Address]) -> tuple[Building, ...]:
    """The buildings, each with the addresses that lie inside it besides its own."""
    index = ShapeIndex([building.footprint for building in buildings])
    found: dict[int, list[Address]] = {}
    for item in addresses:
        number = index.at(item.position)
        if number is not None:
            found.setdefault(number, []).append(item)
    return tuple(
        Building(b.id, b.footprint, b.height_m, (*b.addresses, *found[n])) if n in found else b
        for n, b in enumerate(buildings)
    )


def _number(text: str | None) -> float | None:
    match = HEIGHT.fullmatch(text.strip()) if text else None
    if match is None:
        return None
    return round(float(match[1].replace(",", ".")) * (FOOT_M if match[2] in ("ft", "'") else 1), 2)
