"""Find what moved between two layouts.

A line is where it was when all its pieces stand on the same page, in the same
type, off by no more than the tolerance; how they were grouped into lines does
not matter. The other lines are paired by their text, in reading order, then by
their place; what finds no partner is gone, or new.
"""

from __future__ import annotations

from collections import defaultdict, deque
from itertools import product
from typing import TYPE_CHECKING

from mlsys_paper.layouts.model import MarkMove, Move, Movement, Share
from mlsys_paper.layouts.words import gone, mark_sentence, moved, new, reworded

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterator, Sequence

    from mlsys_paper.layouts.model import Layout, Line, Mark, Piece

TOLERANCE = 0.05
"""How far, in bp, something may lie from its recorded place."""

_ROUNDING = 1e-6
_VISIBLE = 0.02  # what PDFs round by
_NEIGHBOUR = 72.0  # how far off a mark may be to count as moved


def compare(
    before: Layout,
    after: Layout,
    tolerance: float = TOLERANCE,
    *,
    leave_out: Collection[str] = (),
) -> Movement:
    """Return what differs between two layouts.

    Args:
        before: the one layout.
        after: the other one.
        tolerance: how far, in bp, a place may be off.
        leave_out: roles of lines that aren't compared.
    """
    sides = tuple(
        [line for line in side.lines if line.role not in leave_out] for side in (before, after)
    )
    moves, same = _moves(sides[0], sides[1], tolerance)
    marks, mark_moves = _marks(before.marks, after.marks, tolerance)
    pages = {line.page for move in moves for line in (move.before, move.after) if line}
    pages |= {mark.page for move in mark_moves for mark in (move.before, move.after) if mark}
    pages |= _resized(before, after)

    def share(*, reference: bool) -> Share:
        total = max(sum(line.reference == reference for line in side) for side in sides)
        return Share(sum(line.reference == reference for line, _ in same), total)

    def first(*, reference: bool) -> Move | None:
        return next((move for move in moves if move.line.reference == reference), None)

    offs = [off for _, off in same if off > _VISIBLE]
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
        moves=tuple(moves),
        mark_moves=tuple(mark_moves),
    )


def _key(text: str) -> str:
    """What a text says; blanks within it are a matter of reading."""
    return text.replace(" ", "")


def _moves(
    before: Sequence[Line], after: Sequence[Line], tolerance: float
) -> tuple[list[Move], list[tuple[Line, float]]]:
    """The lines that moved, by their place, and those that didn't with how far they are off."""
    same, loose, free = _in_place(before, after, tolerance)
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for j in free:
        waiting[_key(after[j].text)].append(j)
    moves: list[Move] = []
    still = []
    for line in loose:
        here = waiting[_key(line.text)]
        if not here:
            still.append(line)
            continue
        twin = after[here.popleft()]
        off = _off_elsewhere_split(line, twin, tolerance)
        if off is None:
            moves.append(moved(line, twin, tolerance))
        else:
            same.append((line, off))
    rest = _Places(tolerance)
    for j in sorted(j for here in waiting.values() for j in here):
        rest.add(j, after[j].page, (after[j].x, after[j].baseline))
    for line in still:
        twin_at = rest.take(line.page, (line.x, line.baseline))
        moves.append(gone(line) if twin_at is None else reworded(line, after[twin_at]))
    moves += [new(after[j]) for j in rest.left()]
    return sorted(moves, key=_place_of), same


def _in_place(
    before: Sequence[Line], after: Sequence[Line], tolerance: float
) -> tuple[list[tuple[Line, float]], list[Line], list[int]]:
    """Lines that are in place, with how far they are off; other lines; indices of those after."""
    pieces = [(j, piece) for j, line in enumerate(after) for piece in line.parts]
    places = _Places(tolerance)
    for i, (j, piece) in enumerate(pieces):
        places.add(i, (after[j].page, _key(piece.text)), piece[:3])
    same: list[tuple[Line, float]] = []
    loose: list[Line] = []
    for line in before:
        offs: list[float] = []
        for piece in line.parts:
            key = (line.page, _key(piece.text))
            twin = places.take(key, piece[:3])
            if twin is None:
                continue
            if _alike(piece, pieces[twin][1]):
                offs.append(_off(piece, pieces[twin][1]))
            else:
                places.give_back(twin)
        if len(offs) == len(line.parts):
            same.append((line, max(offs)))
        else:
            loose.append(line)
    return same, loose, sorted({pieces[i][0] for i in places.left()})


