"""The guarded fetcher against real servers on loopback: names that lead inside, redirects, bombs, drips and headers.

Loopback stands in for the internet where a test says so: 127.1.1.0/24 and the server's port then count as public.
"""

import asyncio
import gzip
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TypeAlias

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from igiz.core import addresses, fetch
from igiz.core.fetch import Fetched, Fetcher, FetchError, FetchFailed, FetchRefused, Peer
from igiz.core.inflate import Limits
from igiz.core.settings import Settings

Reader: TypeAlias = asyncio.StreamReader
Writer: TypeAlias = asyncio.StreamWriter
PUBLIC = "127.1.1.1"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """A server that answers each path with given bytes, and remembers what was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answers: dict[str, bytes] = {}
        self.port = 0
        self.late: Callable[[Writer], Awaitable[None]] | None = None

    async def answer(self, reader: Reader, writer: Writer) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.asked.append(head)
            writer.write(self.answers.get(head.split(" ")[1], OK))
            await writer.drain()
            if self.late is not None:
                await self.late(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


@asynccontextmanager
async def serving(host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.answer, host, 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()


class Names:
    """A resolver of our own: it answers what a test says and remembers how often it was asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, int]] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append((host, port))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let 127.1.1.0/24 and one port pass for the public internet."""

    def allow(port: int) -> None:
        def pretended(address: str) -> str:
            return "public" if address.startswith("127.1.1.") else addresses.kind_of(address)

        monkeypatch.setattr(fetch, "may_connect", lambda address, peer: pretended(address) == "public" or (
            peer and addresses.may_connect(address, peer=True)))  # fmt: skip
        monkeypatch.setattr(addresses, "PORTS", addresses.PORTS | {port})

    return allow


def redirect(to: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


def answer(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


async def refusal(call: Awaitable[Fetched]) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await call
    return caught.value


INSIDE = [
    ("127.0.0.1", "loopback"), ("::1", "loopback"), ("10.1.2.3", "private"), ("fd00::1", "private"),
    ("169.254.169.254", "cloud metadata"), ("::ffff:10.0.0.1", "private"), ("64:ff9b::a00:1", "private"),
    ("2002:a00:1::", "tunnel"), ("0.0.0.0", "unspecified"), ("224.0.0.1", "multicast"), ("fe80::1%lo", "link-local"),
    ("100.64.1.1", "shared"), ("rubbish", "not an IP address"),
]  # fmt: skip


@pytest.mark.parametrize(("address", "kind"), INSIDE)
def test_a_name_that_also_leads_inside_is_refused(address: str, kind: str) -> None:
    async def scene() -> None:
        error = await refusal(
            Fetcher(resolve=Names(["93.184.216.34", address])).fetch("http://news.example/a?b=secret")
        )
        assert type(error) is FetchRefused
        assert error.reason == f"it leads to an address that is not public ({kind})"
        assert error.where == "http://news.example/a"
        assert address not in str(error)

    asyncio.run(scene())


def test_an_address_inside_is_refused_without_asking_anything() -> None:
    async def scene() -> None:
        async with serving() as server:
            for host in ("127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0x7f000001", "localhost"):
                error = await refusal(Fetcher().fetch(f"http://{host}/"))
                assert type(error) is FetchRefused, host
            error = await refusal(Fetcher().fetch(f"http://news.example:{server.port}/"))
            assert error.reason == "it names another port than 80 and 443"
            assert server.asked == []

    asyncio.run(scene())


def test_a_name_that_changes_its_mind_changes_nothing(internet: Callable[[int], None]) -> None:
    async def scene() -> None:
        async with serving(PUBLIC) as good, serving() as bad:
            bad.answers["/"] = answer(b"inside")
            internet(good.port)
            names = Names([PUBLIC], ["127.0.0.1"])
            found = await Fetcher(resolve=names).fetch(f"http://news.example:{good.port}/")
            assert (found.status, found.body) == (200, b"ok")
            assert names.asked == [("news.example", good.port)]
            assert f"Host: news.example:{good.port}\r\n" in good.asked[0]
            error = await refusal(Fetcher(resolve=names).fetch(f"http://news.example:{good.port}/"))
            assert error.reason == "it leads to an address that is not public (loopback)"
            assert bad.asked == []

    asyncio.run(scene())


def test_each_redirect_resolves_and_checks_again(internet: Callable[[int], None]) -> None:
    async def scene() -> None:
        async with serving(PUBLIC) as server:
            internet(server.port)
            server.answers["/"] = redirect("/next")
            names = Names([PUBLIC], ["10.0.0.1"])
            error = await refusal(Fetcher(resolve=names).fetch(f"http://news.example:{server.port}/"))
            assert error.reason == "it leads to an address that is not public (private)"
            assert error.where == f"http://news.example:{server.port}/next"

    asyncio.run(scene())


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://2130706433/",
        "file:///etc/passwd", "gopher://a/", "http://login:word@news.example/", "http://news.example:22/", "",
        "//127.0.0.1/", "http://127.0.0.1\\@news.example/", "/a b",
    ],
)  # fmt: skip
def test_a_redirect_to_what_is_not_allowed_is_refused(to: str, internet: Callable[[int], None]) -> None:
    async def scene() -> None:
        async with serving(PUBLIC) as server:
            internet(server.port)
            server.answers["/"] = redirect(to)
            error = await refusal(Fetcher(resolve=Names([PUBLIC])).fetch(f"http://news.example:{server.port}/"))
            if to == "":  # an empty address is the page itself, which redirects for ever
                assert error.reason == "it redirects more than 5 times"
            else:
                assert type(error) is FetchRefused
                assert len(server.asked) == 1

    asyncio.run(scene())


def test_redirects_are_followed_and_counted_and_leave_credentials_behind(internet: Callable[[int], None]) -> None:
    async def scene() -> None:
        async with serving(PUBLIC) as server:
            internet(server.port)
            here, there = f"http://a.example:{server.port}", f"http://b.example:{server.port}"
            server.answers |= {"/0": redirect("/1"), "/1": redirect(f"{there}/2", 308), "/2": redirect("/3", 301)}
            server.answers |= {"/3": redirect("/4", 303), "/4": redirect("/5", 307), "/5": OK, "/more": redirect("/0")}
            fetcher = Fetcher(resolve=Names([PUBLIC]))
            sent = {"Authorization": "Bearer x", "Cookie": "a=b", "Accept": "text/plain"}
            found = await fetcher.fetch(f"{here}/0#part", headers=sent)
            assert (found.url, found.body) == (f"{there}/5", b"ok")
            assert found.redirects == (f"{here}/0", f"{here}/1", f"{there}/2", f"{there}/3", f"{there}/4")
            assert ["Bearer x" in head for head in server.asked] == [True, True, False, False, False, False]
            assert ["a=b" in head for head in server.asked] == [True, True, False, False, False, False]
            assert all("Accept: text/plain" in head for head in server.asked)
            error = await refusal(fetcher.fetch(f"{here}/more"))
            assert error.reason == "it redirects more than 5 times"
            error = await refusal(fetcher.fetch(f"{here}/0", method="POST", body=b"x"))
            assert error.reason == "it redirects a request that is no reading"

    asyncio.run(scene())


def test_a_peer_may_be_inside_and_its_redirect_may_not() -> None:
    async def scene() -> None:
        async with serving() as server, serving() as other:
            at = f"http://127.0.0.1:{server.port}"
            peer = Peer.at(at)
            server.answers |= {"/out": redirect(f"http://127.0.0.1:{other.port}/"), "/same": redirect("/")}
            server.answers["/80"] = redirect("http://127.0.0.1/")
            assert (await Fetcher().fetch(f"{at}/", peer=peer)).body == b"ok"
            error = await refusal(Fetcher().fetch(f"{at}/out", peer=peer))
            assert error.reason.startswith("it redirects to an address that is not allowed: it names another port")
            error = await refusal(Fetcher().fetch(f"{at}/80", peer=peer))
            assert error.reason == "it leads to an address that is not public (loopback)"
            error = await refusal(Fetcher().fetch(f"{at}/same", peer=peer))
            assert type(error) is FetchRefused
            error = await refusal(Fetcher().fetch(f"http://127.0.0.1:{other.port}/", peer=peer))
            assert error.reason == "it does not belong to the peer that was named"
            error = await refusal(Fetcher().fetch(f"{at}/"))
            assert error.reason == "it names another port than 80 and 443"
            assert other.asked == []

    asyncio.run(scene())


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "168.63.129.16"])
def test_not_even_a_peer_leads_to_metadata_or_nowhere(address: str) -> None:
    async def scene() -> None:
        peer = Peer.at("http://peer.lan:9000")
        error = await refusal(Fetcher(resolve=Names([address])).fetch("http://peer.lan:9000/", peer=peer))
        assert type(error) is FetchRefused

    asyncio.run(scene())


async def from_peer(
    body: bytes, limits: Limits | None = None, late: Callable[[Writer], Awaitable[None]] | None = None
) -> Fetched:
    async with serving() as server:
        server.answers["/"], server.late = body, late
        at = f"http://127.0.0.1:{server.port}/"
        return await Fetcher().fetch(at, peer=Peer.at(at), limits=limits)


def test_answers_are_decompressed() -> None:
    found = asyncio.run(from_peer(answer(gzip.compress(b"words"), "Content-Encoding: gzip", "ETag: x")))
    assert (found.body, found.headers["etag"]) == (b"words", "x")


@pytest.mark.parametrize(
    ("sent", "limits", "kind", "reason"),
    [
        (
            answer(gzip.compress(bytes(30_000_000)), "Content-Encoding: gzip"), Limits(), FetchRefused,
            "its answer grows more than 200 times when decompressed",
        ),
        (
            answer(gzip.compress(bytes(30_000)), "Content-Encoding: gzip"), Limits(max_bytes=20_000), FetchRefused,
            "its answer is larger than 20000 bytes when decompressed",
        ),
        (answer(bytes(2001)), Limits(max_bytes=2000), FetchRefused, "its answer is larger than 2000 bytes"),
        (
            b"HTTP/1.1 200 OK\r\n\r\n" + bytes(2001), Limits(max_bytes=2000), FetchRefused,
            "its answer is larger than 2000 bytes",
        ),
        (answer(b"x", "Content-Encoding: zstd"), Limits(), FetchRefused,
         "its compression is none of gzip, deflate and br"),
        (answer(b"xxxx", "Content-Encoding: gzip"), Limits(), FetchFailed, "its compression is broken"),
        (answer(gzip.compress(b"a" * 99, mtime=0)[:-4], "Content-Encoding: gzip"), Limits(), FetchFailed,
         "its answer was cut short"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", Limits(), FetchFailed, "its answer was cut short"),
        (answer(b"", "X-Long: " + "a" * 100_000), Limits(), FetchRefused, "its headers are too large"),
        (answer(b"", *[f"X-{number}: a" for number in range(5000)]), Limits(), FetchRefused,
         "its headers are too large"),
        (b"SSH-2.0-OpenSSH\r\n", Limits(), FetchFailed, "its answer is not HTTP"),
        (b"", Limits(), FetchFailed, "the connection broke"),
    ],
)  # fmt: skip
def test_an_answer_beyond_a_limit_is_named(sent: bytes, limits: Limits, kind: type[FetchError], reason: str) -> None:
    error = asyncio.run(refusal(from_peer(sent, limits)))
    assert (type(error), error.reason) == (kind, reason)


def test_a_slow_drip_ends_at_the_total_time() -> None:
    async def drip(writer: Writer) -> None:
        for _ in range(200):
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(0.02)

    async def scene() -> None:
        for start in (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Drip: "):
            begun = asyncio.get_running_loop().time()
            error = await refusal(from_peer(start, Limits(total_s=0.3), drip))
            assert (type(error), error.reason) == (FetchRefused, "it took longer than 0.3 seconds")
            assert asyncio.get_running_loop().time() - begun < 2

    asyncio.run(scene())


def test_a_slow_name_counts_towards_the_total_time() -> None:
    async def slow(host: str, port: int) -> Sequence[str]:
        await asyncio.sleep(5)
        return [PUBLIC]

    error = asyncio.run(refusal(Fetcher(Limits(total_s=0.1), resolve=slow).fetch("http://news.example/")))
    assert error.reason == "it took longer than 0.1 seconds"


def test_what_fails_on_the_other_side_has_failed_and_was_not_refused() -> None:
    async def nobody(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror("no such name")

    async def scene() -> None:
        error = await refusal(Fetcher(resolve=nobody).fetch("http://news.example/"))
        assert (type(error), error.reason) == (FetchFailed, "its host has no address")
        error = await refusal(Fetcher(resolve=Names([])).fetch("http://news.example/"))
        assert (type(error), error.reason) == (FetchFailed, "its host has no address")
        async with serving() as server:
            port = server.port
        at = f"http://127.0.0.1:{port}/"
        error = await refusal(Fetcher().fetch(at, peer=Peer.at(at)))
        assert (type(error), error.reason) == (FetchFailed, "it does not answer")

    asyncio.run(scene())


def test_proxies_of_the_environment_and_cookies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with serving() as server, serving() as proxy:
            for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
                monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            server.answers["/"] = answer(b"ok", "Set-Cookie: a=b; Path=/")
            at = f"http://127.0.0.1:{server.port}/"
            fetcher = Fetcher()
            for _ in range(2):
                assert (await fetcher.fetch(at, peer=Peer.at(at))).body == b"ok"
            assert proxy.asked == []
            assert not any("cookie" in head.lower() for head in server.asked)

    asyncio.run(scene())


@pytest.mark.parametrize("name", ["Host", "Content-Length", "Transfer-Encoding", "accept-encoding", "Connection"])
def test_a_caller_cannot_set_the_fetchers_own_headers(name: str) -> None:
    with pytest.raises(ValueError, match="is the fetcher's own"):
        asyncio.run(Fetcher().fetch("http://news.example/", headers={name: "x"}))


def test_the_certificate_is_that_of_the_name(tmp_path: Path) -> None:
    server_side, client_side = certified("peer.lan", tmp_path)
    names: list[str] = []
    server_side.sni_callback = lambda _socket, name, _context: names.append(str(name))

    async def scene() -> None:
        async with serving(tls=server_side) as server:
            fetcher = Fetcher(resolve=Names(["127.0.0.1"]), ssl_context=client_side)
            good, bad = f"https://peer.lan:{server.port}/", f"https://other.lan:{server.port}/"
            assert (await fetcher.fetch(good, peer=Peer.at(good))).body == b"ok"
            error = await refusal(fetcher.fetch(bad, peer=Peer.at(bad)))
            assert (type(error), error.reason) == (FetchFailed, "its certificate is not valid")
            assert names == ["peer.lan", "other.lan"]

    asyncio.run(scene())


def certified(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make a certificate for a name, and the two sides that use it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ip_address("::2"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(private + pem)
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_side.load_cert_chain(path)
    return server_side, ssl.create_default_context(cadata=pem.decode())


def test_the_last_lock_holds_when_a_name_was_not_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unpinned(self: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET, "proto": 0, "flags": 0}]

    async def scene() -> None:
        async with serving() as server:
            monkeypatch.setattr(fetch._Pinned, "resolve", unpinned)
            at = f"http://peer.lan:{server.port}/"
            error = await refusal(Fetcher(resolve=Names(["127.0.0.9"])).fetch(at, peer=Peer.at(at)))
            assert error.reason == "the connection would go to an address that was not checked"
            assert server.asked == []

    asyncio.run(scene())


def test_limits_and_peers_come_from_the_settings() -> None:
    settings = Settings()
    assert fetch.limits_of(settings.fetch) == Limits()
    (peer,) = fetch.peers_of(["http://taxii.lan:9000"])
    assert peer.covers(addresses.read_url("http://taxii.lan:9000/taxii2/", any_port=True))
    assert not peer.covers(addresses.read_url("https://taxii.lan:9000/", any_port=True))
    with pytest.raises(FetchRefused, match="the configured peer was not fetched: it does not start with http"):
        fetch.peers_of(["taxii.lan"])
