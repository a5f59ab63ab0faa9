"""How tightly a paper is set: distances of headings, paragraphs and captions, and of letters.

Distances run from baseline to baseline, in bp. The style gives paragraphs and
headings space that neither stretches nor shrinks, so that correct papers show
one distance to a tenth of a point, or more where taller things meet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median, quantiles
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.document.columns import FULL
from mlsys_paper.document.fonts import is_bold, is_italic
from mlsys_paper.document.lines import LONG
from mlsys_paper.document.spacing import spacing_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.anatomy import PageText
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Glyphs, Run

_NUMBERED = re.compile(r"(?:\d+|[A-Z])(?:\.\d+)+\.?\s")
_SENTENCE_END = re.compile(r"[.!?:)]$")
_FLUSH = 1.5  # bp from the column's edge
_FULL_LINE = 4.0  # bp that a line of a justified paragraph may end before the edge
_SHORT_LINE = 0.2  # of the column's width that a last line must leave to be known as one
_SAMPLE = 100  # spaces, letters: a few lines
_LINES = 30  # of a page
_FAR = 60.0  # bp: further apart, other things lie between

TIMES_WIDTHS = {"a": 0.444, "d": 0.5, "e": 0.444, "h": 0.5, "n": 0.5, "o": 0.5, "s": 0.389}
"""Advance widths of frequent letters of Times in ems, the same in all its clones."""


class Gap(NamedTuple):
    """The distance of two lines that follow each other in a column.

    Attributes:
        above: the upper one.
        below: the lower one.
        distance: of their baselines in bp.
    """

    above: TextLine
    below: TextLine
    distance: float


def gaps(paper: Paper) -> Iterator[tuple[PageText, Gap]]:
    """All lines that follow each other in a column."""
    for text in paper.anatomy.pages:
        for above, below in pairwise(text.lines):
            distance = above.baseline - below.baseline
            if above.column == below.column and 0 < distance < _FAR:
                yield text, Gap(above, below, distance)


def heading_level(line: TextLine, body_size: float) -> str:
    """Which of the style's headings a line is, "" if that can't be told."""
    if line.role != "heading":
        return ""
    if max(run.size for run in line.runs) > 1.1 * body_size:
        return "section"
    if not _NUMBERED.match(line.text):
        return ""
    levels = line.text.split()[0].rstrip(".").count(".")
    if levels == 1 and is_bold(line.font):
        return "subsection"
    return "subsubsection" if levels == 2 and is_italic(line.font) else ""


def begins_at_edge(text: PageText, line: TextLine) -> bool:
    """Whether a line begins at its column's left edge, and so belongs to no list."""
    left, _ = _edges(text, line)
    return abs(line.x - left) < _FLUSH


def _edges(text: PageText, line: TextLine) -> tuple[float, float]:
    columns = text.columns.edges
    return (
        columns[max(line.column - 1, 0)]
        if line.column != FULL
        else (
            columns[0][0],
            columns[-1][1],
        )
    )


def paragraph_gaps(paper: Paper) -> list[Gap]:
    """From the last line of a paragraph, which is short, to the first of the next one."""
    found = []
    for text in paper.anatomy.pages:
        lines = text.lines
        for before, last, first in zip(lines, lines[1:], lines[2:], strict=False):
            if not all(line.role == "body" for line in (before, last, first)):
                continue
            if not before.column == last.column == first.column:
                continue
            left, right = _edges(text, last)
            whole = all(
                line.right > right - _FULL_LINE and abs(line.x - left) < _FLUSH
                for line in (before, first)
            )
            short = last.right < right - _SHORT_LINE * (right - left)
            if whole and short and _SENTENCE_END.search(last.text) and begins_at_edge(text, last):
                found.append(Gap(last, first, last.baseline - first.baseline))
    return [gap for gap in found if 0 < gap.distance < _FAR]


class Tightness(NamedTuple):
    """Space between words and letters, over lines of body text.

    Attributes:
        words: lower quartile of the space between words, in bp.
        letters: median of the space added between letters, in bp.
        width: median width of letters beside that of Times, 1 for natural.
        narrow: the width that a tenth of the letters doesn't reach.
    """

    words: float
    letters: float
    width: float
    narrow: float


@dataclass(frozen=True, slots=True)
class Sample:
    """What lines of body text measure: spaces in bp, widths beside those of Times."""

    words: list[float] = field(default_factory=list)
    letters: list[float] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)

    def add(self, line: TextLine, glyphs: Glyphs) -> None:
        """Measure a line, as far as its main font and size go."""
        spacing = spacing_of(line, glyphs)
        self.words.extend(spacing.words)
        self.letters.extend(spacing.letters)
        for run in line.runs:
            if run.font == line.font and run.size == line.size:
                self.widths.extend(_widths(run, glyphs))

    @property
    def tightness(self) -> Tightness | None:
        """The measures; None for too little text."""
        if min(len(self.words), len(self.letters), len(self.widths)) < _SAMPLE:
            return None
        return Tightness(
            words=quantiles(self.words, n=4)[0],
            letters=median(self.letters),
            width=median(self.widths),
            narrow=quantiles(self.widths, n=10)[0],
        )


def together(samples: Iterable[Sample]) -> Sample:
    """All that several samples measured."""
    whole = Sample()
    for sample in samples:
        whole.words.extend(sample.words)
        whole.letters.extend(sample.letters)
        whole.widths.extend(sample.widths)
    return whole


def _widths(run: Run, glyphs: Glyphs) -> Iterator[float]:
    for i in range(run.start, run.stop):
        natural = TIMES_WIDTHS.get(glyphs.text[i])
        if natural:
            yield (glyphs.cell_right[i] - glyphs.cell_left[i]) / (natural * run.size)


def samples(paper: Paper) -> dict[int, Sample]:
    """Lines of body text by page, evenly spread over it: some thirty tell as much as all."""
    body = paper.anatomy.body
    found = {}
    for text in paper.anatomy.pages:
        lines = [
            line
            for line in text.lines
            if body is not None
            and line.role == "body"
            and line.characters >= LONG
            and line.font == body.font
            and line.size == body.size
        ]
        sample = found[text.page.number] = Sample()
        for line in lines[:: max(1, len(lines) // _LINES)]:
            sample.add(line, text.page.glyphs)
    return found