def _off(one: Piece | Line, other: Piece | Line) -> float:
    """How far apart the farther ends are."""
    return max(
        abs(one.x - other.x), abs(one.baseline - other.baseline), abs(one.right - other.right)
    )


def _alike(one: Piece, other: Piece) -> bool:
    """Whether two pieces are set in the same type; a colour that isn't known may be any."""
    return (
        one.font == other.font
        and abs(one.size - other.size) < 0.015
        and one.angle == other.angle
        and (one.colour == other.colour or None in (one.colour, other.colour))
    )


def _off_elsewhere_split(line: Line, twin: Line, tolerance: float) -> float | None:
    """How far off lines are that were only split into pieces at other places; None otherwise."""
    if line.page != twin.page or len(line.parts) == len(twin.parts):
        return None
    one, other = _joined(line.parts), _joined(twin.parts)
    if len(one) != len(other):
        return None
    offs = [
        _off(a, b) if _alike(a, b) and _key(a.text) == _key(b.text) else tolerance + 1
        for a, b in zip(one, other, strict=True)
    ]
    return max(offs) if max(offs) <= tolerance + _ROUNDING else None


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces with those joined that follow each other in one type on one baseline."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if (
            last is not None
            and _alike(last, piece)
            and abs(last.baseline - piece.baseline) < _VISIBLE
            and piece.x - last.right < piece.size
        ):
            found[-1] = last._replace(right=piece.right, text=last.text + piece.text)
        else:
            found.append(piece)
    return found


def _place_of(move: Move) -> tuple[int, int, float]:
    """Where a paper's reader meets a move: by page, column and height."""
    line = move.line
    return line.page, line.column, -line.baseline


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
) -> tuple[Share, list[MarkMove]]:
    """How many marks are where they were, and what became of the others."""
    places = _Places(tolerance)
    for i, mark in enumerate(after):
        places.add(i, (mark.page, mark.kind), mark.box)
    loose = [mark for mark in before if places.take((mark.page, mark.kind), mark.box) is None]
    free = [after[i] for i in places.left()]
    found = []
    for mark in loose[:_MOST_PAIRED]:
        near = [other for other in free if _apart(mark, other) < _NEIGHBOUR]
        twin = min(near, key=lambda other: _apart(mark, other), default=None)
        if twin is not None:
            free.remove(twin)
        found.append(MarkMove(mark, twin, mark_sentence(mark, twin)))
    found += [MarkMove(mark, None, mark_sentence(mark, None)) for mark in loose[_MOST_PAIRED:]]
    found += [MarkMove(None, mark, mark_sentence(None, mark)) for mark in free]
    same = len(before) - len(loose)
    return Share(same, max(len(before), len(after))), found


_MOST_PAIRED = 200  # marks that are each held against all others


def _apart(one: Mark, other: Mark) -> float:
    if (one.page, one.kind) != (other.page, other.kind):
        return _NEIGHBOUR
    return max(abs(a - b) for a, b in zip(one.box, other.box, strict=True))


class _Places:
    """Things by what they are and where: a grid, so that none is searched for long."""

    def __init__(self, tolerance: float) -> None:
        self.tolerance = tolerance + _ROUNDING
        self.side = max(2 * tolerance, 1.0)
        self.cells: dict[tuple[Hashable, int, int], list[int]] = defaultdict(list)
        self.places: dict[int, tuple[tuple[Hashable, int, int], Sequence[float]]] = {}

    def add(self, i: int, what: Hashable, place: Sequence[float]) -> None:
        """Add a thing under its index; the first two numbers of its place make the cell."""
        cell = (what, *self._cell(place))
        self.cells[cell].append(i)
        self.places[i] = (cell, place)

    def take(self, what: Hashable, place: Sequence[float]) -> int | None:
        """Remove the first thing within the tolerance and return its index."""
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
        """Yield what has not been taken, in the order in which it was added."""
        yield from sorted(i for here in self.cells.values() for i in here)

    def _cell(self, place: Sequence[float]) -> tuple[int, int]:
        return int(place[0] // self.side), int(place[1] // self.side)

    def _near(self, one: Sequence[float], other: Sequence[float]) -> bool:
        return all(abs(a - b) <= self.tolerance for a, b in zip(one, other, strict=True))
