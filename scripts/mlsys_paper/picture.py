"""Pictures of pages as PNG files that remember which page they show."""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import TYPE_CHECKING

import pypdfium2 as pdfium

from mlsys_paper.errors import PaperError
from mlsys_paper.page.reader import read_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"Page-Digest"
TRUE_COLOUR, BITS = 2, 8


def page_digest(pdf: Path, number: int = 1) -> str:
    """A hash of what a page says: the same wherever and whenever it was set.

    Raises:
        PaperError: the PDF cannot be read, or has no such page.
    """
    pages = read_document(pdf).pages
    if number > len(pages):
        raise PaperError(f"{pdf}: page {number} is asked for, but there are {len(pages)}")
    text = "\n".join(run.text for run in pages[number - 1].runs)
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
    digest = page_digest(pdf, number)
    document = pdfium.PdfDocument(pdf)
    try:
        bitmap = document[number - 1].render(scale=resolution / 72, rev_byteorder=True)
        width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        pixels = bytes(bitmap.buffer)
    finally:
        document.close()
    # Each row begins with its filter, 0 for none; a bitmap's rows may be padded.
    rows = b"".join(
        b"\0" + pixels[start : start + 3 * width] for start in range(0, stride * height, stride)
    )
    per_metre = round(resolution / 0.0254)
    return SIGNATURE + b"".join(
        chunk(name, content)
        for name, content in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, BITS, TRUE_COLOUR, 0, 0, 0)),
            (b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1)),
            (b"tEXt", KEYWORD + b"\0" + digest.encode()),
            (b"IDAT", zlib.compress(rows, 9)),
            (b"IEND", b""),
        )
    )


def chunk(name: bytes, content: bytes) -> bytes:
    """One chunk of a PNG file: length, name, content, check sum."""
    return struct.pack(">I", len(content)) + name + content + checksum(name, content)


def checksum(name: bytes, content: bytes) -> bytes:
    """The check sum at a chunk's end."""
    return struct.pack(">I", zlib.crc32(name + content))


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG file, up to the first that is damaged."""
    if not png.startswith(SIGNATURE):
        return
    at = len(SIGNATURE)
    while at + 12 <= len(png):
        (length,) = struct.unpack_from(">I", png, at)
        name, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if png[at + 8 + length : at + 12 + length] != checksum(name, content):
            return
        yield name, content
        at += 12 + length
