"""The measure level over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from igiz.core.db import Database
from igiz.core.http import Camel, Context, Moment, context, cursor_of, position_of
from igiz.zone.model.actor import Actor
from igiz.zone.model.level import Decision, Level
from igiz.zone.routes.callers import problems, signed_in
from igiz.zone.routes.shapes import TextShape, text_shape
from igiz.zone.service import levels, partners

MOST = 1000


class AuthorityShape(Camel):
    """The partner that decided."""

    id: str
    name: TextShape


class LevelShape(Camel):
    """A measure level: until when it holds and what follows then. The base, before any decision, has no authority."""

    id: str | None
    level: Annotated[int, Field(ge=1, le=5)]
    start: datetime | None = Field(validation_alias="from", serialization_alias="from")
    until: datetime | None
    then: Annotated[int, Field(ge=1, le=5)] | None
    reason: str
    lang: str
    authority: AuthorityShape | None


class LevelWish(Camel):
    """A level to decide from now on; above the base it needs a reason and an end.

    At the end it is again what it was before, and no higher than `then`.
    """

    level: Annotated[int, Field(ge=1, le=5)]
    reason: Annotated[str, Field(max_length=2000)] = ""
    lang: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)] = "nl"
    until: Moment | None = None
    then: Annotated[int, Field(ge=1, le=5)] | None = None


class LevelList(Camel):
    """What was decided, newest first."""

    items: list[LevelShape]
    next: str | None
    total: int
    total_capped: bool


def router() -> APIRouter:
    """Return the routes of the measure level."""
    routes = APIRouter(prefix="/v1", tags=["zone"])
    routes.add_api_route(
        "/measure-levels",
        list_levels,
        methods=["GET"],
        operation_id="listMeasureLevels",
        summary="What was decided about the measure level, newest first",
        response_model=LevelList,
        responses=problems(400, 401),
    )
    routes.add_api_route(
        "/measure-levels",
        decide_level,
        methods=["POST"],
        status_code=201,
        operation_id="decideMeasureLevel",
        summary="Decide the measure level, with a reason and an end",
        response_model=LevelShape,
        responses=problems(400, 401, 403),
    )
    return routes


def list_levels(
    limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
    cursor: Annotated[str | None, Query(max_length=40)] = None,
    ctx: Context = Depends(context),
    actor: Actor = Depends(signed_in),
) -> LevelList:
    """List the decisions about the measure level."""
    before = position_of(cursor) if cursor is not None else None
    found, total = levels.decisions(ctx.db, before=before, limit=limit + 1)
    page = found[:limit]
    names = authorities(ctx.db)
    return LevelList(
        items=[_decision_shape(each, names) for _, each in page],
        next=cursor_of(page[-1][0]) if len(found) > limit else None,
        total=total,
        total_capped=False,
    )


def decide_level(wish: LevelWish, ctx: Context = Depends(context), actor: Actor = Depends(signed_in)) -> LevelShape:
    """Decide the measure level for the decider's authority."""
    made = levels.decide_level(
        ctx.db,
        actor,
        level=wish.level,
        reason=wish.reason,
        lang=wish.lang,
        until=wish.until,
        then=wish.then,
        now=ctx.now,
    )
    return level_shape(ctx.db, made)


def level_shape(db: Database, level: Level) -> LevelShape:
    """Return the JSON of the level that holds."""
    return LevelShape(
        id=level.decision,
        level=level.level,
        start=level.start,
        until=level.until,
        then=level.then,
        reason=level.reason,
        lang=level.lang,
        authority=None if level.authority is None else authorities(db).get(level.authority),
    )


def authorities(db: Database) -> dict[str, AuthorityShape]:
    """Return the JSON of every partner as the one that decided."""
    with db.read() as conn:
        return {each.id: AuthorityShape(id=each.id, name=text_shape(each.name)) for each in partners.partners(conn)}


def _decision_shape(decision: Decision, names: dict[str, AuthorityShape]) -> LevelShape:
    return LevelShape(
        id=decision.id,
        level=decision.level,
        start=decision.start,
        until=decision.until,
        then=decision.then,
        reason=decision.reason,
        lang=decision.lang,
        authority=names.get(decision.authority),
    )
