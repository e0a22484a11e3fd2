"""Streams that unpack to far more than a filing holds, found before anything unpacks them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from ingest.errors import FilingTooLarge
from ingest.readers.limits import Limits

_MAX_RATIO = 1_032  # DEFLATE cannot do better: 258 bytes from two bits
_CHUNK = 1 << 20  # bytes unpacked at a time
_DICTIONARY = 1_024  # bytes looked back for the stream's dictionary
_FLATE = (b"/FlateDecode", b"/Fl ", b"/Fl]", b"/Fl/", b"/Fl>")


def check_streams(data: bytes, limits: Limits) -> None:
    """Refuse a file with a stream that unpacks beyond `limits.max_stream_bytes`.

    Only streams that could are unpacked, a chunk at a time: those long enough, and those packed
    more than once. Images are left alone, because nothing here unpacks them.

    Raises:
        FilingTooLarge: such a stream was found.
    """
    most = limits.max_stream_bytes
    for dictionary, start, end in _streams(data):
        layers = sum(dictionary.count(name) for name in _FLATE)
        if layers == 0 or b"/Image" in dictionary:
            continue
        if (end - start) * _MAX_RATIO <= most and layers == 1:
            continue
        if _unpacks_beyond(data, start, end, layers, most):
            raise FilingTooLarge(
                f"A stream inside the PDF unpacks to more than {most:,} bytes. "
                "No filing needs that; the file was not opened."
            )


def _streams(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each stream's dictionary, and where its packed bytes begin and end."""
    at = data.find(b"stream")
    while at >= 0:
        start = at + len(b"stream")
        end = data.find(b"endstream", start)
        end = len(data) if end < 0 else end
        if data[start : start + 2] == b"\r\n":
            start += 2
        elif data[start : start + 1] in (b"\n", b"\r"):
            start += 1
        before = data[max(0, at - _DICTIONARY) : at]
        yield before[before.rfind(b"obj") + 3 :], start, end
        at = data.find(b"stream", end + len(b"endstream"))


def _unpacks_beyond(data: bytes, start: int, end: int, layers: int, most: int) -> bool:
    unpackers = [zlib.decompressobj() for _ in range(layers)]
    total = 0
    for offset in range(start, end, _CHUNK):
        for part in _through(unpackers, data[offset : min(offset + _CHUNK, end)]):
            total += len(part)
            if total > most:
                return True
    return False


def _through(unpackers: list[zlib._Decompress], packed: bytes) -> Iterator[bytes]:
    """What the bytes unpack to after every layer, in parts of bounded size."""
    if not unpackers:
        yield packed
        return
    first, rest = unpackers[0], unpackers[1:]
    while packed and not first.eof:
        try:
            part = first.decompress(packed, _CHUNK)
        except zlib.error:
            return  # damaged or encrypted: the reader proper will say so
        packed = first.unconsumed_tail
        yield from _through(rest, part)
