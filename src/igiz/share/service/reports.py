"""Reports: shared, edited, revoked, deleted, seen too, judged, and opened in an emergency their author allowed."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from igiz.core import audit
from igiz.core.db import Database, Tx
from igiz.core.errors import Conflict, Forbidden, NotFound, Stale
from igiz.core.ids import microseconds, moment, repeatable_id
from igiz.share import rules
from igiz.share.formats import stix
from igiz.share.model.audience import Audience, Recipient
from igiz.share.model.draft import ReportDraft
from igiz.share.model.marking import Tlp
from igiz.share.service import attachments, decisions, markings, reading, writing
from igiz.share.store import audiences, objects
from igiz.share.store.attachments import target as file_target
from igiz.share.store.objects import NewObject, Stored
from igiz.zone.model.actor import CONTRIBUTOR, Actor
from igiz.zone.service import ceiling, directory, zone


def share(db: Database, actor: Actor, draft: ReportDraft, now: datetime, key: str | None = None) -> str:
    """Share a new report with exactly those whom its marking names; return its id.

    Repeated with the same idempotency key and content it shares nothing more.
    """
    _check(actor)
    ceiling.refuse_above(zone.forbidden_marks(db), _texts(draft))
    report_id = repeatable_id("report", actor.person, key, draft)

    def write(tx: Tx) -> str:
        if key is not None and _is_done(tx, actor, report_id):
            return report_id
        audience, community = markings.checked(tx, actor, draft.marking)
        content = _content(tx, actor, draft, report_id, tx.now, tx.now)
        number = decisions.audience_number(tx, audience, community)
        (stored,) = writing.add(tx, actor, [writing.Write(_new(content, draft, tx.now), number, _words(draft))])
        writing.record_disclosures(tx, stored, audience, community)
        audit.record(
            tx, "shared", actor=actor.person, partner=actor.partner, subject=report_id, marking=draft.marking.tlp
        )
        writing.published(tx, actor, [report_id])
        return report_id

    return db.write(write, now)


def _is_done(tx: Tx, actor: Actor, object_id: str) -> bool:
    """Say whether a repeated command made its object already; what was deleted since does not come back by it."""
    owner = writing.owner_of(actor)
    if objects.owned(tx.conn, owner, [object_id]):
        return True
    if objects.is_deleted(tx.conn, owner, object_id):
        raise Conflict(
            "This was shared with the same Idempotency-Key and deleted since. To share it again, use another."
        )
    return False


def edit(db: Database, actor: Actor, report_id: str, draft: ReportDraft, tag: str, now: datetime) -> None:
    """Put a new version in the place of the one that `tag` names; the former stays in the history."""
    _check(actor)
    ceiling.refuse_above(zone.forbidden_marks(db), _texts(draft))

    def write(tx: Tx) -> None:
        was = _own(tx, actor, report_id, tag)
        if was.revoked:
            raise Conflict("A revoked report is not edited: share a new one.")
        former = audiences.by_number(tx.conn, [was.audience])[was.audience]
        audience, community = markings.checked(tx, actor, draft.marking, let_in=rules.let_in(former))
        before = _content_of(was)
        content = replace(
            _content(tx, actor, draft, report_id, before.created, _later(tx.now, was)), object_refs=before.object_refs
        )
        number = decisions.audience_number(tx, audience, community)
        new = _new(content, draft, tx.now)
        if draft.retention_days is None:
            new = replace(new, delete_after=was.delete_after)
        writing.put(tx, actor, was, writing.Write(new, number, _words(draft)))
        writing.record_disclosures(tx, was.number, audience, community)
        audit.record(
            tx, "edited", actor=actor.person, partner=actor.partner, subject=report_id, marking=draft.marking.tlp
        )
        writing.published(tx, actor, [report_id])

    db.write(write, now)


def revoke(db: Database, actor: Actor, report_id: str, reason: str, now: datetime) -> None:
    """Take a report back: all who could see it are told at once, and it stands revoked in their lists."""
    _check(actor)
    ceiling.refuse_above(zone.forbidden_marks(db), [("reason", reason)])

    def write(tx: Tx) -> None:
        was = _own(tx, actor, report_id, None)
        if was.revoked:
            raise Conflict("It is revoked already.")
        value = stix.load(was.body)
        value |= {"revoked": True, "modified": stix.written_time(_later(tx.now, was))}
        new = _same(tx, was, value, microseconds(_later(tx.now, was)))
        writing.put(tx, actor, was, writing.Write(new, was.audience, _words_of(value)), author=was.author)
        audit.record(tx, "revoked", actor=actor.person, partner=actor.partner, subject=report_id, reason=reason)
        writing.published(tx, actor, [report_id])

    db.write(write, now)


def delete(db: Database, actor: Actor, report_id: str, now: datetime) -> None:
    """Delete a report: content and history go, a tombstone stays, the audit salts about it are erased."""
    _check(actor)

    def write(tx: Tx) -> None:
        was = _own(tx, actor, report_id, None)
        _remove(tx, was, actor.partner)
        audit.record(tx, "deleted", actor=actor.person, partner=actor.partner, object=report_id)

    db.write(write, now)


def purge(db: Database, now: datetime) -> int:
    """Delete what has outlived its retention; return how many objects."""
    with db.read(system=True) as conn:
        due = objects.expired(conn, microseconds(now), 1000)
        owners = directory.refs(conn, {each.owner for each in due})

    def write(tx: Tx) -> int:
        still = {each.number for each in objects.expired(tx.conn, microseconds(tx.now), 1000)}
        chosen = [each for each in due if each.number in still]
        for was in chosen:
            _remove(tx, was, owners[was.owner])
            audit.record(tx, "retention-ended", actor=None, partner=owners[was.owner], object=was.id)
        return len(chosen)

    return db.write(write, now) if due else 0


def _remove(tx: Tx, was: Stored, owner: str) -> None:
    writing.remove(tx, was, owner)
    attachments.release(tx, was.owner, _content_of(was))
    audit.erase(tx, was.id, owner)


def add_sighting(
    db: Database,
    actor: Actor,
    report_id: str,
    seen: datetime | None,
    note: str,
    now: datetime,
    key: str | None = None,
    *,
    grounds: tuple[str, ...] = (),
) -> str:
    """Say that the own partner saw this too, now unless `seen` says when.

    Those who may know are the report's owner and its readers. A remark on personal data is personal data: the owner's
    regime, where it is another, needs one of the `grounds` or of the report's.
    """
    sighting_id = repeatable_id("sighting", actor.person, key, (report_id, seen, note, grounds))

    def make(by: str, tlp: Tlp | None) -> dict[str, Any]:
        return stix.sighting_object(sighting_id, of=report_id, by=by, seen=seen or now, created=now, note=note, tlp=tlp)

    return _remark(db, actor, report_id, sighting_id, "sighting", make, note, grounds, now)


def add_opinion(
    db: Database,
    actor: Actor,
    report_id: str,
    opinion: str,
    note: str,
    now: datetime,
    key: str | None = None,
    *,
    grounds: tuple[str, ...] = (),
) -> str:
    """Give the own partner's opinion of a report, under the law that holds for a sighting too."""
    opinion_id = repeatable_id("opinion", actor.person, key, (report_id, opinion, note, grounds))

    def make(by: str, tlp: Tlp | None) -> dict[str, Any]:
        return stix.opinion_object(opinion_id, of=report_id, by=by, opinion=opinion, created=now, note=note, tlp=tlp)

    return _remark(db, actor, report_id, opinion_id, "opinion", make, note, grounds, now)


