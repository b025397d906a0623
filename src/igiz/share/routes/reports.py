"""Reports over HTTP: list, read, share, edit, revoke, remark."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import Field

from igiz.core import settings
from igiz.core.errors import ConditionMissing
from igiz.core.http import Camel, Context, Moment, context, cursor_of, position_of, tagged
from igiz.share.model.report import Filters
from igiz.share.routes import shapes
from igiz.share.routes.narrowing import Narrowing, TypeName
from igiz.share.service import details, previews, reading, reports
from igiz.zone.model.actor import Actor
from igiz.zone.routes.callers import reader

router = APIRouter(prefix="/v1", tags=["reports"])
Here = Annotated[Context, Depends(context)]
Who = Annotated[Actor, Depends(reader)]
Key = Annotated[str | None, Header(min_length=8, max_length=100, description="Repeating a command does it once.")]
LIMIT = 200


class Reason(Camel):
    """Why somebody does this; it goes into the log."""

    reason: str = Field(min_length=3, max_length=1000, pattern=shapes.Lines)


class SightingIn(Camel):
    """That one's own partner saw this too."""

    note: str = Field("", max_length=2000, pattern=shapes.Lines)
    seen_at: Moment | None = None
    grounds: shapes.Grounds = Field(default=[])


class OpinionIn(Camel):
    """What one thinks of a report."""

    opinion: Literal["strongly-disagree", "disagree", "neutral", "agree", "strongly-agree"]
    note: str = Field("", max_length=2000, pattern=shapes.Lines)
    grounds: shapes.Grounds = Field(default=[])


class PreviewIn(Camel):
    """A marking whose readers one wants to know."""

    marking: shapes.MarkingBody


class Made(Camel):
    """The id of what was made."""

    id: str


class Counts(Camel):
    """How many reports one may see."""

    reports: int


class Listing(Narrowing):
    """A page of a list of shared objects: of reports unless another type is asked for."""

    limit: int = Field(50, ge=1, le=LIMIT)
    cursor: str | None = Field(None, max_length=40)
    type: str = Field("report", pattern=TypeName)


@router.get("/reports", operation_id="listReports", summary="List what was shared with you, newest first")
def list_reports(
    request: Request, response: Response, here: Here, who: Who, asked: Annotated[Listing, Query()]
) -> shapes.ReportPage:
    before = None if asked.cursor is None else position_of(asked.cursor)
    found = reading.page(here.db, who, asked.noun(), before, asked.limit, here.now)
    answer = shapes.ReportPage(
        items=[shapes.row_out(row) for row in found.rows],
        next=None if found.next is None else cursor_of(found.next),
        total=found.total,
        total_capped=found.capped,
    )
    return tagged(request, response, answer)  # type: ignore[no-any-return]  # the same answer, or 304


@router.get("/counts", operation_id="getCounts", summary="Count what was shared with you")
def get_counts(here: Here, who: Who) -> Counts:
    return Counts(reports=reading.page(here.db, who, Filters(), None, 0, here.now).total)


@router.post(
    "/reports",
    operation_id="shareReport",
    summary="Share a report",
    status_code=201,
    response_model=shapes.ReportOut,
)
def share_report(here: Here, who: Who, sent: shapes.ReportIn, idempotency_key: Key = None) -> Response:
    report_id = reports.share(here.db, who, sent.noun(), here.now, idempotency_key)
    return _whole(here, who, report_id, 201, Location=f"/v1/reports/{report_id}")


@router.get("/reports/{id}", operation_id="getReport", summary="Read a report", response_model=shapes.ReportOut)
def get_report(here: Here, who: Who, id: str) -> Response:
    return _whole(here, who, id)


def _whole(here: Context, who: Actor, report_id: str, status: int = 200, **headers: str) -> Response:
    found, tag = details.detail(here.db, who, report_id, here.now)
    return Response(shapes.report_json(found), status, {"ETag": tag, **headers}, media_type="application/json")


@router.put(
    "/reports/{id}",
    operation_id="editReport",
    summary="Put a new version in the place of a report",
    response_model=shapes.ReportOut,
)
def edit_report(request: Request, here: Here, who: Who, id: str, sent: shapes.ReportIn) -> Response:
    tag = request.headers.get("if-match")
    if tag is None:
        raise ConditionMissing("Send If-Match with the ETag that you read.")
    reports.edit(here.db, who, id, sent.noun(), tag.strip(), here.now)
    return _whole(here, who, id)


@router.delete("/reports/{id}", operation_id="deleteReport", summary="Delete a report", status_code=204)
def delete_report(here: Here, who: Who, id: str) -> None:
    reports.delete(here.db, who, id, here.now)


@router.post(
    "/reports/{id}/revocations",
    operation_id="revokeReport",
    summary="Take a report back",
    status_code=201,
    response_model=shapes.ReportOut,
)
def revoke_report(here: Here, who: Who, id: str, sent: Reason) -> Response:
    reports.revoke(here.db, who, id, sent.reason, here.now)
    return _whole(here, who, id, 201)


@router.get("/reports/{id}/versions", operation_id="listVersions", summary="Read the history of a report")
def list_versions(here: Here, who: Who, id: str) -> shapes.Versions:
    return shapes.Versions(items=[shapes.version_out(each) for each in details.history(here.db, who, id, here.now)])


@router.get("/reports/{id}/readers", operation_id="getReaders", summary="See who sees your report now")
def get_readers(here: Here, who: Who, id: str) -> shapes.PreviewOut:
    return shapes.preview_out(details.readers(here.db, who, id, here.now))


@router.post("/reports/{id}/sightings", operation_id="addSighting", summary="Say you saw this too", status_code=201)
def add_sighting(here: Here, who: Who, id: str, sent: SightingIn, idempotency_key: Key = None) -> Made:
    made = reports.add_sighting(
        here.db, who, id, sent.seen_at, sent.note, here.now, idempotency_key, grounds=tuple(dict.fromkeys(sent.grounds))
    )
    return Made(id=made)


@router.post("/reports/{id}/opinions", operation_id="addOpinion", summary="Give your opinion", status_code=201)
def add_opinion(here: Here, who: Who, id: str, sent: OpinionIn, idempotency_key: Key = None) -> Made:
    made = reports.add_opinion(
        here.db, who, id, sent.opinion, sent.note, here.now, idempotency_key, grounds=tuple(dict.fromkeys(sent.grounds))
    )
    return Made(id=made)


@router.post(
    "/reports/{id}/break-glass",
    operation_id="breakGlass",
    summary="Open it in an emergency",
    status_code=201,
    response_model=shapes.ReportOut,
)
def break_glass(request: Request, here: Here, who: Who, id: str, sent: Reason) -> Response:
    security: settings.Security = request.app.state.settings.security
    reports.break_glass(here.db, who, id, sent.reason, security.break_glass_minutes, here.now)
    return _whole(here, who, id, 201)


@router.post("/recipient-previews", operation_id="previewRecipients", summary="See who will see it")
def preview_recipients(here: Here, who: Who, sent: PreviewIn) -> shapes.PreviewOut:
    return shapes.preview_out(previews.preview(here.db, who, sent.marking.noun(), here.now))
