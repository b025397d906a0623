"""The platform as it really runs: an own process, an own folder, a demo in it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

START_SECONDS = 60.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    """A demo on a port of its own; it can be killed and started again on the same data."""

    folder: Path
    port: int = field(default_factory=free_port)
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "igiz", "demo", "--port", str(self.port), "--folder", str(self.folder)]
        env = {**os.environ, "IGIZ_SERVER__REQUESTS_PER_MINUTE": "100000", **self.environment}
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=env)
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if self.call("GET", "/health/ready").status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError((self.folder / "log.txt").read_text()[-2000:])

    def kill(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def call(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None, timeout: float = 60
    ) -> Reply:
        """Send one request; a body that is not bytes goes as JSON."""
        connection = HTTPConnection("localhost", self.port, timeout=timeout)
        given = dict(headers or {})
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        if data is not None and not isinstance(body, bytes):
            given.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, data, given)
            answer: HTTPResponse = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def roles(self) -> dict[str, str]:
        """Return the persons of the demo as "role, partner" in English."""
        items = self.call("GET", "/v1/demo-roles").json["items"]
        return {f"{each['role']['en']}, {each['partner']['en']}": each["person"] for each in items}

    def enter(self, role: str) -> "Visitor":
        """Sign in by a role button."""
        headers = {"X-Igiz-Console": "1", "Origin": self.url}
        answer = self.call("POST", "/v1/demo-sessions", {"person": self.roles()[role]}, headers)
        assert answer.status == 201, answer.body
        cookie = answer.headers["set-cookie"].split(";", 1)[0]
        return Visitor(self, {"Cookie": cookie, "X-Igiz-Console": "1", "Origin": self.url}, answer.json)


@dataclass
class Visitor:
    """Somebody signed in."""

    server: Server
    headers: Mapping[str, str]
    session: Any

    def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Reply:
        return self.server.call(method, path, body, {**self.headers, **(headers or {})})


@contextmanager
def serving(folder: Path, template: Path | None = None, **environment: str) -> Iterator[Server]:
    """Run a demo in a folder, from a copy of an earlier one where given."""
    if template is not None:
        shutil.copytree(template, folder, dirs_exist_ok=True)
    server = Server(folder, environment=environment)
    server.start()
    try:
        yield server
    finally:
        server.stop()
