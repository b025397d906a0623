"""Who may see what, decided once more from plain dictionaries: nothing here is the product's."""

from datetime import datetime
from typing import Any

Facts = dict[str, Any]


def level(decisions: list[Facts], now: datetime) -> int:
    """The measure level: the newest decision that runs, no higher than what the ended ones after it left."""
    cap = 5
    for each in reversed(decisions):
        if each["from"] <= now:
            if each["until"] is None or now < each["until"]:
                return int(min(cap, each["level"]))
            cap = min(cap, each["then"] or cap)
    return 1


def exactness(world: Facts, viewer: str | None, mark: Facts, now: datetime) -> int | None:
    """To how many metres a viewer sees the place of what carries a mark; None: the viewer does not see it at all."""
    everyone = mark["tlp"] == "CLEAR" and not mark["personal"]
    ways: list[tuple[int, int, datetime | None]] = [(500, mark["level"], None)] if everyone else []
    if viewer is not None:
        home = world["persons"][viewer]["partner"]
        own = home == mark["owner"]
        if not (world["persons"][viewer]["active"] and world["partners"][home]["active"]):
            return None
        ways += [(0, 1, None)] * (own and mark["tlp"] != "RED")
        if own or _lawful(world, mark, world["partners"][home]["regime"]):
            least = 1 if own else mark["level"]
            ways += [(0, max(least, n["level"]), n["until"]) for n in mark["named"] if n["who"] in (viewer, home)]
            ways += [
                (world["groups"][group]["metres"], max(least, member["level"]), member["until"])
                for group in mark["groups"]
                for member in world["groups"][group]["members"]
                if member["partner"] == home and mark["tlp"] == "AMBER" and member["from"] <= now
            ]
            ways += [(metres, least, None) for tlp, metres in (("GREEN", 250), ("CLEAR", 500)) if tlp == mark["tlp"]]
    here = level(world["levels"], now)
    return min((m for m, least, end in ways if least <= here and (end is None or now < end)), default=None)


def _lawful(world: Facts, mark: Facts, regime: str) -> bool:
    """Personal data stays within a regime, or crosses on a ground that is for just this crossing."""
    return not mark["personal"] or _source(world, mark) == regime or bool(grounds(world, mark, regime))


def grounds(world: Facts, mark: Facts, regime: str) -> list[str]:
    """Those of a mark's grounds that are for the crossing to a regime."""
    return [each for each in mark["grounds"] if (each, _source(world, mark), regime) in world["grounds"]]


def _source(world: Facts, mark: Facts) -> str:
    return str(world["partners"][mark["owner"]]["regime"])


def versions(world: Facts, viewer: str | None, thing: Facts, now: datetime) -> list[int]:
    """The versions of an object that a viewer sees; none without the current one."""
    seen = [each for each, mark in enumerate(thing["marks"]) if exactness(world, viewer, mark, now) is not None]
    return seen if not thing["gone"] and len(thing["marks"]) - 1 in seen else []


def sees_group(world: Facts, viewer: str | None, group: str, now: datetime) -> bool:
    """Only members and the owner see that a group is there."""
    mark = {"owner": world["groups"][group]["owner"], "tlp": "AMBER", "groups": [group], "personal": False}
    return exactness(world, viewer, mark | {"named": [], "level": 1}, now) is not None
