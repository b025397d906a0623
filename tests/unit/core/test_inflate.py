"""Decompression in pieces: what is sent comes out, and every limit holds."""

import gzip
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # published without types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from igiz.core.inflate import InflateError, Inflater, Limits


def raw_deflate(data: bytes) -> bytes:
    machine = zlib.compressobj(wbits=-15)
    return machine.compress(data) + machine.flush()


ENCODERS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "plain": ("", lambda data: data),
    "identity": ("identity", lambda data: data),
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZIP", gzip.compress),
    "zlib": ("deflate", zlib.compress),
    "deflate": ("deflate", raw_deflate),
    "brotli": ("br", lambda data: bytes(brotli.compress(data, quality=4))),
}


def inflated(encoding: str, data: bytes, limits: Limits | None = None, step: int = 1000) -> bytes:
    inflater = Inflater(encoding, limits or Limits())
    out = b"".join(piece for start in range(0, len(data), step) for piece in inflater.feed(data[start : start + step]))
    inflater.finish()
    return out


@pytest.mark.parametrize("name", ENCODERS)
@given(data=st.binary(max_size=5000), step=st.integers(1, 700))
def test_what_was_compressed_comes_out(name: str, data: bytes, step: int) -> None:
    encoding, encode = ENCODERS[name]
    assert inflated(encoding, encode(data), step=step) == data


@pytest.mark.parametrize("name", ENCODERS)
def test_long_answers_come_out_whole(name: str) -> None:
    encoding, encode = ENCODERS[name]
    data = b"".join(number.to_bytes(4, "big") for number in range(200_000))
    assert inflated(encoding, encode(data), step=70_000) == data


def test_gzip_members_follow_one_another_and_padding_is_ignored() -> None:
    assert inflated("gzip", gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0\0", step=7) == b"ab"
    with pytest.raises(InflateError, match="more than 1000 gzip members"):
        inflated("gzip", gzip.compress(b"") * 1001)


@pytest.mark.parametrize("name", ["gzip", "zlib", "deflate", "brotli"])
def test_a_bomb_stops_at_the_ratio_and_at_the_size(name: str) -> None:
    encoding, encode = ENCODERS[name]
    bomb = encode(bytes(12_000_000))
    with pytest.raises(InflateError, match="grows more than 200 times"):
        inflated(encoding, bomb, step=100)
    with pytest.raises(InflateError, match="larger than 20000 bytes when decompressed") as caught:
        inflated(encoding, bomb[:20_000], Limits(max_bytes=20_000))
    assert caught.value.broken is False


def test_memory_stays_bounded_while_a_bomb_is_read() -> None:
    inflater = Inflater("gzip", Limits())
    sizes: list[int] = []
    with pytest.raises(InflateError):
        sizes.extend(len(piece) for piece in inflater.feed(gzip.compress(bytes(12_000_000))))
    assert max(sizes, default=0) <= 64 * 1024


def test_plain_answers_stop_at_the_size() -> None:
    assert inflated("", bytes(1000), Limits(max_bytes=1000)) == bytes(1000)
    with pytest.raises(InflateError, match="larger than 1000 bytes"):
        inflated("", bytes(1001), Limits(max_bytes=1000))


@pytest.mark.parametrize("name", ["gzip", "zlib", "deflate", "brotli"])
def test_a_cut_or_broken_answer_is_broken(name: str) -> None:
    encoding, encode = ENCODERS[name]
    whole = encode(b"some words " * 20)
    with pytest.raises(InflateError) as caught:
        inflated(encoding, whole[:-3])
    assert (str(caught.value), caught.value.broken) == ("its answer was cut short", True)
    with pytest.raises(InflateError) as caught:
        inflated(encoding, b"\xff\xff\xff\xff" + whole)
    assert caught.value.broken is True


@pytest.mark.parametrize("encoding", ["zstd", "gzip, gzip", "compress", "gzip;q=1"])
def test_another_compression_is_refused(encoding: str) -> None:
    with pytest.raises(InflateError, match="none of gzip, deflate and br"):
        Inflater(encoding, Limits())


def test_brotli_comes_in_bounded_pieces_too() -> None:
    sizes: list[int] = []
    with pytest.raises(InflateError):
        sizes.extend(
            len(piece) for piece in Inflater("br", Limits()).feed(brotli.compress(bytes(12_000_000), quality=4))
        )
    data = b"".join(number.to_bytes(4, "big") for number in range(200_000))
    sizes.extend(len(piece) for piece in Inflater("br", Limits()).feed(brotli.compress(data, quality=4)))
    assert max(sizes) <= 256 * 1024
