"""From ways to streets: one graph for cars, bicycles and walkers, split where ways end or cross."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from itertools import pairwise
from typing import NamedTuple

from igiz.zone.formats.osm.access import Permission
from igiz.zone.model.geography import BICYCLE_KPH, Junction, Line, LonLat, Mode, Street, StreetClass
from igiz.zone.model.geometry import length_m

SLOW = Mode.BICYCLE | Mode.FOOT
BARRIER_M = 1.0
"""Length of the passage past a barrier, in metres: never 0, which a sparse matrix takes for "no passage"."""


class Run(NamedTuple):
    """Consecutive nodes of one way that are all known and inside the clip; `first` is their place in the way."""

    way: int
    first: int
    nodes: tuple[int, ...]
    positions: Line
    name: str
    street_class: StreetClass
    permission: Permission
    kph_forward: float
    kph_backward: float


class Piece(NamedTuple):
    """A stretch of a run between two junctions: `begin` and `stop` are places in the run."""

    run: Run
    begin: int
    stop: int


class Network:
    """Collects the streets and the junctions that they touch."""

    def __init__(self, barriers: Set[int]) -> None:
        self._barriers = barriers
        self._car_ends: defaultdict[int, int] = defaultdict(int)
        self.junctions: dict[str, Junction] = {}
        self.streets: list[Street] = []

    def add(self, piece: Piece) -> None:
        """Add a stretch in each direction in which someone may use it."""
        run = piece.run
        forward, backward, one_way = run.permission
        car = bool((forward | backward) & Mode.CAR)
        start = self._end(run, piece.begin, car)
        end = self._end(run, piece.stop, car)
        line = run.positions[piece.begin : piece.stop + 1]
        metres = round(length_m(line), 3)
        name = f"{run.way}.{run.first + piece.begin}"
        for suffix, a, b, modes, kph, course in (
            ("", start, end, forward, run.kph_forward, line),
            ("r", end, start, backward, run.kph_backward, line[::-1]),
        ):
            if modes:
                seconds = round(metres * 3.6 / kph, 3)
                self.streets.append(
                    Street(name + suffix, a, b, run.name, run.street_class, metres, seconds, modes, one_way, course)
                )

    def _end(self, run: Run, place: int, car: bool) -> str:
        """Junction at an end; past a barrier each street for cars gets its own, which only the others may cross."""
        node, position = run.nodes[place], run.positions[place]
        hub = self._junction(str(node), position)
        if not car or node not in self._barriers:
            return hub
        self._car_ends[node] += 1
        if self._car_ends[node] == 1:
            return hub
        own = self._junction(f"{node}-{self._car_ends[node] - 1}", position)
        seconds = round(BARRIER_M * 3.6 / BICYCLE_KPH, 3)
        for a, b in ((hub, own), (own, hub)):
            past = (position, position)
            self.streets.append(
                Street(f"{a}/{b}", a, b, "", StreetClass.FOOTWAY, BARRIER_M, seconds, SLOW, False, past)
            )
        return own

    def _junction(self, name: str, position: LonLat) -> str:
        if name not in self.junctions:
            self.junctions[name] = Junction(name, position)
        return name


def build(runs: Iterable[Run], barriers: Set[int]) -> tuple[tuple[Junction, ...], tuple[Street, ...]]:
    """Junctions and streets of the runs; `barriers` are the nodes past which no car may go."""
    runs = tuple(runs)
    uses: Counter[int] = Counter()
    for run in runs:
        uses.update(run.nodes)
        uses.update((run.nodes[0], run.nodes[-1]))
    network = Network(barriers)
    for run in runs:
        for piece in _pieces(run, uses, barriers):
            network.add(piece)
    return tuple(network.junctions.values()), tuple(network.streets)


def _pieces(run: Run, uses: Counter[int], barriers: Set[int]) -> Iterator[Piece]:
    splits = [place for place, node in enumerate(run.nodes) if uses[node] > 1 or node in barriers]
    return (Piece(run, begin, stop) for begin, stop in pairwise(splits))
