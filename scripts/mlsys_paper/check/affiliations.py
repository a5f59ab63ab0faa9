"""Which authors of a published paper have no affiliation's number behind their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from mlsys_paper.document.fonts import is_bold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.pdf.model import Page

_ROW: Final = 6.0  # bp: marks are raised, accents of capitals too
_SMALL: Final = 0.8  # of the names' size
# Of the size, too. Between words of a name lies .25, behind an author .42 or more.
_BLANK: Final = 0.12
_APART: Final = 0.33


class _Letter(NamedTuple):
    x: float
    right: float
    baseline: float
    size: float
    bold: bool
    text: str


@dataclass
class _Author:
    name: str = ""
    right: float = 0.0
    marks: str = ""


def unnumbered_authors(page: Page, below: float, above: float, size: float) -> list[str]:
    """The names without a number, where others have one; the style sets names bold.

    Args:
        page: the first page.
        below: baseline of the title's last line.
        above: baseline of the heading of the abstract.
        size: of the names.
    """
    letters = [one for one in _letters(page) if above + 1 < one.baseline < below - 1]
    authors = [author for row in _rows(letters) for author in _authors(row, size)]
    without = [author.name for author in authors if not re.search(r"\d", author.marks)]
    return without if len(without) < len(authors) else []


def _letters(page: Page) -> Iterator[_Letter]:
    glyphs = page.glyphs
    for run in page.runs:
        for i in range(run.start, run.stop):
            if not glyphs.text[i].isspace():
                place = glyphs.x[i], glyphs.cell_right[i], run.baseline
                yield _Letter(*place, run.size, is_bold(run.font), glyphs.text[i])


def _rows(letters: Sequence[_Letter]) -> Iterator[list[_Letter]]:
    row: list[_Letter] = []
    for letter in sorted(letters, key=lambda letter: -letter.baseline):
        if row and row[0].baseline - letter.baseline > _ROW:
            yield row
            row = []
        row.append(letter)
    if row:
        yield row


def _authors(row: Sequence[_Letter], size: float) -> Iterator[_Author]:
    author = _Author()
    for letter in sorted(row):
        gap = letter.x - author.right
        if letter.size < _SMALL * size:
            author.marks += letter.text
        elif letter.bold:
            if author.name and (author.marks or gap > _APART * size):
                yield author
                author = _Author()
            blank = " " if author.name and gap > _BLANK * size else ""
            author.name += blank + letter.text
            author.right = max(author.right, letter.right)
    if author.name:
        yield author
