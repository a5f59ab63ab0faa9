"""Strips and text lines: runs joined as a reader's eye joins them.

A strip is what was painted in one go along one line: runs that follow each
other without a wide gap. A line is all strips of one column on one baseline.
Strips need no knowledge of the columns, and so the columns can be found from
them; lines need the columns.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING, Literal

from mlsys_paper.pdf.model import WHITE, Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mlsys_paper.pdf.model import Colour, Glyphs, Page, Run

LONG = 15
"""From this many characters on, a strip says something about its column."""

_BLANK = 0.17  # of the size: a gap between cells from which on words are apart
_GAP = 1.2  # of the size: a gap wider than those of a loose line
_SMALL = 0.75  # of the size beside it: exponents, footnote marks
_LARGEST = 2.5  # of the size beside it: a larger letter, as in drawings, is on no line with it


@dataclass(frozen=True, slots=True)
class Strip:
    """Runs that were painted one after the other along one line.

    Attributes:
        runs: from left to right.
        x: origin of the first glyph.
        right: end of the last glyph's cell: where the next one would start.
        baseline: baseline of most of its characters, small print aside.
        size: their size.
        font: their font.
        text: what it says, with blanks between words.
    """

    runs: tuple[Run, ...]
    x: float
    right: float
    baseline: float
    size: float
    font: str
    text: str

    @property
    def characters(self) -> int:
        """How many characters it has, blanks aside."""
        return len(self.text) - self.text.count(" ")


def joined(runs: Sequence[Run], glyphs: Glyphs) -> str:
    """The text of runs from left to right, a blank for each gap as wide as one."""
    parts = []
    end = None
    for run in runs:
        if end is not None and run.x - end > _BLANK * run.size:
            parts.append(" ")
        parts.append(_text(run, glyphs))
        right = _end(run, glyphs)
        end = right if end is None else max(end, right)
    return "".join(parts)


def _end(run: Run, glyphs: Glyphs) -> float:
    """Where the next letter would start: the end of the last glyph's cell."""
    return glyphs.cell_right[run.stop - 1] if run.stop else run.right


def _text(run: Run, glyphs: Glyphs) -> str:
    """What a run says. Its own text takes the wide cells of typewriters for gaps."""
    blanks = run.text.count(" ")
    if not (blanks and run.stop) or blanks == glyphs.text.count(" ", run.start, run.stop):
        return run.text
    return "".join(
        f" {glyphs.text[i]}" if apart else glyphs.text[i] for i, apart in letters_of(run, glyphs)
    )


def letters_of(run: Run, glyphs: Glyphs) -> Iterator[tuple[int, bool]]:
    """The glyphs of a run that are no blanks, and whether a blank comes before each."""
    last, apart = -1, False
    for i in range(run.start, run.stop):
        if glyphs.text[i] in WHITE:
            apart = apart or glyphs.text[i] == " "
            continue
        gap = last >= 0 and glyphs.x[i] - glyphs.cell_right[last] > _BLANK * run.size
        yield i, last >= 0 and (apart or gap)
        last, apart = i, False


def strips_of(page: Page) -> tuple[Strip, ...]:
    """Join the horizontal runs of a page to strips, in painting order."""
    strips: list[Strip] = []
    current: list[Run] = []
    base = end = 0.0
    for run in page.runs:
        # A hostile file's places may be no numbers at all.
        if run.angle or not isfinite(run.x + run.right + run.baseline + run.size):
            continue
        if current and _continues(current, base, end, run):
            end = max(end, run.right)
        else:
            if current:
                strips.append(strip_of(current, page.glyphs))
            current, base, end = [], run.baseline, run.right
        if run.size * _SMALL > (current[-1].size if current else run.size):
            base = run.baseline
        current.append(run)
    if current:
        strips.append(strip_of(current, page.glyphs))
    return tuple(strips)


def _continues(current: Sequence[Run], base: float, end: float, run: Run) -> bool:
    last = current[-1]
    size = min(max(last.size, run.size), _LARGEST * min(last.size, run.size))
    if not -0.9 * size < run.x - end < 0.9 * size or run.x < current[0].x:
        return False
    if abs(run.baseline - base) > 0.05 and abs(run.baseline - base) > 0.6 * size:
        return False
    # A grey number beside a line belongs to no sentence.
    numbers = is_grey_number(last) or is_grey_number(run)
    return not (numbers and last.colour != run.colour)


def is_grey_number(run: Run) -> bool:
    """Whether it is a number printed in grey, as line numbers are."""
    return is_number(run) and is_grey(run.colour)


def is_number(run: Run) -> bool:
    """Whether it is a number; the figures of some fonts stand so far apart that blanks are seen."""
    return run.text.replace(" ", "").isdecimal()


def is_grey(colour: Colour) -> bool:
    """Whether a colour is a grey that is neither black nor white."""
    return max(colour) - min(colour) < 8 and 40 < colour[0] < 240


def strip_of(runs: Sequence[Run], glyphs: Glyphs) -> Strip:
    """Make a strip of runs; they may come in any order."""
    runs = sorted(runs, key=lambda run: run.x)
    main = _main_run(runs)
    return Strip(
        runs=tuple(runs),
        x=runs[0].x,
        right=_end(max(runs, key=lambda run: run.right), glyphs),
        baseline=main.baseline,
        size=main.size,
        font=main.font,
        text=joined(runs, glyphs),
    )


