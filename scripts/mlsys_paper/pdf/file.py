"""Read what a PDF holds beside its painted pages."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from mlsys_paper.errors import PaperError
from mlsys_paper.pdf.contents import Structure
from mlsys_paper.pdf.engine import p
from mlsys_paper.pdf.model import Unreadable

if TYPE_CHECKING:
    from pathlib import Path

    from mlsys_paper.pdf.contents import ActiveContent, MetadataText
    from mlsys_paper.pdf.objects import Objects

_TABLE: Final = "the table of its objects"


def read_structure(path: Path) -> Structure:
    """Read the structure of a PDF.

    What cannot be read is listed in `unreadable`; nothing else is left out
    without a word.

    Raises:
        PaperError: the file is absent, no PDF, or asks for a password.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PaperError(f"{path}: cannot be read ({error.strerror})", "Give a PDF.") from error
    objects = _open(data)
    if objects is not None and not objects.encrypted:
        return _read(objects, encrypted=False)
    # PDFium undoes every kind of encryption, and finds the pages of a damaged file.
    copy, encrypted = _rewritten(path)
    objects = _open(copy)
    if objects is None or objects.encrypted:
        return Structure((), (), (), (), (), (), encrypted, unreadable=(_TABLE,))
    if not encrypted:
        objects.note(_TABLE)
    return _read(objects, encrypted=encrypted)


def _open(data: bytes) -> Objects | None:
    # pypdf takes longer to import than to read a paper: only who needs it pays.
    from mlsys_paper.pdf.objects import Objects  # noqa: PLC0415

    try:
        return Objects(BytesIO(data))
    except Exception:  # a broken file may raise anything
        return None


def _rewritten(path: Path) -> tuple[bytes, bool]:
    """A file as PDFium writes it, unencrypted, and whether it was encrypted."""
    try:
        pdf = p.Pdf(path)
    except Unreadable as error:
        raise PaperError(
            f"{path}: cannot be read as a PDF ({error})",
            "Check that it opens in a viewer without a password, and export it again.",
        ) from error
    try:
        return pdf.rewritten()
    finally:
        pdf.close()


def _read(objects: Objects, *, encrypted: bool) -> Structure:
    from mlsys_paper.pdf import actions, metadata, spoken  # noqa: PLC0415
    from mlsys_paper.pdf.fonts import FontFinder  # noqa: PLC0415
    from mlsys_paper.pdf.outline import read_destinations, read_outline  # noqa: PLC0415
    from mlsys_paper.pdf.pages import find_pages  # noqa: PLC0415
    from mlsys_paper.pdf.resources import Resources  # noqa: PLC0415

    pages = find_pages(objects)
    texts: list[MetadataText] = [
        *metadata.document_texts(objects),
        *actions.attachment_texts(objects),
        *spoken.structure_texts(objects),
    ]
    active: list[ActiveContent] = list(actions.document_actions(objects))
    fonts, resources = FontFinder(objects), Resources(objects)
    painted: set[object] = set()
    for page in pages:
        texts.extend(metadata.page_texts(objects, page.number, page.entries))
        texts.extend(actions.annotation_texts(objects, page))
        texts.extend(spoken.page_texts(objects, page))
        for appearance in resources.appearances(page):
            texts.extend(spoken.appearance_texts(objects, appearance, page.number))
        active.extend(actions.page_actions(objects, page))
        for use in resources.uses(page):
            if use.resource.kind == "font":
                fonts.add(use)
            elif use.resource.key not in painted:
                painted.add(use.resource.key)
                texts.extend(metadata.painted_texts(objects, use))
                if use.resource.kind == "form":
                    texts.extend(spoken.marked_texts(objects, use.resource.entries, use.page))
    destinations = read_destinations(objects)
    numbers = {page.key: page.number for page in pages}
    outline, of_outline = read_outline(objects, destinations, numbers)
    return Structure(
        pages=tuple(page.boxes for page in pages),
        metadata=tuple(texts),
        fonts=fonts.fonts(),
        outline=tuple(outline),
        destinations=tuple(destinations),
        active=tuple(dict.fromkeys((*active, *of_outline))),
        encrypted=encrypted,
        blend_modes=frozenset(resources.blend_modes),
        unreadable=tuple(objects.unreadable),
    )
