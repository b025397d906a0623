"""From edges to stretches of street between junctions, and one-way streets that lock nobody in."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from igiz.zone.engine.district.plane import Plane, edge_of
from igiz.zone.engine.district.skeleton import XY


@dataclass(slots=True)
class Stretch:
    """A street between two junctions: vertices in order; `one_way` says that cars follow that order only."""

    vertices: list[int]
    street: int
    one_way: bool = False


def stretches(plane: Plane) -> list[Stretch]:
    """All streets cut at their junctions, in the order in which they were drawn."""
    result: list[Stretch] = []
    seen: set[tuple[int, int]] = set()
    for (a, b), street in plane.edges.items():
        if (a, b) in seen:
            continue
        forward = _follow(plane, a, b, street, seen)
        backward = _follow(plane, b, a, street, seen) if forward[-1] != a else [b, a]
        result.append(Stretch(backward[:1:-1] + forward, street))
    return result


def _follow(plane: Plane, a: int, b: int, street: int, seen: set[tuple[int, int]]) -> list[int]:
    """The vertices from a over b to the next junction, end, or change of name."""
    chain = [a, b]
    seen.add(edge_of(a, b))
    while len(plane.arms[b]) == 2 and b != chain[0]:
        first, second = plane.arms[b]
        onward = second if first == a else first
        key = edge_of(b, onward)
        if plane.edges[key] != street or key in seen:
            break
        seen.add(key)
        chain.append(onward)
        a, b = b, onward
    return chain


def make_one_way(
    pieces: Sequence[Stretch], points: Sequence[XY], may: Callable[[int], bool], car: Callable[[int], bool]
) -> None:
    """Turn the streets that `may` choose into one-way streets, each in one direction along its whole length.

    A depth-first walk of the cars' graph gives every stretch a direction: away from the root where it was walked, back
    up where it was not. Where no stretch is a bridge, all streets in these directions already reach each other
    (Robbins, 1939); so any choice of them does, as the others stay open both ways.
    """
    direction = _strong_directions([piece if car(piece.street) else None for piece in pieces])
    by_street: dict[int, list[int]] = defaultdict(list)
    for at, piece in enumerate(pieces):
        if may(piece.street):
            by_street[piece.street].append(at)
    for members in by_street.values():
        ways = [_compass(pieces[at], points, direction[at]) for at in members]
        if 0 in ways or len(set(ways)) != 1:
            continue
        for at in members:
            pieces[at].one_way = True
            if direction[at] < 0:
                pieces[at].vertices.reverse()


def _compass(piece: Stretch, points: Sequence[XY], way: int) -> int:
    """Whether the stretch in that direction runs east (1) or west (-1); 0 without a direction."""
    (ax, ay), (bx, by) = points[piece.vertices[0]], points[piece.vertices[-1]]
    return way * (1 if (bx - ax, by - ay) > (0.0, 0.0) else -1)


def _strong_directions(pieces: Sequence[Stretch | None]) -> list[int]:
    """For each stretch 1 (as drawn), -1 (against) or 0 (a bridge, or not for cars)."""
    around: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for at, piece in enumerate(pieces):
        if piece is not None and piece.vertices[0] != piece.vertices[-1]:
            around[piece.vertices[0]].append((piece.vertices[-1], at, 1))
            around[piece.vertices[-1]].append((piece.vertices[0], at, -1))
    way = [0] * len(pieces)
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    for root in around:
        if root not in order:
            _walk(root, around, way, order, low)
    return way


def _walk(
    root: int, around: dict[int, list[tuple[int, int, int]]], way: list[int], order: dict[int, int], low: dict[int, int]
) -> None:
    """Walk depth-first from the root, giving each stretch the direction in which it is met first."""
    order[root] = low[root] = len(order)
    stack = [(root, -1, iter(around[root]))]
    while stack:
        here, came, rest = stack[-1]
        for to, at, sign in rest:
            if way[at]:
                continue
            way[at] = sign
            if to in order:
                low[here] = min(low[here], order[to])
                continue
            order[to] = low[to] = len(order)
            stack.append((to, at, iter(around[to])))
            break
        else:
            stack.pop()
            if stack:
                parent = stack[-1][0]
                low[parent] = min(low[parent], low[here])
                if low[here] > order[parent]:
                    way[came] = 0