def break_glass(db: Database, actor: Actor, report_id: str, reason: str, minutes: float, now: datetime) -> None:
    """Open a report for some minutes to a person it was not shared with, if its originator allowed that for it.

    The report stays the version that it is; who reads it changes.
    """
    _check(actor)
    ceiling.refuse_above(zone.forbidden_marks(db), [("reason", reason)])

    def write(tx: Tx) -> None:
        query = objects.select_objects().where(
            objects.object_table.c.id == report_id, objects.object_table.c.break_glass.is_(True)
        )
        was = reading.foremost(objects.fetch(tx.conn, query))
        audience = audiences.by_number(tx.conn, [was.audience])[was.audience]
        end = microseconds(tx.now + timedelta(minutes=minutes))
        opened = Recipient(actor.person, end)
        others = (each for each in audience.recipients if not _within(each, opened))
        wider = replace(audience, recipients=(*others, opened))
        community = decisions.community_of(tx.conn, microseconds(tx.now), wider)
        _check_opens(tx, actor, wider, community)
        number = decisions.audience_number(tx, wider, community)
        writing.widen(tx, was, number, writing.author_of(actor))
        writing.record_disclosures(tx, was.number, wider, community)
        owner = directory.refs(tx.conn, [was.owner])[was.owner]
        audit.record(tx, "glass-broken", actor=actor.person, partner=owner, subject=report_id, reason=reason, until=end)

    db.write(write, now)


