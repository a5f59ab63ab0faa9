"""Pictures of pages as a PDF shows them.

A picture is raw pixels, rows from the top, and is written as PNG with the
standard library alone.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


SCALE = 1.5
"""Pixels per bp; 108 dpi, enough to read a 10 pt line."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels, three bytes (red, green, blue) each.

    Attributes:
        width: in pixels.
        height: in pixels.
        pixels: rows from the top.
    """

    width: int
    height: int
    pixels: bytes

    def png(self) -> bytes:
        """The picture as a PNG file."""
        row = 3 * self.width
        rows = (self.pixels[start : start + row] for start in range(0, len(self.pixels), row))
        return png_file(struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0), rows)


def png_file(header: bytes, rows: Iterable[bytes]) -> bytes:
    """A PNG file of its header's content and its rows, which are left unfiltered."""
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows), 6)
    parts = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def picture_of_page(pdf: Path, number: int, scale: float = SCALE) -> Picture:
    """A page of a PDF (1 is the first) as a viewer shows it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return _rendered(document[number - 1], scale)
    finally:
        document.close()


def _rendered(page: pypdfium2.PdfPage, scale: float) -> Picture:
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    row, stride = 3 * bitmap.width, bitmap.stride
    data = bytes(bitmap.buffer)
    pixels = b"".join(data[y * stride : y * stride + row] for y in range(bitmap.height))
    return Picture(bitmap.width, bitmap.height, pixels)
