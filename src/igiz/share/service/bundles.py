"""Take in objects of STIX 2.1 from a partner's system: each good one is stored, each bad one named."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from igiz.core import access, audit
from igiz.core.db import Database, Tx
from igiz.core.errors import Fault, Forbidden
from igiz.core.ids import YEARS, microseconds
from igiz.share.formats import stix
from igiz.share.model.audience import Audience, Recipient
from igiz.share.model.marking import Tlp
from igiz.share.service import attachments, markings, reading, writing
from igiz.share.store import audiences, objects
from igiz.share.store.attachments import target as file_target
from igiz.share.store.objects import Stored
from igiz.zone.model.actor import CONTRIBUTOR, Actor
from igiz.zone.service import ceiling, zone

_SHA256 = re.compile(r"[0-9a-f]{64}")
FINDABLE = ("name", "description", "abstract", "content", "explanation", "value")
REFERRING = {
    "report": ("object_refs",),
    "grouping": ("object_refs",),
    "note": ("object_refs",),
    "opinion": ("object_refs",),
    "observed-data": ("object_refs",),
    "sighting": ("sighting_of_ref",),
    "relationship": ("source_ref", "target_ref"),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a bundle: ids that are stored now, those that were known or older, and why the others are not."""

    stored: tuple[str, ...]
    unchanged: tuple[str, ...]
    refused: tuple[stix.Refused, ...]


def take_in(
    db: Database,
    actor: Actor,
    bundle: stix.Bundle,
    group: str | None,
    now: datetime,
    *,
    grounds: tuple[str, ...] | None = None,
) -> Receipt:
    """Store the good objects of a bundle for the actor's partner; `group` is whom TLP:AMBER reaches.

    With `grounds`, of which there may be none, all of it is personal data that crosses from law to law on these alone.
    """
    check(actor)
    return db.write(lambda tx: store(tx, actor, bundle, group, grounds), now)


def check(actor: Actor) -> None:
    """Refuse an actor that may not share."""
    if not actor.may(CONTRIBUTOR, "write"):
        raise Forbidden("Sharing needs the role contributor and the scope write.")


def store(
    tx: Tx, actor: Actor, bundle: stix.Bundle, group: str | None, grounds: tuple[str, ...] | None = None
) -> Receipt:
    """Do the same within a transaction."""
    marks_above = zone.forbidden_in(tx.conn)
    mine = objects.owned(tx.conn, writing.owner_of(actor), [each.id for each in bundle.objects])
    hidden = _hidden(tx, actor, mine)
    newest = _newest(bundle.objects)
    implied = _implied(bundle.objects)
    files = attachments.claimable(tx, actor, [one for each in bundle.objects for one in _hashes(each)])
    known = _Audiences(tx, actor, group, mine.values(), grounds)
    marks = stix.marks_in([each.object for each in bundle.objects])
    refused = list(bundle.refused)
    add: list[writing.Write] = []
    unchanged: list[str] = []
    replaced: list[str] = []
    for each in bundle.objects:
        was, new = mine.get(each.id), _new(each, tx.now, files)
        mark = ceiling.above_in(each.object, marks_above)
        if mark is not None:
            refused.append(_refusal(each, Fault("", f"marked {mark}, above what this instance may hold")))
        elif each.version is not None and each.version.year not in YEARS:
            refused.append(_refusal(each, Fault("", f"its version lies outside {YEARS[0]} to {YEARS[-1]}")))
        elif each.id in hidden:
            refused.append(_refusal(each, Fault("/id", "cannot be written by you under this identifier: give another")))
        elif newest[each.id] is not each or each.id in implied or (was is not None and was.version >= new.version):
            unchanged.append(each.id)
        elif fault := known.fault(tlp := stix.tlp_of(each.object, marks), was):
            refused.append(_refusal(each, fault))
        elif was is None:
            add.append(writing.Write(new, known.number(tlp, None), text_of(each.object)))
        else:
            new = replace(new, delete_after=was.delete_after, break_glass=was.break_glass)
            number = known.number(tlp, was.audience)
            writing.put(tx, actor, was, writing.Write(new, number, text_of(each.object)))
            known.disclose(was.number, number)
            replaced.append(each.id)
    for written, made in zip(writing.add(tx, actor, add), add, strict=True):
        known.disclose(written, made.audience)
    stored = [*replaced, *(each.new.id for each in add)]
    if stored:
        audit.record(tx, "took-in", actor=actor.person, partner=actor.partner, objects=stored)
        writing.published(tx, actor, stored)
        attachments.claimed(tx, actor, [one for each in bundle.objects if each.id in stored for one in _hashes(each)])
    return Receipt(tuple(stored), tuple(unchanged), tuple(refused))


def _hidden(tx: Tx, actor: Actor, mine: Mapping[str, objects.Stored]) -> set[str]:
    """Return which of the own partner's objects the actor does not see: a colleague's, for named persons alone."""
    if not mine:
        return set()
    query = objects.select_objects().where(objects.object_table.c.number.in_([each.number for each in mine.values()]))
    viewer = reading.viewer_of(tx.conn, actor, tx.now)
    seen = access.seen_by(query, objects.object_table.c.audience, viewer, tx.now)
    return mine.keys() - {each.id for each in objects.fetch(tx.conn, seen)}


