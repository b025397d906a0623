"""Over a real server: what a token fetches, a stream with a strange position, a body without an end."""

import contextlib
import http.client
from datetime import UTC, datetime, timedelta

import pytest

from tests.serving import Server

PATHS = (
    "/v1/reports", "/v1/counts", "/v1/bundle", "/v1/events", "/v1/events.ics", "/v1/drafts", "/v1/stream",
    "/v1/reports/report--00000000-0000-4000-8000-000000000000",
)  # fmt: skip


@pytest.mark.parametrize("scope", ["admin", "write"])
def test_a_token_without_the_scope_read_reads_nothing_that_is_shared(server: Server, scope: str) -> None:
    expires = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    chief = server.enter("Administrator, Municipality of The Hague")
    made = chief.call("POST", "/v1/tokens", {"name": "robot", "scopes": [scope], "expires": expires})
    bearer = {"Authorization": f"Bearer {made.json['token']}"}
    assert {path: server.call("GET", path, None, bearer).status for path in PATHS} == dict.fromkeys(PATHS, 403)
    assert server.call("GET", "/v1/partners", None, bearer).status == (200 if scope == "admin" else 403)


def test_a_position_that_never_was_does_not_silence_the_stream(server: Server) -> None:
    someone = server.enter("Duty officer, Municipality of The Hague")
    connection = http.client.HTTPConnection("localhost", server.port, timeout=10)
    connection.request("GET", "/v1/stream", None, {**someone.headers, "Last-Event-ID": "f_______AAA"})
    answer, heard = connection.getresponse(), b""
    while b"event: hello" not in heard or not heard.endswith(b"\n\n"):
        heard += answer.read1()
    assert b'"resumed":false' in heard
    assert someone.call("POST", "/v1/reports", {"title": "Heard at once"}).status == 201
    while b"Heard at once" not in heard:
        heard += answer.read1()
    connection.close()


def test_a_body_that_grows_too_large_on_its_way_is_named_so(server: Server) -> None:
    someone = server.enter("Duty officer, Municipality of The Hague")
    pieces = (b" " * 100_000 for _ in range(200))
    connection = http.client.HTTPConnection("localhost", server.port, timeout=10)
    headers = {**someone.headers, "Content-Type": "application/json"}
    with contextlib.suppress(BrokenPipeError):  # the answer may come before all is sent
        connection.request("POST", "/v1/reports", pieces, headers, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()
