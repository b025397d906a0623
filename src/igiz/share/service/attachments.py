"""Files beside reports: checked before anyone can open them, kept by SHA-256, gone with the last report."""

import fcntl
import hashlib
import os
import re
import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import filetype

from igiz.core import access, audit
from igiz.core.db import Database, Tx
from igiz.core.errors import BadRequest, Fault, Forbidden, NotFound, TooLarge, WrongMediaType
from igiz.core.ids import microseconds
from igiz.share.formats import documents, stix
from igiz.share.model.report import Attachment
from igiz.share.service import inspecting, reading, writing
from igiz.share.store import attachments, objects
from igiz.share.store.objects import object_table
from igiz.zone.model.actor import CONTRIBUTOR, Actor
from igiz.zone.service import ceiling, zone

TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "mp3": "audio/mpeg",
    "wav": "audio/x-wav",
    "mp4": "video/mp4",
}
TEXTS = {"txt": "text/plain", "csv": "text/csv", "json": "application/json"}
UNCLAIMED_HOURS = 24
MOST_LETTERS = 200
"""Of a file's name."""


def take_in(db: Database, actor: Actor, folder: Path, name: str, data: bytes, limit: int, now: datetime) -> Attachment:
    """Check a file and keep it for a report of the actor's partner. What is refused is not stored."""
    if not actor.may(CONTRIBUTOR, "write"):
        raise Forbidden("Sharing needs the role contributor and the scope write.")
    if len(data) > limit:
        raise TooLarge(f"The file has {len(data)} bytes; {limit} is the most here.")
    if not data:
        raise BadRequest(faults=[Fault("body", "the file is empty")])
    plain = _plain_name(name)
    kind = _checked_type(plain, data)
    marks = zone.forbidden_marks(db)
    ceiling.refuse_above(marks, [("name", plain)])
    inspecting.under_ceiling(marks, plain, kind, data)
    file = Attachment(hashlib.sha256(data).hexdigest(), plain, kind, len(data))

    def write(tx: Tx) -> Attachment:
        attachments.keep(tx, writing.owner_of(actor), writing.author_of(actor), file)
        audit.record(tx, "file-added", actor=actor.person, partner=actor.partner)
        return file

    with held(folder):
        _lay_down(folder, file.sha256, data)
        return db.write(write, now)


def claim(tx: Tx, actor: Actor, hashes: Sequence[str]) -> tuple[stix.ReportAttachment, ...]:
    """Return the files that a report names, or refuse those that the actor neither added nor sees at a report."""
    may = claimable(tx, actor, hashes)
    own = attachments.owned(tx.conn, writing.owner_of(actor), list(may))
    missing = [each for each in hashes if each not in own]
    if missing:
        raise BadRequest(
            faults=[Fault("attachments", f"{each} was not added: send the file first") for each in missing]
        )
    claimed(tx, actor, hashes)
    return tuple(
        stix.ReportAttachment(own[each].sha256, own[each].name, own[each].type, own[each].size)
        for each in dict.fromkeys(hashes)
    )


def claimable(tx: Tx, actor: Actor, hashes: Sequence[str]) -> set[str]:
    """Return which files a report of the actor may name: knowing a hash is not enough, of a colleague's file either."""
    if not hashes:
        return set()
    owner, names = writing.owner_of(actor), {attachments.target(each): each for each in hashes}
    query = objects.select_objects().join(objects.reference, objects.reference.c.source == object_table.c.number)
    query = query.where(object_table.c.owner == owner, objects.reference.c.target.in_(list(names)))
    viewer = reading.viewer_of(tx.conn, actor, tx.now)
    query = access.seen_by(query, object_table.c.audience, viewer, tx.now)
    seen = tx.conn.execute(query.with_only_columns(objects.reference.c.target)).scalars()
    return {names[each] for each in seen} | attachments.uploaded(tx.conn, writing.author_of(actor), hashes)


def claimed(tx: Tx, actor: Actor, hashes: Collection[str]) -> None:
    """Let reports that name these files keep them from now on, instead of the actor's upload."""
    attachments.forget_uploads(tx, writing.author_of(actor), list(hashes))