def _implied(incoming: Sequence[stix.Incoming]) -> set[str]:
    """Return the locations that igiz itself wrote beside the reports of a bundle: the reports say all that they say.

    Stored as objects of their own they would stay exact for whoever sees the place of the report coarsely.
    """
    if not any(each.type == "location" for each in incoming):
        return set()
    contents = (stix.report_content(each.object) for each in incoming if each.type == "report")
    return {stix.location_id(each.id, each.place.precision_m) for each in contents if each and each.place}


def _newest(incoming: Sequence[stix.Incoming]) -> dict[str, stix.Incoming]:
    """Return of each id the newest version that came: it alone is stored."""
    found: dict[str, stix.Incoming] = {}
    for each in incoming:
        before = found.get(each.id)
        if before is None or (before.version and each.version and before.version < each.version):
            found[each.id] = each
    return found


class _Audiences:
    """The audiences of one bundle. What replaces an object stays under its conditions: level, purpose, grounds."""

    def __init__(
        self, tx: Tx, actor: Actor, group: str | None, former: Iterable[Stored], grounds: tuple[str, ...] | None
    ) -> None:
        self._tx = tx
        self._actor = actor
        self._group = group
        self._grounds = grounds
        self._faults: dict[tuple[Tlp | None, int | None], Fault | None] = {}
        self._former = audiences.by_number(tx.conn, numbers) if (numbers := {was.audience for was in former}) else {}
        self._found: dict[tuple[Tlp | None, int | None], tuple[int, Audience]] = {}

    def number(self, tlp: Tlp | None, former: int | None) -> int:
        """Return the audience of an object with that marking, in the place of one with the former audience."""
        key = (tlp, former)
        if key not in self._found:
            audience = self._audience(tlp, former)
            self._found[key] = writing.number_of(self._tx, audience), audience
        return self._found[key][0]

    def _audience(self, tlp: Tlp | None, former: int | None) -> Audience:
        audience = audience_for(self._actor, tlp, self._group)
        if former is not None:
            before = self._former[former]
            audience = replace(
                audience,
                purpose=before.purpose,
                min_level=before.min_level,
                personal_data=before.personal_data,
                grounds=before.grounds,
            )
        if self._grounds is None:
            return audience
        return replace(audience, personal_data=True, grounds=tuple(dict.fromkeys((*audience.grounds, *self._grounds))))

    def fault(self, tlp: Tlp | None, was: Stored | None) -> Fault | None:
        """Say why an object with that marking may not be stored in the place of another, or of none."""
        if was is not None and was.revoked:
            return Fault("/revoked", "was true before, and that is final: share it as a new object, with another id")
        if self._grounds is None:
            return None
        key = (tlp, None if was is None else was.audience)
        if key not in self._faults:
            self._faults[key] = self._unlawful(self._audience(*key))
        return self._faults[key]

    def _unlawful(self, audience: Audience) -> Fault | None:
        if audience.tlp is Tlp.CLEAR:
            return Fault("/object_marking_refs", "personal data is never public: choose a narrower marking")
        found = markings.without_ground(self._tx, audience)
        return Fault("", "; ".join(each.what for each in found)) if found else None

    def disclose(self, number: int, audience_number: int) -> None:
        """Record the grounds on which an object with personal data now crosses from one law to others."""
        audience = next(each for found, each in self._found.values() if found == audience_number)
        writing.record_disclosures(self._tx, number, audience)


def audience_for(actor: Actor, tlp: Tlp | None, group: str | None) -> Audience:
    """Return the audience of an object from a partner's system: TLP:RED stays with the service that sent it."""
    groups = (group,) if tlp is Tlp.AMBER and group is not None else ()
    recipients = (Recipient(actor.person),) if tlp is Tlp.RED else ()
    return Audience(actor.partner, tlp, groups, recipients)


def text_of(value: Mapping[str, Any]) -> str:
    """Return the words by which an object is found; a place by none: who sees it coarsely could guess its name."""
    if value.get("type") == "location":
        return ""
    return "\n".join([text for key in FINDABLE if type(text := value.get(key)) is str])


def _new(each: stix.Incoming, now: datetime, files: set[str]) -> objects.NewObject:
    content = stix.report_content(each.object) if each.type == "report" else None
    return objects.NewObject(
        each.id,
        each.type,
        microseconds(each.version or now),
        each.raw.decode(),
        content.kind[:60].replace("\0", " ") if content else None,
        content.severity if content else None,
        each.object.get("revoked") is True,
        targets=(*_targets(each), *(file_target(each) for each in _hashes(each) if each in files))
        if each.type in REFERRING
        else (),
    )


def _targets(each: stix.Incoming) -> tuple[str, ...]:
    """Return the ids that an object refers to, once each."""
    found: list[str] = []
    for key in REFERRING[each.type]:
        value = each.object.get(key, [])
        found += [value] if isinstance(value, str) else value
    return tuple(dict.fromkeys(found))


def _hashes(each: stix.Incoming) -> list[str]:
    content = stix.report_content(each.object) if each.type == "report" else None
    found = [one.sha256 for one in content.attachments] if content else []
    return [one for one in dict.fromkeys(found) if _SHA256.fullmatch(one)]


def _refusal(each: stix.Incoming, fault: Fault) -> stix.Refused:
    return stix.Refused(each.index, each.id, f"/objects/{each.index}{fault.where}", fault.what)
