"""The guarded fetcher: what content or people name is fetched from the public internet only, and within limits.

Every address of a name is checked before connecting, and the connection goes to a checked address: a name is never
resolved twice, so that it cannot lead elsewhere the second time. Each redirect is checked again.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from igiz.core.addresses import SpellingError, Target, kind_of, may_connect, read_url
from igiz.core.inflate import ACCEPTED, InflateError, Inflater, Limits
from igiz.core.settings import Fetch as FetchSettings

MAX_REDIRECTS: Final = 5
MAX_HEADER_CHARACTERS: Final = 8190
MAX_HEADERS: Final = 100
CHUNK_BYTES: Final = 64 * 1024
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
OWN_HEADERS: Final = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "upgrade", "proxy-authorization"}
)
SAFE_ELSEWHERE: Final = frozenset({"accept", "accept-language", "user-agent"})
"""Headers that go along when a redirect leads to another host: nothing that lets someone in."""

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives all IP addresses of a host."""


class FetchError(Exception):
    """Nothing was fetched: `reason` says why, `where` names the address without query or login."""

    def __init__(self, reason: str, where: str) -> None:
        super().__init__(f"{where} was not fetched: {reason}.")
        self.reason = reason
        self.where = where


class FetchRefused(FetchError):
    """The fetcher refused: the address is not allowed or the answer passed a limit. Trying again changes nothing."""


class FetchFailed(FetchError):
    """The other side failed: no such name, no connection, a broken answer. Trying later may help."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A system the administrator configured: it may be private and on any port. Trust ends at the first redirect."""

    target: Target

    @classmethod
    def at(cls, address: str) -> "Peer":
        """Read a configured address: scheme://host:port."""
        try:
            return cls(read_url(address, any_port=True))
        except SpellingError as error:
            raise FetchRefused(str(error), "the configured peer") from error

    def covers(self, target: Target) -> bool:
        """Say whether a URL belongs to this peer: same scheme, host and port."""
        return self.target.origin == target.origin


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, decompressed. Header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked on one hop."""

    target: Target
    method: str
    headers: Mapping[str, str]
    body: bytes | None
    peer: bool


class Fetcher:
    """Fetches within limits. One instance serves a process; it keeps no connection, cookie or name."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        resolve: Resolve | None = None,
        ssl_context: ssl.SSLContext | None = None,
        user_agent: str = "igiz",
    ) -> None:
        self._limits = limits or Limits()
        self._resolve = resolve or resolve_by_system
        self._ssl: ssl.SSLContext | bool = ssl_context or True
        self._user_agent = user_agent

    async def fetch(
        self,
        url: str,
        *,
        peer: Peer | None = None,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        limits: Limits | None = None,
    ) -> Fetched:
        """Fetch a URL. With `peer` the URL must be that peer's; without, nothing is trusted."""
        within = limits or self._limits
        request = Request(_read(url, peer), method.upper(), _own(headers or {}), body, peer is not None)
        try:
            async with asyncio.timeout(within.total_s):
                return await self._follow(request, within)
        except TimeoutError as error:
            reason = f"it took longer than {within.total_s:g} seconds"
            raise FetchRefused(reason, shown(request.target.url)) from error

    async def _follow(self, request: Request, limits: Limits) -> Fetched:
        passed: list[str] = []
        while True:
            answer = await self._hop(request, limits)
            if answer.status not in REDIRECTS:
                return Fetched(answer.url, answer.status, answer.headers, answer.body, tuple(passed))
            if len(passed) == MAX_REDIRECTS:
                raise FetchRefused(f"it redirects more than {MAX_REDIRECTS} times", shown(request.target.url))
            passed.append(answer.url)
            request = _redirected(request, answer)

    async def _hop(self, request: Request, limits: Limits) -> Fetched:
        """Make one request to checked addresses."""
        where = shown(request.target.url)
        addresses = await self._checked(request.target, peer=request.peer)
        connector = aiohttp.TCPConnector(
            resolver=_Pinned(request.target.host, addresses), use_dns_cache=False, force_close=True, ssl=self._ssl,
            socket_factory=_guarded_socket(addresses, where),
        )  # fmt: skip
        async with aiohttp.ClientSession(
            connector=connector, trust_env=False, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=MAX_HEADER_CHARACTERS, max_field_size=MAX_HEADER_CHARACTERS, max_headers=MAX_HEADERS,
            timeout=aiohttp.ClientTimeout(total=None),
        ) as session:  # fmt: skip
            try:
                return await self._exchange(session, request, limits)
            except aiohttp.ClientError as error:
                raise _named(error, where) from error
            except (OSError, ValueError) as error:
                raise FetchFailed("the connection broke", where) from error

    async def _exchange(self, session: aiohttp.ClientSession, request: Request, limits: Limits) -> Fetched:
        headers = {"Accept-Encoding": ACCEPTED, "User-Agent": self._user_agent, **request.headers}
        url = request.target.url
        async with session.request(
            request.method, url, headers=headers, data=request.body, allow_redirects=False
        ) as answer:
            found = {name.lower(): value for name, value in answer.headers.items()}
            bare = request.method == "HEAD" or answer.status in REDIRECTS or answer.status in {204, 304}
            content = b"" if bare else await _read_body(answer, found, limits, shown(url))
            return Fetched(str(url), answer.status, found, content)

    async def _checked(self, target: Target, *, peer: bool) -> tuple[str, ...]:
        """Resolve the host once and check every address it has."""
        where = shown(target.url)
        found = [target.host] if target.literal else await self._resolved(target, where)
        for address in found:
            if not may_connect(address, peer=peer):
                raise FetchRefused(f"it leads to an address that is not public ({kind_of(address)})", where)
        return tuple(found)

    async def _resolved(self, target: Target, where: str) -> list[str]:
        try:
            found = list(dict.fromkeys(await self._resolve(target.host, target.port)))
        except (OSError, UnicodeError) as error:
            raise FetchFailed("its host has no address", where) from error
        if not found:
            raise FetchFailed("its host has no address", where)
        return found


