"""A server as it really runs: `igiz serve`, a process of its own, on a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

START_SECONDS = 90.0
MANY = "1000000000"
"""Requests per minute: the limits on rate must not stand in the way of a measurement."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A command that serves at a port; it can be stopped and started again."""

    command: Sequence[str]
    folder: Path
    ready: str = "/health/ready"
    port: int = field(default_factory=free_port)
    log: Path | None = None
    process: subprocess.Popen[bytes] | None = None
    spent: float = 0.0
    """Seconds of CPU of the processes that ended."""

    def start(self) -> float:
        """Start it and return the seconds until it answers."""
        began = time.monotonic()
        env = {
            **os.environ,
            "IGIZ_SERVER__PORT": str(self.port),
            "IGIZ_SERVER__ROOT_URL": f"http://localhost:{self.port}",
            "IGIZ_SERVER__REQUESTS_PER_MINUTE": MANY,
        }
        told = self.log or self.folder / "log.txt"
        with told.open("ab") as log:
            self.process = subprocess.Popen(self.command, cwd=self.folder, env=env, stdout=log, stderr=log)
        while not self.answers(self.ready):
            if self.process.poll() is not None or time.monotonic() - began > START_SECONDS:
                self.stop()
                raise RuntimeError(f"{' '.join(self.command)}:\n{told.read_text()[-3000:]}")
            time.sleep(0.02)
        return time.monotonic() - began

    def answers(self, path: str) -> bool:
        """Say whether it answers a path with 200."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it and wait until it is gone."""
        if self.process is not None and self.process.poll() is None:
            self.spent += self._running_seconds()
            self.process.send_signal(how)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def cpu_seconds(self) -> float:
        """Return the seconds of CPU that it has taken, former processes included."""
        running = self.process is not None and self.process.poll() is None
        return self.spent + (self._running_seconds() if running else 0.0)

    def _running_seconds(self) -> float:
        assert self.process is not None
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self) -> float:
        """Return the memory that the process holds, in MB of 1,000,000 bytes."""
        assert self.process is not None
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def igiz(*arguments: str) -> list[str]:
    """Return the command line of igiz in this environment."""
    return [sys.executable, "-m", "igiz", *arguments]
