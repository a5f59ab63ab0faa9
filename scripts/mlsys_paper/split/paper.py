"""A paper that is open to be divided, and a part of it in the making."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from mlsys_paper.split.bookmarks import Bookmark, read_bookmarks
from mlsys_paper.split.destinations import Destinations
from mlsys_paper.split.labels import Label, read_labels
from mlsys_paper.errors import PaperError
from mlsys_paper.structure.objects import Objects
from mlsys_paper.structure.pages import FoundPage, find_pages

DAMAGED: Final = "The file is damaged; export it again."
_VERSIONS: Final = ("1.5", "1.6", "1.7", "2.0")
"""Those with packed objects, which the parts have."""


@dataclass(frozen=True)
class OpenPaper:
    """A paper that is open to be divided.

    Attributes:
        objects: its objects.
        pages: its pages in order.
        destinations: the places in it.
        bookmarks: its bookmarks.
        labels: what its pages are called.
        version: of PDF.
    """

    objects: Objects
    pages: tuple[FoundPage, ...]
    destinations: Destinations
    bookmarks: tuple[Bookmark, ...]
    labels: tuple[Label, ...]
    version: str


def open_paper(data: bytes) -> OpenPaper:
    """Open a paper.

    Raises:
        PaperError: it can't be read, not all of it, or only with a password.
    """
    try:
        objects = Objects(BytesIO(data))
    except Exception as error:  # a broken file may raise anything
        raise PaperError("it cannot be read as a PDF.", DAMAGED) from error
    if objects.encrypted:
        raise PaperError("it is encrypted.", "Export it again without encryption or a password.")
    pages = tuple(find_pages(objects))
    numbers = {page.key: page.number for page in pages}
    if len(numbers) < len(pages):
        raise PaperError("it has the same page twice.", DAMAGED)
    destinations = Destinations(objects, numbers)
    return OpenPaper(
        objects=objects,
        pages=pages,
        destinations=destinations,
        bookmarks=tuple(read_bookmarks(objects, destinations)),
        labels=tuple(read_labels(objects, len(pages))),
        version=_version(objects, data),
    )


def _version(objects: Objects, data: bytes) -> str:
    head = data[5:8].decode("latin-1")
    said = objects.text(objects.root, "/Version").lstrip("/")
    return max(text for text in (_VERSIONS[0], head, said) if text in _VERSIONS)
