"""A browser of few words: calls an application without a network, keeps cookies, reads JSON."""

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def slug(self) -> str:
        return str(self.json["type"]).rsplit("/", 1)[-1]


@dataclass
class Browser:
    """Sends requests from an address; `headers` go with each of them."""

    app: Any
    peer: str = "127.0.0.1"
    host: str = "localhost:8000"
    headers: dict[str, str] = field(default_factory=lambda: {"x-igiz-console": "1"})
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, None, headers)

    def post(self, path: str, value: Any, **headers: str) -> Answer:
        return self.call("POST", path, value, headers)

    def put(self, path: str, value: Any, **headers: str) -> Answer:
        return self.call("PUT", path, value, headers)

    def patch(self, path: str, value: Any, **headers: str) -> Answer:
        return self.call("PATCH", path, value, headers)

    def delete(self, path: str, **headers: str) -> Answer:
        return self.call("DELETE", path, None, headers)

    def call(self, method: str, path: str, value: Any, headers: Mapping[str, str]) -> Answer:
        body = b"" if value is None else json.dumps(value).encode()
        given = {"host": self.host, **self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}
        if value is not None:
            given["content-type"] = "application/json"
        if self.cookies:
            given["cookie"] = "; ".join(f"{name}={text}" for name, text in self.cookies.items())
        answer = asyncio.run(self._send(method, path, body, given))
        self._keep(answer.headers.get("set-cookie", ""))
        return answer

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            if morsel["max-age"] == "0":
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.value

    async def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        plain, _, query = path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": plain, "raw_path": plain.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(k.lower().encode(), v.encode("latin-1")) for k, v in headers.items()],
            "client": (self.peer, 50000), "server": ("localhost", 8000),
        }  # fmt: skip
        sent: list[dict[str, Any]] = []
        asked = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def receive() -> dict[str, Any]:
            return next(asked, {"type": "http.disconnect"})

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        start = next(each for each in sent if each["type"] == "http.response.start")
        content = b"".join(each.get("body", b"") for each in sent if each["type"] == "http.response.body")
        return Answer(start["status"], {k.decode(): v.decode("latin-1") for k, v in start["headers"]}, content)


def basic(user: str, password: str) -> str:
    """The value of an Authorization header of HTTP Basic."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
