"""Identifiers that may leave the instance: random, in the form of STIX 2.1 (`noun--uuid4`)."""

import hashlib
import re
import uuid
from datetime import UTC, datetime

ID_PATTERN = r"^[a-z0-9][a-z0-9-]{1,249}--[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
_ID = re.compile(ID_PATTERN)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
YEARS = range(1970, 9000)
"""Of moments that come in: what is reckoned with them stays among those that can be told."""


def new_id(noun: str) -> str:
    """Return a new random identifier for a noun."""
    return f"{noun}--{uuid.uuid4()}"


def repeatable_id(noun: str, who: str, key: str | None, content: object) -> str:
    """Return the identifier that a command with this idempotency key and content makes: the same when repeated.

    The same key with other content is another command.
    """
    if key is None:
        return new_id(noun)
    digest = hashlib.sha256(f"{noun} {who} {key} {content!r}".encode("utf-8", "surrogatepass")).digest()
    return f"{noun}--{uuid.UUID(bytes=digest[:16], version=4)}"


def is_id(text: str, noun: str | None = None) -> bool:
    """Say whether a text has the form of an identifier (of that noun)."""
    return bool(_ID.match(text)) and (noun is None or text.split("--", 1)[0] == noun)


def microseconds(moment: datetime) -> int:
    """Return an aware moment as microseconds since 1970, the unit of positions and of visibility."""
    delta = moment - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def moment(value: int) -> datetime:
    """Return microseconds since 1970 as an aware UTC moment."""
    return datetime.fromtimestamp(value // 1_000_000, UTC).replace(microsecond=value % 1_000_000)
