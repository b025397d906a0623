"""What sharing promises, one promise at a time; the model test says the same of everything at once."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from igiz.core import access, audit
from igiz.core.errors import BadRequest, Conflict, Forbidden, NotFound, Problem, Stale
from igiz.migrations import migrate
from igiz.share.model.report import Filters
from igiz.share.service import attachments, details, feeds, groups, previews, reading, reports
from igiz.share.store.objects import disclosure, object_table
from igiz.zone.model.people import OPERATOR, Regime
from igiz.zone.service import partners, zone
from tests.service import oracle
from tests.service.acts import begin
from tests.service.world import DESK, REGIMES, Timed, World
from tests.service.zone.test_zone import FILE

POLICE_GROUND = "gdpr-public-task-police"


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    db = Timed(database_url, synchronous="OFF")
    migrate(db)
    made = World(db, tmp_path)
    begin(made)
    yield made
    made.close()
    db.close()


def shared(world: World, by: str, tlp: str | None, **values: Any) -> str:
    more = {name: values.pop(name) for name in ("file", "break_glass") if name in values}
    made = world.share(by, world.mark(by, tlp, **values), **more)
    assert made is not None
    return made


def listed(world: World, who: str | None, words: str | None = None) -> list[str]:
    page = reading.page(world.db, world.actors[who] if who else None, Filters(words=words), None, 100, world.now)
    assert page.total == len(page.rows)
    return [row.id for row in page.rows]


def sees(world: World, who: str, report: str) -> bool:
    """Whether list, count, detail and search agree that somebody sees a report; they must."""
    found = report in listed(world, who)
    assert (report in listed(world, who, world.facts["objects"][report]["words"][-1][0])) is found
    try:
        details.detail(world.db, world.actors[who], report, world.now)
    except NotFound:
        assert not found
    else:
        assert found
    return found


def test_without_a_marking_only_the_own_partner_sees(world: World) -> None:
    """From the first moment on: object and marking are one transaction, and none means the owner's partner alone."""
    a, b, _ = world.desks()
    report = shared(world, a, None)
    mine = {who for who in world.facts["persons"] if world.home(who) == world.home(a)}
    assert {who for who in world.facts["persons"] if sees(world, who, report)} == mine
    assert listed(world, None) == []
    narrow = shared(world, a, "RED")
    dealt = [each for each in feeds.news(world.db, 0, world.now)[0] if each.object_id == narrow]
    assert [set(each.readers) for each in dealt] == [{world.actors[a].principals[2]}]
    assert not sees(world, b, narrow)


def test_an_empty_group_reaches_nobody(world: World) -> None:
    a, b, c = world.desks()
    alone = world.make_group(a, 0)
    for report in (shared(world, a, "AMBER"), shared(world, a, "AMBER", groups=[alone])):
        assert [sees(world, who, report) for who in (a, b, c)] == [True, False, False]
    found = previews.preview(world.db, world.actors[a], world.marking(world.mark(a, "AMBER"), a), world.now)
    assert [row.partner for row in found.reached] == [world.home(a)]


def test_the_owner_of_a_group_stays_in_it(world: World) -> None:
    """Neither by leaving nor by letting itself in until a moment: else nobody keeps the group any more."""
    a, b, _ = world.desks()
    (group,) = world.facts["groups"]
    with pytest.raises(Conflict, match="The partner that owns a group stays in it"):
        groups.remove(world.db, world.actors[a], group, world.home(a), world.tick())
    with pytest.raises(BadRequest) as refused:
        soon = world.now + timedelta(minutes=1)
        groups.invite(world.db, world.actors[a], group, world.home(a), soon, 1, world.tick())
    assert [each.where for each in refused.value.faults] == ["partner"]
    world.tick(minutes=5)
    for each in (a, b):
        found = groups.group(world.db, world.actors[each], group, world.now)
        assert {member.partner for member in found.members} == {world.home(a), world.home(b)}


