"""Small grey pictures of pages for reports, and where on them a place of the page lies."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import pypdfium2

WIDTH = 1000
"""Pixels across: a 10 pt line of a Letter page can be read, a page takes about 100 kB."""
TALLEST = 2000


class Place(NamedTuple):
    """A rectangle on a picture, in fractions of its width and height from the top left."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Preview:
    """A picture of a page.

    Attributes:
        number: of the page.
        png: the picture, 16 greys.
        area: what part of the page it shows, in the PDF's coordinates.
        rotation: degrees clockwise that the page is turned by.
    """

    number: int
    png: bytes
    area: Box
    rotation: int = 0

    def place(self, box: Box) -> Place:
        """Where a box of the page lies on the picture; cut off at its edges."""
        width, height = max(self.area.width, 1e-6), max(self.area.height, 1e-6)
        left, right = _within(
            (box.left - self.area.left) / width, (box.right - self.area.left) / width
        )
        top, bottom = _within(
            (self.area.top - box.top) / height, (self.area.top - box.bottom) / height
        )
        for _ in range(self.rotation // 90 % 4):
            left, top, right, bottom = 1 - bottom, left, 1 - top, right
        return Place(left, top, right - left, bottom - top)


def _within(low: float, high: float) -> tuple[float, float]:
    return min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)


def previews(pdf: Path, numbers: Iterable[int]) -> Iterator[Preview]:
    """Pictures of the pages with these numbers, those that the file has."""
    import pypdfium2  # noqa: PLC0415  (those who only show pictures do without)

    document = pypdfium2.PdfDocument(pdf)
    try:
        for number in numbers:
            if 0 < number <= len(document):
                yield _preview(document[number - 1], number)
    finally:
        document.close()


def _preview(page: pypdfium2.PdfPage, number: int) -> Preview:
    try:
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), TALLEST / max(height, 1))
        bitmap = page.render(scale=scale, grayscale=True)
        row, stride = bitmap.width, bitmap.stride
        data = bytes(bitmap.buffer)
        rows = [data[y * stride : y * stride + row] for y in range(bitmap.height)]
        png = _sixteen_greys(rows, bitmap.width)
        return Preview(number, png, Box(*page.get_bbox()), page.get_rotation())
    finally:
        page.close()


# The nearest of 16 greys, as the upper and as the lower half of a byte.
_UPPER = bytes((min(grey + 8, 255) // 17) << 4 for grey in range(256))
_LOWER = bytes(min(grey + 8, 255) // 17 for grey in range(256))


def _sixteen_greys(rows: list[bytes], width: int) -> bytes:
    """A PNG file of rows with a byte for each pixel, packed two to the byte."""
    length = (width + 1) // 2
    packed = []
    for row in rows:
        upper = int.from_bytes(row[0::2].translate(_UPPER))
        lower = int.from_bytes(row[1::2].translate(_LOWER).ljust(length, b"\0"))
        packed.append((upper | lower).to_bytes(length))
    from mlsys_paper.pdf.pictures import png_file  # noqa: PLC0415  (as above)

    header = struct.pack(">IIBBBBB", width, len(rows), 4, 0, 0, 0, 0)
    return png_file(header, packed)
