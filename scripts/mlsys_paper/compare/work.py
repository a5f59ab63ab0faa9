"""What a worker does for a comparison: read a PDF, or draw pages of two."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from mlsys_paper.compare.model import OVERLAY, SIDES
from mlsys_paper.format import current_format
from mlsys_paper.layouts.measure import measure_pdf
from mlsys_paper.layouts.pictures import draw_pages, overlay, page_sizes
from mlsys_paper.layouts.record import write_layout
from mlsys_paper.sandbox.worker import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Read once, for all that are forked from here.
current_format()

WIDTH = 1000
"""Pixels across: a 10 pt line of a Letter page can be read, a page takes about 100 kB."""
TALLEST = 2000
GREYS, COLOURS = 16, 64
"""Shades that letters are drawn in."""


def layout(file: str) -> Iterator[Part]:
    """Yield the layout of a PDF as it is recorded.

    Raises:
        PaperError: the PDF can't be read.
    """
    yield Part("layout", write_layout(measure_pdf(Path(file))))


def pictures(before: str, after: str, pages: Sequence[int]) -> Iterator[Part]:
    """Yield pictures of pages of both documents at one scale, and of both over each other."""
    files = Path(before), Path(after)
    sizes = [page_sizes(pdf, pages) for pdf in files]
    for number in pages:
        there = [size[number] for size in sizes if number in size]
        if not there:
            continue
        width, height = (max(side, 1.0) for side in map(max, zip(*there, strict=True)))
        scale = min(WIDTH / width, TALLEST / height)
        drawn: list[Image.Image] = []
        for kind, pdf in zip(SIDES, files, strict=True):
            for sheet in draw_pages(pdf, (number,), scale).values():
                drawn.append(sheet.picture)
                yield Part("picture", [number, kind], packed(sheet.picture.convert("L"), GREYS))
        if len(drawn) == len(SIDES):
            yield Part("picture", [number, OVERLAY], packed(overlay(*drawn), COLOURS))


def packed(picture: Image.Image, colours: int) -> bytes:
    """Return a PNG file of a picture in few colours, which takes a fraction of the space."""
    file = BytesIO()
    picture.quantize(colours, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()
