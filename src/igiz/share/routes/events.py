"""Events of the zone over HTTP: list, read, add, change, cancel, and exchange as iCalendar."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from pydantic import Field

from igiz.core.errors import BadRequest, ConditionMissing, Fault, Stale, WrongMediaType
from igiz.core.http import Camel, Context, Moment, context, cursor_of, position_of, tagged
from igiz.share.model.audience import Recipient
from igiz.share.model.draft import Marking
from igiz.share.model.happening import Happening
from igiz.share.model.marking import Tlp
from igiz.share.routes import shapes
from igiz.share.service import happenings
from igiz.zone.model.actor import Actor
from igiz.zone.model.event import Event, EventKind, EventStatus, Place
from igiz.zone.routes.callers import reader

router = APIRouter(tags=["events"])
Here = Annotated[Context, Depends(context)]
Who = Annotated[Actor, Depends(reader)]
LIMIT = 100
CALENDAR = "text/calendar"
ICS: dict[int | str, dict[str, Any]] = {
    200: {"description": "An iCalendar file (RFC 5545)", "content": {CALENDAR: {"schema": {"type": "string"}}}}
}
Words = Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]
Expected = Annotated[int, Field(ge=0, le=10_000_000)]
Lang = Literal["nl", "en"]
Status = Literal["confirmed", "tentative", "cancelled"]


class EventIn(Camel):
    """An event as it is added; a demonstration may have a `route` and never an organiser."""

    title: Words
    lang: Lang = "nl"
    kind: EventKind
    start: Moment = Field(alias="from")
    until: Moment
    place: shapes.GeometryBody | None = None
    place_name: str | None = Field(None, min_length=1, max_length=300)
    organiser: str | None = Field(None, min_length=1, max_length=300)
    expected: Expected | None = None
    route: shapes.GeometryBody | None = None
    status: Status = "confirmed"
    marking: shapes.MarkingBody = Field(default_factory=lambda: shapes.MarkingBody.model_validate({}))

    def noun(self) -> Event:
        """Return the event, still without an identifier."""
        return Event(
            "",
            self.kind,
            self.title.strip(),
            self.lang,
            self.start,
            self.until,
            _place(self.place, self.place_name),
            self.organiser,
            self.expected,
            _route(self.route),
            EventStatus(self.status),
        )


class EventEdit(Camel):
    """What changes of an event; what is left out stays as it is."""

    title: Words | None = None
    lang: Lang | None = None
    kind: EventKind | None = None
    start: Moment | None = Field(None, alias="from")
    until: Moment | None = None
    place: shapes.GeometryBody | None = None
    place_name: str | None = Field(None, min_length=1, max_length=300)
    organiser: str | None = Field(None, min_length=1, max_length=300)
    expected: Expected | None = None
    route: shapes.GeometryBody | None = None
    status: Status | None = None
    marking: shapes.MarkingBody | None = None

    def edit(self) -> Callable[[Event], Event]:
        """Return the change as a function of the event that was."""
        given = self.model_fields_set
        missing = {"title", "lang", "kind", "start", "until", "status"} & given
        empty = sorted(name for name in missing if getattr(self, name) is None)
        if empty:
            outside = {"start": "from"}
            raise BadRequest(
                faults=[Fault(outside.get(each, each), "may not be empty: leave it out") for each in empty]
            )
        values: dict[str, Any] = {name: getattr(self, name) for name in missing | (given & {"organiser", "expected"})}
        if "status" in values:
            values["status"] = EventStatus(values["status"])
        if "route" in given:
            values["route"] = _route(self.route)

        def edited(was: Event) -> Event:
            place = was.place
            if "place" in given or "place_name" in given:
                place = _other_place(was.place, self, given)
            return replace(was, **values, place=place)

        return edited


class EventOut(Camel):
    """An event as its reader may have it: `place` no more exact than `precisionM` metres. `position` is opaque."""

    id: str
    title: str
    lang: str
    kind: EventKind
    start: datetime = Field(serialization_alias="from")
    until: datetime
    place: shapes.GeometryBody | None
    place_name: str | None
    precision_m: int
    organiser: str | None
    expected: int | None
    route: shapes.GeometryBody | None
    status: Status
    position: str
    owner: str
    tlp: Tlp | None
    marking: shapes.MarkingBody
    mine: bool
    restricted: bool
    can_edit: bool


class EventPage(Camel):
    """Part of the list of events, the newest change first."""

    items: list[EventOut]
    next: str | None
    total: int
    total_capped: bool


class RefusedOut(Camel):
    """An event of a calendar that was not taken in, by its UID, and what to do about it."""

    uid: str
    what: str


class ImportedOut(Camel):
    """What a calendar brought: identifiers of the events created, changed and left as they were, and the refused."""

    created: list[str]
    changed: list[str]
    same: list[str]
    refused: list[RefusedOut]


class EventListing(Camel):
    """What the list of events is narrowed to: those that happen between two moments, of some kinds."""

    limit: int = Field(50, ge=1, le=LIMIT)
    cursor: str | None = Field(None, max_length=40)
    since: Moment | None = Field(None, alias="from")
    until: Moment | None = None
    kind: list[EventKind] = Field(default=[], max_length=len(EventKind))


class ImportMarking(Camel):
    """The marking that all events of a calendar get, and the language of their titles; none: the own partner alone."""

    tlp: Tlp | None = None
    group: list[shapes.Id] = Field(default=[], max_length=100)
    recipient: list[shapes.Id] = Field(default=[], max_length=100)
    min_level: shapes.Level | None = None
    lang: Lang = "nl"

    def noun(self) -> Marking:
        """Return the marking."""
        return Marking(
            self.tlp,
            groups=tuple(dict.fromkeys(self.group)),
            recipients=tuple(map(Recipient, self.recipient)),
            min_level=self.min_level or 1,
        )


@router.get("/v1/events", operation_id="listEvents", summary="List the events you see, the newest change first")
def list_events(
    request: Request, response: Response, here: Here, who: Who, asked: Annotated[EventListing, Query()]
) -> EventPage:
    found = happenings.page(
        here.db,
        who,
        here.now,
        since=asked.since,
        until=asked.until,
        kinds=asked.kind,
        before=None if asked.cursor is None else position_of(asked.cursor),
        limit=asked.limit,
    )
    answer = EventPage(
        items=[event_out(each) for each in found.items],
        next=None if found.next is None else cursor_of(found.next),
        total=found.total,
        total_capped=found.capped,
    )
    return tagged(request, response, answer)  # type: ignore[no-any-return]  # the same answer, or 304


@router.post("/v1/events", operation_id="addEvent", summary="Add an event", status_code=201)
def add_event(response: Response, here: Here, who: Who, sent: EventIn) -> EventOut:
    event_id = happenings.add(here.db, who, sent.noun(), sent.marking.noun(), here.now)
    response.headers["Location"] = f"/v1/events/{event_id}"
    return _whole(response, here, who, event_id)


@router.get(
    "/v1/events.ics",
    operation_id="exportEvents",
    summary="The events you see as a calendar",
    response_class=Response,
    responses=ICS,
)
def export_events(here: Here, who: Who) -> Response:
    return _calendar(happenings.calendar(here.db, who, here.now), "private, no-cache")


@router.get("/public.ics", include_in_schema=False)
def export_public_events(here: Here) -> Response:
    return _calendar(happenings.calendar(here.db, None, here.now), "public, max-age=60")


def _calendar(body: bytes, keep: str) -> Response:
    headers = {"Cache-Control": keep, "Content-Disposition": 'inline; filename="events.ics"'}
    return Response(body, media_type=CALENDAR, headers=headers)


@router.post(
    "/v1/event-imports",
    operation_id="importEvents",
    summary="Take in a calendar",
    status_code=201,
    openapi_extra={"requestBody": {"required": True, "content": {CALENDAR: {"schema": {"type": "string"}}}}},
)
def import_events(
    request: Request,
    here: Here,
    who: Who,
    asked: Annotated[ImportMarking, Query()],
    body: Annotated[bytes, Body(media_type=CALENDAR)],
) -> ImportedOut:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != CALENDAR:
        raise WrongMediaType(f"Send the calendar as {CALENDAR}.")
    done = happenings.import_calendar(here.db, who, body, asked.noun(), asked.lang, here.now)
    return ImportedOut(
        created=list(done.added),
        changed=list(done.changed),
        same=list(done.same),
        refused=[RefusedOut(uid=each.uid, what=each.what) for each in done.refused],
    )


@router.get("/v1/events/{id}", operation_id="getEvent", summary="Read an event")
def get_event(response: Response, here: Here, who: Who, id: str) -> EventOut:
    return _whole(response, here, who, id)


@router.patch("/v1/events/{id}", operation_id="changeEvent", summary="Change an event of your partner")
def change_event(request: Request, response: Response, here: Here, who: Who, id: str, sent: EventEdit) -> EventOut:
    version = _version(request)
    if version is None:
        raise ConditionMissing("Send If-Match with the ETag that you read.")
    marking = None if sent.marking is None else sent.marking.noun()
    happenings.change(here.db, who, id, sent.edit(), marking, version, here.now)
    return _whole(response, here, who, id)


@router.delete(
    "/v1/events/{id}", operation_id="cancelEvent", summary="Cancel an event of your partner", status_code=204
)
def cancel_event(request: Request, here: Here, who: Who, id: str) -> None:
    happenings.cancel(here.db, who, id, _version(request), here.now)


def _whole(response: Response, here: Context, who: Actor, event_id: str) -> EventOut:
    found = happenings.get(here.db, who, event_id, here.now)
    response.headers["ETag"] = f'"{cursor_of(found.position)}"'
    return event_out(found)


def _version(request: Request) -> int | None:
    """Return the position that If-Match names, or nothing without the header."""
    given = request.headers.get("if-match")
    if given is None:
        return None
    try:
        return position_of(given.strip().strip('"'))
    except BadRequest:
        raise Stale("Read it again: it changed since you read it.") from None


def event_out(found: Happening) -> EventOut:
    """Return an event as it goes out."""
    event = found.event
    place = event.place
    geometry = place if place is not None and place.kind is not None else None
    return EventOut(
        id=event.id,
        title=event.title,
        lang=event.lang,
        kind=event.kind,
        start=event.start,
        until=event.until,
        place=None if geometry is None else _geometry(str(geometry.kind), geometry.coordinates),
        place_name=None if place is None else place.name,
        precision_m=found.precision_m,
        organiser=event.organiser,
        expected=event.expected,
        route=None if event.route is None else _geometry("LineString", event.route),
        status=event.status.value,
        position=cursor_of(found.position),
        owner=found.owner,
        tlp=found.marking.tlp,
        marking=shapes.marking_out(found.marking),
        mine=found.mine,
        restricted=found.restricted,
        can_edit=found.can_edit,
    )


def _geometry(kind: str, coordinates: Any) -> shapes.GeometryBody:
    return shapes.GeometryBody.model_construct(type=kind, coordinates=_lists(coordinates))


def _lists(value: Any) -> Any:
    return [_lists(each) for each in value] if isinstance(value, tuple | list) else value


def _tuples(value: Any) -> Any:
    return tuple(_tuples(each) for each in value) if isinstance(value, list) else value


def _place(geometry: shapes.GeometryBody | None, name: str | None) -> Place | None:
    if geometry is None:
        return None if name is None else Place(None, None, name)
    return Place(geometry.type, _tuples(geometry.coordinates), name)


def _other_place(was: Place | None, sent: EventEdit, given: set[str]) -> Place | None:
    """Return the place with another geometry, another name, or both."""
    name = sent.place_name if "place_name" in given else (was.name if was else None)
    if "place" in given:
        return _place(sent.place, name)
    if was is None or was.kind is None:
        return _place(None, name)
    return replace(was, name=name)


def _route(geometry: shapes.GeometryBody | None) -> Any:
    if geometry is None:
        return None
    if geometry.type != "LineString":
        raise BadRequest(faults=[Fault("route", "a route is a LineString: send one")])
    return _tuples(geometry.coordinates)
