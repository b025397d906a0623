"""The NL API Design Rules 2.2, over the published description and the running server."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.serving import Server

KEBAB = re.compile(r"^/v1(/[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?|/\{[a-zA-Z0-9_]+\})*$")
CAMEL = re.compile(r"^[a-z][a-zA-Z0-9]*$")
METHODS = {"get", "post", "put", "patch", "delete"}
SINGULAR = {"session", "zone", "totp", "audit", "stream", "break-glass", "export", "current", "bundle", "openapi"}
"""What there is one of, or what is a verb of its resource."""


@pytest.fixture(scope="module")
def document(server: Server) -> Any:
    return server.call("GET", "/v1/openapi.json").json


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in document["paths"].items():
        if path.startswith("/v1/"):
            for method, operation in methods.items():
                yield path, method, operation


def test_paths_are_kebab_case_without_trailing_slash(document: Any) -> None:
    wrong = [path for path, _, _ in operations(document) if not KEBAB.match(path)]
    assert wrong == []


def test_collections_are_plural(document: Any) -> None:
    """A part of a path before an identifier names a collection."""
    parts = {
        before
        for path, _, _ in operations(document)
        for before, after in zip(path.split("/"), path.split("/")[1:], strict=False)
        if after.startswith("{")
    }
    assert [each for each in sorted(parts) if not each.endswith("s")] == []


def test_query_keys_are_camel_case(document: Any) -> None:
    names = [
        parameter["name"]
        for _, _, operation in operations(document)
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    ]
    assert [each for each in names if not CAMEL.match(each)] == []


def test_json_keys_are_camel_case(document: Any) -> None:
    wrong = [
        f"{name}.{key}"
        for name, schema in document["components"]["schemas"].items()
        for key in schema.get("properties", {})
        if not CAMEL.match(key)
    ]
    assert wrong == []


def test_only_the_methods_own_meanings(document: Any) -> None:
    assert {method for _, method, _ in operations(document)} <= METHODS
    assert [path for path, method, op in operations(document) if method == "get" and "requestBody" in op] == []


def test_every_operation_has_id_summary_and_tag(document: Any) -> None:
    found = [op for _, _, op in operations(document)]
    ids = [op["operationId"] for op in found]
    assert len(set(ids)) == len(ids)
    assert [each for each in ids if not CAMEL.match(each)] == []
    assert [op["operationId"] for op in found if not op.get("summary") or not op.get("tags")] == []


def test_contact_servers_and_version(document: Any) -> None:
    assert document["openapi"].startswith("3.")
    assert document["info"]["contact"]["name"] == "igiz"
    assert re.fullmatch(r"\d+\.\d+\.\d+", document["info"]["version"])
    assert [each["url"] for each in document["servers"]]


def test_validation_answers_400_and_never_422(document: Any) -> None:
    assert [path for path, _, op in operations(document) if "422" in op["responses"]] == []
    assert [path for path, _, op in operations(document) if "400" not in op["responses"]] == []


def test_the_version_is_on_every_answer(server: Server, document: Any) -> None:
    for path in ("/v1/session", "/v1/demo-roles", "/v1/nothing", "/v1/openapi.json"):
        assert server.call("GET", path).headers["api-version"] == document["info"]["version"]


def test_errors_are_problems(server: Server) -> None:
    answer = server.call("GET", "/v1/reports")
    assert (answer.status, answer.headers["content-type"]) == (401, "application/problem+json")
    assert set(answer.json) == {"type", "title", "status", "detail"}
    assert answer.json["status"] == 401


def test_a_trailing_slash_is_another_address(server: Server) -> None:
    visitor = server.enter("Duty officer, Municipality of The Hague")
    assert visitor.call("GET", "/v1/groups").status == 200
    assert visitor.call("GET", "/v1/groups/").status == 404


def test_an_edit_needs_the_version_it_edits(server: Server) -> None:
    visitor = server.enter("Duty officer, Municipality of The Hague")
    made = visitor.call("POST", "/v1/reports", {"title": "Barrier moved"})
    path = made.headers["location"]
    assert visitor.call("PUT", path, {"title": "Barrier moved back"}).status == 428
    stale = visitor.call("PUT", path, {"title": "Barrier moved back"}, {"If-Match": '"0-0"'})
    assert stale.status == 412
    fresh = visitor.call("PUT", path, {"title": "Barrier moved back"}, {"If-Match": made.headers["etag"]})
    assert (fresh.status, fresh.json["title"]) == (200, "Barrier moved back")


def test_a_repeated_command_is_done_once(server: Server) -> None:
    visitor = server.enter("Duty officer, Municipality of The Hague")
    key = {"Idempotency-Key": "5c1d8a52-8f0f-4a2b-a1f4-2f2a4a5d0c11"}
    first = visitor.call("POST", "/v1/reports", {"title": "Sent twice"}, key)
    again = visitor.call("POST", "/v1/reports", {"title": "Sent twice"}, key)
    assert (first.status, again.status) == (201, 201)
    assert again.json["id"] == first.json["id"]
    assert visitor.call("GET", "/v1/reports?q=Sent twice".replace(" ", "%20")).json["total"] == 1


def test_an_edit_that_says_nothing_of_retention_leaves_it(server: Server) -> None:
    visitor = server.enter("Duty officer, Municipality of The Hague")
    made = visitor.call("POST", "/v1/reports", {"title": "Kept ten days", "retention": 10})
    path, tag = made.headers["location"], {"If-Match": made.headers["etag"]}
    assert visitor.call("PUT", path, {"title": "Still ten days"}, tag).status == 200
    with sqlite3.connect(server.folder / "igiz.db") as conn:
        kept = conn.execute("SELECT delete_after FROM object WHERE id = ?", [made.json["id"]]).fetchone()[0]
    made_at = datetime.fromisoformat(made.json["created"])
    assert datetime.fromtimestamp(kept / 1e6, UTC) == made_at + timedelta(days=10)