async def resolve_by_system(host: str, port: int) -> Sequence[str]:
    """Ask the system for all addresses of a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(item[4][0]) for item in found]


def shown(url: URL) -> str:
    """Write a URL for messages and logs: no query, fragment or login."""
    return str(url.with_query(None).with_fragment(None).with_user(None))


class _Pinned(AbstractResolver):
    """Answers with the checked addresses of one host and nothing else."""

    def __init__(self, host: str, addresses: Sequence[str]) -> None:
        self._host, self._addresses = host, addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Give the checked addresses."""
        if host != self._host:
            raise OSError(f"{host} was not checked")
        return [
            ResolveResult(hostname=host, host=address, port=port, proto=0, flags=socket.AI_NUMERICHOST,
                          family=socket.AF_INET6 if ":" in address else socket.AF_INET)
            for address in self._addresses
        ]  # fmt: skip

    async def close(self) -> None:
        """Nothing is open."""


def _guarded_socket(addresses: Sequence[str], where: str) -> Callable[[Any], socket.socket]:
    """Make the last lock: a socket is opened to a checked address only, however the address was come by."""

    def make(info: tuple[Any, Any, int, str, tuple[Any, ...]]) -> socket.socket:
        family, kind, protocol, _, place = info
        if place[0] not in addresses:
            raise FetchRefused("the connection would go to an address that was not checked", where)
        opened = socket.socket(family, kind, protocol)
        opened.setblocking(False)
        return opened

    return make


def _read(url: str, peer: Peer | None) -> Target:
    where = "the configured peer" if peer is not None else "the address"
    try:
        target = read_url(url, any_port=peer is not None)
    except SpellingError as error:
        raise FetchRefused(str(error), where) from error
    if peer is not None and not peer.covers(target):
        raise FetchRefused("it does not belong to the peer that was named", shown(target.url))
    return target


def _own(headers: Mapping[str, str]) -> dict[str, str]:
    for name in headers:
        if name.lower() in OWN_HEADERS:
            raise ValueError(f"The header {name} is the fetcher's own. Leave it out of the request.")
    return dict(headers)


def _redirected(request: Request, answer: Fetched) -> Request:
    """Check where a redirect leads; trust in a peer and everything that lets someone in stays behind."""
    where = shown(request.target.url)
    if request.method not in {"GET", "HEAD"}:
        raise FetchRefused("it redirects a request that is no reading", where)
    try:
        target = read_url(answer.headers.get("location", ""), base=request.target.url)
    except SpellingError as error:
        raise FetchRefused(f"it redirects to an address that is not allowed: {error}", where) from error
    headers = request.headers
    if target.origin != request.target.origin:
        headers = {name: value for name, value in headers.items() if name.lower() in SAFE_ELSEWHERE}
    return Request(target, request.method, headers, None, peer=False)


async def _read_body(answer: aiohttp.ClientResponse, headers: Mapping[str, str], limits: Limits, where: str) -> bytes:
    """Read and decompress the answer piece by piece, and stop at the first limit it passes."""
    if answer.content_length is not None and answer.content_length > limits.max_bytes:
        raise FetchRefused(f"its answer is larger than {limits.max_bytes} bytes", where)
    try:
        inflater = Inflater(headers.get("content-encoding", ""), limits)
        body = bytearray()
        async for chunk in answer.content.iter_chunked(CHUNK_BYTES):
            for piece in inflater.feed(chunk):
                body += piece
        inflater.finish()
    except InflateError as error:
        raise (FetchFailed if error.broken else FetchRefused)(str(error), where) from error
    return bytes(body)


def _named(error: aiohttp.ClientError, where: str) -> FetchError:
    """Say in our words what aiohttp found; its own text may hold addresses."""
    if isinstance(error, aiohttp.ClientResponseError):
        too_large = "too " in str(error).lower() or "more than" in str(error).lower()
        if too_large:
            return FetchRefused("its headers are too large", where)
        return FetchFailed("its answer is not HTTP", where)
    if isinstance(error, (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError)):
        return FetchFailed("its certificate is not valid", where)
    if isinstance(error, aiohttp.ClientConnectorError):
        return FetchFailed("it does not answer", where)
    if isinstance(error, aiohttp.ClientPayloadError):
        return FetchFailed("its answer was cut short", where)
    return FetchFailed("the connection broke", where)


def limits_of(settings: FetchSettings) -> Limits:
    """Read the limits that the settings name."""
    return Limits(settings.max_bytes, settings.total_seconds, settings.max_ratio)


def peers_of(addresses: Iterable[str]) -> tuple[Peer, ...]:
    """Read the peers that the settings name."""
    return tuple(Peer.at(address) for address in addresses)
