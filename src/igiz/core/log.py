"""The log for operators, on standard error; a processor keeps personal data out, whoever writes.

Only keys on the allow-list are written; the value of any other key is masked. In every text that is written, e-mail
addresses, IP addresses and tokens are masked too. A text that is logged is a fixed sentence; what varies goes in keys.
An exception is written as its type and the places it passed, without its message: messages quote data.
"""

import ipaddress
import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from igiz.core.settings import Log

MASK = "***"
MAX_TEXT = 2000
"""Characters of one text that are written; it also bounds the time that searching it takes."""
ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "exception", "version",
        "action", "attempt", "bytes", "code", "count", "duration_ms", "handler", "kind", "limit", "message_type",
        "method", "migration", "name", "number", "object_id", "outcome", "part", "position", "reason", "request_id",
        "route", "seconds", "size", "slug", "source", "state", "status", "table", "trace_id", "zone",
    }
)  # fmt: skip
"""Keys that hold no personal data: measures, states, routes as templates, and random ids of objects."""
PERSONAL_NAMES = frozenset({"name"})
"""Allowed keys whose value may still be a person's name: written only when it looks like a name in the program."""

_PROGRAM_NAME = re.compile(r"[a-z0-9][a-z0-9_.:/-]*")
_PERSONAL = re.compile(
    r"""(?ix)
      (?P<credentials> (?<=://) [^\s/@]+ (?=@) )
    | (?P<email>  [\w.+%-]+ @ [\w-]+ (?:\.[\w-]+)+ )
    | (?P<bearer> (?<=bearer\s) \S+ | (?<=basic\s) [a-z0-9+/=_-]{8,} )
    | (?P<given>  (?<= [?&;\s"'{,] ) (?:token|key|secret|password|passwd|code|session|cookie|signature|q)
                  ["']? \s*[=:]\s* ["']? [^\s&;"',}]+ )
    | (?P<igiz>   \b igiz_ [a-z0-9_-]{8,} )
    | (?P<jwt>    \b ey[a-z0-9_-]{10,} (?: \.[a-z0-9_-]+ ){1,4} )
    | (?P<ipv4>   (?<![\d.]) (?:\d{1,3}\.){3}\d{1,3} (?![\d.]*\d) )
    | (?P<ipv6>   (?<![\w:.]) (?= [0-9a-f.]* : [0-9a-f.]* : ) [0-9a-f:.]* [0-9a-f:] (?: %\w+ )? (?![\w:]) )
    | (?P<phone>  (?<![\w-]) (?: \+ | 00 ) [1-9] \d{0,2} (?: [\s-]? \d ){7,12} (?![\w-]) )
    | (?P<opaque> (?<![\w-]) (?= [a-z0-9_+/=-]* \d ) (?= [a-z0-9_+/=-]* [g-z_+/=] ) [a-z0-9_+/=]{32,} (?![\w-]) )
    """
)


def scrub(text: str) -> str:
    """Mask e-mail addresses, IP addresses, telephone numbers and tokens in a text, and cut it when it is long."""
    return _PERSONAL.sub(_masked, text[:MAX_TEXT]) + ("..." if len(text) > MAX_TEXT else "")


def _masked(found: re.Match[str]) -> str:
    """Mask what was found. What only looks like an IPv6 address (a time of day) stays, and what means this machine."""
    if found.lastgroup not in ("ipv4", "ipv6"):
        return MASK
    try:
        address = ipaddress.ip_address(found[0])
    except ValueError:
        return found[0] if found.lastgroup == "ipv6" else MASK
    return found[0] if address.is_loopback or address.is_unspecified else MASK


def mask_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep what the allow-list names, scrubbed, and mask every other value: a structlog processor."""
    return {key: _kept(key, value) for key, value in event.items()}


def _kept(key: str, value: Any) -> Any:
    if key.startswith("_"):  # structlog's own, removed before rendering
        return value
    if key not in ALLOWED:
        return MASK
    if key in PERSONAL_NAMES and not (isinstance(value, str) and _PROGRAM_NAME.fullmatch(value)):
        return MASK
    return _scrubbed(value)


def _scrubbed(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, Mapping):
        return {str(key): _kept(str(key), item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_scrubbed(item) for item in value]
    return scrub(str(value))


def place_of_exception(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace exception information by the type of each exception in the chain and the places it passed."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["exception"] = " <- ".join(_one(error) for error in _chain(error))
    return event


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain and len(chain) < 5:
        chain.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return chain


def _one(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    places = [f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in frames]
    return f"{type(error).__module__}.{type(error).__qualname__}" + (f" at {' > '.join(places)}" if places else "")


def configure(settings: Log, stream: TextIO | None = None) -> None:
    """Set up logging of this process, that of libraries included: JSON lines or text, personal data masked."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        place_of_exception,
        mask_personal_data,
    ]
    out = stream or sys.stderr
    renderer: Processor
    if settings.json:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=out.isatty())
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    _quiet_libraries()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _quiet_libraries() -> None:
    """Hand what libraries log to our handler, without their lines per request: those hold addresses and queries."""
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "aiohttp.access", "sqlalchemy.engine"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name in ("uvicorn.access", "aiohttp.access", "sqlalchemy.engine"):
        logging.getLogger(name).setLevel(logging.WARNING)


def logger(name: str, **values: object) -> Any:
    """Give the logger of a module: `log = logger(__name__)`, then `log.info("Zone loaded", count=3)`."""
    bound: MutableMapping[str, object] = dict(values)
    return structlog.stdlib.get_logger(name, **bound)
