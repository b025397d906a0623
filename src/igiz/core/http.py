"""What every part's routes share: the application's database and clock, pages of results, entity tags."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Protocol

from fastapi import Request, Response
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from igiz.core.db import Database
from igiz.core.errors import BadRequest, Fault
from igiz.core.ids import YEARS


def _in_reach(value: datetime) -> datetime:
    if value.year not in YEARS:
        raise ValueError(f"give a moment from {YEARS[0]} to {YEARS[-1]}")
    return value


Moment = Annotated[AwareDatetime, AfterValidator(_in_reach)]
"""A moment as it is sent: with its zone, and near enough to reckon with."""


class Clock(Protocol):
    """Tells the moment of the zone, aware UTC."""

    def now(self) -> datetime:
        """Return the moment."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a request needs of the application."""

    db: Database
    now: datetime


class Camel(BaseModel):
    """Base of the validation classes: camelCase outside, unknown keys refused."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


def context(request: Request) -> Context:
    """Return the database and the moment of this request (a FastAPI dependency)."""
    return Context(request.app.state.db, request.app.state.clock.now())


def cursor_of(position: int) -> str:
    """Return an opaque cursor for a position."""
    return base64.urlsafe_b64encode(position.to_bytes(8, "big")).decode().rstrip("=")


def position_of(cursor: str) -> int:
    """Return the position of a cursor, or refuse it."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        if len(raw) != 8 or raw[0] > 0x7F:
            raise ValueError
    except ValueError:
        raise BadRequest(faults=[Fault("cursor", "not a cursor of this list: take it from `next`")]) from None
    return int.from_bytes(raw, "big")


def etag(value: Any) -> str:
    """Return the entity tag of a JSON value."""
    return '"' + hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:32] + '"'


def tagged(request: Request, response: Response, value: Any) -> Any:
    """Set the ETag of an answer; answer 304 when the caller has it already."""
    tag = etag(value)
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return value