def release(tx: Tx, owner: int, content: stix.ReportContent) -> None:
    """Drop the owner's rows of files that no report of its own names any more; `sweep` removes their content."""
    hashes = [each.sha256 for each in content.attachments]
    if hashes:
        attachments.drop_unused(tx, attachments.of_owner(owner, hashes))


def open_file(
    db: Database, actor: Actor | None, folder: Path, report_id: str, sha256: str, now: datetime
) -> tuple[Attachment, Path]:
    """Return a file of a report that the actor sees, and where its content lies.

    A report taken in from elsewhere may name any hash: only what its own partner added here is opened, and only where
    who took it in could have named it in a report of their own.
    """
    with reading.looking(db, actor, now) as (conn, viewer):
        stored = reading.find(conn, report_id, viewer, now)
        rows = reading.rows_of(conn, [stored], viewer, actor, now)
        kept = attachments.owned(conn, stored.owner, [sha256]).get(sha256)
        named = attachments.target(sha256) in objects.targets(conn, stored.number)
    content = stix.report_content(stix.load(stored.body))
    found = next((each for each in content.attachments if each.sha256 == sha256), None) if content else None
    path = folder / sha256[:2] / sha256
    if found is None or kept is None or not named or not path.is_file():
        raise NotFound()
    reading.audit_reading(db, actor, rows, now)
    return Attachment(sha256, found.name[:MOST_LETTERS], kept.type, kept.size), path


def sweep(db: Database, folder: Path, now: datetime) -> int:
    """Remove files that no row names, and rows older than a day that no report of theirs names; say how many files."""
    before = microseconds(now - timedelta(hours=UNCLAIMED_HOURS))

    def write(tx: Tx) -> None:
        attachments.drop_uploads(tx, before)
        attachments.drop_unused(tx, attachments.kept_before(before))

    db.write(write, now)
    return sum(_removed(db, folder, path, now) for path in sorted(folder.glob("??/*")))


def _removed(db: Database, folder: Path, path: Path, now: datetime) -> bool:
    """Remove a file that is old and that no row names, while nobody lays one down; say whether it went."""
    with held(folder, fcntl.LOCK_EX), db.read(system=True) as conn:
        if path.stat().st_mtime >= now.timestamp() - UNCLAIMED_HOURS * 3600 or attachments.known(conn, path.name):
            return False
        path.unlink()
        return True


@contextmanager
def held(folder: Path, how: int = fcntl.LOCK_SH) -> Iterator[None]:
    """Hold the folder of files: together with others who add a file, or alone to remove one."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, how)
        yield
    finally:
        os.close(descriptor)


def _plain_name(name: str) -> str:
    base = re.split(r"[\\/]", name)[-1].strip()
    plain = "".join(char for char in base if char.isprintable() and char not in '<>:"|?*').strip(". ")
    if not plain or "." not in plain or len(plain) > MOST_LETTERS:
        raise BadRequest(
            faults=[Fault("name", f"give a file name with an extension, of at most {MOST_LETTERS} characters")]
        )
    return plain


def _checked_type(name: str, data: bytes) -> str:
    """Return the media type that name and content agree on, or refuse the file."""
    extension = name.rsplit(".", 1)[-1].lower()
    if extension in TEXTS:
        if not documents.is_text(data):
            raise WrongMediaType(f"{name} is not text in UTF-8, as its name says.")
        return TEXTS[extension]
    if extension not in TYPES:
        known = ", ".join(sorted({*TYPES, *TEXTS}))
        raise WrongMediaType(f"Files of type .{extension} are not taken. Taken are: {known}.")
    guess = filetype.guess(data)
    if guess is None or guess.mime != TYPES[extension]:
        found = "something else" if guess is None else guess.mime
        raise WrongMediaType(f"{name} holds {found}, not {TYPES[extension]} as its name says.")
    return TYPES[extension]


def _lay_down(folder: Path, sha256: str, data: bytes) -> None:
    """Write a file so that it is whole and durable before its row exists.

    Also one that lies there: how long it takes must not tell that another partner has the same.
    """
    place = folder / sha256[:2]
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place, delete=False) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, place / sha256)
    descriptor = os.open(place, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