def _within(former: Recipient, later: Recipient) -> bool:
    """Say whether a grant of the same person opens nothing that the later one does not."""
    same = former.principal == later.principal and former.min_level >= later.min_level
    return same and former.until is not None and former.until <= (later.until or 0)


def _check_opens(tx: Tx, actor: Actor, audience: Audience, community: rules.Community) -> None:
    """Refuse to break glass that would open nothing: its law or its measure level keeps the report closed."""
    partner = community.directory.partner(actor.partner)
    reasons = [] if partner is None else rules.reasons_of_person(actor.person, partner, audience, community)
    level = reading.viewer_of(tx.conn, actor, tx.now).level
    if not any(each.holds(microseconds(tx.now), level) for each in reasons):
        raise Forbidden("Its originator's conditions keep it closed to you, in an emergency too.", slug="stays-closed")


def _remark(
    db: Database,
    actor: Actor,
    report_id: str,
    remark_id: str,
    kind: str,
    make: Any,
    note: str,
    grounds: tuple[str, ...],
    now: datetime,
) -> str:
    _check(actor)
    ceiling.refuse_above(zone.forbidden_marks(db), [("note", note)])

    def write(tx: Tx) -> str:
        viewer = reading.viewer_of(tx.conn, actor, tx.now)
        report = reading.find(tx.conn, report_id, viewer, tx.now)
        if _is_done(tx, actor, remark_id):
            return remark_id
        audience = _audience_of_remark(tx, actor, report)
        if audience.personal_data:
            audience = replace(audience, grounds=tuple(dict.fromkeys((*audience.grounds, *grounds))))
            owner = directory.refs(tx.conn, [report.owner])[report.owner]
            markings.refuse_unlawful(tx, audience, owner)
        value = make(identity_of(actor.partner), audience.tlp)
        new = NewObject(remark_id, kind, microseconds(tx.now), stix.dump(value).decode(), targets=(report_id,))
        (stored,) = writing.add(tx, actor, [writing.Write(new, writing.number_of(tx, audience), note)])
        writing.record_disclosures(tx, stored, audience)
        audit.record(tx, f"{kind}-added", actor=actor.person, partner=actor.partner, subject=remark_id, about=report_id)
        writing.published(tx, actor, [remark_id])
        return remark_id

    return db.write(write, now)


def _audience_of_remark(tx: Tx, actor: Actor, report: Stored) -> Audience:
    """A remark reaches the report's owner, and of its readers those whom the remarking partner may know."""
    about = audiences.by_number(tx.conn, [report.audience])[report.audience]
    if about.tlp in (Tlp.GREEN, Tlp.CLEAR):
        return replace(about, owner=actor.partner, tlp=Tlp.GREEN)
    own = writing.own_groups(tx, actor)
    groups = tuple(group for group in about.groups if group in own)
    if about.owner == actor.partner:
        return about
    if about.tlp is Tlp.RED:
        author = directory.refs(tx.conn, [report.author or 0]).get(report.author or 0)
        names = (actor.person, *([author] if author else []))
        return replace(about, owner=actor.partner, groups=(), recipients=tuple(map(Recipient, names)))
    if groups:
        return replace(about, owner=actor.partner, groups=groups, recipients=())
    owner = (Recipient(about.owner),)
    return replace(about, owner=actor.partner, tlp=Tlp.AMBER_STRICT, groups=(), recipients=owner)


def identity_of(partner: str) -> str:
    """Return the STIX identity of a partner."""
    return "identity--" + partner.split("--", 1)[1]


