"""A drawn district is a street map one can trust: connected, planar, measured, and the same for a seed."""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from pyproj import Geod

from igiz.zone.engine.district import Ground, GroundKind, MainStreet, Skeleton, district, fill
from igiz.zone.model.geography import Geography, LonLat, Mode, Street, StreetClass

Segment = tuple[LonLat, LonLat]

FINGERPRINT = """
import hashlib
from igiz.zone.engine.district import district
print(hashlib.sha256(repr(district(400, 11, houses=True)).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def town() -> Geography:
    return district(700, 3, houses=True)


def reached(streets: Iterable[Street], start: str, backwards: bool = False) -> set[str]:
    around: dict[str, list[str]] = defaultdict(list)
    for street in streets:
        a, b = (street.end, street.start) if backwards else (street.start, street.end)
        around[a].append(b)
    seen, waiting = {start}, [start]
    while waiting:
        for to in around[waiting.pop()]:
            if to not in seen:
                seen.add(to)
                waiting.append(to)
    return seen


def assert_connected(geography: Geography) -> None:
    for mode in (Mode.CAR, Mode.FOOT):
        streets = [street for street in geography.streets if street.modes & mode]
        every = {end for street in streets for end in (street.start, street.end)}
        start = min(every)
        assert reached(streets, start) == every
        assert reached(streets, start, backwards=True) == every
    assert every == {junction.id for junction in geography.junctions}


def segments(geography: Geography) -> list[Segment]:
    one_each = (street for street in geography.streets if not street.id.endswith("-back"))
    return [pair for street in one_each for pair in pairwise(street.geometry)]


def crossings(segments: Sequence[Segment], lines: Sequence[Sequence[LonLat]]) -> list[tuple[Segment, Segment]]:
    """Pairs of a segment and a piece of a line that cross elsewhere than at an end of both."""
    a, b = (np.array([segment[end] for segment in segments]) for end in (0, 1))
    low, high = np.minimum(a, b), np.maximum(a, b)
    found = []
    for line in lines:
        where = np.array(line)
        near = (low <= where.max(axis=0)).all(axis=1) & (high >= where.min(axis=0)).all(axis=1)
        for at in np.flatnonzero(near).tolist():
            found += [(segments[at], piece) for piece in pairwise(line) if cross(segments[at], piece)]
    return found


def cross(one: Segment, two: Segment) -> bool:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = *one, *two
    turn = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
    if set(one) & set(two) or not turn:
        return False
    share = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / turn
    other = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / turn
    return 0 <= share <= 1 and 0 <= other <= 1


def assert_planar(geography: Geography) -> None:
    streets = segments(geography)
    assert crossings(streets, streets) == []
    assert crossings(streets, [polygon[0] for b in geography.buildings for polygon in b.footprint]) == []


def test_the_check_sees_a_crossing() -> None:
    assert crossings([((0.0, 0.0), (2.0, 2.0))], [[(0.0, 2.0), (2.0, 0.0)]]) == [
        (((0.0, 0.0), (2.0, 2.0)), ((0.0, 2.0), (2.0, 0.0)))
    ]


def test_everyone_reaches_every_junction(town: Geography) -> None:
    assert_connected(town)


def test_some_streets_are_one_way_and_say_so_in_both_directions(town: Geography) -> None:
    one_way = [street for street in town.streets if street.one_way]
    assert 0.05 < len(one_way) / len(town.streets) < 0.4
    there = {street.id for street in one_way if street.modes & Mode.CAR}
    assert {street.id for street in one_way} == there | {f"{each}-back" for each in there}


def test_streets_meet_at_junctions_only_and_stand_in_no_house(town: Geography) -> None:
    assert_planar(town)


def test_lengths_are_those_of_the_geometry(town: Geography) -> None:
    geod = Geod(ellps="WGS84")
    for street in town.streets[::7]:
        assert street.length_m == pytest.approx(
            geod.line_length([at[0] for at in street.geometry], [at[1] for at in street.geometry]), abs=0.01
        )
        assert street.length_m > 5
        assert street.travel_time_s > 0


def test_metres_stay_metres_across_a_large_district() -> None:
    east = [(-24_000.0, 23_000.0), (-23_000.0, 23_000.0), (-23_000.0, 24_000.0), (-24_000.0, 24_000.0)]
    lines = [MainStreet(f"Weg {at}", StreetClass.TERTIARY, pair) for at, pair in enumerate(pairwise([*east, east[0]]))]
    drawn = fill(Skeleton((4.28, 52.09), "Stad", tuple(lines)), 1, 0)
    assert [round(street.length_m) for street in drawn.streets[::2]] == pytest.approx([1000] * 4, abs=1)


def test_positions_join_the_junctions(town: Geography) -> None:
    where = {junction.id: junction.position for junction in town.junctions}
    assert [(where[street.start], where[street.end]) for street in town.streets] == [
        (street.geometry[0], street.geometry[-1]) for street in town.streets
    ]


def test_as_many_junctions_as_asked(town: Geography) -> None:
    assert 700 <= len(town.junctions) < 900
    assert 2000 <= len(district(2000, 3).junctions) < 2300


def test_a_name_belongs_to_one_street(town: Geography) -> None:
    kinds: dict[str, set[StreetClass]] = defaultdict(set)
    for street in town.streets:
        if street.street_class is not StreetClass.FOOTWAY:
            kinds[street.name].add(street.street_class)
    assert {name for name, classes in kinds.items() if len(classes) > 1 or not name} == set()


def test_house_numbers_are_unique_and_odd_on_one_side(town: Geography) -> None:
    assert len(town.addresses) > 5000
    seen = [(address.street, address.number) for address in town.addresses]
    assert len(set(seen)) == len(seen)
    assert sorted(town.addresses, key=repr) == sorted(
        (address for building in town.buildings for address in building.addresses), key=repr
    )
    mixed = [b for b in town.buildings if len({int(address.number) % 2 for address in b.addresses}) > 1]
    assert mixed == []


def test_heights_are_those_of_houses(town: Geography) -> None:
    heights = [building.height_m or 0.0 for building in town.buildings]
    assert 5 < min(heights) < max(heights) < 45


def test_a_park_has_footways_and_neither_cars_nor_houses() -> None:
    square = ((-400.0, -400.0), (400.0, -400.0), (400.0, 400.0), (-400.0, 400.0))
    lines = [
        MainStreet(f"Rand {at}", StreetClass.TERTIARY, (a, b))
        for at, (a, b) in enumerate(pairwise((*square, square[0])))
    ]
    park = Ground(GroundKind.PARK, "Park", tuple((x * 0.9, y * 0.9) for x, y in square))
    pond = Ground(GroundKind.WATER, "Vijver", tuple((x * 0.2, y * 0.2) for x, y in square))
    drawn = fill(Skeleton((4.28, 52.09), "Stad", tuple(lines), (park, pond)), 5, 60)
    inner = [street for street in drawn.streets if street.name not in {line.name for line in lines}]
    assert {street.street_class for street in inner} == {StreetClass.FOOTWAY}
    assert len(inner) > 20
    assert_connected_on_foot(drawn)
    south, north = (52.09 + at * 355 / 111_250 for at in (-1, 1))
    middles = [building.footprint[0][0][0] for building in drawn.buildings]
    assert [at for at in middles if south < at[1] < north and abs(at[0] - 4.28) < 355 / 68_400] == []
    near = [at for street in inner for at in street.geometry if abs(at[1] - 52.09) < 75 / 111_250]
    assert [at for at in near if abs(at[0] - 4.28) < 75 / 68_400] == []


def assert_connected_on_foot(geography: Geography) -> None:
    every = {junction.id for junction in geography.junctions}
    assert reached(geography.streets, min(every)) == every


@pytest.mark.parametrize("seed", [1, 2, 5, 8, 13])
def test_any_seed_draws_a_sound_district(seed: int) -> None:
    drawn = district(250, seed, houses=True)
    assert_connected(drawn)
    assert_planar(drawn)


def test_a_seed_draws_the_same_in_every_process() -> None:
    prints = {
        subprocess.run(
            [sys.executable, "-c", FINGERPRINT],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("0", "1", "77")
    }
    assert len(prints) == 1
    assert district(100, 1) != district(100, 2)
