"""Limits on how often one asks: token buckets over every path and method, in bounded memory, without a clock.

`now` is in seconds and only has to grow (`time.monotonic()`). Keys are kept as hashes. A full bucket is the same as
none, so the buckets that were used longest ago can go when there are too many.
"""

import hashlib
import ipaddress
import math
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from igiz.core.settings import Server

MAX_KEYS = 50_000
"""Buckets kept per kind; at about 200 bytes each this is 10 MB."""
REQUEST, ADDRESS = "request", "address"
SIGN_IN, SIGN_IN_LOGIN, SIGN_IN_ADDRESS = "sign-in", "sign-in-login", "sign-in-address"


@dataclass(frozen=True, slots=True)
class Rate:
    """A bucket's size (requests at once) and what flows back per second."""

    burst: float
    per_second: float


def rates(server: Server) -> dict[str, Rate]:
    """Return the rate of each kind of bucket by the settings.

    A credential or an address without one has the settings' requests per minute; an address together ten times as
    many, since many people may share it. Attempts to sign in: the settings' number for one login from one address,
    three times as many for one login from everywhere, six times as many for one address.
    """
    requests, sign_ins = float(server.requests_per_minute), float(server.sign_ins_per_minute)
    return {
        REQUEST: Rate(requests, requests / 60),
        ADDRESS: Rate(10 * requests, 10 * requests / 60),
        SIGN_IN: Rate(sign_ins, sign_ins / 60),
        SIGN_IN_LOGIN: Rate(3 * sign_ins, 3 * sign_ins / 60),
        SIGN_IN_ADDRESS: Rate(6 * sign_ins, 6 * sign_ins / 60),
    }


class Limiter:
    """Counts what each key took; says how long to wait instead of letting more through."""

    def __init__(self, server: Server, *, max_keys: int = MAX_KEYS) -> None:
        self._rates: Mapping[str, Rate] = rates(server)
        self._buckets: dict[str, OrderedDict[bytes, tuple[float, float]]] = {
            kind: OrderedDict() for kind in self._rates
        }
        self._max_keys = max_keys
        self._lock = threading.Lock()

    def take(self, key: str, cost: float, kind: str, now: float) -> float | None:
        """Take `cost` from the bucket of a key; return None, or the seconds to wait (then nothing was taken).

        What costs more than a whole bucket is let through once the bucket is full.
        """
        rate = self._rates[kind]
        name = _hashed(key)
        with self._lock:
            buckets = self._buckets[kind]
            level, at = buckets.pop(name, (rate.burst, now))
            level = min(rate.burst, level + max(0.0, now - at) * rate.per_second)
            needed = min(cost, rate.burst)
            wait = None if level >= needed else (needed - level) / rate.per_second
            buckets[name] = (level if wait is not None else level - cost, now)
            if len(buckets) > self._max_keys:
                buckets.popitem(last=False)
        return wait

    def admit(self, credential: str | None, address: str, now: float) -> float | None:
        """Take one request from the address and, where one was shown, from the credential.

        A credential is not checked yet at this point: whoever makes up a new one for each request still empties the
        bucket of the address.
        """
        place = address_key(address)
        if credential is None:
            return self.take(place, 1, REQUEST, now)
        return self.take(place, 1, ADDRESS, now) or self.take("credential:" + credential, 1, REQUEST, now)

    def admit_sign_in(self, login: str | None, address: str, now: float) -> float | None:
        """Take one attempt to sign in from the address and from the login, if the attempt names one."""
        place = address_key(address)
        wait = self.take(place, 1, SIGN_IN_ADDRESS, now)
        if wait is not None or login is None:
            return wait
        who = login.strip().casefold()
        return self.take(f"{who} {place}", 1, SIGN_IN, now) or self.take(who, 1, SIGN_IN_LOGIN, now)

    def __len__(self) -> int:
        """Return how many buckets are kept."""
        with self._lock:
            return sum(len(buckets) for buckets in self._buckets.values())


def address_key(address: str) -> str:
    """Return what counts as one address: IPv4 whole, IPv6 by its /64, which one host may own entirely."""
    try:
        parsed = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def retry_after(seconds: float) -> str:
    """Return the value of the header Retry-After for a wait in seconds."""
    return str(max(1, math.ceil(seconds)))


def _hashed(key: str) -> bytes:
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
