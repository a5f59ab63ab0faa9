"""Read a PDF into the page model.

The one module that opens PDFs for the model. Pages are read one after the
other, so that a caller who needs one at a time (`read_pages`) keeps no more
than one in memory.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError
from mlsys_paper.pdf.content import ContentReader
from mlsys_paper.pdf.engine import p
from mlsys_paper.pdf.glyphs import read_glyphs, runs_of
from mlsys_paper.pdf.ink import seen_glyphs
from mlsys_paper.pdf.model import Document, Page, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_document(path: Path | bytes, most: int | None = None, *, ink: bool = False) -> Document:
    """Read the pages of a PDF, all or at most so many.

    Args:
        path: the file, or what it holds.
        most: how many pages to read.
        ink: whether to draw the pages and look which glyphs leave ink.

    Raises:
        PaperError: the file is absent, no PDF, damaged or encrypted.
    """
    pages = tuple(islice(read_pages(path, ink=ink), most))
    return Document(path=Path() if isinstance(path, bytes) else path, pages=pages)


def count_pages(path: Path) -> int:
    """How many pages a PDF has.

    Raises:
        PaperError: as `read_document`.
    """
    pdf = _open(path)
    try:
        return len(pdf)
    finally:
        pdf.close()


def read_pages(path: Path | bytes, *, ink: bool = False) -> Iterator[Page]:
    """Read the pages of a PDF one by one.

    Raises:
        PaperError: as `read_document`; at the page that can't be read.
    """
    pdf = _open(path)
    try:
        reader = ContentReader()
        for i in range(len(pdf)):
            try:
                yield _read_page(pdf, i, reader, ink=ink)
            except Unreadable as error:
                raise PaperError(
                    f"{_name(path)}: page {i + 1} cannot be read ({error})",
                    "The file is damaged there; export it again.",
                ) from error
    finally:
        pdf.close()


def _open(path: Path | bytes) -> p.Pdf:
    if isinstance(path, Path) and not path.is_file():
        raise PaperError(f"{path}: there is no such file", "Give the path of a PDF.")
    try:
        return p.Pdf(path)
    except Unreadable as error:
        if error.locked:
            raise PaperError(
                f"{_name(path)}: is encrypted and asks for a password",
                "Export it again without a password.",
            ) from error
        raise PaperError(
            f"{_name(path)}: cannot be read as a PDF ({error})",
            "Check that it opens in a viewer, and export it again.",
        ) from error


def _name(path: Path | bytes) -> str:
    return "the PDF" if isinstance(path, bytes) else str(path)


def _read_page(pdf: p.Pdf, index: int, reader: ContentReader, *, ink: bool) -> Page:
    with pdf.page(index) as page:
        content = reader.content(page)
        glyphs = read_glyphs(page, reader, content)
        if ink:
            texts = {order: thing for thing, (order, _) in content.texts.items()}
            glyphs = replace(glyphs, seen=seen_glyphs(page, glyphs, texts))
        width, height = page.size
        return Page(
            number=index + 1,
            width=round(width, 2),
            height=round(height, 2),
            runs=runs_of(glyphs),
            rules=tuple(content.rules),
            glyphs=glyphs,
            images=tuple(content.images),
            links=page.links(),
            annotations=page.annotations(),
            area=page.box,
            rotation=page.rotation,
        )