def test_only_members_see_a_group(world: World) -> None:
    """Neither its name nor its members reach others, in no answer; whoever leaves no longer sees it."""
    a, b, c = world.desks()
    (group,) = world.facts["groups"]
    name = world.facts["groups"][group]["words"][0]
    assert [each.id for each in groups.visible_groups(world.db, world.actors[b], world.now)] == [group]
    with pytest.raises(NotFound):
        groups.group(world.db, world.actors[c], group, world.now)
    for path in ("/v1/groups", f"/v1/groups/{group}", "/taxii2/zone/collections/"):
        assert name not in world.client.get(path, world.headers[c]).body.decode()
    report = shared(world, a, "AMBER+STRICT", named=[world.named(world.home(c))])
    assert name not in world.client.get(f"/v1/reports/{report}", world.headers[c]).body.decode()
    world.expel(a, group, world.home(b))
    assert groups.visible_groups(world.db, world.actors[b], world.now) == []


def test_the_object_authorised_is_the_object_changed(world: World) -> None:
    """Two partners have an object of one id: each changes its own alone, whatever the order."""
    a, b, _ = world.desks()
    known = world.take_in(a, "GREEN")
    bodies = {}
    with world.db.read(system=True) as conn:
        bodies[a] = conn.execute(sa.select(object_table.c.body).where(object_table.c.id == known)).scalar_one()
    thing = world.facts["objects"].pop(known)
    world.facts["objects"][known] = thing | {"owner": world.home(b)}
    world.take_in(b, None, known=known)
    with world.db.read(system=True) as conn:
        rows = conn.execute(
            sa.select(object_table.c.owner, object_table.c.body).where(object_table.c.id == known)
        ).all()
    assert {row.owner for row in rows} == {world.actors[each].principals[1] for each in (a, b)}
    assert next(row.body for row in rows if row.owner == world.actors[a].principals[1]) == bodies[a]


def test_put_and_delete_are_guarded_like_post(world: World) -> None:
    """Whoever sees a report of another partner neither edits, revokes nor deletes it; without a role nobody does."""
    a, b, _ = world.desks()
    report = shared(world, a, "GREEN")
    draft = world.draft(world.mark(b, "GREEN"), b, world.words(), None)
    _, tag = details.detail(world.db, world.actors[a], report, world.now)
    reader = replace(world.actors[a], roles=frozenset({"reader", "administrator", "auditor"}))
    for actor in (world.actors[b], reader):
        with pytest.raises(Forbidden):
            reports.edit(world.db, actor, report, draft, tag, world.tick())
        with pytest.raises(Forbidden):
            reports.revoke(world.db, actor, report, "because", world.tick())
        with pytest.raises(Forbidden):
            reports.delete(world.db, actor, report, world.tick())
    assert details.detail(world.db, world.actors[a], report, world.now)[1] == tag
    world.edit(a, report, world.mark(a, "GREEN"))
    with pytest.raises(Stale):
        reports.edit(world.db, world.actors[a], report, draft, tag, world.tick())


def test_the_author_sees_a_red_report_below_its_level(world: World) -> None:
    a, b, _ = world.desks()
    report = shared(world, a, "RED", named=[world.named(b)], level=4)
    assert sees(world, a, report) and not sees(world, b, report)
    world.decide_level(a, 4, 10, None)
    world.deliver()
    assert sees(world, b, report)


def test_a_grant_ends_by_itself(world: World) -> None:
    """Ends and levels are compared when asked: nothing ran in between."""
    a, b, c = world.desks()
    soon = world.now + timedelta(minutes=5)
    group = world.make_group(a, 0)
    world.invite(a, group, world.home(b), soon)
    ending = [
        shared(world, a, "AMBER", groups=[group]),
        shared(world, a, "AMBER+STRICT", named=[world.named(world.home(b), soon)]),
        shared(world, a, "RED", named=[world.named(b, soon)]),
    ]
    high = shared(world, a, "GREEN", level=3)
    assert [sees(world, b, each) for each in ending] == [True] * 3
    world.decide_level(a, 3, 3, None)
    assert sees(world, c, high)
    world.clock.at = soon
    assert [sees(world, b, each) for each in ending] == [False] * 3
    assert not sees(world, c, high) and sees(world, a, high)


