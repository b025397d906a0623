"""A client of few words that stays: one event loop for all requests, so that a request costs little."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


@dataclass
class Client:
    """Calls an application without a network, as whoever the headers say."""

    app: Any
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.call("GET", path, headers=headers)

    def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        given = {"host": "localhost:8000"} | dict(headers or {})
        sent = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        if body is not None and "content-type" not in given:
            given["content-type"] = "application/json"
        return self.loop.run_until_complete(self._send(method, path, sent, given))

    async def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        plain, _, query = path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": plain, "raw_path": plain.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(key.lower().encode(), value.encode("latin-1")) for key, value in headers.items()],
            "client": ("127.0.0.1", 50000), "server": ("localhost", 8000),
        }  # fmt: skip
        sent: list[Any] = []
        asked = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Any:
            if asked:
                return asked.pop()
            return await asyncio.get_running_loop().create_future()  # whoever asks stays until the answer is there

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        start = next(each for each in sent if each["type"] == "http.response.start")
        content = b"".join(each.get("body", b"") for each in sent if each["type"] == "http.response.body")
        return Answer(start["status"], tuple((k.decode(), v.decode("latin-1")) for k, v in start["headers"]), content)

    def close(self) -> None:
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
