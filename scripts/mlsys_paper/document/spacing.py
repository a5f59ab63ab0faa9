"""Words, and the space between words and letters, from the glyphs of a line."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.document.lines import letters_of
from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Glyphs, Run


class Word(NamedTuple):
    """Letters between two spaces.

    Attributes:
        text: the letters.
        x: origin of the first letter.
        right: end of the last letter's cell.
        baseline: height of the baseline.
        box: the box around the ink.
    """

    text: str
    x: float
    right: float
    baseline: float
    box: Box


class Spacing(NamedTuple):
    """Space in bp that a line puts between words and between letters."""

    words: list[float]
    letters: list[float]


def words_of(runs: Sequence[Run], glyphs: Glyphs) -> Iterator[Word]:
    """The words of runs that lie on one line, from left to right."""
    letters: list[int] = []
    previous: Run | None = None
    for run in runs:
        first = previous is None or run.x - previous.right > 0.18 * run.size
        for place, apart in letters_of(run, glyphs):
            if letters and (apart or first):
                yield _word(letters, glyphs)
                letters = []
            first = False
            letters.append(place)
        previous = run
    if letters:
        yield _word(letters, glyphs)


def _word(places: Sequence[int], glyphs: Glyphs) -> Word:
    return Word(
        text="".join(glyphs.text[i] for i in places),
        x=glyphs.x[places[0]],
        right=max(glyphs.cell_right[i] for i in places),
        baseline=glyphs.baseline[places[0]],
        box=Box(
            min(glyphs.left[i] for i in places),
            min(glyphs.bottom[i] for i in places),
            max(glyphs.right[i] for i in places),
            max(glyphs.top[i] for i in places),
        ),
    )


def spacing_of(line: TextLine, glyphs: Glyphs) -> Spacing:
    """The spaces of a line, as far as its main font and size go.

    Between words from the end of one cell to the next letter's origin; between
    letters the same, 0 for natural spacing, kerns included. Characters of one
    ligature have no space between them.
    """
    words: list[float] = []
    letters: list[float] = []
    for run in line.runs:
        if run.font != line.font or run.size != line.size:
            continue
        right = -inf  # of the word so far; a kern may set a letter back into it
        last = -1
        for place, apart in letters_of(run, glyphs):
            if apart and last >= 0:
                words.append(glyphs.x[place] - right)
                right = -inf
            if place == last + 1 and last >= 0 and glyphs.x[place] - glyphs.x[last] > 0.01:
                letters.append(glyphs.x[place] - glyphs.cell_right[last])
            right = max(right, glyphs.cell_right[place])
            last = place
    return Spacing(words, letters)
