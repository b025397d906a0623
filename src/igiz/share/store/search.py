"""Full-text search over titles and texts: newest first, never by relevance (that would count hidden documents).

What a word is, is decided here alone and is the same on both databases: a run of letters and digits, without case and
accents. So an address is found by each of its parts, and a database's own ideas of hosts and numbers play no part.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, Connection, ForeignKey, Integer, Select, Text
from sqlalchemy.dialects.postgresql import TSQUERY

from igiz.core.db import Tx, many
from igiz.core.register import Processing, declare
from igiz.share.store.objects import object_table

object_text = declare(
    "object_text",
    Column("number", Integer, ForeignKey("object.number", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("audience", Integer, ForeignKey("audience.id"), nullable=False),
    Column("text", Text, nullable=False),
    processing=Processing("find what one may see", "public task", "as the object", controller="owner", regime="owner"),
)

object_words = sa.table("object_words")
FINDABLE = "findable_text"
"""The view by which PostgreSQL is asked: the texts of what the viewer sees (`igiz.migrations.guards`)."""
findable = sa.table(FINDABLE, sa.column("number", Integer), sa.column("text", Text))
LONGEST_TEXT = 100_000
"""Characters by which an object is found; PostgreSQL indexes no more than a megabyte."""
LONGEST_WORD = 100
"""Characters by which a word is told from another."""
MOST_WORDS = 8
"""Words of a question that count."""
_WORD = re.compile(r"[^\W_]+")

SQLITE_DDL = (
    "CREATE VIRTUAL TABLE object_words USING fts5(text, content='object_text', content_rowid='number', "
    "detail=none, columnsize=0, tokenize='ascii')",
    "CREATE TRIGGER object_text_gone AFTER DELETE ON object_text BEGIN "
    "INSERT INTO object_words(object_words, rowid, text) VALUES ('delete', old.number, old.text); END",
)
POSTGRES_DDL = (
    "CREATE INDEX object_text_words ON object_text USING gin (array_to_tsvector(string_to_array(text, ' ')))",
)


def words_of(text: str) -> list[str]:
    """Return the different words of a text, in its order."""
    if text.isascii():
        plain = text.lower()
    else:
        folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
        plain = "".join(each for each in folded if not unicodedata.category(each).startswith("M"))
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in _WORD.findall(plain)))


def index(tx: Tx, texts: Sequence[tuple[int, int, str]]) -> None:
    """Make objects (number, audience, text) findable by their words; what was found before must be forgotten first.

    On SQLite the words are added here, not by a trigger: FTS5 writes out what it holds for each row of a trigger.
    """
    rows = [
        (number, audience, " ".join(words_of(text[:LONGEST_TEXT]))[:LONGEST_TEXT]) for number, audience, text in texts
    ]
    many(tx.conn, object_text, "number audience text", rows)
    if tx.conn.dialect.name == "sqlite":
        many(tx.conn, object_words, "rowid text", [(number, words) for number, _audience, words in rows])


def readdress(tx: Tx, number: int, audience: int) -> None:
    """Let the readers of another audience find an object."""
    tx.conn.execute(sa.update(object_text).where(object_text.c.number == number).values(audience=audience))


def forget(tx: Tx, number: int) -> None:
    """Make an object no longer findable."""
    tx.conn.execute(sa.delete(object_text).where(object_text.c.number == number))


def narrow(conn: Connection, query: Select[Any], words: str) -> Select[Any]:
    """Keep of a selection of objects those in which all words occur; the last may be a beginning."""
    terms = words_of(words)[:MOST_WORDS]
    if not terms:
        return query
    if conn.dialect.name == "sqlite":
        match = " ".join(f'"{term}"' for term in terms[:-1]) + f' "{terms[-1]}"*'
        found = sa.text("SELECT rowid FROM object_words WHERE object_words MATCH :words").bindparams(words=match)
        return query.where(object_table.c.number.in_(found.columns(sa.column("rowid", Integer))))
    match = " & ".join([*(f"'{term}'" for term in terms[:-1]), f"'{terms[-1]}':*"])
    there = sa.func.array_to_tsvector(sa.func.string_to_array(findable.c.text, sa.literal_column("' '")))
    matching = there.op("@@")(sa.cast(match, TSQUERY))
    return query.join(findable, findable.c.number == object_table.c.number).where(matching)
