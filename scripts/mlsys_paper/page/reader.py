"""Read a PDF into the page model."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as c

from mlsys_paper.errors import PaperError
from mlsys_paper.page.model import Document, Page, Rule, Run

if TYPE_CHECKING:
    from pathlib import Path


def read_document(path: Path) -> Document:
    """Read every page of a PDF.

    Raises:
        PaperError: the file is absent, no PDF, damaged or encrypted.
    """
    if not path.is_file():
        raise PaperError(f"{path}: there is no such file", "Give the path of a PDF.")
    try:
        pdf = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise PaperError(
            f"{path}: cannot be read as a PDF ({error})",
            "Check that it opens in a viewer without a password, and export it again.",
        ) from error
    try:
        pages = tuple(_read_page(pdf[i], i + 1) for i in range(len(pdf)))
    finally:
        pdf.close()
    return Document(path=path, pages=pages)


def _read_page(page: pdfium.PdfPage, number: int) -> Page:
    width, height = page.get_size()
    result = Page(number, round(width, 2), round(height, 2), _runs(page), _rules(page))
    page.close()
    return result


def _font(text: object, i: int) -> str:
    flags = ctypes.c_int()
    n = c.FPDFText_GetFontInfo(text, i, None, 0, flags)
    buffer = ctypes.create_string_buffer(max(n, 1))
    c.FPDFText_GetFontInfo(text, i, buffer, n, flags)
    return buffer.value.decode("latin1").split("+")[-1]


def _runs(page: pdfium.PdfPage) -> tuple[Run, ...]:
    textpage = page.get_textpage()
    text = textpage.raw
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    done: list[Run] = []
    letters = ""
    start = end = base = size = 0.0
    font, colour, gap = "", (0, 0, 0), False
    for i in range(c.FPDFText_CountChars(text)):
        code = c.FPDFText_GetUnicode(text, i)
        if c.FPDFText_IsGenerated(text, i) == 1 or code in (0, 10, 13, 32, 0xFFFE):
            gap = gap or code == 32
            continue
        letter = "-" if code == 2 else chr(code)
        c.FPDFText_GetCharOrigin(text, i, x, y)
        c.FPDFText_GetCharBox(text, i, left, right, bottom, top)
        x0, y0 = round(x.value, 2), round(y.value, 2)
        here = round(c.FPDFText_GetFontSize(text, i), 2)
        name = _font(text, i)
        joins = (
            letters
            and abs(base - y0) < 0.05
            and font == name
            and size == here
            and -2 < x0 - end < 1.2 * size
        )
        if joins:
            letters += " " + letter if gap or x0 - end > 0.18 * size else letter
        else:
            if letters:
                done.append(Run(start, base, end, font, size, letters, colour))
            c.FPDFText_GetFillColor(text, i, red, green, blue, alpha)
            colour = (red.value, green.value, blue.value)
            start, base, font, size, letters = x0, y0, name, here, letter
        end, gap = round(right.value, 2), False
    if letters:
        done.append(Run(start, base, end, font, size, letters, colour))
    textpage.close()
    return tuple(done)


def _rules(page: pdfium.PdfPage) -> tuple[Rule, ...]:
    return tuple(
        Rule(*(round(v, 2) for v in thing.get_bounds()))
        for thing in page.get_objects(filter=[c.FPDF_PAGEOBJ_PATH])
    )
