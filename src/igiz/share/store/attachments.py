"""Attachments: their rows; the content lies in a folder by SHA-256."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Connection, ForeignKey, Integer, String

from igiz.core.access import principal
from igiz.core.db import Tx
from igiz.core.ids import microseconds
from igiz.core.register import Processing, declare
from igiz.share.model.report import Attachment
from igiz.share.store.drafts import draft
from igiz.share.store.objects import object_table, reference

attachment = declare(
    "attachment",
    Column("sha256", String(64), primary_key=True),
    Column("owner", Integer, ForeignKey("principal.id"), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("type", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    processing=Processing(
        "files that belong to a report",
        "the sharing partner's own",
        "as the report; without one a day, or as the draft that names it",
        controller="owner",
        regime="owner",
        personal=True,
    ),
)
upload = declare(
    "upload",
    Column("sha256", String(64), primary_key=True),
    Column("person", Integer, ForeignKey("principal.id"), primary_key=True),
    Column("owner", Integer, ForeignKey("principal.id"), nullable=False),
    Column("at", BigInteger, nullable=False),
    processing=Processing(
        "who added a file that no report of theirs names yet: they alone may name it",
        "the sharing partner's own",
        "until a report names it; else a day, or as long as a draft of theirs names it",
        controller="owner",
        regime="owner",
        personal=True,
    ),
)


def target(sha256: str) -> str:
    """Return under which name a report refers to a file."""
    return f"attachment:{sha256}"


def keep(tx: Tx, owner: int, person: int, file: Attachment) -> None:
    """Keep the row of a file of an owner, under its latest name, and who added it."""
    forget_uploads(tx, person, [file.sha256])
    tx.conn.execute(sa.insert(upload).values(sha256=file.sha256, person=person, owner=owner, at=microseconds(tx.now)))
    tx.conn.execute(sa.delete(attachment).where(attachment.c.sha256 == file.sha256, attachment.c.owner == owner))
    tx.conn.execute(
        sa.insert(attachment).values(
            sha256=file.sha256, owner=owner, name=file.name, type=file.type, size=file.size, at=microseconds(tx.now)
        )
    )


def owned(conn: Connection, owner: int, hashes: Sequence[str]) -> dict[str, Attachment]:
    """Return the files of an owner among these."""
    query = sa.select(attachment).where(attachment.c.owner == owner, attachment.c.sha256.in_(list(hashes)))
    return {row.sha256: Attachment(row.sha256, row.name, row.type, row.size) for row in conn.execute(query)}


def uploaded(conn: Connection, person: int, hashes: Sequence[str]) -> set[str]:
    """Return which of these files a person added that no report of theirs named since."""
    query = sa.select(upload.c.sha256).where(upload.c.person == person, upload.c.sha256.in_(list(hashes)))
    return set(conn.execute(query).scalars())


def forget_uploads(tx: Tx, person: int, hashes: Sequence[str]) -> None:
    """Forget that a person added these files: a report names them now."""
    tx.conn.execute(sa.delete(upload).where(upload.c.person == person, upload.c.sha256.in_(list(hashes))))


def drop_uploads(tx: Tx, before: int) -> None:
    """Forget what was added before a moment and stands in no draft of who added it."""
    drafted = (
        sa.select(draft.c.id)
        .join(principal, principal.c.ref == draft.c.person)
        .where(principal.c.id == upload.c.person, draft.c.body.contains(upload.c.sha256))
    )
    tx.conn.execute(sa.delete(upload).where(upload.c.at < before, ~drafted.exists()))


def drop_unused(tx: Tx, *conditions: sa.ColumnElement[bool]) -> None:
    """Drop the rows of files that no report of their own owner and nobody's upload names, where the conditions hold."""
    used = (
        sa.select(reference.c.source)
        .join(object_table, object_table.c.number == reference.c.source)
        .where(
            reference.c.target == sa.literal("attachment:") + attachment.c.sha256,
            object_table.c.owner == attachment.c.owner,
        )
    )
    added = sa.select(upload.c.sha256).where(
        upload.c.sha256 == attachment.c.sha256, upload.c.owner == attachment.c.owner
    )
    tx.conn.execute(sa.delete(attachment).where(*conditions, ~used.exists(), ~added.exists()))


def kept_before(at: int) -> sa.ColumnElement[bool]:
    """Choose what was kept before a moment in microseconds."""
    return attachment.c.at < at


def of_owner(owner: int, hashes: Sequence[str]) -> sa.ColumnElement[bool]:
    """Choose some files of one owner."""
    return sa.and_(attachment.c.owner == owner, attachment.c.sha256.in_(list(hashes)))


def known(conn: Connection, sha256: str) -> bool:
    """Say whether any row names a file."""
    return conn.execute(sa.select(attachment.c.sha256).where(attachment.c.sha256 == sha256)).first() is not None
