"""What the tables alone do not say: first rows, search, and on PostgreSQL the role and row-level security."""

from collections.abc import Sequence

from alembic import op

from igiz.core.db import APP_ROLE
from igiz.share.store.search import FINDABLE, POSTGRES_DDL, SQLITE_DDL

SYSTEM = "current_setting('igiz.system', true) = 'on'"
MINE = "ANY (coalesce(nullif(current_setting('igiz.principals', true), ''), '{}')::int[])"
ME = f"(SELECT p.ref FROM principal p WHERE p.id = {MINE})"
_OPEN = (
    f"FROM visible v WHERE v.principal = {MINE} "
    "AND v.valid_from <= nullif(current_setting('igiz.now', true), '')::bigint "
    "AND v.valid_until > nullif(current_setting('igiz.now', true), '')::bigint "
    "AND v.min_level <= nullif(current_setting('igiz.level', true), '')::int"
)
SEEN = f"IN (SELECT v.audience {_OPEN})"
SEEN_AT_ONCE = f"(SELECT range_agg(int4range(v.audience, v.audience, '[]')) {_OPEN})"
"""The same as one value, computed once per query: the planner then weighs a search as if there were no lock."""
_OF_OBJECT = "EXISTS (SELECT 1 FROM object o WHERE o.number = {column}{more})"
GUARDED = {
    # by the audience of the row itself
    "object": f"audience {SEEN}",
    "object_version": f"audience {SEEN}",
    "tombstone": f"audience {SEEN}",
    "sharing_group": f"audience {SEEN}",
    "event": f"audience {SEEN}",
    "audience": f"id {SEEN}",
    "audience_ref": f"audience {SEEN}",
    "object_text": f"audience {SEEN}",
    # by the object that the row belongs to, which is guarded itself
    "reference": _OF_OBJECT.format(column="reference.source", more=""),
    "disclosure": _OF_OBJECT.format(
        column="disclosure.object", more=f" AND (disclosure.recipient = {MINE} OR o.owner = {MINE})"
    ),
    "attachment": "EXISTS (SELECT 1 FROM reference r JOIN object o ON o.number = r.source "
    "WHERE r.target = 'attachment:' || attachment.sha256 AND o.owner = attachment.owner)",
    "membership": 'EXISTS (SELECT 1 FROM sharing_group g WHERE g.id = membership."group")',
    # by the principal or person that it was told to
    "feed": f"principal = {MINE}",
    "shown": f"principal = {MINE} AND audience {SEEN}",
    "announcement": f"principal = {MINE} AND audience {SEEN}",
    "taxii_status": f"poster = {MINE}",
    "draft": f"person IN {ME}",
    "upload": f"person = {MINE}",
    "audit_leaf": f"partner IN {ME}",
    # by nobody: the instance alone reads them
    "outbox": "false",
    "set_aside": "false",
    "erasure": "false",
}
"""Every table that holds content or betrays that something hidden exists, and which of its rows a viewer may see.

`visible` and `audience_count` are left out: the lock itself asks the one, and a page is planned by the sum of the
other. Both hold numbers alone, which never leave.
"""


def first_rows() -> None:
    """Add the rows that must always be there: the counter of positions and the principal of everyone."""
    op.execute("INSERT INTO position (id, last) VALUES (1, 0)")
    op.execute("INSERT INTO principal (ref) VALUES ('public')")


def search() -> None:
    """Make texts findable.

    On PostgreSQL through a view with the lock inside it: a policy alone would keep the index from being used, since
    what compares words is not known to keep secrets from whoever writes the query.
    """
    for statement in SQLITE_DDL if _sqlite() else POSTGRES_DDL:
        op.execute(statement)
    if not _sqlite():
        op.execute(
            f"CREATE VIEW {FINDABLE} AS SELECT number, text FROM object_text "
            f"WHERE CASE WHEN {SEEN_AT_ONCE} @> audience THEN true ELSE false END"
        )


def unsearch() -> None:
    """Take the search away."""
    op.execute("DROP TABLE IF EXISTS object_words" if _sqlite() else f"DROP VIEW IF EXISTS {FINDABLE}")


def guard(tables: Sequence[str] = ()) -> None:
    """On PostgreSQL let a role without rights of its own act, and let it see only those rows of these tables."""
    if _sqlite():
        return
    op.execute(
        f"DO $$ BEGIN CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    op.execute(f"GRANT {APP_ROLE} TO CURRENT_USER")
    op.execute(
        f"DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %I TO {APP_ROLE}', current_schema()); "
        f"EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO {APP_ROLE}', "
        "current_schema()); "
        f"EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO {APP_ROLE}', current_schema()); "
        "END $$"
    )
    for table in tables:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY seen ON {table} USING ({SYSTEM} OR {GUARDED[table]})")


def unguard(tables: Sequence[str]) -> None:
    """Take row-level security away; the role stays, other databases of the server may use it."""
    for table in () if _sqlite() else tables:
        op.execute(f"DROP POLICY IF EXISTS seen ON {table}")


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
