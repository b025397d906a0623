"""Everybody of another partner tries every path and method on a TLP:RED report, event and file: nothing is there."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from igiz.migrations import migrate
from igiz.zone.model.actor import ROLES
from igiz.zone.model.people import OPERATOR
from igiz.zone.service import tokens
from tests.service.asgi import Answer
from tests.service.look import CANARY
from tests.service.route_rules import routes
from tests.service.world import REGIMES, START, Timed, World

NOWHERE = "00000000-0000-4000-8000-000000000000"
MARKED: dict[str, Any] = {"marking": {"tlp": "GREEN"}}
BODIES: dict[tuple[str, str], Any] = {
    ("PUT", "/v1/reports/{id}"): {"title": "Mine now", **MARKED},
    ("POST", "/v1/reports/{id}/revocations"): {"reason": "because"},
    ("POST", "/v1/reports/{id}/sightings"): {"note": "seen"},
    ("POST", "/v1/reports/{id}/opinions"): {"opinion": "agree"},
    ("POST", "/v1/reports/{id}/break-glass"): {"reason": "an emergency"},
    ("PATCH", "/v1/events/{id}"): {"title": "Mine now", **MARKED},
    ("PATCH", "/v1/groups/{id}"): {"name": "Mine now"},
    ("POST", "/v1/groups/{id}/members"): {"partner": f"partner--{NOWHERE}"},
}
HEADERS = {
    "/taxii2/": {"accept": "application/taxii+json;version=2.1"},
    "": {"if-match": '"AAZg3DoI8MA"'},
}


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    db = Timed(database_url, synchronous="OFF")
    migrate(db)
    made = World(db, tmp_path)
    yield made
    made.close()
    db.close()


def everybody(world: World, partner: str) -> dict[str, dict[str, str]]:
    """One person per role of a partner, one with all, and tokens of every scope: what each shows."""
    shown = {}
    for roles in (*({role} for role in ROLES), set(ROLES)):
        person = world.add_person(partner, frozenset(roles))
        shown[" ".join(sorted(roles))] = world.headers[person]
    for scope in ("read", "write", "admin"):
        made = tokens.create_token(
            world.db, world.app.state.identity, OPERATOR, scope, frozenset({scope, "read"}),
            START + timedelta(days=9), world.tick(), partner_id=partner,
        )  # fmt: skip
        shown[f"token {scope}"] = {"authorization": f"Bearer {made.secret}"}
    return shown | {"nobody": {}}


def filled(path: str, kind: str, known: dict[str, str]) -> str:
    """A path about something: its own id in the place of `{id}`, a real one in every other place."""
    named = path.replace("{id}", known[kind]).replace("{report_id}", known["report"])
    named = named.replace("{sha256}", known["sha256"]).replace("{collection}", "all")
    return named.replace("{partner}", known["partner"])


def kind_of(path: str) -> str | None:
    """What the id in a path is of."""
    if "/groups/" in path:
        return "group"
    if "/events/" in path:
        return "event"
    return "report" if ("{id}" in path or "{report_id}" in path) and "/drafts/" not in path else None


def answered(world: World, method: str, path: str, body: Any, who: dict[str, str]) -> Answer:
    headers = dict(next(value for start, value in HEADERS.items() if path.startswith(start)))
    return world.client.call(method, path, body, headers | who)


def test_no_role_reaches_a_red_item_of_another_partner(world: World) -> None:
    """Administrators, auditors and tokens included: the words are those for an id that does not exist."""
    home, away = world.add_partner(REGIMES[0]), world.add_partner(REGIMES[1])
    (author,) = (each for each in world.desks() if world.home(each) == home)
    report = world.share(author, world.mark(author, "RED"), file=True)
    event = world.add_event(author, world.mark(author, "RED"))
    group = world.make_group(author, 0)
    assert report and event
    sha256 = world.facts["objects"][report]["file"][0]
    hidden = {"report": report, "event": event, "group": group, "sha256": sha256, "partner": home}
    nothing = {each: f"{each}--{NOWHERE}" for each in ("report", "event", "group")} | {
        "sha256": "0" * 64,
        "partner": home,
    }
    before = world.client.get(f"/v1/reports/{report}", world.headers[author]).body
    tried = 0
    for role, who in everybody(world, away).items():
        for method, path in sorted(set(routes(world.app))):
            kind = kind_of(path)
            if kind is None:
                continue
            body = BODIES.get((method, path))
            there = answered(world, method, filled(path, kind, hidden), body, who)
            not_there = answered(world, method, filled(path, kind, nothing), body, who)
            same = not_there.body.replace(nothing[kind].encode(), hidden[kind].encode())
            assert (there.status, there.body) == (not_there.status, same), (role, method, path)
            assert there.status in (401, 403, 404, 412) or (there.status == 204 and "drafts" in path), (role, path)
            assert not CANARY.search(there.body), (role, method, path)
            tried += 1
    assert tried > 200
    assert world.client.get(f"/v1/reports/{report}", world.headers[author]).body == before


def test_who_is_of_the_same_partner_but_not_named_has_nothing_either(world: World) -> None:
    """TLP:RED is for persons: the author's colleagues and the partner's own tokens are like everybody."""
    home = world.add_partner(REGIMES[0])
    (author,) = world.desks()
    report = world.share(author, world.mark(author, "RED"))
    for role, who in everybody(world, home).items():
        found = answered(world, "GET", f"/v1/reports/{report}", None, who)
        assert found.status == (401 if role == "nobody" else 404), role
        assert answered(world, "DELETE", f"/v1/reports/{report}", None, who).status in (401, 403, 404), role