def _check(actor: Actor) -> None:
    if not actor.may(CONTRIBUTOR, "write"):
        raise Forbidden("Sharing needs the role contributor and the scope write.")


def _texts(draft: ReportDraft) -> tuple[tuple[str, str], ...]:
    place = draft.place_name or ""
    return (("title", draft.title), ("text", draft.text), ("place.name", place), ("kind", draft.kind))


def _own(tx: Tx, actor: Actor, report_id: str, tag: str | None) -> Stored:
    """Return a report that the actor sees and whose owner is the actor's partner.

    An edit goes by what was read, the one that leads; taking back or deleting goes by the own one beside it too.
    """
    seen = reading.versions_of(tx.conn, report_id, reading.viewer_of(tx.conn, actor, tx.now), tx.now)
    mine = [each for each in seen if each.owner == writing.owner_of(actor)]
    found = reading.foremost(mine if mine and tag is None else seen)
    if found.owner != writing.owner_of(actor) or found.type != "report":
        raise Forbidden("Only the partner that shared it changes it.")
    if tag is not None and tag != tag_of(found, audiences.by_number(tx.conn, [found.audience])[found.audience]):
        raise Stale("Read it again: it changed since you read it.")
    return found


def tag_of(stored: Stored, audience: Audience | None) -> str:
    """Return the entity tag of an object's current version, to its owner also of the audience that it knows."""
    version = f"{stored.version:x}-{stored.position:x}"
    return f'"{version}"' if audience is None else f'"{version}-{audience.key()[:16]}"'


def _later(now: datetime, was: Stored) -> datetime:
    """Return the moment of a new version: now, or just after the former one if the clock stands behind it."""
    return max(now, moment(was.version + 1))


def _content(
    tx: Tx, actor: Actor, draft: ReportDraft, report_id: str, created: datetime, modified: datetime
) -> stix.ReportContent:
    place = None
    if draft.geometry is not None or draft.place_name:
        place = stix.ReportPlace(draft.geometry, 0.0, draft.place_name)
    return stix.ReportContent(
        id=report_id,
        title=draft.title,
        text=draft.text,
        lang=draft.lang,
        kind=draft.kind,
        severity=draft.severity,
        created=created,
        modified=modified,
        published=created,
        owner=identity_of(actor.partner),
        place=place,
        seen_from=draft.seen_from,
        useful_until=draft.useful_until,
        tlp=draft.marking.tlp,
        pap=draft.marking.pap,
        attachments=attachments.claim(tx, actor, draft.attachments),
    )


def _content_of(was: Stored) -> stix.ReportContent:
    content = stix.report_content(stix.load(was.body))
    if content is None:
        raise NotFound()
    return content


def _new(content: stix.ReportContent, draft: ReportDraft, now: datetime) -> NewObject:
    value = stix.report_object(content)[0]
    days = draft.retention_days
    return NewObject(
        content.id,
        "report",
        microseconds(content.modified),
        stix.dump(value).decode(),
        draft.kind,
        draft.severity,
        delete_after=None if days is None else microseconds(now + timedelta(days=days)),
        break_glass=draft.marking.break_glass,
        targets=_targets(value, content),
    )


def _targets(value: dict[str, Any], content: stix.ReportContent) -> tuple[str, ...]:
    return (*value["object_refs"], *(file_target(each.sha256) for each in content.attachments))


def _same(tx: Tx, was: Stored, value: dict[str, Any], version: int) -> NewObject:
    """Return the revoked version; it keeps the files that it had, which are not all that its content may name."""
    content = _content_of(was)
    files = {file_target(each.sha256) for each in content.attachments} & objects.targets(tx.conn, was.number)
    return NewObject(
        was.id,
        was.type,
        version,
        stix.dump(value).decode(),
        content.kind,
        content.severity,
        True,
        was.delete_after,
        was.break_glass,
        (*value["object_refs"], *sorted(files)),
    )


def _words(draft: ReportDraft) -> str:
    return f"{draft.title}\n{draft.text}"


def _words_of(value: dict[str, Any]) -> str:
    return f"{value.get('name', '')}\n{value.get('description', '')}"
