"""Drafts and files over HTTP."""

import re
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from fastapi.responses import FileResponse

from igiz.core.errors import BadRequest, Fault, TooLarge
from igiz.core.http import Camel, Context, context
from igiz.share.routes import shapes
from igiz.share.service import attachments, drafting
from igiz.zone.model.actor import Actor
from igiz.zone.routes.callers import Sent, reader, sent

router = APIRouter(prefix="/v1", tags=["reports"])
Here = Annotated[Context, Depends(context)]
Who = Annotated[Actor, Depends(reader)]
BEFORE_ALL = "Thu, 01 Jan 1970 00:00:00 GMT"
DraftId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


class DraftOut(Camel):
    """A draft: the state of the form as its writer left it."""

    id: str
    at: datetime
    body: dict[str, Any]


class Drafts(Camel):
    """One's own drafts, newest first."""

    items: list[DraftOut]


@router.get("/drafts", operation_id="listDrafts", summary="List your drafts")
def list_drafts(here: Here, who: Who) -> Drafts:
    found = drafting.list_drafts(here.db, who, here.now)
    return Drafts(items=[DraftOut(id=name, at=at, body=body) for name, at, body in found])


@router.put("/drafts/{id}", operation_id="saveDraft", summary="Save a draft", status_code=204)
def save_draft(here: Here, who: Who, id: DraftId, body: Annotated[dict[str, Any], Body()]) -> None:
    drafting.save(here.db, who, id, body, here.now)


@router.delete("/drafts/{id}", operation_id="dropDraft", summary="Drop a draft", status_code=204)
def drop_draft(here: Here, who: Who, id: DraftId) -> None:
    drafting.drop(here.db, who, id, here.now)


@router.post(
    "/attachments",
    operation_id="addAttachment",
    summary="Add a file, to name in a report",
    status_code=201,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
def add_attachment(
    request: Request,
    here: Here,
    what: Annotated[Sent, Depends(sent)],
    name: Annotated[str, Query(min_length=1, max_length=200)],
) -> shapes.AttachmentOut:
    storage = request.app.state.settings.storage
    if len(what.data) > storage.max_attachment_bytes:
        raise TooLarge(f"A file has at most {storage.max_attachment_bytes} bytes here.")
    if not what.data:
        raise BadRequest(faults=[Fault("body", "the file is empty")])
    file = attachments.take_in(
        here.db, what.who, storage.attachments, name, what.data, storage.max_attachment_bytes, what.now
    )
    return shapes.AttachmentOut(sha256=file.sha256, name=file.name, type=file.type, size=file.size)


@router.get(
    "/reports/{id}/attachments/{sha256}",
    operation_id="getAttachment",
    summary="Fetch a file of a report",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def get_attachment(request: Request, here: Here, who: Who, id: str, sha256: str) -> FileResponse:
    file, path = attachments.open_file(
        here.db, who, request.app.state.settings.storage.attachments, id, sha256, here.now
    )
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", file.name)
    return FileResponse(
        path,
        media_type=file.type,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(file.name)}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
            # Of the file on disk these would say when anyone last sent the same content.
            "ETag": f'"{file.sha256}"',
            "Last-Modified": BEFORE_ALL,
        },
    )