def test_a_place_is_coarser_for_a_wider_audience(world: World) -> None:
    """Exact for owner and named, the group's metres for members, 250 m for the community, 500 m for everyone."""
    a, b, _ = world.desks()
    (group,) = world.facts["groups"]
    made = {
        "strict": (shared(world, a, "AMBER+STRICT", named=[world.named(world.home(b))]), 0),
        "group": (shared(world, a, "AMBER", groups=[group]), 100),
        "green": (shared(world, a, "GREEN"), 250),
        "clear": (shared(world, a, "CLEAR"), 500),
    }
    for report, metres in made.values():
        exact, coarse = (details.detail(world.db, world.actors[who], report, world.now)[0].row.place for who in (a, b))
        assert exact is not None and coarse is not None
        assert (exact.precision_m, coarse.precision_m) == (0, metres)
        assert (coarse.geometry == exact.geometry) is (metres == 0)
        assert coarse.name == (exact.name if metres == 0 else None)


def test_personal_data_needs_a_ground_across_regimes(world: World) -> None:
    """Refused without one, recorded per recipient with one; a newcomer of a third regime sees nothing of it."""
    a, b, c = world.desks()
    (group,) = world.facts["groups"]
    mark = world.mark(a, "AMBER", groups=[group], personal=True)
    for grounds in ([], ["wpg-16-mayor"], ["nonsense"]):
        with pytest.raises(BadRequest) as refused:
            draft = world.draft(mark | {"grounds": grounds}, a, world.words(), None)
            reports.share(world.db, world.actors[a], draft, world.tick())
        assert refused.value.slug == "ground-needed"
    assert listed(world, a) == []
    report = shared(world, a, "AMBER", groups=[group], personal=True, grounds=[POLICE_GROUND])
    assert sees(world, b, report)
    with world.db.read(system=True) as conn:
        rows = conn.execute(sa.select(disclosure.c.recipient, disclosure.c.ground)).all()
    assert [tuple(row) for row in rows] == [(world.actors[b].principals[1], POLICE_GROUND)]
    world.invite(a, group, world.home(c))
    assert not sees(world, c, report)
    shown = previews.preview(world.db, world.actors[a], world.marking(mark, a), world.now)
    assert {each.partner for each in shown.refused} == {world.home(b), world.home(c)}


def test_no_break_glass_unless_the_originator_allows_it(world: World) -> None:
    """Only that report, only for an hour, with the reason in the owner's log."""
    a, b, _ = world.desks()
    closed = shared(world, a, "RED")
    allowed = shared(world, a, "RED", break_glass=True)
    with pytest.raises(NotFound):
        reports.break_glass(world.db, world.actors[b], closed, "an emergency", 60, world.tick())
    world.break_glass(b, allowed)
    assert sees(world, b, allowed) and not sees(world, b, closed)
    with world.db.read(system=True) as conn:
        leaves = audit.leaves(conn, [world.home(a)], None, 50)
    assert [each["subject"] for each in leaves if each["body"] and "glass-broken" in each["body"]] == [allowed]
    world.tick(minutes=61)
    assert not sees(world, b, allowed)


def test_text_above_the_ceiling_is_refused_and_not_stored(world: World) -> None:
    a, *_ = world.desks()
    zone.apply_zone_file(world.db, OPERATOR, FILE, world.tick())
    mark = zone.forbidden_marks(world.db)[0]
    draft = world.draft(world.mark(a, None), a, world.words(), None)
    text = f"this is {mark}"
    for above in (replace(draft, title=text), replace(draft, text=text), replace(draft, place_name=text)):
        with pytest.raises(BadRequest) as refused:
            reports.share(world.db, world.actors[a], above, world.tick())
        assert refused.value.slug == "above-ceiling"
    folder = world.settings.storage.attachments
    data = text.encode()
    with pytest.raises(BadRequest):
        attachments.take_in(world.db, world.actors[a], folder, "x.txt", data, 1000, world.tick())
    assert listed(world, a) == []
    assert not (folder / hashlib.sha256(data).hexdigest()[:2]).exists()


