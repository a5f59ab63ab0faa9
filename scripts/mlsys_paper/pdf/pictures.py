"""Pictures of pages: as a PDF shows them, as a layout describes them, and laid over each other.

A picture is raw pixels, rows from the top, and is written as PNG with the
standard library alone. Layouts have no glyphs, so their pictures are drawn
with the PDF's standard fonts, each run stretched to its measured width.
"""

from __future__ import annotations

import ctypes
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pypdfium2
import pypdfium2.raw as c

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from mlsys_paper.page.differences import Difference
    from mlsys_paper.pdf.model import Box, Colour, Document, Page, Rule, Run

SCALE = 1.5
"""Pixels per bp; 108 dpi, enough to read a 10 pt line."""
FINE = 3.0
"""Letters are drawn on whole pixels: these show that a line is half a point off."""


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


def picture_of_layout(page: Page, scale: float = SCALE) -> Picture:
    """A page of a layout: its text in standard fonts, its rules in black."""
    document = pypdfium2.PdfDocument.new()
    try:
        sheet = document.new_page(page.width, page.height)
        for run in page.runs:
            _draw_run(document, sheet, run)
        for rule in page.rules:
            _draw_rule(sheet, rule)
        return _rendered(sheet, scale)
    finally:
        document.close()


def overlay(before: Picture, after: Picture) -> Picture:
    """Two pictures on top of each other: red is only before, blue only after."""
    width, height = max(before.width, after.width), max(before.height, after.height)
    rows = zip(_grey(before, width, height), _grey(after, width, height), strict=True)
    return Picture(width, height, b"".join(_coloured(old, new) for old, new in rows))


def _coloured(old: bytes, new: bytes) -> bytes:
    """A row of two: red is only before, blue only after."""
    pixels = bytearray(3 * len(old))
    pixels[0::3] = new
    pixels[1::3] = old if old == new else bytes(map(min, old, new))
    pixels[2::3] = old
    return bytes(pixels)


def marked(
    picture: Picture, boxes: Iterable[Box], page: Page, colour: Colour, scale: float = SCALE
) -> Picture:
    """A picture with frames around places of the page that it shows."""
    pixels = bytearray(picture.pixels)
    bottom_left = page.area or (0.0, 0.0, page.width, page.height)
    for box in boxes:
        left = int((box.left - bottom_left[0]) * scale) - 3
        right = int((box.right - bottom_left[0]) * scale) + 3
        top = int((bottom_left[3] - box.top) * scale) - 3
        bottom = int((bottom_left[3] - box.bottom) * scale) + 3
        for y in (top, top + 1, bottom - 1, bottom):
            _paint(pixels, picture, range(left, right + 1), range(y, y + 1), colour)
        for x in (left, left + 1, right - 1, right):
            _paint(pixels, picture, range(x, x + 1), range(top, bottom + 1), colour)
    return Picture(picture.width, picture.height, bytes(pixels))


def _paint(
    pixels: bytearray, picture: Picture, columns: range, rows: range, colour: Colour
) -> None:
    first, last = max(columns.start, 0), min(columns.stop, picture.width)
    if last <= first:
        return
    for y in range(max(rows.start, 0), min(rows.stop, picture.height)):
        start = 3 * (y * picture.width + first)
        pixels[start : start + 3 * (last - first)] = bytes(colour) * (last - first)


def _rendered(page: pypdfium2.PdfPage, scale: float) -> Picture:
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False)
    row, stride = 3 * bitmap.width, bitmap.stride
    data = bytes(bitmap.buffer)
    pixels = b"".join(data[y * stride : y * stride + row] for y in range(bitmap.height))
    return Picture(bitmap.width, bitmap.height, pixels)


def _grey(picture: Picture, width: int, height: int) -> Iterator[bytes]:
    """The darkness of each pixel, row by row, on a white ground of the given size."""
    row = 3 * picture.width
    for start in range(0, len(picture.pixels), row):
        yield _darkness(picture.pixels[start : start + row]).ljust(width, b"\xff")
    for _ in range(picture.height, height):
        yield b"\xff" * width


def _darkness(row: bytes) -> bytes:
    """The darkness of each pixel of a row; most rows are without colour."""
    red, green, blue = row[0::3], row[1::3], row[2::3]
    return red if red == green == blue else bytes(map(min, red, green, blue))