def _main_run(runs: Sequence[Run]) -> Run:
    """A run that stands for the style of most characters, small print aside."""
    if len(runs) == 1:
        return runs[0]
    least = _SMALL * max(run.size for run in runs)
    counts: Counter[tuple[str, float]] = Counter()
    large = sum(len(run.text) for run in runs if run.size >= least)
    for run in runs:
        # What is longer than all the rest is no small print, but the text behind a label.
        if run.size >= least or len(run.text) > max(large, LONG):
            counts[run.font, run.size] += len(run.text)
    (style, _), *_ = counts.most_common(1)
    return max(
        (run for run in runs if (run.font, run.size) == style), key=lambda run: len(run.text)
    )


Role = Literal[
    "",
    "head",
    "folio",
    "line number",
    "front",
    "heading",
    "body",
    "display",
    "caption",
    "footnote",
    "reference",
    "float",
]
"""What a line is.

head: the running head; folio: the page number; line number: also a ruler's;
front: title, authors and abstract above the columns of the first page;
heading: on a line of its own; body: text in the body's font and size;
display: mathematics on lines of its own; caption, footnote, reference: as they
say; float: the rows of tables and algorithms, text in frames and pictures; "":
anything else, such as listings and the labels of drawings.
"""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text in a column.

    Attributes:
        page: number of its page.
        column: 1 for the left, 2 for the right one, 0 for the full width of
            the page, -1 for the margins.
        x: origin of the first glyph.
        right: end of the last glyph's cell.
        baseline: baseline of most of its characters.
        size: size of most of its characters.
        font: font of most of its characters.
        text: what it says, with blanks between words.
        box: the box around its ink.
        runs: from left to right.
        role: what it is, see `roles`; "" where that can't be told.
    """

    page: int
    column: int
    x: float
    right: float
    baseline: float
    size: float
    font: str
    text: str
    box: Box
    runs: tuple[Run, ...]
    role: Role = ""

    @property
    def characters(self) -> int:
        """How many characters it has, blanks aside."""
        return len(self.text) - self.text.count(" ")


def lines_of(page: int, column: int, strips: Iterable[Strip], glyphs: Glyphs) -> list[TextLine]:
    """Join the strips of one column to lines, from top to bottom.

    Strips on one baseline make a line; exponents, marks and other small
    print join the line that they stand at.
    """
    ordered = sorted(strips, key=lambda strip: (-strip.size, -strip.characters))
    groups: list[list[Strip]] = []
    by_height: dict[int, list[list[Strip]]] = {}
    for strip in ordered:
        home = _home(strip, by_height)
        if home is None:
            home = []
            groups.append(home)
            for step in (-1, 0, 1):
                by_height.setdefault(int(strip.baseline // 8) + step, []).append(home)
        home.append(strip)
    lines = [_line(page, column, group, glyphs) for group in groups]
    return sorted(lines, key=lambda line: (-line.baseline, line.x))


def _home(strip: Strip, by_height: dict[int, list[list[Strip]]]) -> list[Strip] | None:
    """The group that a strip belongs to: first of its kind the largest type."""
    best, closest = None, float("inf")
    for group in by_height.get(int(strip.baseline // 8), ()):
        head = group[0]
        rise = strip.baseline - head.baseline
        size = min(head.size, _LARGEST * strip.size)
        if strip.size < _SMALL * head.size:
            left = min(member.x for member in group)
            right = max(member.right for member in group)
            near = left - size < strip.x < right + size
            fits = near and -0.4 * size < rise < 0.7 * size
        else:
            fits = abs(rise) < 0.25 * size
        if fits and abs(rise) < closest:
            best, closest = group, abs(rise)
    return best


def _line(page: int, column: int, group: Sequence[Strip], glyphs: Glyphs) -> TextLine:
    runs = [run for strip in group for run in strip.runs]
    whole = group[0] if len(group) == 1 else strip_of(runs, glyphs)
    return TextLine(
        page=page,
        column=column,
        x=whole.x,
        right=whole.right,
        baseline=whole.baseline,
        size=whole.size,
        font=whole.font,
        text=whole.text,
        box=reduce(Box.union, (run.box for run in runs)),
        runs=whole.runs,
    )


def has_gap(line: TextLine) -> bool:
    """Whether a line has a gap wider than any between words, as between the cells of a table."""
    return any(b.x - a.right > _GAP * line.size for a, b in pairwise(line.runs))


def joined_lines(main: TextLine, parts: Sequence[TextLine], glyphs: Glyphs) -> TextLine:
    """A line with other lines' runs added; place, type and role stay."""
    runs = [run for line in (main, *parts) for run in line.runs]
    whole = strip_of(runs, glyphs)
    box = main.box
    for part in parts:
        box = box.union(part.box)
    return replace(main, x=whole.x, right=whole.right, text=whole.text, box=box, runs=whole.runs)


_WORD_BREAK = re.compile(r"(\w)-\Z")


def flowing(lines: Iterable[TextLine]) -> Iterator[str]:
    """The text of lines with words that were divided at a line's end joined."""
    held = ""
    for line in lines:
        text = held + line.text
        held = ""
        if _WORD_BREAK.search(text):
            *rest, last = text.split(" ")
            held, text = last[:-1], " ".join(rest)
        if text:
            yield text
    if held:
        yield held
