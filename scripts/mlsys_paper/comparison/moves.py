"""Find what moved between two layouts of a paper.

A line is where it was when the same text, in the same font, stands on the same
page, off by less than the tolerance. The others are paired by their text, in
reading order, then by their place; what finds no partner is gone, or new.
"""

from __future__ import annotations

from collections import defaultdict, deque
from itertools import product
from typing import TYPE_CHECKING

from mlsys_paper.check.wording import quoted
from mlsys_paper.compare.model import Move, Movement, Share

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from mlsys_paper.compare.model import MoveKind
    from mlsys_paper.comparison.layout import Layout, Line, Mark

TOLERANCE = 0.5
"""From how far, in bp, a line counts as moved."""

# Places in PDFs are rounded, and half a TeX point, which is 0.498 bp, is meant as well.
_SLACK = 0.02
_VISIBLE = 0.02  # what PDFs round by
_SHOWN = 60  # characters of a line in a sentence


def compare(before: Layout, after: Layout, tolerance: float = TOLERANCE) -> Movement:
    """What moved by the tolerance, in bp, or more."""
    tolerance -= min(_SLACK, tolerance / 10)
    moves, same = _moves(before.lines, after.lines, tolerance)
    marks, mark_pages = _marks(before.marks, after.marks, tolerance)
    pages = {line.page for move in moves for line in (move.before, move.after) if line}
    pages |= mark_pages | _resized(before, after)

    def share(*, reference: bool) -> Share:
        total = max(
            sum(line.reference == reference for line in side.lines) for side in (before, after)
        )
        return Share(sum(line.reference == reference for line, _ in same), total)

    def first(*, reference: bool) -> Move | None:
        return next((move for move in moves if _line_of(move).reference == reference), None)

    offs = [off for pair in same if (off := _off(*pair)) > _VISIBLE]
    return Movement(
        body=share(reference=False),
        references=share(reference=True),
        first=first(reference=False) or first(reference=True),
        first_reference=first(reference=True),
        marks=marks,
        pages=tuple(sorted(pages)),
        main_text_ends=(before.main_text_ends, after.main_text_ends),
        page_counts=(before.pages, after.pages),
        sizes=max(before.sizes, after.sizes, key=len),
        within=len(offs),
        most_within=max(offs, default=0.0),
    )


def _line_of(move: Move) -> Line:
    line = move.before or move.after
    assert line is not None  # noqa: S101  (a move has at least one)
    return line


def _key(line: Line) -> str:
    """A line's text; blanks within it are a matter of reading."""
    return line.text.replace(" ", "")


def _moves(
    before: Sequence[Line], after: Sequence[Line], tolerance: float
) -> tuple[list[Move], list[tuple[Line, Line]]]:
    """The lines that moved, by their place, and those that didn't, before and after."""
    free = _Places(tolerance)
    for i, line in enumerate(after):
        free.add(i, (line.page, _key(line)), (line.x, line.baseline, line.right))
    same: list[tuple[Line, Line]] = []
    loose: list[Line] = []
    for line in before:
        key = (line.page, _key(line))
        twin = free.take(key, (line.x, line.baseline, line.right))
        if twin is None:
            loose.append(line)
        elif _alike(line, after[twin]):
            same.append((line, after[twin]))
        else:
            loose.append(line)
            free.give_back(twin)
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for j in free.left():
        waiting[_key(after[j])].append(j)
    moves: list[Move] = []
    still = []
    for line in loose:
        here = waiting[_key(line)]
        if here:
            moves.append(_move(line, after[here.popleft()], tolerance))
        else:
            still.append(line)
    rest = _Places(tolerance)
    for j in sorted(j for here in waiting.values() for j in here):
        rest.add(j, after[j].page, (after[j].x, after[j].baseline))
    for line in still:
        twin = rest.take(line.page, (line.x, line.baseline))
        moves.append(_gone(line) if twin is None else _reworded(line, after[twin]))
    moves += [_new(after[j]) for j in rest.left()]
    return sorted(moves, key=_place_of), same


def _place_of(move: Move) -> tuple[int, int, float]:
    """Where a paper's reader meets a move: by page, column and height."""
    line = _line_of(move)
    return line.page, line.column, -line.baseline


def _off(one: Line, other: Line) -> float:
    """How far apart the farther ends of two lines are."""
    return max(
        abs(one.x - other.x), abs(one.baseline - other.baseline), abs(one.right - other.right)
    )


def _alike(one: Line, other: Line) -> bool:
    return one.font == other.font and abs(one.size - other.size) < 0.05


