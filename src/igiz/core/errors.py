"""What can go wrong for a caller, as RFC 9457 problems: services raise them, the edge renders them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in what was sent: where (JSON pointer, line, field) and what to do."""

    where: str
    what: str


class Problem(Exception):
    """A refusal that the caller can understand and act on."""

    status = 500
    title = "Something went wrong"
    slug = "internal"

    def __init__(self, detail: str = "", *, slug: str | None = None, faults: Sequence[Fault] = ()) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.slug = slug or self.slug
        self.faults = tuple(faults)
        self.headers: dict[str, str] = {}


class BadRequest(Problem):
    """What was sent does not hold together."""

    status, title, slug = 400, "The request is not valid", "bad-request"


class Unauthenticated(Problem):
    """Nobody is signed in, or the credentials are wrong."""

    status, title, slug = 401, "Sign in first", "sign-in-needed"


class Forbidden(Problem):
    """The actor's roles or scopes do not open this verb (never used to hide an object)."""

    status, title, slug = 403, "Your roles do not allow this", "not-allowed"


class NotFound(Problem):
    """The object does not exist, or the viewer may not see it: the same words for both."""

    status, title, slug = 404, "Nothing here that you may see", "not-found"


class TooSlow(Problem):
    """What was to be sent did not come in time."""

    status, title, slug = 408, "The request did not come in time", "too-slow"


class Conflict(Problem):
    """The state of the object does not allow this verb now."""

    status, title, slug = 409, "That is not possible now", "conflict"


class Stale(Problem):
    """The object changed since the caller read it (If-Match)."""

    status, title, slug = 412, "Someone else changed this too", "stale"


class TooLarge(Problem):
    """More was sent than this instance accepts."""

    status, title, slug = 413, "Too large", "too-large"


class WrongMediaType(Problem):
    """The body is not of a type that this address accepts."""

    status, title, slug = 415, "This type of content is not accepted here", "wrong-media-type"


class ConditionMissing(Problem):
    """An edit came without the version it edits (If-Match)."""

    status, title, slug = 428, "Say which version you edit", "condition-missing"


class TooMany(Problem):
    """The caller asks more often than allowed."""

    status, title, slug = 429, "Too many requests", "too-many"
