"""What a list or a bundle of shared objects is narrowed to, over HTTP."""

from pydantic import Field

from igiz.core.http import Camel, Moment
from igiz.share.model.report import Filters
from igiz.share.routes import shapes

TypeName = r"^[a-z0-9-]{2,250}$"


class Narrowing(Camel):
    """What shared objects are narrowed to; the type `any` is all of them."""

    type: str = Field("any", pattern=TypeName)
    severity: list[shapes.Severity] = Field(default=[], max_length=5)
    kind: str | None = Field(None, max_length=60, pattern=shapes.OneLine)
    owner: shapes.Id | None = None
    since: Moment | None = Field(None, alias="from")
    until: Moment | None = None
    q: str | None = Field(None, max_length=200, pattern=shapes.OneLine)

    def noun(self) -> Filters:
        """Return the filters."""
        kind = None if self.type == "any" else self.type
        words = (self.q or "").strip() or None
        return Filters(kind, tuple(self.severity), self.kind, self.owner, self.since, self.until, words)
