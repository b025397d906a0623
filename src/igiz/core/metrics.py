"""The few figures for operators, in Prometheus's format, with a bounded number of label values and no personal data."""

import threading

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
OTHER = "other"
MAX_ROUTES = 300
MAX_HANDLERS = 100
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Bounded:
    """Lets a limited number of different label values pass; later ones become "other"."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._seen: set[str] = set()
        self._lock = threading.Lock()

    def __call__(self, value: str) -> str:
        """Give the value itself, or "other" when there are too many."""
        with self._lock:
            if value not in self._seen:
                if len(self._seen) >= self._most:
                    return OTHER
                self._seen.add(value)
        return value


class Metrics:
    """All figures of one process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._routes, self._handlers = Bounded(MAX_ROUTES), Bounded(MAX_HANDLERS)
        self._requests = Counter(
            "igiz_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self._request_seconds = Histogram(
            "igiz_request_seconds", "Seconds until a request was answered.", ["route"], buckets=SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self._writes = Counter("igiz_writes", "Writes to the database.", ["outcome"], registry=self.registry)
        self._write_seconds = Histogram(
            "igiz_write_seconds", "Seconds from handing in a write to its commit.", buckets=SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self._stream_clients = Gauge("igiz_stream_clients", "Live streams that are open.", registry=self.registry)
        self._outbox_age = Gauge(
            "igiz_outbox_age_seconds", "Age of the oldest message not yet handed on.", registry=self.registry
        )
        self._handler_failures = Counter(
            "igiz_handler_failures", "Messages that a handler could not apply.", ["handler"], registry=self.registry
        )

    def request(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count a request. `route` is the template of the path, never the path; None where no route fits."""
        name = self._routes(route) if route else OTHER
        verb = method if method in METHODS else OTHER
        kind = f"{status // 100}xx" if 100 <= status <= 599 else OTHER
        self._requests.labels(verb, name, kind).inc()
        self._request_seconds.labels(name).observe(seconds)

    def write(self, seconds: float, ok: bool) -> None:
        """Count a write and its time until the commit."""
        self._writes.labels("done" if ok else "failed").inc()
        self._write_seconds.observe(seconds)

    def streams(self, count: int) -> None:
        """Set how many live streams are open."""
        self._stream_clients.set(count)

    def outbox_age(self, seconds: float) -> None:
        """Set the age of the oldest message that waits; 0 when none does."""
        self._outbox_age.set(max(0.0, seconds))

    def handler_failed(self, handler: str) -> None:
        """Count a message that a handler could not apply."""
        self._handler_failures.labels(self._handlers(handler)).inc()

    def render(self) -> bytes:
        """Write all figures in Prometheus's text format (`CONTENT_TYPE`)."""
        return generate_latest(self.registry)