def _draw_run(document: pypdfium2.PdfDocument, sheet: pypdfium2.PdfPage, run: Run) -> None:
    text = c.FPDFPageObj_NewTextObj(document.raw, _standard_font(run.font), run.size)
    # The standard fonts know Latin letters; anything else is a question mark.
    latin = run.text.encode("cp1252", "replace").decode("cp1252")
    letters = (latin + "\0").encode("utf-16-le")
    buffer = ctypes.create_string_buffer(letters, len(letters))
    c.FPDFText_SetText(text, ctypes.cast(buffer, c.FPDF_WIDESTRING))
    edges = [ctypes.c_float() for _ in range(4)]
    c.FPDFPageObj_GetBounds(text, *edges)
    natural = edges[2].value
    stretch = (run.right - run.x) / natural if natural > 0 and run.right > run.x else 1.0
    if run.angle:
        stretch = 1.0
    _place(text, stretch, run)
    red, green, blue = run.colour
    c.FPDFPageObj_SetFillColor(text, red, green, blue, 255)
    c.FPDFPage_InsertObject(sheet.raw, text)


def _place(text: Any, stretch: float, run: Run) -> None:
    turn = pypdfium2.PdfMatrix().scale(stretch, 1).rotate(run.angle, ccw=True)
    matrix = turn.translate(run.x, run.baseline)
    c.FPDFPageObj_Transform(text, *matrix.get())


def _standard_font(name: str) -> bytes:
    """The standard font that looks most like the one of this name."""
    lower = name.lower()
    bold = any(part in lower for part in ("bold", "medi", "cmbx", "-bd"))
    slanted = any(part in lower for part in ("ital", "slant", "obl", "cmmi", "cmti"))
    if any(part in lower for part in ("mon", "cour", "cmtt")):
        family, upright, italic = "Courier", "", "Oblique"
    elif any(part in lower for part in ("sans", "helv", "heros", "cmss")):
        family, upright, italic = "Helvetica", "", "Oblique"
    else:
        family, upright, italic = "Times", "Roman", "Italic"
    style = ("Bold" if bold else "") + (italic if slanted else "") or upright
    return f"{family}-{style}".rstrip("-").encode()


def _draw_rule(sheet: pypdfium2.PdfPage, rule: Rule) -> None:
    path = c.FPDFPageObj_CreateNewRect(
        rule.left, rule.bottom, rule.right - rule.left, rule.top - rule.bottom
    )
    thin = min(rule.right - rule.left, rule.top - rule.bottom) < 4
    c.FPDFPageObj_SetFillColor(path, 0, 0, 0, 255 if thin else 40)
    c.FPDFPath_SetDrawMode(path, c.FPDF_FILLMODE_WINDING, False)
    c.FPDFPage_InsertObject(sheet.raw, path)


RED: Colour = (220, 30, 30)
BLUE: Colour = (30, 60, 220)


def difference_pictures(
    expected: Document,
    actual: Document,
    differences: Sequence[Difference],
    folder: Path,
    *,
    most: int = 5,
) -> tuple[Path, ...]:
    """Write pictures of the pages that differ: expected, actual, and both in one.

    Args:
        expected: the layout that was expected.
        actual: what is there; its `path` must be the PDF.
        differences: what `compare_layouts` found.
        folder: where to put page-2-expected.png and so on; made if needed.
        most: how many pages to draw at most.

    Returns:
        The files, page by page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {page.number: page for page in expected.pages}
    found = {page.number: page for page in actual.pages}
    written = []
    for number in _pages_of(differences)[:most]:
        pictures = {}
        old, new = wanted.get(number), found.get(number)
        was = [d.expected.box for d in differences if d.expected and d.page == number]
        is_now = [d.actual.box for d in differences if d.actual and d.actual_page == number]
        if old is not None:
            pictures["expected"] = marked(picture_of_layout(old), was, old, RED)
        if new is not None:
            shown = picture_of_page(actual.path, number)
            pictures["actual"] = marked(shown, is_now, new, BLUE)
        if old is not None and new is not None:
            both = overlay(*(picture_of_layout(page, FINE) for page in (old, new)))
            both = marked(both, was, old, RED, FINE)
            pictures["difference"] = marked(both, is_now, new, BLUE, FINE)
        for name, picture in pictures.items():
            path = folder / f"page-{number}-{name}.png"
            path.write_bytes(picture.png())
            written.append(path)
    return tuple(written)


def _pages_of(differences: Sequence[Difference]) -> list[int]:
    """The pages with something to see, the first difference's first."""
    numbers = [n for d in differences if d.kind != "pages" for n in (d.page, d.actual_page)]
    return list(dict.fromkeys(numbers))
