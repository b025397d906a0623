"""Passwords: argon2id, the same time for a login that exists and one that does not, few at a time."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from igiz.core.errors import BadRequest, Fault

MAX_LENGTH = 1000
HASHER = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
"""32 MiB and three passes: above OWASP's least, and two at a time fit in the memory of the server."""
_AT_A_TIME = threading.BoundedSemaphore(2)


def hashed(password: str, min_length: int) -> str:
    """Return the hash of a new password, or refuse it."""
    if not min_length <= len(password) <= MAX_LENGTH:
        raise BadRequest(
            faults=[Fault("password", f"has {len(password)} characters: give {min_length} to {MAX_LENGTH}")]
        )
    with _AT_A_TIME:
        return HASHER.hash(password)


def fits(known: str | None, password: str) -> bool:
    """Say whether a password fits a hash; without a hash it takes as long and never does."""
    with _AT_A_TIME:
        try:
            HASHER.verify(known or _nobodys(), password)
        except (VerificationError, InvalidHashError):
            return False
    return known is not None


@cache
def _nobodys() -> str:
    return HASHER.hash("the password of nobody")
