"""Pictures of pages as a viewer shows them, and where on them a place of the page lies."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from PIL import Image

    from mlsys_paper.pdf.model import Box, Grey

SCALE = 1.5
"""Pixels per bp; 108 dpi, enough to read a 10 pt line."""
WIDTH = 1000
"""Pixels across a preview: a 10 pt line of a Letter page can be read, a page takes 100 kB."""
TALLEST = 2000
_GREYS: Final = 16


class Spot(NamedTuple):
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

    def place(self, box: Box) -> Spot:
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
        return Spot(left, top, right - left, bottom - top)


def _within(low: float, high: float) -> tuple[float, float]:
    return min(max(low, 0.0), 1.0), min(max(high, 0.0), 1.0)


def picture_of_page(pdf: Path | bytes, number: int, scale: float = SCALE) -> Image.Image:
    """Return a page of a PDF (1 is the first) in colour."""
    import pypdfium2  # noqa: PLC0415  (those who only show pictures do without)

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number - 1]
        try:
            picture: Image.Image = page.render(scale=scale).to_pil()
            return picture.convert("RGB")
        finally:
            page.close()
    finally:
        document.close()


def png_of(picture: Image.Image) -> bytes:
    """Return a picture as a PNG file."""
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def previews(pdf: Path, numbers: Iterable[int]) -> Iterator[Preview]:
    """Yield small grey pictures of the pages with these numbers, those that the file has."""
    from mlsys_paper.pdf.engine import p  # noqa: PLC0415  (as above)

    document = p.Pdf(pdf)
    try:
        for number in numbers:
            if 0 < number <= len(document):
                with document.page(number - 1) as page:
                    width, height = page.size
                    scale = min(WIDTH / max(width, 1), TALLEST / max(height, 1))
                    png = _few_greys(page.drawing(scale))
                    yield Preview(number, png, page.box, page.rotation)
    finally:
        document.close()


def _few_greys(picture: Grey) -> bytes:
    """Return a PNG file of a picture in 16 greys, two pixels to a byte."""
    width, height, pixels = picture.width, picture.height, picture.pixels
    left = bytes((16 * _nearest(grey)) for grey in range(256))
    right = bytes(_nearest(grey) for grey in range(256))
    rows = []
    for start in range(0, width * height, width):
        row = pixels[start : start + width] + b"\0" * (width % 2)
        two = int.from_bytes(row[0::2].translate(left)) | int.from_bytes(row[1::2].translate(right))
        rows.append(b"\0" + two.to_bytes(len(row) // 2))  # 0: the row as it is
    header = struct.pack(">IIBBBBB", width, height, 4, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, *zip(*chunks, strict=True)))


def _nearest(grey: int) -> int:
    """The nearest of 16 greys to one of 256."""
    step = 255 // (_GREYS - 1)
    return min(grey + step // 2, 255) // step


def _chunk(kind: bytes, data: bytes) -> bytes:
    """A part of a PNG file: length, kind, data and a checksum of the two."""
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
