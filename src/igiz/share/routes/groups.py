"""Sharing groups over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from igiz.core.http import Camel, Context, Moment, context
from igiz.share.routes import shapes
from igiz.share.service import groups
from igiz.zone.model.actor import Actor
from igiz.zone.routes.callers import signed_in

router = APIRouter(prefix="/v1", tags=["groups"])
Here = Annotated[Context, Depends(context)]
Who = Annotated[Actor, Depends(signed_in)]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=shapes.OneLine)]
Metres = Annotated[int, Field(ge=0, le=5000)]


class GroupIn(Camel):
    """A new group; `precisionM` metres is how exact its members get places (0: exact)."""

    name: Name
    purpose: str = Field("", max_length=2000, pattern=shapes.Lines)
    precision_m: Metres = 0


class GroupEdit(Camel):
    """What changes of a group."""

    name: Name | None = None
    purpose: str | None = Field(None, max_length=2000, pattern=shapes.Lines)
    precision_m: Metres | None = None


class MemberIn(Camel):
    """A partner to let in, until a moment, from a measure level on."""

    partner: shapes.Id
    until: Moment | None = None
    min_level: shapes.Level | None = None


class Groups(Camel):
    """The groups that one's partner is in."""

    items: list[shapes.GroupOut]


@router.get("/groups", operation_id="listGroups", summary="List the groups you are in")
def list_groups(here: Here, who: Who) -> Groups:
    return Groups(items=[shapes.group_out(each) for each in groups.visible_groups(here.db, who, here.now)])


@router.post("/groups", operation_id="createGroup", summary="Make a group", status_code=201)
def create_group(here: Here, who: Who, sent: GroupIn) -> shapes.GroupOut:
    return shapes.group_out(groups.create(here.db, who, sent.name, sent.purpose, sent.precision_m, here.now))


@router.get("/groups/{id}", operation_id="getGroup", summary="Read a group you are in")
def get_group(here: Here, who: Who, id: str) -> shapes.GroupOut:
    return shapes.group_out(groups.group(here.db, who, id, here.now))


@router.patch("/groups/{id}", operation_id="changeGroup", summary="Change a group you own")
def change_group(here: Here, who: Who, id: str, sent: GroupEdit) -> shapes.GroupOut:
    changed = groups.change(
        here.db, who, id, here.now, name=sent.name, purpose=sent.purpose, precision_m=sent.precision_m
    )
    return shapes.group_out(changed)


@router.post("/groups/{id}/members", operation_id="addMember", summary="Let a partner into a group", status_code=201)
def add_member(here: Here, who: Who, id: str, sent: MemberIn) -> shapes.GroupOut:
    found = groups.invite(here.db, who, id, sent.partner, sent.until, sent.min_level or 1, here.now)
    return shapes.group_out(found)


@router.delete(
    "/groups/{id}/members/{partner}", operation_id="removeMember", summary="End a membership", status_code=204
)
def remove_member(here: Here, who: Who, id: str, partner: str) -> None:
    groups.remove(here.db, who, id, partner, here.now)
