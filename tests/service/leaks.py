"""Every read path, asked by every viewer and held against the oracle: one decision is (viewer, object, path)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import sqlalchemy as sa

from igiz.core.access import principal
from igiz.core.errors import Forbidden, NotFound
from igiz.core.http import cursor_of
from igiz.edge.web.stream import Hub, Listener, message
from igiz.share.model.report import Filters, Row
from igiz.share.service import attachments, details, feeds, groups, happenings, reading
from igiz.share.store.objects import disclosure, object_table
from tests.service import oracle
from tests.service.look import Look, Tally, as_json
from tests.service.world import KINDS, SEVERITIES, START, World

TAXII = {"accept": "application/taxii+json;version=2.1"}


# ---- the paths -----------------------------------------------------------------------------------------------------
def lists(look: Look) -> None:
    """The list over HTTP: reports, and all objects; its rows, its total, the counts."""
    among = len(look.things)
    for kind, wanted in (("report", look.of_type("report")), ("any", set(look.seen))):
        answer = look.get(f"/v1/reports?limit=100&type={kind}")
        if look.viewer is None:
            look.equal("list without account", answer.status, 401)
            continue
        assert answer.status == 200, (look.viewer, look.world.facts["persons"][look.viewer], answer)
        found = answer.json
        look.same(f"list {kind}", [row["id"] for row in found["items"]], wanted, among)
        look.equal(f"total {kind}", found["total"], len(wanted))
        for row in found["items"]:
            look.row("list", row)
    if look.viewer is not None:
        look.equal("counts", look.get("/v1/counts").json["reports"], len(look.of_type("report")))


def pages(look: Look) -> None:
    """The list page by page, as the service gives it to whoever it is."""
    found: list[Row] = []
    before = None
    while True:
        page = reading.page(look.world.db, look.actor, Filters(type=None), before, 7, look.world.now)
        found += page.rows
        look.equal("total of a page", page.total, len(look.seen))
        before = page.next
        if before is None or len(found) > len(look.things):
            break
    look.same("pages", [row.id for row in found], look.seen, len(look.things))
    look.scan("pages", repr(found).encode())
    for row in found:
        look.row("pages", as_json(row))


def narrowed(look: Look) -> None:
    """Lists narrowed by owner, severity, kind and time, with their totals."""
    now = look.world.now
    shown = [Filters(type=None, owner=each) for each in look.world.facts["partners"]]
    shown += [Filters(severities=(each,)) for each in SEVERITIES[:2]]
    shown += [Filters(kind=each) for each in KINDS[:1]]
    shown += [Filters(type=None, since=START, until=now + timedelta(minutes=1)), Filters(type="sighting")]
    for asked in shown:
        page = reading.page(look.world.db, look.actor, asked, None, 100, now)
        wanted = look.seen if asked.type is None else look.of_type(asked.type)
        if asked.owner is not None:
            wanted = {each for each in wanted if look.things[each]["owner"] == asked.owner}
        ids = [row.id for row in page.rows]
        if asked.severities or asked.kind:
            look.same(f"list by {asked.kind or asked.severities}", set(ids) - set(wanted), (), len(look.things))
        else:
            look.same(f"list by {asked.owner or asked.type or 'time'}", ids, wanted, len(look.things))
        look.equal("narrowed total", page.total, len(ids))


def search(look: Look) -> None:
    """Search: each word finds the object that carries it now, for those who see it, and nothing else."""
    db, now = look.world.db, look.world.now
    for each in look.chosen():
        thing = look.things[each]
        wanted = {each} & look.seen.keys()
        found = reading.page(db, look.actor, Filters(type=None, words=thing["words"][-1][0]), None, 100, now)
        look.same("search", [row.id for row in found.rows], wanted, 1)
        look.equal("search total", found.total, len(wanted))
        place = thing["words"][-1][1]
        if place is not None:
            found = reading.page(db, look.actor, Filters(type=None, words=place), None, 100, now)
            look.same("search by place", [row.id for row in found.rows], (), 1)


def one(look: Look) -> None:
    """One object, its remarks and references, its history, its readers, its file."""
    for each in look.chosen():
        for path, ask in (("detail", _detail), ("history", _history), ("readers", _readers), ("file", _file)):
            if look.actor is None and path in ("history", "readers"):
                continue
            try:
                ask(look, each)
            except NotFound as refusal:
                look.same(path, (), {each} & look.seen.keys(), 1)
                look.equal(f"{path} refusal", (refusal.detail, refusal.faults), (NotFound.title, ()))


def _detail(look: Look, each: str) -> None:
    found, _ = details.detail(look.world.db, look.actor, each, look.world.now)
    look.same("detail", {found.row.id}, {each} & look.seen.keys(), 1)
    look.scan("detail", repr(found).encode())
    look.row("detail", as_json(found.row))
    things, among = look.things, len(look.things)
    if things[each]["type"] == "report":
        for kind, shown in (("sighting", found.sightings), ("opinion", found.opinions)):
            wanted = {other for other in look.of_type(kind) if things[other]["about"] == each}
            look.same(f"{kind}s", {remark.id for remark in shown}, wanted, among)
        wanted = set(things[each]["refs"]) & look.seen.keys()
        look.same("references", {ref.id for ref in found.refers_to}, wanted, among)
    mark, mine = (
        things[each]["marks"][-1],
        bool(look.viewer) and look.world.home(look.viewer or "") == things[each]["owner"],
    )
    own = look.world.own_groups(look.viewer) if look.viewer else []
    look.same("groups of a marking", found.marking.groups, [g for g in mark["groups"] if mine or g in own], 1)
    me = (look.viewer, look.viewer and look.world.home(look.viewer))
    named = {recipient["who"] for recipient in mark["named"] if mine or recipient["who"] in me}
    look.same("recipients of a marking", {r.principal for r in found.marking.recipients}, named, 1)
    look.same("grounds of a marking", found.marking.grounds, _grounds(look, mark, mine), 1)


def _grounds(look: Look, mark: dict[str, Any], mine: bool) -> list[str]:
    """The grounds that a viewer may know: all of its own partner's, of others those for its own regime."""
    if mine or look.viewer is None:
        return list(mark["grounds"]) if mine else []
    facts = look.world.facts
    return oracle.grounds(facts, mark, facts["partners"][look.world.home(look.viewer)]["regime"])


