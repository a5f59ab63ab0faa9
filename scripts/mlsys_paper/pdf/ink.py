"""Which glyphs of a page leave ink of their own: what a reader of the page can see.

A page is drawn twice, with its text and without. Where the two pictures are the
same, the text at that place adds nothing to the page, by whatever trick: no
ink, no opacity, a layer that is off, a mask, the colour of its ground, a place
off the page or under something. Where they agree only in a coarse picture, a
finer one in colour decides.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING, Final

from mlsys_paper.pdf.model import WHITE, Box, Grey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mlsys_paper.pdf.engine import p
    from mlsys_paper.pdf.model import Glyphs

_COARSE: Final = 0.75
"""Pixels per bp: letters of 6 pt have four of them across."""
_FINE: Final = 3.0
_CONTRAST: Final = 25
"""Of 255: what differs by less from its ground, no printer shows."""
_LARGEST: Final = 20_000_000  # pixels of a picture
_SHARED: Final = 0.15  # of a word: where other letters take more, it is looked at by itself
_STRETCH: Final = 12.0  # bp
_INKED: Final = 0.02  # of a stretch's pixels
_IS_INK: Final = bytes(difference > _CONTRAST for difference in range(256))
_NO_INK: Final = dict.fromkeys(map(ord, WHITE))
_LETTERS: Final = re.compile(f"[^{''.join(map(re.escape, WHITE))}]+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Glyphs of one text object that follow each other: a word, or several.

    Attributes:
        start: index of its first glyph.
        stop: index after its last glyph.
        box: around their ink.
        order: the text object's place in painting order.
    """

    start: int
    stop: int
    box: Box
    order: int


def seen_glyphs(page: p.PdfPage, glyphs: Glyphs, texts: Mapping[int, int]) -> bytes:
    """Return a byte for each glyph of a page: 0 where it leaves no ink of its own.

    Words are judged as wholes: what shows of a word shows of its letters.

    Args:
        page: the page.
        glyphs: its glyphs.
        texts: its text objects, by their places in painting order.
    """
    seen = bytearray(b"\1" * len(glyphs))
    pieces = list(_pieces(glyphs))
    if not pieces:
        return bytes(seen)
    coarse = _without(page, texts.values(), min(_COARSE, _fine(page)), grey=True)
    unseen = [
        word
        for piece in pieces
        if not coarse.shows_all(piece.box)
        for word in _words(piece, glyphs)
        if not coarse.shows(word.box)
    ]
    if unseen:
        fine = _without(page, texts.values(), _fine(page), grey=False)
        unseen = [word for word in unseen if not fine.shows(word.box)]
    words = [word for piece in _overlapping(pieces) for word in _words(piece, glyphs)]
    for word in [*unseen, *_among_letters(page, words, texts)]:
        seen[word.start : word.stop] = bytes(word.stop - word.start)
    return bytes(seen)


def _pieces(glyphs: Glyphs) -> Iterator[_Piece]:
    start = 0
    for index, group in groupby(glyphs.style):
        stop = start + sum(1 for _ in group)
        inked = glyphs.text[start:stop].translate(_NO_INK)
        if inked:
            yield _piece(glyphs, start, stop, glyphs.styles[index].order)
        start = stop


def _words(piece: _Piece, glyphs: Glyphs) -> Iterator[_Piece]:
    """The words of a piece."""
    for match in _LETTERS.finditer(glyphs.text, piece.start, piece.stop):
        yield _piece(glyphs, *match.span(), piece.order)


def _piece(glyphs: Glyphs, start: int, stop: int, order: int) -> _Piece:
    box = Box(
        min(glyphs.left[start:stop]),
        min(glyphs.bottom[start:stop]),
        max(glyphs.right[start:stop]),
        max(glyphs.top[start:stop]),
    )
    return _Piece(start, stop, box, order)


