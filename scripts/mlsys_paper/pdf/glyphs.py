"""The glyphs of a page, and the runs that they make up."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from mlsys_paper.pdf.content import repeats
from mlsys_paper.pdf.model import WHITE, Box, Font, Glyphs, Run, Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.pdf.content import Content, ContentReader
    from mlsys_paper.pdf.engine import p

_HYPHEN = "\x02"  # PDFium's word for a hyphen that ends a line
_BLANK = 0.18  # of the size: a gap from which on words are apart


def read_glyphs(page: p.PdfPage, reader: ContentReader, content: Content) -> Glyphs:
    """Return all glyphs of a page.

    Args:
        page: the page.
        reader: reads the text objects.
        content: the page's objects.
    """
    table = page.glyphs()
    letters = _letters(table.codes)
    style, styles, ownerless = _styles(page, table.owners, reader, content)
    blanks = [match.start() for match in re.finditer(" ", letters)]
    generated = {*ownerless, *(i for i in blanks if page.is_generated(i))}
    return Glyphs(
        text=letters,
        x=array("f", table.x),
        baseline=array("f", table.baseline),
        left=array("f", table.left),
        bottom=array("f", table.bottom),
        right=array("f", table.right),
        top=array("f", table.top),
        cell_left=array("f", table.cell_left),
        cell_top=array("f", table.cell_top),
        cell_right=array("f", table.cell_right),
        cell_bottom=array("f", table.cell_bottom),
        style=style,
        styles=styles,
        generated=frozenset(generated),
        repeats=repeats(content, frozenset(table.owners)),
    )


def _letters(codes: Sequence[int]) -> str:
    if max(codes, default=0) < 0xD800:
        return "".join(map(chr, codes)).replace(_HYPHEN, "-")
    return "".join(map(_letter, codes)).replace(_HYPHEN, "-")


def _letter(code: int) -> str:
    """A character for any code: half a surrogate pair would be none."""
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _styles(
    page: p.PdfPage, owners: Sequence[int | None], reader: ContentReader, content: Content
) -> tuple[array[int], tuple[Style, ...], list[int]]:
    """Index of its text object for each glyph, the objects' styles, glyphs without."""
    indices: dict[int, int] = {}
    styles: list[Style] = []
    ownerless: list[int] = []
    column = array("L")
    last = place = 0
    for owner, group in groupby(owners):
        size = sum(1 for _ in group)
        if owner is None:
            ownerless += range(place, place + size)
        else:
            known = indices.get(owner)
            if known is None:
                known = indices[owner] = len(styles)
                styles.append(reader.style(owner, page, place, content))
            last = known
        column.extend([last] * size)
        place += size
    return column, tuple(styles) or (Style(Font(""), 0.0),), ownerless


def runs_of(glyphs: Glyphs) -> tuple[Run, ...]:
    """Join glyphs that follow each other on one baseline in one font and size.

    White space is no part of a run's ends; within a run it is one blank, put
    where the file has one or where a gap is wider than 0.18 of the size.
    Turned text makes one run for each text object.
    """
    done: list[Run] = []
    run: _Growing | None = None
    stop, index_before, gap = 0, -1, False
    y = right = reach = 0.0
    for i, (letter, here_x, here_y, here_right, index) in enumerate(
        zip(glyphs.text, glyphs.x, glyphs.baseline, glyphs.right, glyphs.style, strict=True)
    ):
        if letter in WHITE:
            gap = gap or letter == " "
            continue
        same = index == index_before
        # Nearly every glyph follows its neighbour in one text object.
        if not (same and here_y == y and -1.9 < here_x - right < reach):
            style = glyphs.styles[index]
            x0, y0, end = round(here_x, 2), round(here_y, 2), round(right, 2)
            if run is None or not run.takes(style, x0 - end, y0, same_object=same):
                if run is not None:
                    done.append(run.finished(glyphs, stop, end))
                run, gap = _Growing(i, x0, y0, style, []), False
            gap = gap or (x0 - end > _BLANK * style.size and not style.angle and bool(run.letters))
            index_before, reach = index, _BLANK * style.size - 0.02
        assert run is not None  # noqa: S101  (the first glyph began one)
        if gap:
            run.letters.append(" ")
        run.letters.append(letter)
        y, right, stop, gap = here_y, here_right, i + 1, False
    if run is not None:
        done.append(run.finished(glyphs, stop, round(right, 2)))
    return tuple(done)


@dataclass(slots=True)
class _Growing:
    """A run that is not yet complete: index and place of its first glyph, style, letters."""

    start: int
    x: float
    baseline: float
    style: Style
    letters: list[str]

    def takes(self, style: Style, gap: float, baseline: float, *, same_object: bool) -> bool:
        """Whether a glyph of a style, so far behind the last one, belongs to it."""
        own = self.style
        if style is not own and (
            style.font.name != own.font.name or style.size != own.size or style.angle != own.angle
        ):
            return False
        follows = abs(self.baseline - baseline) < 0.05 and -2 < gap < 1.2 * own.size
        return follows or (own.angle != 0 and same_object)

    def finished(self, glyphs: Glyphs, stop: int, right: float) -> Run:
        """The run, which ends before an index and at a right edge."""
        inked = [i for i in range(self.start, stop) if glyphs.text[i] not in WHITE]
        ink = Box(
            round(min(map(glyphs.left.__getitem__, inked)), 2),
            round(min(map(glyphs.bottom.__getitem__, inked)), 2),
            round(max(map(glyphs.right.__getitem__, inked)), 2),
            round(max(map(glyphs.top.__getitem__, inked)), 2),
        )
        return Run(
            x=self.x,
            baseline=self.baseline,
            right=right,
            font=self.style.font.name,
            size=self.style.size,
            text="".join(self.letters),
            colour=self.style.colour,
            angle=self.style.angle,
            ink=ink,
            start=self.start,
            stop=stop,
        )
