"""Decompresses answers piece by piece within limits: gzip, deflate and brotli, never more than asked for."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]  # published without types

ACCEPTED = "gzip, deflate, br"
PIECE_BYTES = 64 * 1024
RATIO_FROM_BYTES = 1024 * 1024
"""The ratio counts from here: a short answer may be very repetitive."""
MAX_GZIP_MEMBERS = 1000


class InflateError(Exception):
    """An answer cannot be decompressed (`broken`), or passes a limit."""

    def __init__(self, reason: str, *, broken: bool = False) -> None:
        super().__init__(reason)
        self.broken = broken


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may take."""

    max_bytes: int = 10 * 1024 * 1024
    """Bytes of the answer, before and after decompression."""
    total_s: float = 20.0
    """Seconds, redirects and names included."""
    max_ratio: float = 200.0
    """Factor by which the answer may grow."""


class _Zlib:
    """gzip (several members may follow one another) or deflate (with or without its header)."""

    def __init__(self, encoding: str) -> None:
        self._gzip = encoding == "gzip"
        self._machine = zlib.decompressobj(zlib.MAX_WBITS | 16) if self._gzip else None
        self._members = 1
        self._head = b""

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Give what the data holds in bounded pieces."""
        if self._machine is None:
            self._head += data
            if len(self._head) < 2:
                return
            wrapped = self._head[0] & 0x0F == 8 and int.from_bytes(self._head[:2]) % 31 == 0
            self._machine = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
            data = self._head
        while data:
            if self._machine.eof:
                if not self._gzip or not data.strip(b"\0"):
                    return
                self._next_member()
            piece = self._machine.decompress(data, PIECE_BYTES)
            data = self._machine.unconsumed_tail or self._machine.unused_data
            yield piece
        while not self._machine.eof and (piece := self._machine.decompress(b"", PIECE_BYTES)):
            yield piece

    def _next_member(self) -> None:
        self._members += 1
        if self._members > MAX_GZIP_MEMBERS:
            raise InflateError(f"its answer has more than {MAX_GZIP_MEMBERS} gzip members")
        self._machine = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def ended(self) -> bool:
        """Say whether the data came to its end."""
        return self._machine is not None and self._machine.eof


class _Brotli:
    """brotli."""

    def __init__(self) -> None:
        self._machine = brotli.Decompressor()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Give what the data holds in bounded pieces; can_accept_more_data() says yes while output is waiting."""
        while not self._machine.is_finished():
            piece = self._machine.process(data, output_buffer_limit=PIECE_BYTES)
            if not piece and self._machine.can_accept_more_data():
                return
            data = b""
            yield piece

    def ended(self) -> bool:
        """Say whether the data came to its end."""
        return bool(self._machine.is_finished())


class Inflater:
    """Takes an answer as it comes in and gives it decompressed; stops at the first limit that is passed."""

    def __init__(self, encoding: str, limits: Limits) -> None:
        self._limits = limits
        self._taken = self._given = 0
        self._machine = _machine(encoding.strip().lower())

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take in a chunk and give what it holds."""
        self._taken += len(data)
        if self._taken > self._limits.max_bytes:
            raise InflateError(f"its answer is larger than {self._limits.max_bytes} bytes")
        if self._machine is None:
            yield data
            return
        try:
            for piece in self._machine.pieces(data):
                self._count(len(piece))
                yield piece
        except (zlib.error, brotli.error) as error:
            raise InflateError("its compression is broken", broken=True) from error

    def _count(self, size: int) -> None:
        self._given += size
        if self._given > self._limits.max_bytes:
            raise InflateError(f"its answer is larger than {self._limits.max_bytes} bytes when decompressed")
        if self._given > max(RATIO_FROM_BYTES, self._taken * self._limits.max_ratio):
            raise InflateError(f"its answer grows more than {self._limits.max_ratio:g} times when decompressed")

    def finish(self) -> None:
        """Check that compressed data came to its end."""
        if self._machine is not None and self._taken and not self._machine.ended():
            raise InflateError("its answer was cut short", broken=True)


def _machine(encoding: str) -> _Zlib | _Brotli | None:
    if encoding in {"", "identity"}:
        return None
    if encoding in {"gzip", "x-gzip"}:
        return _Zlib("gzip")
    if encoding == "deflate":
        return _Zlib("deflate")
    if encoding == "br":
        return _Brotli()
    raise InflateError("its compression is none of gzip, deflate and br")