def _history(look: Look, each: str) -> None:
    assert look.actor is not None
    found = details.history(look.world.db, look.actor, each, look.world.now)
    wanted = oracle.versions(look.world.facts, look.viewer, look.things[each], look.world.now)
    look.equal("history", len(found), len(wanted), each)
    look.scan("history", repr(found).encode())


def _readers(look: Look, each: str) -> None:
    assert look.actor is not None and look.viewer is not None
    mine = look.world.home(look.viewer) == look.things[each]["owner"]
    try:
        found = details.readers(look.world.db, look.actor, each, look.world.now)
    except Forbidden:
        look.equal("readers", each in look.seen and not mine, True, each)
        return
    look.equal("readers of others", mine, True, each)
    facts, now, mark = look.world.facts, look.world.now, look.things[each]["marks"][-1]
    wanted = {
        p["partner"] for who, p in facts["persons"].items() if oracle.exactness(facts, who, mark, now) is not None
    }
    look.same("readers", {row.partner for row in found.reached}, wanted, len(facts["partners"]))
    _disclosed(look, each, mark)


def _disclosed(look: Look, each: str, mark: dict[str, Any]) -> None:
    """Whoever of another regime sees personal data stands recorded, or its partner does, with the ground for it."""
    facts, now = look.world.facts, look.world.now
    number = sa.select(object_table.c.number).where(object_table.c.id == each).scalar_subquery()
    query = sa.select(principal.c.ref, disclosure.c.ground)
    query = query.where(disclosure.c.object == number, disclosure.c.recipient == principal.c.id)
    with look.world.db.read(system=True) as conn:
        told = {(row.ref, row.ground) for row in conn.execute(query)}
    due = {
        (who, ground)
        for who, person in facts["persons"].items()
        if mark["personal"] and oracle.exactness(facts, who, mark, now) is not None
        for ground in oracle.grounds(facts, mark, facts["partners"][person["partner"]]["regime"])
    }
    kept = {(who, ground) for who, ground in due if {(who, ground), (look.world.home(who), ground)} & told}
    look.same("disclosures", map(str, kept), map(str, due), len(due))


