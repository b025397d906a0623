"""A picture of a screen as a small PNG: its 256 most used colours, every other one as the nearest of them."""

import struct
import zlib

import numpy as np

COLOURS = 256


def small_png(width: int, height: int, rgba: bytes) -> bytes:
    """Return the pixels of a screen as a PNG with a palette."""
    pixels = np.frombuffer(rgba, np.uint8).reshape(-1, 4)[:, :3].astype(np.int32)
    packed = pixels @ np.array([1 << 16, 1 << 8, 1])
    found, index, counts = np.unique(packed, return_inverse=True, return_counts=True)
    colours = np.stack([found >> 16 & 255, found >> 8 & 255, found & 255], axis=1)
    palette = colours[np.argsort(-counts, kind="stable")[:COLOURS]]
    nearest = np.array([np.argmin(((palette - colour) ** 2).sum(axis=1)) for colour in colours], np.uint8)
    rows = nearest[index].reshape(height, width)
    lines = np.concatenate([np.zeros((height, 1), np.uint8), rows], axis=1).tobytes()
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", palette.astype(np.uint8).tobytes()), (b"IDAT", zlib.compress(lines, 9)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in (*parts, (b"IEND", b"")))


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