@pytest.mark.parametrize("seed", range(3))
def test_the_preview_equals_the_real_recipients(world: World, seed: int) -> None:
    """Row by row, for random markings: who is shown before is who sees it afterwards, as exactly."""
    rng = Random(seed)
    desks = world.desks()
    later = world.make_group(desks[0], 1000)
    world.invite(desks[0], later, world.home(desks[2]), None, 3)
    for _ in range(25):
        by = rng.choice(desks)
        mark = world.any_mark(rng, by)
        shown = previews.preview(world.db, world.actors[by], world.marking(mark, by), world.now)
        report = world.share(by, mark)
        assert (report is None) == bool(shown.refused)
        if report is None:
            continue
        rows = {row.partner: row for row in shown.reached}
        persons = [who for who in world.facts["persons"] if sees(world, who, report)]
        assert rows.keys() == {world.home(who) for who in persons}
        people = [who for who in persons if "cookie" in world.headers[who] or mark["tlp"] == "RED"]
        assert shown.persons == len(people)
        assert shown.public == (report in listed(world, None))
        for row in rows.values():
            metres = [
                oracle.exactness(world.facts, who, mark, world.now) for who in persons if world.home(who) == row.partner
            ]
            assert row.precision_m == min(each for each in metres if each is not None)
        after = details.readers(world.db, world.actors[by], report, world.now)
        assert {row.partner for row in after.reached} == rows.keys()


def caught(world: World, who: str, after: int) -> list[tuple[str, str | None]]:
    found = feeds.catch_up(world.db, world.actors[who], after, feeds.latest(world.db), world.now)
    return [("reset", None)] if found is None else [(each.kind, each.object_id) for each in found]


def test_new_versions_narrowing_widening_and_revocation_reach_every_reader(world: World) -> None:
    a, b, c = world.desks()
    report = shared(world, a, "GREEN")
    steps: list[tuple[Any, dict[str, list[tuple[str, str | None]]]]] = [
        (lambda: world.edit(a, report, world.mark(a, "GREEN")), {b: [("written", report)], c: [("written", report)]}),
        (
            lambda: world.edit(a, report, world.mark(a, "AMBER+STRICT", named=[world.named(world.home(b))])),
            {b: [("written", report)], c: [("hidden", report)]},
        ),
        (
            lambda: world.edit(a, report, world.mark(a, "RED", named=[world.named(c)])),
            {c: [("written", report)], b: [("hidden", report)]},
        ),
        (lambda: world.edit(a, report, world.mark(a, "GREEN")), {b: [("written", report)], c: [("written", report)]}),
        (lambda: world.revoke(a, report), {b: [("written", report)], c: [("written", report)]}),
        (lambda: world.delete(a, report), {b: [("deleted", report)], c: [("deleted", report)]}),
    ]
    for do, wanted in steps:
        after = feeds.latest(world.db)
        do()
        for who, expected in wanted.items():
            assert caught(world, who, after) == expected
    assert listed(world, b) == []


def test_a_newcomer_gets_old_objects_at_new_positions(world: World) -> None:
    """Also one who was there already, under terms that showed nothing yet; audited, with a call to look again."""
    a, _, c = world.desks()
    (group,) = world.facts["groups"]
    report = shared(world, a, "AMBER", groups=[group])
    world.invite(a, group, world.home(c), None, 4)
    assert not sees(world, c, report)
    after = feeds.latest(world.db)
    world.invite(a, group, world.home(c))
    assert sees(world, c, report)
    assert ("reset", None) in caught(world, c, after)
    token = world.add_token(world.home(c))
    path = "/taxii2/zone/collections/all/objects/"
    headers = world.headers[token] | {"accept": "application/taxii+json;version=2.1"}
    answer = world.client.get(path, headers)
    assert [each["id"] for each in answer.json["objects"]] == [report]
    first = next(value for name, value in answer.headers if name == "x-taxii-date-added-first")
    assert datetime.fromisoformat(first.replace("Z", "+00:00")) > datetime.fromtimestamp(after / 1e6, UTC)