def _overlapping(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Pieces that share some of their place with one of another text object."""
    by_height = sorted(pieces, key=lambda piece: piece.box.bottom)
    found: dict[int, _Piece] = {}
    for i, one in enumerate(by_height):
        for other in islice(by_height, i + 1, None):
            if other.box.bottom >= one.box.top:
                break
            both = one.box.intersection(other.box)
            smaller = min(one.box.width * one.box.height, other.box.width * other.box.height)
            if one.order != other.order and both.width * both.height > _SHARED * smaller:
                found[one.start], found[other.start] = one, other
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Difference:
    """What some text objects add to a page: 1 for each pixel where there is ink of theirs.

    Attributes:
        picture: of the page as it is shown.
        area: the part of the page that it shows, in the PDF's coordinates.
        rotation: degrees clockwise that the page is turned by.
        scale: pixels per bp.
    """

    picture: Grey
    area: Box
    rotation: int
    scale: float

    def shows(self, box: Box) -> bool:
        """Whether there is ink within a box of the page."""
        place = self._place(box)
        return place is not None and any(b"\1" in row for row in self._rows(place))

    def shows_all(self, box: Box) -> bool:
        """Whether there is ink all along a box, in each stretch of a letter or two."""
        place = self._place(box)
        if place is None:
            return False
        left, top, right, bottom = place
        step = max(1, int(_STRETCH * self.scale))
        if right - left > bottom - top:
            stretches = ((x, top, min(x + step, right), bottom) for x in range(left, right, step))
        else:
            stretches = ((left, y, right, min(y + step, bottom)) for y in range(top, bottom, step))
        return all(self._inked(stretch) > _INKED for stretch in stretches)

    def _rows(self, place: tuple[int, int, int, int]) -> Iterator[bytes]:
        left, top, right, bottom = place
        for y in range(top, bottom):
            start = y * self.picture.width
            yield self.picture.pixels[start + left : start + right]

    def _inked(self, place: tuple[int, int, int, int]) -> float:
        """The share of a place's pixels that have ink."""
        left, top, right, bottom = place
        count = sum(row.count(1) for row in self._rows(place))
        return count / ((right - left) * (bottom - top))

    def _place(self, box: Box) -> tuple[int, int, int, int] | None:
        """The pixels of a box; None where it is off the picture."""
        left, top, right, bottom = self._pixels(box)
        width, height = self.picture.width, self.picture.height
        place = (
            *(max(int(left), 0), max(int(top), 0)),
            *(min(int(right) + 1, width), min(int(bottom) + 1, height)),
        )
        return place if place[0] < place[2] and place[1] < place[3] else None

    def _pixels(self, box: Box) -> tuple[float, float, float, float]:
        area, s = self.area, self.scale
        left, right = (box.left - area.left) * s, (box.right - area.left) * s
        top, bottom = (area.top - box.top) * s, (area.top - box.bottom) * s
        width, height = area.width * s, area.height * s
        for _ in range(self.rotation // 90 % 4):
            left, top, right, bottom = height - bottom, left, height - top, right
            width, height = height, width
        return left, top, right, bottom


def _without(page: p.PdfPage, texts: Iterable[int], scale: float, *, grey: bool) -> _Difference:
    """What a page has from its text objects."""
    drawn = page.difference(list(texts), scale, grey=grey)
    ink = Grey(drawn.width, drawn.height, drawn.pixels.translate(_IS_INK))
    return _Difference(ink, page.box, page.rotation, scale)


def _among_letters(
    page: p.PdfPage, words: Sequence[_Piece], texts: Mapping[int, int]
) -> Iterator[_Piece]:
    """Words at whose place other letters show, and they don't: below or above them."""
    for lower in (True, False):
        shared = [word for word in words if _shares(word, words, lower=lower)]
        orders = dict.fromkeys(word.order for word in shared)
        if orders:
            objects = [texts[order] for order in orders if order in texts]
            shown = _without(page, objects, _fine(page), grey=False)
            yield from (word for word in shared if not shown.shows(word.box))


def _shares(word: _Piece, words: Sequence[_Piece], *, lower: bool) -> bool:
    """Whether words that are painted later (or earlier) take a good part of a word's place."""
    covered = 0.0
    for other in words:
        if other.order != word.order and (other.order > word.order) == lower:
            both = word.box.intersection(other.box)
            covered += both.width * both.height
    return covered > _SHARED * word.box.width * word.box.height


def _fine(page: p.PdfPage) -> float:
    """The scale of a close look; less for a page that would make a huge picture."""
    size = max(page.size[0] * page.size[1], 1.0)
    return float(min(_FINE, (_LARGEST / size) ** 0.5))
