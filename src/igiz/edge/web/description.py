"""The interface described as OpenAPI: problems on every operation, in the words of the house."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

PROBLEM = "Problem"
PROBLEM_SCHEMA = {
    "type": "object",
    "title": PROBLEM,
    "description": "What is wrong, where, and what to do (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"where": {"type": "string"}, "what": {"type": "string"}}},
        },
    },
}
COMMON = {
    "400": "The request is not valid",
    "401": "Sign in first",
    "403": "Your roles do not allow this",
    "404": "Nothing here that you may see",
    "429": "Too many requests",
}
WITH_BODY = {"409": "That is not possible now", "413": "Too large", "415": "This content is not accepted here"}
WITH_MATCH = {"412": "Someone else changed this too", "428": "Say which version you edit"}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document: problems on every operation, ours in the place of the framework's 422."""
    if app.openapi_schema is not None:
        return app.openapi_schema
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        contact=app.contact,
        servers=app.servers,
        routes=app.routes,
    )
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            _declare(operation, method, path)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    schemas[PROBLEM] = PROBLEM_SCHEMA
    app.openapi_schema = document
    return document


def _declare(operation: dict[str, Any], method: str, path: str) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    if path.startswith("/taxii2/"):
        return
    wanted = dict(COMMON)
    if method in ("post", "put", "patch", "delete"):
        wanted |= WITH_BODY
    if method in ("put", "patch", "delete"):
        wanted |= WITH_MATCH
    for status, description in wanted.items():
        responses[status] = {
            "description": description,
            "content": {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{PROBLEM}"}}},
        }
    for response in responses.values():
        response.setdefault("headers", {})["API-Version"] = {
            "description": "The full version of the interface",
            "schema": {"type": "string"},
        }
