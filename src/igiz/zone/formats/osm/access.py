"""Who may use a way of OpenStreetMap, in which direction and how fast: Dutch defaults, explicit tags first.

Source: the OpenStreetMap wiki, "OSM tags for routing/Access restrictions" (Netherlands) and "Key:maxspeed".
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from igiz.zone.model.geography import BICYCLE_KPH, WALKING_KPH, Mode, StreetClass

Tags = Mapping[str, str]

ALL = Mode.CAR | Mode.BICYCLE | Mode.FOOT
SLOW = Mode.BICYCLE | Mode.FOOT


class Default(NamedTuple):
    """What holds for a highway=* value where its other tags say nothing."""

    modes: Mode
    street_class: StreetClass
    kph: float


DEFAULTS: Mapping[str, Default] = {
    "motorway": Default(Mode.CAR, StreetClass.TRUNK, 100),
    "motorway_link": Default(Mode.CAR, StreetClass.TRUNK, 80),
    "trunk": Default(Mode.CAR, StreetClass.TRUNK, 100),
    "trunk_link": Default(Mode.CAR, StreetClass.TRUNK, 80),
    "primary": Default(ALL, StreetClass.TRUNK, 50),
    "primary_link": Default(ALL, StreetClass.TRUNK, 50),
    "secondary": Default(ALL, StreetClass.SECONDARY, 50),
    "secondary_link": Default(ALL, StreetClass.SECONDARY, 50),
    "tertiary": Default(ALL, StreetClass.TERTIARY, 50),
    "tertiary_link": Default(ALL, StreetClass.TERTIARY, 50),
    "unclassified": Default(ALL, StreetClass.RESIDENTIAL, 50),
    "residential": Default(ALL, StreetClass.RESIDENTIAL, 30),
    "living_street": Default(ALL, StreetClass.RESIDENTIAL, 15),
    "road": Default(ALL, StreetClass.RESIDENTIAL, 30),
    "service": Default(ALL, StreetClass.SERVICE, 15),
    "busway": Default(Mode.NONE, StreetClass.SERVICE, 50),
    "track": Default(SLOW, StreetClass.SERVICE, 20),
    "pedestrian": Default(Mode.FOOT, StreetClass.FOOTWAY, 15),
    "footway": Default(Mode.FOOT, StreetClass.FOOTWAY, 15),
    "platform": Default(Mode.FOOT, StreetClass.FOOTWAY, 15),
    "corridor": Default(Mode.FOOT, StreetClass.FOOTWAY, 15),
    "steps": Default(Mode.FOOT, StreetClass.FOOTWAY, 15),
    "path": Default(SLOW, StreetClass.FOOTWAY, 15),
    "bridleway": Default(Mode.NONE, StreetClass.FOOTWAY, 15),
    "cycleway": Default(SLOW, StreetClass.CYCLEWAY, 15),
}

GRANTED = frozenset({"yes", "permissive", "designated", "official", "destination", "customers", "permit", "dismount"})
DENIED = frozenset({"no", "private", "delivery", "agricultural", "forestry", "agricultural;forestry", "use_sidepath",
                    "psv", "bus", "emergency", "military", "restricted", "employees"})  # fmt: skip
# The most telling key first.
KEYS = {
    Mode.CAR: ("motorcar", "motor_vehicle", "vehicle", "access"),
    Mode.BICYCLE: ("bicycle", "vehicle", "access"),
    Mode.FOOT: ("foot", "access"),
}
# Barriers that stop cars unless a tag lets them through; a gate or a lifting barrier stops them only if a tag says so.
STOPS_CARS = frozenset({"block", "bollard", "bus_trap", "chain", "cycle_barrier", "full-height_turnstile",
                        "jersey_barrier", "kissing_gate", "log", "motorcycle_barrier", "planter", "stile",
                        "sump_buster", "turnstile"})  # fmt: skip

IMPLICIT_KPH = {"urban": 50.0, "rural": 80.0, "trunk": 100.0, "motorway": 100.0, "living_street": 15.0,
                "walk": 15.0, "bicycle_road": 30.0}  # fmt: skip
MPH = 1.609344
ZONE_SPEED = re.compile(r"(?:[a-z]{2}:)?zone:?(\d+)")
SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?")


class Permission(NamedTuple):
    """Modes along the way and against it, and whether vehicles may go one way only."""

    forward: Mode
    backward: Mode
    one_way: bool


def permission(tags: Tags) -> Permission | None:
    """Who may use the way; None where it is no street or closed to all."""
    default = DEFAULTS.get(tags.get("highway", ""))
    if default is None:
        return None
    usual = Mode.CAR if tags.get("motorroad") == "yes" else default.modes
    granted = {mode: _granted(tags, mode, bool(usual & mode)) for mode in KEYS}
    car, bicycle = _direction(tags), _bicycle_direction(tags)
    walk = Mode.FOOT if granted[Mode.FOOT] else Mode.NONE
    forward = backward = walk
    if granted[Mode.CAR]:
        forward |= Mode.CAR if car >= 0 else Mode.NONE
        backward |= Mode.CAR if car <= 0 else Mode.NONE
    if granted[Mode.BICYCLE]:
        forward |= Mode.BICYCLE if bicycle >= 0 else Mode.NONE
        backward |= Mode.BICYCLE if bicycle <= 0 else Mode.NONE
    if not forward | backward:
        return None
    one_way = bool(car) if granted[Mode.CAR] else bool(bicycle) and granted[Mode.BICYCLE]
    return Permission(forward, backward, one_way)


def stops_cars(tags: Tags) -> bool:
    """Does the barrier on this node keep cars from passing?"""
    barrier = tags.get("barrier")
    return barrier is not None and not _granted(tags, Mode.CAR, barrier not in STOPS_CARS)


def street_class(tags: Tags) -> StreetClass:
    """Rank of a way that has a permission."""
    return DEFAULTS[tags["highway"]].street_class


def speed_kph(tags: Tags, modes: Mode, *, backward: bool) -> float:
    """Free-flow speed in km/h of the fastest mode: cars at the limit, bicycles and walkers at a usual pace."""
    if not modes & Mode.CAR:
        return BICYCLE_KPH if modes & Mode.BICYCLE else WALKING_KPH
    limit = tags.get("maxspeed:backward" if backward else "maxspeed:forward") or tags.get("maxspeed")
    implied = tags.get("maxspeed:type") or tags.get("source:maxspeed") or tags.get("zone:maxspeed")
    for value in (limit, implied):
        kph = limit_kph(value) if value else None
        if kph is not None:
            return kph
    return DEFAULTS[tags["highway"]].kph


def limit_kph(value: str) -> float | None:
    """Speed limit in km/h: a number, a number with a unit, or a country's word (NL:urban); else None."""
    text = value.split(";")[0].strip().lower()
    zone, speed = ZONE_SPEED.fullmatch(text), SPEED.fullmatch(text)
    if zone:
        kph = float(zone[1])
    elif speed:
        kph = float(speed[1]) * (MPH if speed[2] == "mph" else 1)
    elif text == "none":
        kph = 130.0
    else:
        return IMPLICIT_KPH.get(text.rpartition(":")[2])
    return kph if 1 <= kph <= 200 else None


def _granted(tags: Tags, mode: Mode, default: bool) -> bool:
    for key in KEYS[mode]:
        value = tags.get(key)
        if value in DENIED:
            return False
        if value in GRANTED:
            return True
    return default


def _direction(tags: Tags) -> int:
    """1: only along the way, -1: only against it, 0: both."""
    told = _told(tags.get("oneway"))
    if told is not None:
        return told
    implied = tags.get("junction") in ("roundabout", "circular") or tags["highway"] in ("motorway", "motorway_link")
    return int(implied)


def _bicycle_direction(tags: Tags) -> int:
    told = _told(tags.get("oneway:bicycle"))
    if told is not None:
        return told
    sides = (tags.get(key, "") for key in ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both"))
    return 0 if any(side.startswith("opposite") for side in sides) else _direction(tags)


def _told(value: str | None) -> int | None:
    if value in ("yes", "true", "1"):
        return 1
    if value in ("-1", "reverse"):
        return -1
    return 0 if value in ("no", "false", "0") else None
