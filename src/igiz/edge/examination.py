"""What `igiz doctor` looks at beyond readiness: disk, clock, files, keys, the audit tree, the database's safety."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from igiz import edge
from igiz.core import audit, erasures
from igiz.core.db import APP_ROLE, Database
from igiz.core.ids import microseconds
from igiz.core.settings import MIB, Settings
from igiz.edge import checks
from igiz.edge.checks import Finding
from igiz.migrations.guards import GUARDED

LEAST_FREE_BYTES = 512 * MIB
OLDEST_SQLITE = (3, 40, 0)
OLDEST_POSTGRES = 15
FIRST_SENSIBLE_YEAR = 2025
CONSOLE = Path(edge.__file__).parent / "web" / "static" / "console" / "index.html"


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Look at everything, one finding after the other; what needs the database is left out where it does not answer."""
    yield from (clock(now), disk(settings), secret(settings), console())
    yield from (attachments(settings), journal(settings))
    absent = missing(settings)
    if absent is not None:
        yield absent
        return
    db = Database(settings.database.url)
    try:
        found = _safely("database", lambda: checks.readable(db))
        yield found
        if not found.ok:
            return
        yield checks.migrated(db)
        yield checks.writable(db)
        looks: tuple[tuple[str, Callable[[], Finding]], ...] = (
            ("courier", lambda: checks.delivering(db, now, None)),
            ("set aside", lambda: set_aside(db)),
            ("durability", lambda: sqlite(db) if db.sqlite else postgres(db)),
            ("time of the data", lambda: behind(db, now)),
            ("audit", lambda: audit_tree(db, settings, now)),
        )
        for name, look in looks:
            yield _safely(name, look)
    finally:
        db.close()


def missing(settings: Settings) -> Finding | None:
    """Find that there is no SQLite file yet, before looking would make an empty one."""
    url = sa.make_url(settings.database.url)
    if url.get_backend_name() != "sqlite" or not url.database or Path(url.database).exists():
        return None
    do = "Start `igiz serve`, which makes it, or correct [database] url."
    return Finding("database", False, f"there is no file {url.database}", do)