def _file(look: Look, each: str) -> None:
    held = look.things[each]["file"]
    known = [thing["file"] for thing in look.things.values() if thing["file"]]
    for sha256, _ in [held] if held else known[:1]:
        folder = look.world.settings.storage.attachments
        try:
            found, path = attachments.open_file(look.world.db, look.actor, folder, each, sha256, look.world.now)
        except NotFound:
            look.same("file", (), {each} & look.seen.keys() if held else (), 1)
            continue
        look.same("file", {each}, {each} & look.seen.keys() if held else (), 1)
        look.scan("file", repr(found).encode() + path.read_bytes())


def over_http(look: Look) -> None:
    """One object over HTTP: the words of a refusal are those for an id that there is not."""
    nothing = look.get("/v1/reports/report--00000000-0000-4000-8000-000000000000")
    for each in look.chosen()[:4]:
        for tail in ("", "/versions", "/readers", f"/attachments/{'0' * 64}"):
            answer = look.get(f"/v1/reports/{each}{tail}")
            if look.viewer is None:
                look.equal("one without account", answer.status, 401)
            elif each not in look.seen:
                look.equal(f"refusal{tail[:9]}", (answer.status, answer.body), (404, nothing.body))
            elif not tail:
                look.same("detail over HTTP", [answer.json.get("id", "")], [each], 1)


def groups_of(look: Look) -> None:
    """Groups: only members see that they are there, and with whom."""
    if look.actor is None:
        return
    answer = look.get("/v1/groups")
    look.same("groups", [each["id"] for each in answer.json["items"]], look.groups, len(look.world.facts["groups"]))
    for each in look.world.facts["groups"]:
        try:
            found = groups.group(look.world.db, look.actor, each, look.world.now)
        except NotFound:
            look.same("group", (), {each} & look.groups, 1)
            continue
        look.same("group", {each}, {each} & look.groups, 1)
        look.scan("group", repr(found).encode())
        members = look.world.facts["groups"][each]["members"]
        wanted = [member["partner"] for member in members if not look.world.over(member["until"])]
        look.same("members", [member.partner for member in found.members], wanted, 1)


def events(look: Look) -> None:
    """Events: the list, one, and the calendars."""
    known = look.world.facts["events"]
    page = happenings.page(look.world.db, look.actor, look.world.now, limit=100)
    look.same("events", [each.event.id for each in page.items], look.events, len(known))
    look.equal("events total", page.total, len(look.events))
    look.scan("events", repr(page).encode())
    for each in page.items:
        look.equal("event precision", each.precision_m, look.events.get(each.event.id), each.event.id)
    for each in known:
        try:
            found = happenings.get(look.world.db, look.actor, each, look.world.now)
        except NotFound:
            look.same("event", (), {each} & look.events.keys(), 1)
            continue
        look.same("event", {each}, {each} & look.events.keys(), 1)
        look.scan("event", repr(found).encode())
    path = "/public.ics" if look.viewer is None else "/v1/events.ics"
    text = look.get(path).body.replace(b"\r\n ", b"")
    look.scan("calendar", text)
    shown = [each for each, thing in known.items() if thing["words"][-1][0].encode() in text]
    look.same("calendar", shown, look.events, len(known))


