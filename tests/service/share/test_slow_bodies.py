"""A body that takes long to come, or does not: who sends it is asked again when it is there."""

import asyncio
import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from igiz.core.limits import Limiter
from igiz.core.metrics import Metrics
from igiz.core.settings import Settings, Storage
from igiz.edge.web import shield
from igiz.share.model.report import Filters
from igiz.share.routes import bundles, drafts, taxii
from igiz.share.service import reading
from igiz.zone.model.people import OPERATOR
from igiz.zone.service import tokens
from igiz.zone.service.identity import Identity
from tests.service.share.neighbours import NOW, Neighbours, neighbours
from tests.service.share.test_taxii import indicator

PATHS = {
    "/v1/bundle": "application/stix+json",
    "/taxii2/zone/collections/all/objects/": "application/taxii+json;version=2.1",
    "/v1/attachments": "application/octet-stream",
}


@pytest.fixture
def zone(database_url: str) -> Iterator[Neighbours]:
    with neighbours(database_url) as found:
        yield found


def scope(path: str, kind: str, secret: str) -> dict[str, Any]:
    accept = "application/taxii+json;version=2.1"
    headers = {"content-type": kind, "accept": accept, "authorization": f"Bearer {secret}"}
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"name=a.txt", "root_path": "",
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
        "client": ("127.0.0.1", 50000), "server": ("localhost", 8000),
    }  # fmt: skip


async def statuses(app: Any, asked: dict[str, Any], receive: Any) -> list[int]:
    found: list[int] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])

    await app(asked, receive, send)
    return found


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("revoked", [False, True])
def test_a_token_that_is_revoked_while_the_body_comes_writes_nothing(
    zone: Neighbours, tmp_path: Any, path: str, revoked: bool
) -> None:
    made = tokens.create_token(
        zone.db, Identity(b"k" * 64), OPERATOR, "feed", frozenset({"read", "write"}), NOW + timedelta(days=1), NOW,
        partner_id=zone.city.partner,
    )  # fmt: skip
    settings = Settings(storage=Storage(attachments=tmp_path))
    app = zone.browser(None, bundles.router, taxii.router, drafts.router, settings=settings).app
    objects = {"objects": [indicator()]} | ({"type": "bundle", "id": f"bundle--{uuid.uuid4()}"} if "v1" in path else {})

    async def receive() -> Any:
        if revoked:
            await asyncio.to_thread(tokens.revoke_token, zone.db, zone.city, made.token.id, NOW)
        return {"type": "http.request", "body": json.dumps(objects).encode(), "more_body": False}

    found = asyncio.run(statuses(app, scope(path, PATHS[path], made.secret), receive))
    assert (found[0] == 401) is revoked, found
    stored = reading.page(zone.db, zone.city, Filters(type="indicator"), None, 9, NOW).rows
    assert len(stored) == (0 if revoked or "attachments" in path else 1)


def test_a_body_that_does_not_come_is_waited_for_no_longer(zone: Neighbours, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shield, "PIECE_SECONDS", 0.05)
    inner = zone.browser(zone.city, bundles.router).app
    settings = Settings()
    app = shield.Shield(inner, settings=settings, limiter=Limiter(settings.server), metrics=Metrics())
    sent = [{"type": "http.request", "body": b"{", "more_body": True}]

    async def receive() -> Any:
        return sent.pop() if sent else await asyncio.get_running_loop().create_future()

    async def bounded() -> list[int]:
        return await asyncio.wait_for(statuses(app, scope("/v1/bundle", PATHS["/v1/bundle"], "x"), receive), 10)

    assert asyncio.run(bounded()) == [408]
