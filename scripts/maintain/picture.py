"""A picture of a page as a PNG file that remembers which page it shows."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError
from mlsys_paper.pdf.page import read_document
from mlsys_paper.pdf.pictures import picture_of_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER_END = len(SIGNATURE) + 12 + 13
KEYWORD = b"Page-Digest"


def page_digest(pdf: Path, number: int = 1) -> str:
    """A hash of what a page says: the same wherever and whenever it was set.

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
    """The hash of the page that a picture of this module shows, "" for other bytes."""
    for name, content in chunks(png):
        if name == b"tEXt" and content.startswith(KEYWORD + b"\0"):
            return content[len(KEYWORD) + 1 :].decode("latin-1")
    return ""


def page_picture(pdf: Path, number: int = 1, resolution: float = 100) -> bytes:
    """A page as a PNG file, at so many pixels an inch.

    Raises:
        PaperError: the PDF cannot be read, or has no such page.
    """
    note = KEYWORD + b"\0" + page_digest(pdf, number).encode()
    png = picture_of_page(pdf, number, resolution / 72).png()
    # A note may stand anywhere between the header, which comes first, and the end.
    length = len(note).to_bytes(4, "big")
    return png[:HEADER_END] + length + b"tEXt" + note + checksum(b"tEXt", note) + png[HEADER_END:]


def checksum(name: bytes, content: bytes) -> bytes:
    """The check sum at the end of a PNG file's chunk."""
    return zlib.crc32(name + content).to_bytes(4, "big")


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG file, up to the first that is damaged."""
    if not png.startswith(SIGNATURE):
        return
    at = len(SIGNATURE)
    while at + 12 <= len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        name, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if png[at + 8 + length : at + 12 + length] != checksum(name, content):
            return
        yield name, content
        at += 12 + length
