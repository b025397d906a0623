"""STIX bundles over HTTP: what one may see as one file, and the file of another system taken in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from igiz.core import settings
from igiz.core.errors import WrongMediaType
from igiz.core.http import Camel, Context, context
from igiz.share.formats.taxii import STIX_MEDIA_TYPE
from igiz.share.routes import shapes
from igiz.share.routes.narrowing import Narrowing
from igiz.share.service import exchange
from igiz.zone.model.actor import Actor
from igiz.zone.routes.callers import Sent, reader, sent

router = APIRouter(prefix="/v1", tags=["bundles"])
Here = Annotated[Context, Depends(context)]
Who = Annotated[Actor, Depends(reader)]
MOST_OBJECTS = 10_000
_BUNDLE = {"schema": {"type": "object", "required": ["type", "id"]}}
_SENT = {"requestBody": {"required": True, "content": {STIX_MEDIA_TYPE: _BUNDLE, "application/json": _BUNDLE}}}


class RefusedOut(Camel):
    """An object that was not stored: its id where it has one, where in the bundle, and what is wrong."""

    id: str | None
    where: str
    what: str


class ReceiptOut(Camel):
    """What became of a bundle: ids that are stored now, ids that were known or older, and what was refused."""

    stored: list[str]
    unchanged: list[str]
    refused: list[RefusedOut]


def _is_bundle(request: Request, _who: Who) -> None:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in ("application/stix+json", "application/json"):
        raise WrongMediaType(f"Send a bundle as {STIX_MEDIA_TYPE}.")


@router.get(
    "/bundle",
    operation_id="exportBundle",
    summary="Take what you may see as one STIX bundle",
    response_class=Response,
    responses={200: {"description": "A STIX 2.1 bundle", "content": {STIX_MEDIA_TYPE: _BUNDLE}}},
)
def export_bundle(here: Here, who: Who, asked: Annotated[Narrowing, Query()]) -> Response:
    data = exchange.export_bundle(here.db, who, asked.noun(), here.now, most=MOST_OBJECTS)
    disposition = {"Content-Disposition": 'attachment; filename="bundle.json"'}
    return Response(data, headers=disposition, media_type=STIX_MEDIA_TYPE)


@router.post(
    "/bundle",
    operation_id="importBundle",
    summary="Share the objects of a STIX bundle; each good one is stored, each bad one named",
    openapi_extra=_SENT,
    dependencies=[Depends(_is_bundle)],
)
def import_bundle(
    request: Request,
    here: Here,
    what: Annotated[Sent, Depends(sent)],
    group: Annotated[shapes.Id | None, Query(description="The group that TLP:AMBER reaches")] = None,
    personal: Annotated[bool, Query(alias="personalData", description="Whether it holds personal data")] = False,
    grounds: Annotated[shapes.Grounds | None, Query(description="One for each other regime it reaches")] = None,
) -> ReceiptOut:
    limits: settings.Taxii = request.app.state.settings.taxii
    receipt = exchange.import_bundle(
        here.db,
        what.who,
        what.data,
        what.now,
        limit_bytes=limits.max_content_bytes,
        limit_objects=limits.max_objects,
        group=group,
        grounds=tuple(dict.fromkeys(grounds or ())) if personal else None,
    )
    refused = [RefusedOut(id=each.id, where=each.where, what=each.what) for each in receipt.refused]
    return ReceiptOut(stored=list(receipt.stored), unchanged=list(receipt.unchanged), refused=refused)