def missed(look: Look) -> None:
    """The stream after a gap: all that is seen was written, all that is gone had been seen."""
    if look.actor is None:
        return
    with mock.patch.object(feeds, "_ended", lambda *_: False):  # all of it, also where one would be told to look again
        found = feeds.catch_up(look.world.db, look.actor, 0, feeds.latest(look.world.db), look.world.now)
    if found is None:
        return
    mine = [message(each, 0, mine=each.owner == look.actor.principals[1]) for each in found]
    look.scan("catch-up", b"".join(mine))
    written = [each.object_id or "" for each in found if each.kind == "written"]
    look.same("catch-up", written, look.seen, len(look.things))
    gone = {each.object_id for each in found if each.kind in ("deleted", "hidden") and each.object_id}
    look.same("gone in catch-up", {each for each in gone if not reached(look, each)}, (), len(gone))


def reached(look: Look, each: str) -> bool:
    """Say whether an object could ever have been this viewer's: some version was for it, ends and levels apart."""
    facts = look.world.facts
    high = dict(facts) | {"levels": [{"from": START, "until": None, "level": 5, "then": None}]}
    past = [mark | {"named": [n | {"until": None} for n in mark["named"]]} for mark in look.things[each]["marks"]]
    return any(mark["groups"] or oracle.exactness(high, look.viewer, mark, look.world.now) is not None for mark in past)


def dealt(look: Look) -> None:
    """The live stream: what the hub deals out to this viewer of all that was written, byte by byte."""
    if look.actor is None:
        return
    hub = Hub(look.world.db, look.world.clock, 10)
    listener = Listener(look.actor, None, -1)
    hub.join(listener)
    listener.after = -1
    items, _ = feeds.news(look.world.db, 0, look.world.now)
    written: list[str] = []
    for item in items:
        before = len(listener.waiting)
        hub._deal_one(item)
        if item.kind == "written" and len(listener.waiting) > before:
            written.append(item.object_id or "")
    look.scan("live", b"".join(listener.waiting))
    if len(items) < feeds.BATCH:
        look.same("live", written, look.seen, len(look.things))


def own_things(look: Look) -> None:
    """Drafts, the audit log of the own partner, and pages that carry nothing shared."""
    for path in ("/v1/drafts", "/v1/partners", "/v1/persons", "/v1/measure-levels", "/v1/tokens"):
        look.get(path)
    if look.viewer is not None and look.world.facts["drafts"].get(look.viewer):
        own = look.world.facts["drafts"][look.viewer]
        look.equal("drafts", own in look.get("/v1/drafts").body.decode(), True)
    audit_log(look)


def audit_log(look: Look) -> None:
    """The audit log: the reason of a deed is for the auditors of the partner whose matter it was."""
    told = look.told()
    auditor = look.viewer is not None and "auditor" in look.world.actors[look.viewer].roles
    shown = look.get("/v1/audit/leaves?limit=20", also=told)
    look.equal("audit", shown.status, 200 if auditor else 401 if look.viewer is None else 403)
    for word, (_, leaf, about) in look.world.facts["told"].items() if auditor else ():
        text = look.get(f"/v1/audit/leaves?limit=1&cursor={cursor_of(leaf + 1)}", also=told).body.decode()
        erased = look.things[about]["gone"]
        look.same("audit leaf", {word} if word in text else (), () if erased else {word} & told, 1)
        answer = look.get(f"/v1/audit/leaves/{leaf}/proof")
        look.equal("audit proof", answer.status, 200 if word in told else 404, word)


