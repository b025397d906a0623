"""Refusals as RFC 9457 problems: what is wrong, where, and what to do; never a trace."""

import secrets
from collections.abc import Sequence
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from igiz.core.errors import BadRequest, Fault, Problem

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    404: ("not-found", "Nothing here that you may see"),
    405: ("method-not-allowed", "This method is not for this address"),
    413: ("too-large", "Too large"),
    415: ("wrong-media-type", "This type of content is not accepted here"),
}
_log = structlog.get_logger(__name__)


def install(app: FastAPI) -> None:
    """Make an application answer every refusal and every failure as a problem."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _failure)


def answer(problem: Problem) -> Response:
    """Return a problem as a response."""
    headers = dict(problem.headers)
    return _response(problem.status, problem.slug, problem.title, problem.detail, problem.faults, headers)


def _response(
    status: int, slug: str, title: str, detail: str, faults: Sequence[Fault] = (), headers: dict[str, str] | None = None
) -> Response:
    body: dict[str, Any] = {"type": f"urn:igiz:problem:{slug}", "title": title, "status": status, "detail": detail}
    if faults:
        body["errors"] = [{"where": each.where, "what": each.what} for each in faults]
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


def _problem(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return answer(error)


def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [Fault(_where(each["loc"]), _what(each)) for each in error.errors()[:50]]
    return answer(BadRequest("Some of what was sent is not as it should be.", faults=faults))


def _where(location: Sequence[int | str]) -> str:
    place, *rest = location
    text = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in rest).lstrip(".")
    return text or str(place)


def _what(each: dict[str, Any]) -> str:
    text = str(each.get("msg", "not valid"))
    return text.removeprefix("Value error, ")[:300]


def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, Problem):  # a refusal while the body was read
        return answer(error.__cause__)
    slug, title = _TITLES.get(error.status_code, ("refused", "Not possible"))
    detail = title if error.status_code == 404 else str(error.detail)
    return _response(error.status_code, slug, title, detail, headers=dict(error.headers or {}))


def _failure(request: Request, error: Exception) -> Response:
    number = secrets.token_hex(6)
    route = request.scope.get("route")
    _log.error("request_failed", problem=number, route=getattr(route, "path", None), exc_info=error)
    return _response(
        500, "internal", "Something went wrong", f"It was our fault. Tell your administrator number {number}."
    )