def _safely(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except (sa.exc.SQLAlchemyError, OSError, ValueError) as error:
        return Finding(name, False, " ".join(str(error).split())[:200], "Check the database and its rights.")


def clock(now: datetime) -> Finding:
    """Check that the clock of the machine can be right."""
    if now.year < FIRST_SENSIBLE_YEAR:
        return Finding(
            "clock", False, f"the clock says {now:%Y-%m-%d}", "Set the clock, and let it follow a time server."
        )
    return Finding("clock", True, f"{now:%Y-%m-%d %H:%M:%S} UTC")


def disk(settings: Settings) -> Finding:
    """Check that there is room to write."""
    folders = {_existing(settings.storage.attachments), _existing(settings.storage.erasures.parent)}
    url = sa.make_url(settings.database.url)
    if url.get_backend_name() == "sqlite" and url.database:
        folders.add(_existing(Path(url.database).parent))
    free = {folder: shutil.disk_usage(folder).free for folder in folders}
    folder = min(free, key=lambda each: free[each])
    what = f"{free[folder] // MIB} MiB free at {folder}"
    return Finding("disk", free[folder] >= LEAST_FREE_BYTES, what, "Make room, or move the data to a larger disk.")


def _existing(folder: Path) -> Path:
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    return place


def secret(settings: Settings) -> Finding:
    """Check that only their owner can read the secret and the audit key."""
    wrong, missing = [], []
    for path in (settings.security.secret_file, settings.audit.key_file):
        if not path.exists():
            missing.append(str(path))
        elif stat.S_IMODE(path.stat().st_mode) & 0o077:
            wrong.append(str(path))
    if wrong:
        return Finding("keys", False, f"others can read {', '.join(wrong)}", f"chmod 600 {' '.join(wrong)}")
    if missing:
        return Finding("keys", True, f"{', '.join(missing)}: not there; made at the first start, and only then")
    return Finding("keys", True, "readable by their owner alone")


def console() -> Finding:
    """Check that the console was built."""
    return Finding(
        "console",
        CONSOLE.is_file(),
        "built" if CONSOLE.is_file() else f"{CONSOLE.name} is not built",
        "Run `make setup`.",
    )


def attachments(settings: Settings) -> Finding:
    """Check that files can be kept."""
    folder = settings.storage.attachments
    place = _existing(folder)
    ok = place.is_dir() and os.access(place, os.W_OK | os.X_OK)
    what = f"{folder} {'can be written' if ok else 'cannot be written'}"
    return Finding("attachments", ok, what, "Give this process's user the right to write there.")


def journal(settings: Settings) -> Finding:
    """Check that the journal of erasures can be read and written."""
    path = settings.storage.erasures
    place = path if path.exists() else _existing(path.parent)
    do = "Give this process's user the right to write it."
    if not os.access(place, os.W_OK):
        return Finding("erasures", False, f"{path} cannot be written", do)
    try:
        return Finding("erasures", True, f"{len(erasures.read(path))} in {path}")
    except erasures.JournalError as error:
        return Finding("erasures", False, str(error), do)


def set_aside(db: Database) -> Finding:
    """Check that every message could be applied."""
    with db.read(system=True) as conn:
        count = checks.set_aside(conn)
    do = "Look at the errors in the table set_aside and report them."
    return Finding("set aside", count == 0, f"{count} could not be applied", do)


def sqlite(db: Database) -> Finding:
    """Check SQLite's version, and that an acknowledged write survives a power cut."""
    with db.read() as conn:
        version = str(conn.exec_driver_sql("SELECT sqlite_version()").scalar())
        mode = str(conn.exec_driver_sql("PRAGMA journal_mode").scalar())
        synchronous = conn.exec_driver_sql("PRAGMA synchronous").scalar()
    what = f"SQLite {version}, journal {mode}, synchronous {synchronous}"
    if tuple(map(int, version.split("."))) < OLDEST_SQLITE:
        return Finding("durability", False, what, "Install a Python with SQLite 3.40 or newer.")
    ok = mode == "wal" and synchronous is not None and int(synchronous) >= 2
    return Finding("durability", ok, what, "Put the database on a local disk, where write-ahead logging works.")


def postgres(db: Database) -> Finding:
    """Check PostgreSQL's version, that the acting role cannot pass row-level security, and that it is on."""
    with db.read() as conn:
        version = int(conn.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000
        role = conn.exec_driver_sql("SELECT current_user").scalar_one()
        strong = conn.exec_driver_sql(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).scalar_one()
        durable = conn.exec_driver_sql("SHOW synchronous_commit").scalar_one() not in ("off", "local")
        query = sa.text("SELECT relname FROM pg_class WHERE relrowsecurity AND relname IN :names")
        names = query.bindparams(sa.bindparam("names", expanding=True))
        guarded = set(conn.execute(names, {"names": list(GUARDED)}).scalars())
    what = f"PostgreSQL {version}, acting as {role}, row-level security on {len(guarded)} of {len(GUARDED)} tables"
    if version < OLDEST_POSTGRES:
        return Finding("durability", False, what, f"Install PostgreSQL {OLDEST_POSTGRES} or newer.")
    if strong or role != APP_ROLE or guarded != set(GUARDED):
        return Finding("durability", False, what, f"Grant {APP_ROLE} to the role of [database] url, and migrate.")
    return Finding("durability", durable, what, "Set synchronous_commit to on: a write is lost otherwise.")


def behind(db: Database, now: datetime) -> Finding:
    """Check that the clock does not stand behind what was written already."""
    with db.read() as conn:
        last = int(conn.execute(sa.text("SELECT last FROM position WHERE id = 1")).scalar_one())
    ahead = timedelta(microseconds=max(0, last - microseconds(now)))
    do = "Set the clock of the machine: what was written last lies in the future."
    return Finding("time of the data", ahead < timedelta(minutes=5), f"the data is {ahead.seconds} s ahead", do)


def audit_tree(db: Database, settings: Settings, now: datetime) -> Finding:
    """Compute the audit tree again and compare it with the last checkpoint."""
    do = "Keep this database as it is, and compare it with a witness's checkpoint and a backup."
    signing = checks.signing(db, settings)
    if not signing.ok:
        return Finding("audit", False, signing.what, signing.do)
    with db.read(system=True) as conn:
        key, last, size = audit.key_in_force(conn), audit.last_head(conn), audit.size(conn)
        wrong = [] if key is None else audit.check(conn, key)
    if last is None:
        what = "1 leaf, not signed yet" if size == 1 else f"{size} leaves, none of them signed yet"
        return Finding("audit", size == 0, what, "Start `igiz serve` or `igiz work`: one of them signs.")
    if wrong:
        return Finding("audit", False, "; ".join(wrong), do)
    age = now - datetime.fromtimestamp(last.at / 1e6, UTC)
    late = last.size < size and age > 3 * timedelta(minutes=settings.audit.checkpoint_minutes)
    minutes = f"{age.total_seconds() / 60:.0f} min"
    what = f"{size} {'leaf' if size == 1 else 'leaves'}, {last.size} of them signed {minutes} ago"
    return Finding("audit", not late, what, "Start `igiz serve` or `igiz work`: one of them signs.")