def _move(line: Line, twin: Line, tolerance: float) -> Move:
    """The same text elsewhere, or otherwise set."""
    said = _said(line)
    if twin.page != line.page:
        return Move("elsewhere", line, twin, f"{said} is on page {twin.page}")
    if twin.column != line.column:
        return Move("elsewhere", line, twin, f"{said} is in {_COLUMNS[twin.column]}")
    across, up = twin.x - line.x, twin.baseline - line.baseline
    ways = []
    if abs(up) >= tolerance:
        ways.append(f"{abs(up):.2f} bp {'higher' if up > 0 else 'lower'}")
    if abs(across) >= tolerance:
        ways.append(f"{abs(across):.2f} bp to the {'right' if across > 0 else 'left'}")
    kind: MoveKind = "moved" if ways else "changed"
    wider = twin.right - twin.x - line.right + line.x
    if abs(wider) >= tolerance:
        ways.append(f"{abs(wider):.2f} bp {'wider' if wider > 0 else 'narrower'}")
    if twin.font != line.font:
        ways.append(f"in {twin.font}, not {line.font}")
    if abs(twin.size - line.size) >= 0.05:
        ways.append(f"of size {twin.size:.2f}, not {line.size:.2f}")
    return Move(kind, line, twin, f"{said} is {', '.join(ways)}")


_COLUMNS = {
    -1: "the margin",
    0: "a line of full width",
    1: "the left column",
    2: "the right column",
}


def _said(line: Line) -> str:
    return f"page {line.page}: {quoted(line.text, _SHOWN)}"


def _gone(line: Line) -> Move:
    return Move("gone", line, None, f"{_said(line)} is gone")


def _new(line: Line) -> Move:
    return Move("new", None, line, f"{_said(line)} is new")


def _reworded(line: Line, twin: Line) -> Move:
    said = f"{_said(line)} now reads {quoted(twin.text, _SHOWN)}"
    return Move("changed", line, twin, said)


def _resized(before: Layout, after: Layout) -> set[int]:
    """Pages of another size, and those that only one side has."""
    pages = zip(before.sizes, after.sizes, strict=False)
    resized = {
        number
        for number, (one, other) in enumerate(pages, 1)
        if max(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.1
    }
    few, many = sorted((len(before.sizes), len(after.sizes)))
    return resized | set(range(few + 1, many + 1))


def _marks(
    before: Sequence[Mark], after: Sequence[Mark], tolerance: float
) -> tuple[Share, set[int]]:
    """How many marks are where they were, and the pages of the others."""
    free = _Places(tolerance)
    for i, mark in enumerate(after):
        free.add(i, mark.page, mark[1:])
    same, pages = 0, set()
    for mark in before:
        if free.take(mark.page, mark[1:]) is None:
            pages.add(mark.page)
        else:
            same += 1
    pages |= {after[i].page for i in free.left()}
    return Share(same, max(len(before), len(after))), pages


class _Places:
    """Things by what they are and where: a grid, so that none is searched for long."""

    def __init__(self, tolerance: float) -> None:
        self.tolerance = tolerance
        self.side = max(2 * tolerance, 1.0)
        self.cells: dict[tuple[Hashable, int, int], list[int]] = defaultdict(list)
        self.places: dict[int, tuple[tuple[Hashable, int, int], Sequence[float]]] = {}

    def add(self, i: int, what: Hashable, place: Sequence[float]) -> None:
        """Add a thing under its index; the first two numbers of its place make the cell."""
        cell = (what, *self._cell(place))
        self.cells[cell].append(i)
        self.places[i] = (cell, place)

    def take(self, what: Hashable, place: Sequence[float]) -> int | None:
        """Remove the first thing within the tolerance and give its index."""
        across, up = self._cell(place)
        for right, above in product((0, -1, 1), repeat=2):
            here = self.cells.get((what, across + right, up + above), ())
            for i in here:
                if self._near(self.places[i][1], place):
                    self.cells[what, across + right, up + above].remove(i)
                    return i
        return None

    def give_back(self, i: int) -> None:
        """Put a thing back that was taken."""
        self.cells[self.places[i][0]].append(i)

    def left(self) -> Iterator[int]:
        """What has not been taken, in the order in which it was added."""
        yield from sorted(i for here in self.cells.values() for i in here)

    def _cell(self, place: Sequence[float]) -> tuple[int, int]:
        return int(place[0] // self.side), int(place[1] // self.side)

    def _near(self, one: Sequence[float], other: Sequence[float]) -> bool:
        return all(abs(a - b) < self.tolerance for a, b in zip(one, other, strict=True))
