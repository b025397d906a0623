"""The tests of the filter see faults: each planted one, a predicate dropped in each, is caught by the same sweep.

On SQLite alone: on PostgreSQL row-level security hides most of them, which `test_row_level_security.py` shows.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa

from igiz.core import access, audit
from igiz.core.access import FOREVER, Viewer
from igiz.core.errors import NotFound
from igiz.core.prepared import Prepared
from igiz.edge.web import stream
from igiz.migrations import migrate
from igiz.share import rules
from igiz.share.model.audience import Audience
from igiz.share.model.marking import Tlp
from igiz.share.service import (
    attachments,
    decisions,
    details,
    feeds,
    groups,
    markings,
    previews,
    publishing,
    reading,
    reports,
    writing,
)
from igiz.share.store import audiences, collections, drafts
from igiz.share.store import feeds as feed_store
from igiz.share.store import groups as group_store
from igiz.share.store.objects import feed
from igiz.zone.service import events as zone_events
from igiz.zone.store import events as event_store
from tests.service.acts import begin
from tests.service.leaks import PATHS, looks, viewers
from tests.service.look import Finding, Tally
from tests.service.world import REGIMES, Timed, World


def scripted(world: World) -> World:
    """Something of everything: each marking and each reason for which somebody no longer sees it."""
    begin(world)
    world.add_partner(REGIMES[3])
    a, b, c, d = world.desks()
    partner = {each: world.home(each) for each in (a, b, c, d)}
    reader = {world.home(p): p for p in world.facts["persons"] if not world.facts["persons"][p]["desk"]}
    soon = world.now + timedelta(minutes=5)
    (first,) = world.facts["groups"]
    ended, level, alone, left = (world.make_group(a, metres) for metres in (0, 0, 1000, 100))
    world.invite(a, ended, partner[c], soon)
    world.invite(a, level, partner[d], None, 3)
    world.invite(a, left, partner[b])
    shared = [world.share(a, world.mark(a, None))]
    shared += [
        world.share(a, world.mark(a, "AMBER", groups=[g]), file=True) for g in (first, ended, level, alone, left)
    ]
    shared.append(world.share(a, world.mark(a, "AMBER")))
    world.share(a, world.mark(a, "AMBER", groups=[first, alone]))
    for until, from_level in ((None, 1), (soon, 1), (None, 4)):
        for person in (reader[partner[b]], d):
            world.share(a, world.mark(a, "RED", named=[world.named(person, until, from_level)]), file=True)
        world.share(a, world.mark(a, "AMBER+STRICT", named=[world.named(partner[c], until, from_level)]))
    for tlp in ("GREEN", "CLEAR"):
        shared += [world.share(b, world.mark(b, tlp, level=each)) for each in (1, 3)]
    grounds = ["gdpr-public-task-police", "gdpr-instrument-international"]
    assert world.share(a, world.mark(a, "AMBER", groups=[first], personal=True, grounds=grounds))
    strict = [world.named(partner[each]) for each in (b, c)]
    assert world.share(a, world.mark(a, "AMBER+STRICT", named=strict, personal=True, grounds=grounds))
    at_first = world.make_group(a, 0)
    assert world.share(a, world.mark(a, "AMBER", groups=[at_first], personal=True, grounds=grounds))
    world.invite(a, at_first, partner[d])
    world.invite(a, first, partner[c])
    _changes(world, shared, first, left)
    world.take_in(b, "GREEN", refs=sorted(each for each in shared if each))
    world.take_in(b, "AMBER", first)
    world.take_in(c, "RED")
    for of_event in (None, "RED", "GREEN", "CLEAR"):
        world.add_event(a, world.mark(a, of_event))
    world.add_event(a, world.mark(a, "AMBER", groups=[first]))
    world.save_draft(a)
    world.deliver()
    world.tick(minutes=90)
    return world


def _changes(world: World, shared: list[str | None], first: str, left: str) -> None:
    """What was wide becomes narrow and the other way round; something is judged, opened, revoked, deleted."""
    a, b, c, d = world.desks()
    of_group, of_left, wide = shared[1] or "", shared[5] or "", shared[7] or ""
    narrow = world.share(a, world.mark(a, "GREEN")) or ""
    world.edit(a, narrow, world.mark(a, "RED"))
    wider = world.share(a, world.mark(a, "RED")) or ""
    world.edit(a, wider, world.mark(a, "GREEN"))
    for opinion in (True, False):
        world.remark(b, of_group, opinion)
        world.remark(a, of_left, opinion)
        world.remark(a, wide, opinion)
    strict = [world.named(world.home(each)) for each in (b, c)]
    both = world.share(a, world.mark(a, "AMBER+STRICT", named=strict)) or ""
    world.remark(b, both, True)
    for_c = world.share(a, world.mark(a, "AMBER+STRICT", named=strict[1:])) or ""
    world.edit(a, for_c, world.mark(a, "RED"))
    closed = world.share(a, world.mark(a, "RED"), break_glass=True) or ""
    world.break_glass(d, closed)
    world.expel(a, left, world.home(b))
    world.revoke(a, shared[2] or "")
    gone = [world.share(a, world.mark(a, "RED")) or "", world.share(a, world.mark(a, "AMBER", groups=[first])) or ""]
    for each in gone:
        world.delete(a, each)


CHEAP_FIRST = (
    "dealt", "missed", "pages", "public", "groups_of", "events", "lists", "own_things", "narrowed", "bundles", "taxii",
    "over_http", "search", "one",
)  # fmt: skip


def first_finding(world: World) -> Finding | None:
    """Return the first thing that the sweep finds wrong, or nothing."""
    tally = Tally()
    assert set(CHEAP_FIRST) == PATHS.keys()
    for look in looks(world, tally, reversed(viewers(world))):
        for name in CHEAP_FIRST:
            PATHS[name](look)
            if tally.findings:
                return tally.findings[0]
    return None


# ---- the faults ----------------------------------------------------------------------------------------------------
Patch = tuple[Any, str, Any]


def unfiltered(query: Any, *_rest: Any, **_more: Any) -> Any:
    return query


def with_access(module: Any, **changed: Any) -> list[Patch]:
    """Let one module see `core.access` with something changed, and an exact place where nothing was granted."""

    def precisions(*given: Any) -> Mapping[int, int]:
        return defaultdict(int, access.precisions(*given))

    return [(module, "access", SimpleNamespace(**(vars(access) | {"precisions": precisions} | changed)))]


class Loosened:
    """Drops predicates from the SQL of reading while it is within one of some functions (none: always)."""

    def __init__(self, database: Timed, dropped: tuple[str, ...], *within: tuple[Any, str]) -> None:
        self.dropped = [re.compile(PREDICATES[each]) for each in dropped]
        self.depth = 0 if within else 1
        self.patches = [(target, name, self._inside(getattr(target, name))) for target, name in within]
        self.patches += [(each, "precisions", _exact_without_right(each.precisions)) for each in (access, event_store)]
        self.engine = database._reader

    def _inside(self, known: Any) -> Any:
        def call(*given: Any, **more: Any) -> Any:
            self.depth += 1
            try:
                return known(*given, **more)
            finally:
                self.depth -= 1

        return call

    def rewritten(self, _conn: Any, _cursor: Any, text: str, values: Any, *_: Any) -> Any:
        for each in self.dropped if self.depth else ():
            text = each.sub(r"(\g<0> OR 1)", text)
        return text, values


def _exact_without_right(known: Any) -> Any:
    """Asked for a place that the viewer has no right to, answer that it is exact, where the product would fail."""
    return lambda *given: defaultdict(int, known(*given))


PREDICATES = {
    "principal": r"visible\.principal IN \([^)]*\)",
    "until": r"visible\.valid_until > \?",
    "level": r"visible\.min_level <= \?",
}
Loose = tuple[tuple[str, ...], tuple[tuple[Any, str], ...]]
EVERY = tuple(PREDICATES)


def loose(*within: tuple[Any, str], dropped: tuple[str, ...] = EVERY) -> Loose:
    """No filter at all within some functions, where the places are exact for whoever has no right to them."""
    return dropped, within


def _everyone(conn: Any, audiences: Any, level: int, now: Any) -> Any:
    return {each: {who: 0 for who in range(1, 60)} for each in audiences}


def _to_all(hub: stream.Hub, item: Any) -> None:
    for listener in hub._listeners:
        listener.put(stream.message(item, 0, mine=False))


def _told_to_all() -> Prepared:
    return Prepared(lambda: feed_store._between(sa.select(feed), feed))


def _viewer(change: Callable[[Any, Viewer], Viewer]) -> list[Patch]:
    known = reading.viewer_of

    def viewer_of(conn: Any, actor: Any, now: Any) -> Viewer:
        return change(actor, known(conn, actor, now))

    return [(reading, "viewer_of", viewer_of), (access, "precisions", _exact_without_right(access.precisions))]


def _any_file(db: Any, actor: Any, folder: Path, report_id: str, sha256: str, now: Any) -> Any:
    from igiz.share.model.report import Attachment

    path = folder / sha256[:2] / sha256
    if not path.is_file():
        raise NotFound()
    return Attachment(sha256, "file.txt", "text/plain", 1), path


def _whole(field: str) -> list[Patch]:
    """Show one part of each marking whole."""
    known = markings.view

    def view(audience: Audience, by: Any, **more: Any) -> Any:
        return replace(known(audience, by, **more), **{field: getattr(audience, field)})

    return [(markings, "view", view)]


def _named_place(known: Any) -> Any:
    def place(content: Any, precision_m: int) -> Any:
        found = known(content, precision_m)
        return found and replace(found, name=content.place.name)

    return place


def _readers(db: Any, actor: Any, object_id: str, now: Any) -> Any:
    with db.read(system=True) as conn:
        stored = reading.find(conn, object_id, reading.viewer_of(conn, actor, now), now)
        found = audiences.by_number(conn, [stored.audience])[stored.audience]
        return previews.of_audience(conn, actor, found, now)


LOOSE: dict[str, Loose] = {
    "a grant outlives its end": loose(dropped=("until",)),
    "a grant counts below its level": loose(dropped=("level",)),
    "a grant is everybody's": loose(dropped=("principal",)),
    "the list is not filtered": loose((reading, "_plain_page")),
    "lists that are narrowed are not filtered": loose((reading, "_narrowed_page")),
    "totals that are narrowed are not filtered": loose((reading, "_count_narrowed")),
    "detail by id is not filtered": loose((reading, "find")),
    "remarks are not filtered": loose((details, "_remarks")),
    "references are not filtered": loose((details, "_references")),
    "catch-up is not filtered": loose((feeds, "catch_up")),
    "groups are not filtered": loose((groups, "visible_groups")),
    "events are not filtered": loose((event_store, "newest")),
    "one event is not filtered": loose((event_store, "_first")),
    "events are counted for all": loose((event_store, "count")),
    "calendars are not filtered": loose((zone_events, "export_events")),
    "the objects of TAXII are not filtered": loose((collections, "page")),
    "an object of TAXII is not filtered": loose((collections, "by_id")),
    "the versions of TAXII are not filtered": loose((collections, "former")),
    "the public page is not filtered": loose((publishing, "picture")),
}
QUERY: dict[str, Callable[[], list[Patch]]] = {
    "counts are of all objects": lambda: [(access, "count_seen", _all_counted(access.count_seen))],
    "history is not filtered": lambda: with_access(details, seen_by=unfiltered),
    "catch-up tells what others were told": lambda: [(feed_store, "_TOLD", _told_to_all())],
    "the hub deals to all principals": lambda: with_access(feeds, readers=_everyone),
    "the hub deals to every stream": lambda: [(stream.Hub, "_deal_one", _to_all)],
    "places are exact for all": lambda: [(rules, "coarsen", lambda geometry, _metres: geometry)],
    "precision is not asked": lambda: with_access(reading, precisions=lambda *_: defaultdict(int)),
    "the name of a coarse place is shown": lambda: [(reading, "_place", _named_place(reading._place))],
    "the object of STIX keeps its exact place": lambda: [(details, "as_seen", lambda body, *_: body)],
    "the stream keeps the exact place": lambda: [(reading, "with_precision", lambda row, _metres: row)],
    "all recipients are shown": lambda: _whole("recipients"),
    "groups one is not in are shown": lambda: _whole("groups"),
    "grounds for others are shown": lambda: _whole("grounds"),
    "readers are shown to readers": lambda: [(details, "readers", _readers)],
    "a file is found by its hash alone": lambda: [(attachments, "open_file", _any_file)],
    "the level is always the highest": lambda: _viewer(lambda _, found: replace(found, level=5)),
    "an administrator sees all": lambda: _viewer(
        lambda actor, found: replace(found, principals=tuple(range(1, 60)))
        if actor and "administrator" in actor.roles
        else found
    ),
    "anyone is a partner": lambda: _viewer(
        lambda actor, found: found if actor else replace(found, principals=tuple(range(1, 4)))
    ),
    "drafts are everybody's": lambda: [(drafts, "drafts_of", _all_drafts)],
    "the audit log is everybody's": lambda: [(audit, "leaves", _all_leaves(audit.leaves))],
    "places of events are exact for all": lambda: [(zone_events, "_shown", lambda seen: seen)],
}  # fmt: skip


def _all_counted(known: Any) -> Any:
    def count_seen(*given: Any, **more: Any) -> tuple[int, int]:
        _, total = known(*given, **more)
        return total, total

    return count_seen


def _all_drafts(conn: Any, person: str) -> Any:
    return [(row.id, row.at, row.body) for row in conn.execute(sa.select(drafts.draft))]


def _all_leaves(known: Any) -> Any:
    return lambda conn, partners, before, limit: known(conn, None, before, limit)


def _green_for_all(known: Any) -> Any:
    def public(audience: Audience) -> Any:
        return known(replace(audience, tlp=Tlp.CLEAR) if audience.tlp is Tlp.GREEN else audience)

    return public


def _partner_reasons(change: Callable[[Any, Audience, list[Any]], list[Any]]) -> list[Patch]:
    known = rules.reasons_of_partner

    def reasons(partner: Any, audience: Audience, community: Any) -> list[Any]:
        return change(partner, audience, known(partner, audience, community))

    return [(rules, "reasons_of_partner", reasons)]


def _each_reason(name: str, **changed: Any) -> list[Patch]:
    known = getattr(rules, name)
    return [(rules, name, lambda *given: [replace(each, **changed) for each in known(*given)])]


def _owner(reasons: list[Any]) -> list[Any]:
    return reasons or [rules.Reason("owner")]


def _green_remark(tx: Any, actor: Any, report: Any) -> Audience:
    return Audience(actor.partner, Tlp.GREEN)


def _same_audience(known: Any) -> Any:
    def put(tx: Any, actor: Any, was: Any, write: Any, **more: Any) -> None:
        known(tx, actor, was, replace(write, audience=was.audience), **more)

    return put


def _never_closing(known: Any) -> Any:
    def decide(tx: Any, wanted: Any, principals: Any = None, **more: Any) -> Any:
        kept = {number: set(pairs) for number, pairs in wanted.items()}
        for row in tx.conn.execute(sa.select(access.visible).where(access.visible.c.audience.in_(list(wanted)))):
            kept[row.audience].add(access.Pair(row.principal, 0, row.valid_until, row.min_level, row.precision_m))
        return known(tx, kept, principals, **more)

    return decide


def _with_place(draft: Any) -> str:
    return f"{draft.title}\n{draft.text}\n{draft.place_name}"


BUILD: dict[str, Callable[[], list[Patch]]] = {
    "GREEN is public": lambda: [(rules, "reasons_of_public", _green_for_all(rules.reasons_of_public))],
    "RED reaches the whole partner": lambda: _partner_reasons(
        lambda partner, audience, found: _owner(found) if partner.id == audience.owner else found
    ),
    "no marking reaches all partners": lambda: _partner_reasons(
        lambda partner, audience, found: _owner(found) if audience.tlp is None else found
    ),
    "an empty group means everyone": lambda: _partner_reasons(
        lambda partner, audience, found: _owner(found) if audience.tlp is Tlp.AMBER and not audience.groups else found
    ),
    "a membership outlives its end": lambda: _each_reason("_by_group", valid_until=FOREVER),
    "a membership counts below its level": lambda: _each_reason("_by_group", min_level=1),
    "a named recipient's end does not count": lambda: _each_reason("_named", valid_until=FOREVER),
    "a named recipient's level does not count": lambda: _each_reason("_named", min_level=1),
    "the community gets exact places": lambda: [(rules, "COMMUNITY_PRECISION_M", 0)],
    "groups get exact places": lambda: _each_reason("_by_group", precision_m=0),
    "personal data crosses without a ground": lambda: [(rules, "_lawful", lambda *_: True)],
    "newcomers go unrecorded": lambda: [(decisions, "_record_again", lambda *_: None)],
    "who leaves a group goes on reading": lambda: [(group_store, "close", lambda *_: 1)],
    "a remark is for everyone": lambda: [(reports, "_audience_of_remark", _green_remark)],
    "an edit keeps the readers of before": lambda: [(writing, "put", _same_audience(writing.put))],
    "break-glass stays open": lambda: [(reports, "timedelta", lambda **_: timedelta(days=99))],
    "the name of a place is searched": lambda: [(reports, "_words", _with_place)],
    "what was decided is never withdrawn": lambda: [(access, "decide", _never_closing(access.decide))],
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutants")


@pytest.fixture(scope="module")
def database(folder: Path) -> Iterator[Timed]:
    made = Timed(f"sqlite:///{folder / 'igiz.db'}", synchronous="OFF")
    migrate(made)
    yield made
    made.close()


def planted(patches: list[Patch]) -> ExitStack:
    stack = ExitStack()
    for target, name, replacement in patches:
        assert hasattr(target, name), f"the mutant's target is gone: {target} {name}"
        stack.enter_context(mock.patch.object(target, name, replacement))
    return stack


def test_every_planted_mutant_is_caught(database: Timed, folder: Path) -> None:
    """At least twenty faults, one predicate dropped in each; without a fault the sweep finds nothing."""
    assert len(LOOSE) + len(QUERY) + len(BUILD) >= 20
    world = scripted(World(database, folder))
    assert first_finding(world) is None
    unseen = []
    for name, patches in QUERY.items():
        with planted(patches()):
            if first_finding(world) is None:
                unseen.append(name)
    for name, (dropped, within) in LOOSE.items():
        fault = Loosened(database, dropped, *within)
        sa.event.listen(fault.engine, "before_cursor_execute", fault.rewritten, retval=True)
        with planted(fault.patches):
            if first_finding(world) is None:
                unseen.append(name)
        sa.event.remove(fault.engine, "before_cursor_execute", fault.rewritten)
    world.close()
    assert unseen == []


@pytest.mark.parametrize("name", BUILD)
def test_every_fault_of_deciding_is_caught(database: Timed, folder: Path, name: str) -> None:
    with planted(BUILD[name]()):
        world = scripted(World(database, folder))
        found = first_finding(world)
        world.close()
    assert found is not None
