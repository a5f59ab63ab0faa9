"""Pictures of pages before and after a change, and laid over each other, all at one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pypdfium2
from PIL import Image, ImageChops, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from mlsys_paper.pdf.model import Box

SCALE = 2.0
"""Pixels per bp; 144 dpi: half a point is a pixel."""
BEFORE, AFTER, OVERLAY = "before", "after", "overlay"

_RED, _BLUE = (220, 30, 30), (30, 60, 220)


class Sheet(NamedTuple):
    """A page as a viewer shows it, and the part of it that is shown, in the PDF's coordinates."""

    picture: Image.Image
    left: float
    top: float


def page_sizes(pdf: Path, numbers: Iterable[int]) -> dict[int, tuple[float, float]]:
    """Return width and height in bp of pages of a PDF, of those that it has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return {
            number: document[number - 1].get_size()
            for number in numbers
            if 0 < number <= len(document)
        }
    finally:
        document.close()


def draw_pages(pdf: Path, numbers: Iterable[int], scale: float = SCALE) -> dict[int, Sheet]:
    """Draw pages of a PDF, those that it has, by their numbers (1 is the first)."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheets = {}
        for number in numbers:
            if 0 < number <= len(document):
                page = document[number - 1]
                left, _, _, top = page.get_bbox()
                picture = page.render(scale=scale).to_pil().convert("RGB")
                sheets[number] = Sheet(picture, left, top)
                page.close()
        return sheets
    finally:
        document.close()


def overlay(before: Image.Image, after: Image.Image) -> Image.Image:
    """Lay two pictures over each other: red is only before, blue only after."""
    size = max(before.width, after.width), max(before.height, after.height)
    old, new = (_darkness(picture, size) for picture in (before, after))
    return Image.merge("RGB", (new, ImageChops.darker(old, new), old))


def _darkness(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the darkness of each pixel, of the darkest colour, on a white ground of a size."""
    red, green, blue = picture.convert("RGB").split()
    ground = Image.new("L", size, 255)
    ground.paste(ImageChops.darker(ImageChops.darker(red, green), blue))
    return ground


def write_differences(
    before: Path | None,
    after: Path,
    boxes: Mapping[int, tuple[Iterable[Box], Iterable[Box]]],
    folder: Path,
) -> tuple[Path, ...]:
    """Write pictures of pages that differ: before, after, and both in one.

    Args:
        before: the PDF before, None if there is none any more.
        after: the PDF after.
        boxes: what isn't where it was on each page, by its number: before and after.
        folder: where to put page-2-before.png and so on; made if needed.

    Returns:
        The files, page by page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    old = draw_pages(before, boxes) if before else {}
    new = draw_pages(after, boxes)
    written = []
    for number, (was, is_now) in boxes.items():
        pictures = {}
        if number in old and number in new:
            pictures[OVERLAY] = overlay(old[number].picture, new[number].picture)
        if number in old:
            pictures[BEFORE] = _framed(old[number], was, _RED)
        if number in new:
            pictures[AFTER] = _framed(new[number], is_now, _BLUE)
        for kind in (BEFORE, AFTER, OVERLAY):
            if kind in pictures:
                path = folder / f"page-{number}-{kind}.png"
                pictures[kind].save(path)
                written.append(path)
    return tuple(written)


def _framed(sheet: Sheet, boxes: Iterable[Box], colour: tuple[int, int, int]) -> Image.Image:
    """Return the picture of a page with a bar beside each of these places."""
    picture = sheet.picture.copy()
    pen = ImageDraw.Draw(picture)
    for box in boxes:
        x = (box.left - sheet.left) * SCALE - 8
        ends = ((sheet.top - box.top) * SCALE, (sheet.top - box.bottom) * SCALE)
        pen.rectangle((x, min(ends), x + 3, max(ends)), fill=colour)
    return picture
