"""A picture of a page as a PNG file that remembers which page it shows."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, PngImagePlugin

from mlsys_paper.errors import PaperError
from mlsys_paper.pdf.page import read_document
from mlsys_paper.pdf.pictures import picture_of_page

if TYPE_CHECKING:
    from pathlib import Path

KEYWORD = "Page-Digest"


def page_digest(pdf: Path, number: int = 1) -> str:
    """Return a hash of what a page says: the same wherever and whenever it was set.

    Raises:
        PaperError: the PDF cannot be read, or has no such page.
    """
    pages = read_document(pdf).pages
    if number > len(pages):
        raise PaperError(f"{pdf}: page {number} is asked for, but there are {len(pages)}")
    # How words are grouped into runs is the reader's affair.
    text = "".join(run.text for run in pages[number - 1].runs).replace(" ", "")
    return hashlib.sha256(text.encode()).hexdigest()


def digest_in(png: bytes) -> str:
    """Return the hash of the page that a picture of this module shows, "" for other bytes."""
    try:
        with Image.open(BytesIO(png), formats=("PNG",)) as picture:
            picture.load()
            return str(picture.info.get(KEYWORD, ""))
    except (OSError, SyntaxError, ValueError):
        return ""


def page_picture(pdf: Path, number: int = 1, resolution: float = 100) -> bytes:
    """Return a page as a PNG file, at so many pixels an inch.

    Raises:
        PaperError: the PDF cannot be read, or has no such page.
    """
    note = PngImagePlugin.PngInfo()
    note.add_text(KEYWORD, page_digest(pdf, number))
    file = BytesIO()
    picture_of_page(pdf, number, resolution / 72).save(file, "PNG", pnginfo=note, optimize=True)
    return file.getvalue()