def test_who_loses_sight_is_called_to_look_again(world: World) -> None:
    """A membership that ends or comes to need a higher level is told, so that no browser keeps what is gone."""
    a, b, _ = world.desks()
    (group,) = world.facts["groups"]
    shared(world, a, "AMBER", groups=[group])
    changes: list[Callable[[], None]] = [
        lambda: world.invite(a, group, world.home(b), None, 4),
        lambda: world.invite(a, group, world.home(b)),
        lambda: world.coarsen_group(a, group, 1000),
        lambda: world.expel(a, group, world.home(b)),
    ]
    for change in changes:
        after = feeds.latest(world.db)
        change()
        assert ("reset", None) in caught(world, b, after)


def test_what_ended_while_nobody_listened_is_told_on_return(world: World) -> None:
    """Nothing is written when a grant ends or a level falls; a browser that was away then looks at all again."""
    a, b, c = world.desks()
    soon = world.now + timedelta(minutes=5)
    shared(world, a, "AMBER+STRICT", named=[world.named(world.home(c), soon)])
    world.tick()
    after = feeds.latest(world.db)
    assert caught(world, c, after) == []
    world.clock.at = soon
    assert caught(world, c, after) == [("reset", None)]
    assert caught(world, b, after) == []
    world.decide_level(a, 3, 5, None)
    after = feeds.latest(world.db)
    world.tick(minutes=6)
    assert caught(world, b, after) == [("reset", None)]


def test_a_partner_that_rests_and_is_back_sees_what_named_its_people(world: World) -> None:
    """Before the message is delivered nothing is shown too much; afterwards all is right again."""
    a, b, _ = world.desks()
    world.set_active(world.home(b), False)
    world.deliver()
    report = shared(world, a, "RED", named=[world.named(b)])
    world.set_active(world.home(b), True)
    world.deliver()
    assert sees(world, b, report)


def test_who_changes_to_another_regime_loses_personal_data(world: World) -> None:
    """The ground was for the former regime, for the partner and for each of its people who was named."""
    a, b, _ = world.desks()
    made = [
        shared(world, a, "AMBER+STRICT", named=[world.named(world.home(b))], personal=True, grounds=[POLICE_GROUND]),
        shared(world, a, "RED", named=[world.named(b)], personal=True, grounds=[POLICE_GROUND]),
    ]
    assert [sees(world, b, each) for each in made] == [True, True]
    edit = partners.PartnerEdit(regime=Regime.OWN)
    partners.change_partner(world.db, OPERATOR, world.home(b), edit, world.tick())
    world.deliver()
    assert [sees(world, b, each) for each in made] == [False, False]


def test_a_person_that_comes_or_leaves_is_decided_about_when_told(world: World) -> None:
    a, *_ = world.desks()
    partner = world.add_partner(REGIMES[3], people=0)
    green = shared(world, a, "GREEN")
    person = world.add_person(partner, DESK)
    world.deliver()
    assert sees(world, person, green)
    world.set_active(partner, False)
    assert world.client.get("/v1/reports", world.headers[person]).status == 401
    world.deliver()
    with world.db.read(system=True) as conn:
        seeing = access.readers(conn, [row.audience for row in conn.execute(sa.select(object_table))], 5, world.now)
    assert all(world.actors[person].principals[1] not in each for each in seeing.values())


def test_a_refusal_names_no_more_than_was_sent(world: World) -> None:
    """A group that one is not in, a person that does not exist: refused in the same words, whatever there is."""
    a, b, c = world.desks()
    hidden = world.make_group(a, 0)
    words = []
    for group in (hidden, hidden[:-4] + "0000"):
        draft = world.draft(world.mark(c, "AMBER", groups=[group]), c, world.words(), None)
        with pytest.raises(Problem) as refused:
            reports.share(world.db, world.actors[c], draft, world.tick())
        words.append((refused.value.detail, refused.value.faults))
    assert words[0] == words[1]
    assert not sees(world, b, shared(world, a, "AMBER", groups=[hidden]))
