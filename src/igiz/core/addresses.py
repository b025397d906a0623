"""Which addresses may be fetched, pure: the ranges that are not the public internet, and the spelling of URLs."""

import ipaddress
import re
from dataclasses import dataclass

from yarl import URL

PORTS = frozenset({80, 443})
MAX_URL_CHARACTERS = 2048
MAX_HOST_CHARACTERS = 253

IPv4 = ipaddress.IPv4Address
IPv6 = ipaddress.IPv6Address

# The first range that holds an address names it, so that the narrow ones stand first.
_NARROW = {
    "cloud metadata": ("169.254.169.254/32", "169.254.170.0/24", "100.100.100.200/32", "168.63.129.16/32",
                       "192.0.0.192/32", "fd00:ec2::/32", "fd20:ce::/32"),
    "unspecified": ("0.0.0.0/8", "::/128"),
    "loopback": ("127.0.0.0/8", "::1/128"),
    "private": ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"),
    "shared": ("100.64.0.0/10",),
    "link-local": ("169.254.0.0/16", "fe80::/10", "fec0::/10"),
    "multicast": ("224.0.0.0/4", "ff00::/8"),
    "documentation": ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
    "reserved": ("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24",
                 "198.18.0.0/15", "240.0.0.0/4", "2620:4f:8000::/48"),
    "tunnel": ("2001::/32", "2002::/16", "64:ff9b:1::/48", "::ffff:0:0:0/96"),
}  # fmt: skip
_RANGES = [(kind, ipaddress.ip_network(text)) for kind, texts in _NARROW.items() for text in texts]
_IETF = ipaddress.IPv6Network("2001::/23")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})

PEER_KINDS = frozenset({"public", "private", "loopback", "shared"})
"""Kinds of address that a peer of the administrator may have."""


class SpellingError(ValueError):
    """An address is written in a way that is not accepted; the text says which."""


def kind_of(address: str) -> str:
    """Name the kind of an IP address; only "public" is the public internet."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "not an IP address"
    if isinstance(parsed, IPv6) and parsed.scope_id is not None:
        return "link-local"
    return _kind(parsed)


def _kind(address: IPv4 | IPv6) -> str:
    for kind, network in _RANGES:
        if address in network:
            return kind
    return "public" if isinstance(address, IPv4) else _kind6(address)


def _kind6(address: IPv6) -> str:
    last = IPv4(int(address) & 0xFFFFFFFF)
    if address in _NAT64:  # how an IPv6-only network reaches the public IPv4 internet
        return _kind(last)
    if address in _MAPPED or address in _COMPATIBLE:
        inner = _kind(last)
        return "tunnel" if inner == "public" else inner
    if address in _IETF or address not in _GLOBAL_UNICAST:
        return "reserved"
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
        return "tunnel"
    return "public"


def may_connect(address: str, *, peer: bool = False) -> bool:
    """Say whether a connection to this IP address is allowed: public, or also private for a configured peer."""
    kind = kind_of(address)
    return kind in PEER_KINDS if peer else kind == "public"


@dataclass(frozen=True, slots=True)
class Target:
    """A URL whose spelling was checked: where to go, and the host as a name or as an IP address."""

    url: URL
    host: str
    port: int
    literal: bool
    """Whether the host is an IP address."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port."""
        return self.url.scheme, self.host, self.port


def read_url(text: str, *, base: URL | None = None, any_port: bool = False) -> Target:
    """Read a URL strictly; with `base` it may be relative. Spellings that programs read differently are refused."""
    _check_text(text)
    try:
        url = URL(text) if base is None else base.join(URL(text))
        port, host = url.port, url.raw_host or ""
    except ValueError as error:
        raise SpellingError("it is no URL") from error
    if url.scheme not in {"http", "https"}:
        raise SpellingError("it does not start with http:// or https://")
    if "@" in url.raw_authority:
        raise SpellingError("it holds a login or password")
    if port is None or not 0 < port < 65536 or (port not in PORTS and not any_port):
        raise SpellingError("it names another port than 80 and 443")
    literal = _check_host(host)
    return Target(url.with_fragment(None), host, port, literal)


def _check_text(text: str) -> None:
    if len(text) > MAX_URL_CHARACTERS:
        raise SpellingError(f"it is longer than {MAX_URL_CHARACTERS} characters")
    if re.search(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff\\]", text):
        raise SpellingError("it holds a space, a backslash or a control character")
    found = re.match(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//([^/?#]*)", text)
    authority = found[1] if found else ""
    if "@" in authority:
        raise SpellingError("it holds a login or password")
    if "%" in authority:
        raise SpellingError("its host is percent-encoded")
    if "[" in authority and not re.match(r"\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*\](:|$)", authority):
        raise SpellingError("its host is no IPv6 address")


def _check_host(host: str) -> bool:
    """Check a host and say whether it is an IP address; numbers that only some programs read as one are refused."""
    if ":" in host:
        try:
            IPv6(host)
        except ValueError as error:
            raise SpellingError("its host is no IPv6 address") from error
        return True
    bare = host.removesuffix(".")
    labels = bare.split(".")
    if len(bare) > MAX_HOST_CHARACTERS or not all(re.fullmatch(r"[A-Za-z0-9_-]{1,63}", label) for label in labels):
        raise SpellingError("its host is no name")
    if not re.fullmatch(r"[0-9]+|0[xX][0-9A-Fa-f]*", labels[-1]):
        return False
    try:
        canonical = str(IPv4(host))
    except ValueError as error:
        raise SpellingError("its host is a number and no IPv4 address of four decimal parts") from error
    return canonical == host
