"""Drafts: saved at each pause, seen by their writer alone."""

from datetime import datetime, timedelta
from typing import Any

import orjson

from igiz.core.db import Database
from igiz.core.errors import BadRequest, Fault, Forbidden
from igiz.core.ids import microseconds, moment
from igiz.share.service import reading
from igiz.share.store import drafts
from igiz.zone.model.actor import CONTRIBUTOR, Actor
from igiz.zone.service import ceiling, zone

MOST_BYTES = 100_000
MOST_DRAFTS = 50
MOST_DEPTH = 100
KEPT_DAYS = 30


def list_drafts(db: Database, actor: Actor, now: datetime) -> list[tuple[str, datetime, dict[str, Any]]]:
    """Return the actor's drafts: id, moment of saving, content."""
    with reading.looking(db, actor, now) as (conn, _viewer):
        return [(name, moment(at), orjson.loads(body)) for name, at, body in drafts.drafts_of(conn, actor.person)]


def save(db: Database, actor: Actor, draft_id: str, body: dict[str, Any], now: datetime) -> None:
    """Save a draft over its former state."""
    if not actor.may(CONTRIBUTOR, "write"):
        raise Forbidden("Writing needs the role contributor and the scope write.")
    text = _written(body)
    if len(text) > MOST_BYTES:
        raise BadRequest(faults=[Fault("body", f"a draft has at most {MOST_BYTES} bytes")])
    ceiling.refuse_above(zone.forbidden_marks(db), [("body", each) for each in ceiling.texts_of(body)])
    with reading.looking(db, actor, now) as (conn, _viewer):
        known = {name for name, _at, _body in drafts.drafts_of(conn, actor.person)}
    if draft_id not in known and len(known) >= MOST_DRAFTS:
        raise BadRequest(faults=[Fault("id", f"you have {MOST_DRAFTS} drafts already: drop one")])
    db.write(lambda tx: drafts.save(tx, actor.person, draft_id, text.decode()), now)


def _written(body: dict[str, Any]) -> bytes:
    """Return a draft as it is stored, or say what in it cannot be."""
    waiting: list[tuple[str, int, Any]] = [("body", 1, body)]
    while waiting:
        where, depth, one = waiting.pop()
        fault = _fault(one, depth)
        if fault is not None:
            raise BadRequest(faults=[Fault(where, fault)])
        if isinstance(one, dict):
            waiting += ((f"a name in {where}", depth, name) for name in one)
            waiting += ((f"{where}.{_shown(name)}", depth + 1, value) for name, value in one.items())
        elif isinstance(one, list):
            waiting += ((f"{where}[{index}]", depth + 1, value) for index, value in enumerate(one))
    return orjson.dumps(body)


def _shown(name: str) -> str:
    return name[:100].encode("utf-8", "replace").decode()


def _fault(value: Any, depth: int) -> str | None:
    if isinstance(value, dict | list) and depth > MOST_DEPTH:
        return f"is nested more than {MOST_DEPTH} deep"
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return "is a number of more than 64 bits"
    if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        return "holds half a surrogate pair, which is no character"
    return None


def drop(db: Database, actor: Actor, draft_id: str, now: datetime) -> None:
    """Drop a draft; none of that id is fine too."""
    db.write(lambda tx: drafts.drop(tx, actor.person, draft_id), now)


def drop_old(db: Database, now: datetime) -> int:
    """Drop the drafts that nobody saved for thirty days; return how many."""
    before = microseconds(now - timedelta(days=KEPT_DAYS))
    return db.write(lambda tx: drafts.drop_before(tx, before), now)