def taxii(look: Look) -> None:
    """TAXII: the collections one has, their objects page by page, their manifests, one object and its versions."""
    root = "/taxii2/zone/collections/"
    if look.viewer is None:
        look.equal("TAXII without account", look.get(root).status, 401)
        return
    groups_ = look.world.facts["groups"]
    titles = {groups_[each]["words"][0]: each for each in look.groups}
    found = {each["title"]: each["id"] for each in look.get(root, TAXII).json["collections"]}
    look.same("collections", found, {"Everything", "Own", "Community", *titles}, len(groups_))
    home, things = look.world.home(look.viewer), look.things
    for title, name in found.items():
        group = titles.get(title)
        wanted = {
            each
            for each in look.seen
            if title == "Everything"
            or (title == "Own" and things[each]["owner"] == home)
            or (title == "Community" and things[each]["marks"][-1]["tlp"] == "GREEN")
            or (group is not None and group in things[each]["marks"][-1]["groups"])
        }
        ids = [each["id"] for each in _paged(look, f"{root}{name}/objects/", 11)]
        look.same("TAXII objects", ids, wanted, len(things))
        look.equal("TAXII once", len(ids), len(set(ids)))
        ids = [each["id"] for each in _paged(look, f"{root}{name}/manifest/", 100)]
        look.same("TAXII manifest", ids, wanted, len(things))
    for each in sorted(look.chosen(), key=lambda one: -len(things[one]["marks"]))[:3]:
        answer = look.get(f"{root}all/objects/{each}/", TAXII)
        shown = [one["id"] for one in answer.json.get("objects", ())] if answer.status == 200 else []
        look.same("TAXII object", shown, {each} & look.seen.keys(), 1)
        answer = look.get(f"{root}all/objects/{each}/versions/", TAXII)
        versions = answer.json.get("versions", ()) if answer.status == 200 else ()
        wanted_versions = oracle.versions(look.world.facts, look.viewer, things[each], look.world.now)
        look.equal("TAXII versions", len(versions), len(wanted_versions), each)


def _paged(look: Look, path: str, limit: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    following = ""
    while len(found) <= len(look.things):
        answer = look.get(f"{path}?limit={limit}{following}", TAXII).json
        found += answer.get("objects", [])
        if not answer.get("more"):
            return found
        following = f"&next={answer['next']}"
    return found


def bundles(look: Look) -> None:
    """What one may see as one bundle: its objects, its places, nothing of what it refers to that is hidden."""
    if look.viewer is None:
        look.equal("bundle without account", look.get("/v1/bundle").status, 401)
        return
    answer = look.get("/v1/bundle")
    shown = {each["id"] for each in answer.json.get("objects", ())}
    look.same("bundle", shown & look.things.keys(), look.seen, len(look.things))
    for each in look.chosen()[:2]:
        found = look.get(f"/v1/bundle?q={look.things[each]['words'][-1][0]}").json.get("objects", ())
        look.same("bundle by word", {one["id"] for one in found} & look.things.keys(), {each} & look.seen.keys(), 1)


def public(look: Look) -> None:
    """The public page, its feed and its single reports: what is CLEAR, with coarse places."""
    if look.viewer is not None:
        return
    reports = look.of_type("report")
    revoked = {each for each in reports if look.things[each]["revoked"]}
    for path in ("/public", "/public.atom?lang=en"):
        text = look.get(path).body.decode()
        shown = {each for each in look.things if look.things[each]["words"][-1][0] in text}
        look.same(path, shown - revoked, reports - revoked, len(look.things))
    for each in look.chosen()[:4]:
        answer = look.get(f"/public/{each}")
        if look.things[each]["type"] == "report":
            look.same("public report", [each] if answer.status == 200 else [], {each} & reports, 1)


PATHS: dict[str, Callable[[Look], None]] = {
    each.__name__: each
    for each in (
        lists, pages, narrowed, search, one, over_http, groups_of, events, missed, dealt, taxii, bundles, public,
        own_things,
    )
}  # fmt: skip


FAIL_CLOSED = ("lists", "pages", "groups_of", "events", "missed", "dealt")
"""Paths that cost little: asked also before messages are delivered."""


def viewers(world: World) -> list[str | None]:
    """Everyone who can look now: active persons, services, and anyone."""
    return [*(each for each in world.facts["persons"] if world.active(each)), None]


def looks(world: World, tally: Tally, who: Iterable[str | None], **values: Any) -> Iterator[Look]:
    return (Look(world, each, tally, **values) for each in who)


def sweep(world: World, tally: Tally, who: Iterable[str | None] | None = None, **values: Any) -> Tally:
    """Compare every path for these viewers (all of them) and return what was found."""
    for look in looks(world, tally, viewers(world) if who is None else who, **values):
        for path in PATHS.values():
            path(look)
    return tally
