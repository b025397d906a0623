"""What can happen in a zone, each act drawn at random, for the model test and for the benchmark alike."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from igiz.zone.model.people import PartnerKind
from tests.service.world import REGIMES, World

Act = Callable[[World, Random], None]
MOST_THINGS = 60
MOST_PEOPLE = 16


def begin(world: World) -> None:
    """Three partners with two persons each, a service of the second, and a group."""
    for regime in REGIMES[:3]:
        world.add_partner(regime)
    world.add_token(list(world.facts["partners"])[1])
    desks = world.desks()
    group = world.make_group(desks[0], 100)
    world.invite(desks[0], group, world.home(desks[1]))
    world.deliver()


def people_change(world: World, rng: Random) -> None:
    """A partner or a person comes, a partner rests or is back, a person leaves."""
    known = list(world.facts["partners"])
    choice = rng.choice(("partner", "person", "rest", "back", "leave"))
    resting = [each for each in known[1:] if not world.facts["partners"][each]["active"]]
    if choice == "partner" and len(known) < len(REGIMES):
        world.add_partner(REGIMES[len(known)], PartnerKind.POLICE, 1)
    elif choice == "person" and len(world.facts["persons"]) < MOST_PEOPLE:
        world.add_person(rng.choice([each for each in known if each not in resting]), frozenset({"reader"}))
    elif choice == "rest" and len(known) > 2:
        world.set_active(rng.choice(known[1:]), False)
    elif choice == "back" and resting:
        world.set_active(rng.choice(resting), True)
    elif choice == "leave":
        leaving = [p for p, who in world.facts["persons"].items() if not who["desk"] and world.active(p)]
        leaving = [p for p in leaving if "authorization" not in world.headers[p]]
        if leaving:
            world.person_leaves(rng.choice(leaving))


def groups_change(world: World, rng: Random) -> None:
    """A group is made, a partner joins, leaves or comes under other terms, places become coarser or finer."""
    desks = {world.home(each): each for each in world.desks()}
    groups = [group for group, each in world.facts["groups"].items() if each["owner"] in desks]
    if not groups or (len(world.facts["groups"]) < 5 and rng.random() < 0.2):
        world.make_group(rng.choice(list(desks.values())), rng.choice((0, 100, 1000)))
        return
    group = rng.choice(groups)
    each = world.facts["groups"][group]
    owner, others = desks[each["owner"]], [partner for partner in desks if partner != each["owner"]]
    choice = rng.choice(("join", "join", "leave", "coarse"))
    if choice == "join" and others:
        until = rng.choice((None, None, world.now + timedelta(minutes=rng.choice((2, 30)))))
        world.invite(owner, group, rng.choice(others), until, rng.choice((1, 1, 3)))
    elif choice == "coarse":
        world.coarsen_group(owner, group, rng.choice((0, 100, 1000)))
    else:
        inside = [member["partner"] for member in each["members"] if not world.over(member["until"])]
        if len(inside) > 1:
            world.expel(owner, group, rng.choice([partner for partner in inside if partner != each["owner"]]))


def level_changes(world: World, rng: Random) -> None:
    """A new measure level is decided, for a while."""
    first = world.desks()[0]
    world.decide_level(first, rng.choice((1, 2, 3, 4)), rng.choice((1, 10, 60)), rng.choice((None, None, 2)))


def time_passes(world: World, rng: Random) -> None:
    """Time passes: grants and levels end by themselves."""
    world.tick(minutes=rng.choice((1, 5, 40)))


def share(world: World, rng: Random) -> None:
    """Somebody shares a report."""
    if len(world.facts["objects"]) < MOST_THINGS:
        by = rng.choice(world.desks())
        mark = world.any_mark(rng, by)
        world.share(by, mark, file=rng.random() < 0.2, break_glass=rng.random() < 0.2)


def own_reports(world: World) -> list[tuple[str, str]]:
    """Reports that can be changed and who can: they see it, their partner owns it, it is not revoked."""
    desks = world.desks()
    return [
        (by, each)
        for each, thing in world.facts["objects"].items()
        for by in desks
        if thing["type"] == "report" and "taken" not in thing and not thing["revoked"]
        if world.home(by) == thing["owner"] and world.sees(by, thing)
    ]


def change(world: World, rng: Random) -> None:
    """A report gets another version for others, is revoked or is deleted."""
    known = own_reports(world)
    if not known:
        return
    by, report = rng.choice(known)
    choice = rng.choice(("edit", "edit", "edit", "revoke", "delete"))
    if choice == "edit":
        world.edit(by, report, world.any_mark(rng, by))
    elif choice == "revoke":
        world.revoke(by, report)
    else:
        world.delete(by, report)


def remark(world: World, rng: Random) -> None:
    """Somebody saw this too, or judges it."""
    by = rng.choice(world.desks())
    things = world.facts["objects"]
    seen = [each for each, thing in things.items() if thing["type"] == "report" and world.sees(by, thing)]
    if seen and len(things) < MOST_THINGS:
        world.remark(by, rng.choice(seen), rng.random() < 0.5)


def take_in(world: World, rng: Random) -> None:
    """A system sends an object: new, referring to others whether it sees them or not, or a newer version of its own."""
    by = rng.choice(world.desks())
    own = world.own_groups(by)
    tlp = rng.choice((None, "RED", "AMBER+STRICT", "AMBER", "AMBER", "GREEN", "CLEAR"))
    group = rng.choice(own) if own and rng.random() < 0.8 else None
    things = world.facts["objects"]
    mine = [
        each
        for each, thing in things.items()
        if "taken" in thing and thing["owner"] == world.home(by) and thing["type"] == "campaign"
        if not thing["gone"] and world.sees(by, thing)
    ]
    if mine and rng.random() < 0.4:
        world.take_in(by, tlp, group, known=rng.choice(mine))
    elif len(things) < MOST_THINGS:
        refs = sorted(things) if rng.random() < 0.5 else []
        world.take_in(by, tlp, group, refs=rng.sample(refs, min(len(refs), 3)))


def break_glass(world: World, rng: Random) -> None:
    """Somebody opens a report that was not shared with them, if its originator allowed that."""
    by = rng.choice(world.desks())
    closed = [
        each
        for each, thing in world.facts["objects"].items()
        if thing.get("break_glass") and not thing["gone"] and not world.sees(by, thing)
        if not thing["marks"][-1]["personal"] and thing["marks"][-1]["level"] <= world.level()
    ]
    if closed:
        world.break_glass(by, rng.choice(closed))


def events_change(world: World, rng: Random) -> None:
    """An event is added or goes to others."""
    by = rng.choice(world.desks())
    events = world.facts["events"]
    own = [e for e, thing in events.items() if thing["owner"] == world.home(by) and world.sees(by, thing)]
    if own and rng.random() < 0.5:
        world.change_event(by, rng.choice(own), world.any_mark(rng, by))
    elif len(events) < 12:
        world.add_event(by, world.any_mark(rng, by))


def draft(world: World, rng: Random) -> None:
    """Somebody writes a draft."""
    world.save_draft(rng.choice(world.desks()))


ACTS: dict[str, Act] = {
    each.__name__: each
    for each in (
        people_change, groups_change, level_changes, time_passes, share, change, remark, take_in, break_glass,
        events_change, draft,
    )
}  # fmt: skip
WEIGHTS = (3, 5, 2, 3, 8, 5, 3, 4, 2, 2, 1)
