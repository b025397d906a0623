"""TAXII 2.1 for other systems: discovery, one API root, collections, objects, manifests, statuses.

Paths, media types and errors are TAXII's own; tokens come as HTTP Basic or Bearer.
"""

from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from igiz.core import settings
from igiz.core.errors import Problem
from igiz.core.http import Context, context
from igiz.share.formats import stix, taxii
from igiz.share.service import taxii as service
from igiz.zone.model.actor import Actor
from igiz.zone.routes.callers import Sent, identity_of, sent, signed_in
from igiz.zone.service import zone

ROOT = "/taxii2/zone/"
CHALLENGE = 'Bearer realm="igiz", Basic realm="igiz", charset="UTF-8"'


class Route(APIRoute):
    """A route that answers refusals as TAXII wants them."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles a request."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except Problem as problem:
                return _refused(problem.status, problem.title, problem.detail, _details(problem), problem.headers)
            except taxii.TaxiiError as error:
                return _refused(error.status, "The request is not valid", str(error))
            except stix.StixError as error:
                return _refused(413 if error.too_large else 400, "The envelope cannot be read", str(error))
            except RequestValidationError:
                return _refused(400, "The request is not valid", "Read the address again.")

        return answer


def _details(problem: Problem) -> dict[str, str]:
    return {fault.where: fault.what for fault in problem.faults}


def _refused(
    status: int, title: str, detail: str, details: Mapping[str, Any] | None = None, headers: Mapping[str, str] = {}
) -> Response:
    challenge = {"WWW-Authenticate": CHALLENGE} if status == 401 else {}
    body = taxii.error(title, detail, http_status=status, details=details)
    return Response(orjson.dumps(body), status, {**headers, **challenge}, taxii.MEDIA_TYPE)


def _caller(request: Request, who: Annotated[Actor, Depends(signed_in)]) -> Actor:
    """Return who calls, if the client takes what TAXII answers."""
    taxii.check_accept(request.headers.get("accept"))
    return who


def _is_envelope(request: Request, _who: Annotated[Actor, Depends(_caller)]) -> None:
    taxii.check_content_type(request.headers.get("content-type"))


Here = Annotated[Context, Depends(context)]
Who = Annotated[Actor, Depends(_caller)]
_JSON = {"schema": {"type": "object"}}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": {taxii.MEDIA_TYPE: _JSON}}
    for status, description in (
        (200, "The resource"),
        (400, "The request is not valid"),
        (401, "A token is needed"),
        (403, "The token does not open this"),
        (404, "Nothing here that this token may see"),
        (406, "Ask for TAXII 2.1"),
    )
}
_WRITES: dict[int | str, dict[str, Any]] = {
    **{status: answer for status, answer in _ANSWERS.items() if status != 200},
    202: {"description": "What became of each object", "content": {taxii.MEDIA_TYPE: _JSON}},
    413: {"description": "Too large", "content": {taxii.MEDIA_TYPE: _JSON}},
    415: {"description": "Send TAXII 2.1", "content": {taxii.MEDIA_TYPE: _JSON}},
}
_ENVELOPE = {"requestBody": {"required": True, "content": {taxii.MEDIA_TYPE: _JSON}}}

router = APIRouter(prefix="/taxii2", tags=["taxii"], route_class=Route, default_response_class=Response)


def _settings(request: Request) -> settings.Settings:
    found: settings.Settings = request.app.state.settings
    return found


def _key(request: Request) -> bytes:
    """Return the key that seals where a page ended."""
    return bytes.fromhex(identity_of(request).digest("taxii-next", ""))


def _answer(body: bytes | Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return Response(content, status, dict(headers or {}), taxii.MEDIA_TYPE)


@router.get("/", operation_id="taxiiDiscovery", summary="Learn what the server offers", responses=_ANSWERS)
def discovery(request: Request, here: Here, _who: Who) -> Response:
    root_url = identity_of(request).root_url
    return _answer(
        taxii.discovery(_title(here), "Security information of a zone.", contact=None, roots=[root_url + ROOT])
    )


@router.get("/zone/", operation_id="taxiiApiRoot", summary="Learn about the API root", responses=_ANSWERS)
def api_root(request: Request, here: Here, _who: Who) -> Response:
    most = _settings(request).taxii.max_content_bytes
    return _answer(taxii.api_root(_title(here), "What partners share, as far as you may see it.", most_bytes=most))


def _title(here: Context) -> str:
    found = zone.zone_of(here.db)
    return "igiz" if found is None else found.name.en


@router.get(
    "/zone/collections/", operation_id="taxiiCollections", summary="List the collections you have", responses=_ANSWERS
)
def collections(here: Here, who: Who) -> Response:
    return _answer(taxii.collections([_written(each) for each in service.collections_of(here.db, who, here.now)]))


@router.get(
    "/zone/collections/{collection}/", operation_id="taxiiCollection", summary="Read a collection", responses=_ANSWERS
)
def collection(here: Here, who: Who, collection: str) -> Response:
    return _answer(_written(service.collection(here.db, who, collection, here.now)))


def _written(one: service.Collection) -> dict[str, Any]:
    return taxii.collection(
        one.id, one.title, one.description, can_read=one.can_read, can_write=one.can_write, alias=one.alias
    )


def _filters(request: Request, one: service.Collection, allowed: frozenset[str]) -> taxii.Filters:
    limits = _settings(request).taxii
    return taxii.read_filters(
        request.query_params.multi_items(),
        allowed=allowed,
        collection=one.id,
        key=_key(request),
        limit=limits.page_size,
        most=limits.max_page_size,
    )


@router.get(
    "/zone/collections/{collection}/objects/",
    operation_id="taxiiObjects",
    summary="Read objects, oldest first",
    responses=_ANSWERS,
)
def objects(request: Request, here: Here, who: Who, collection: str) -> Response:
    one = service.collection(here.db, who, collection, here.now)
    filters = _filters(request, one, taxii.COLLECTION_FILTERS)
    page = service.objects(here.db, who, one, filters, _key(request), here.now)
    return _answer(taxii.envelope(page), headers=page.headers)


@router.post(
    "/zone/collections/{collection}/objects/",
    operation_id="taxiiAddObjects",
    summary="Add objects; each good one is stored, each bad one named",
    status_code=202,
    responses=_WRITES,
    openapi_extra=_ENVELOPE,
    dependencies=[Depends(_is_envelope)],
)
def add_objects(request: Request, here: Here, collection: str, what: Annotated[Sent, Depends(sent)]) -> Response:
    limits = _settings(request).taxii
    one = service.collection(here.db, what.who, collection, what.now)
    made = service.add(here.db, what.who, one, what.data, limits.max_content_bytes, limits.max_objects, what.now)
    return _answer(made, 202)


@router.get(
    "/zone/collections/{collection}/manifest/",
    operation_id="taxiiManifest",
    summary="Read what objects there are",
    responses=_ANSWERS,
)
def manifest(request: Request, here: Here, who: Who, collection: str) -> Response:
    one = service.collection(here.db, who, collection, here.now)
    filters = _filters(request, one, taxii.COLLECTION_FILTERS)
    page = service.manifest(here.db, who, one, filters, _key(request), here.now)
    return _answer(taxii.manifest(page), headers=page.headers)


@router.get(
    "/zone/collections/{collection}/objects/{id}/",
    operation_id="taxiiObject",
    summary="Read one object",
    responses=_ANSWERS,
)
def one_object(request: Request, here: Here, who: Who, collection: str, id: str) -> Response:
    one, filters = _about_one(request, here, who, collection, id, taxii.OBJECT_FILTERS)
    page = service.objects(here.db, who, one, filters, _key(request), here.now)
    return _answer(taxii.envelope(page), headers=page.headers)


@router.get(
    "/zone/collections/{collection}/objects/{id}/versions/",
    operation_id="taxiiVersions",
    summary="Read what versions of an object there are",
    responses=_ANSWERS,
)
def versions(request: Request, here: Here, who: Who, collection: str, id: str) -> Response:
    one, filters = _about_one(request, here, who, collection, id, taxii.VERSION_FILTERS, ("all",))
    page = service.manifest(here.db, who, one, filters, _key(request), here.now)
    return _answer(taxii.versions(page), headers=page.headers)


def _about_one(
    request: Request,
    here: Context,
    who: Actor,
    collection: str,
    object_id: str,
    allowed: frozenset[str],
    chosen: tuple[taxii.Version, ...] | None = None,
) -> tuple[service.Collection, taxii.Filters]:
    one = service.collection(here.db, who, collection, here.now)
    filters = _filters(request, one, allowed)
    service.exists(here.db, who, one, object_id, here.now)
    return one, taxii.of_one(filters, object_id, chosen)


@router.get("/zone/status/{id}/", operation_id="taxiiStatus", summary="Read what became of objects", responses=_ANSWERS)
def status(here: Here, who: Who, id: str) -> Response:
    return _answer(service.status(here.db, who, id, here.now))
