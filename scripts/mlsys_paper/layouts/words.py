"""Moves of lines and marks, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys_paper.layouts.model import COLUMNS, Move
from mlsys_paper.pdf.model import BLACK
from mlsys_paper.words import quoted

if TYPE_CHECKING:
    from mlsys_paper.layouts.model import Line, Mark, MoveKind, Piece
    from mlsys_paper.pdf.model import Colour

_SHOWN = 60  # characters of a line in a sentence
_LEAST = 0.02  # bp: what is less is rounding
_WHERE = {
    "margin": "the margin",
    "full": "a line of full width",
    "left": "the left column",
    "right": "the right column",
}


def moved(line: Line, twin: Line, tolerance: float) -> Move:
    """Return the move of a line whose text is elsewhere, or set otherwise."""
    said = _said(line)
    if twin.page != line.page:
        return Move("elsewhere", line, twin, f"{said} is on page {twin.page}")
    if twin.column != line.column and abs(twin.x - line.x) > tolerance:
        return Move("elsewhere", line, twin, f"{said} is in {_WHERE[COLUMNS[twin.column]]}")
    ways = _ways(line, twin, tolerance)
    kind: MoveKind = "moved" if ways else "changed"
    wider = twin.right - twin.x - line.right + line.x
    if abs(wider) > tolerance:
        ways.append(f"{abs(wider):.2f} bp {'wider' if wider > 0 else 'narrower'}")
    ways += _type(line, twin) or ([] if ways else _inside(line, twin, tolerance))
    return Move(kind, line, twin, f"{said} is {', '.join(ways) or 'set in other pieces'}")


def _ways(line: Line | Piece, twin: Line | Piece, tolerance: float) -> list[str]:
    """Where one is beside the other, in words."""
    across, up = twin.x - line.x, twin.baseline - line.baseline
    ways = []
    if abs(up) > tolerance:
        ways.append(f"{abs(up):.2f} bp {'higher' if up > 0 else 'lower'}")
    if abs(across) > tolerance:
        ways.append(f"{abs(across):.2f} bp to the {'right' if across > 0 else 'left'}")
    return ways


def _type(line: Line | Piece, twin: Line | Piece) -> list[str]:
    """The type that one has and the other hasn't, in words."""
    ways = []
    if twin.font != line.font:
        ways.append(f"in {twin.font}, not {line.font}")
    if abs(twin.size - line.size) >= 0.015:
        ways.append(f"of size {twin.size:.2f}, not {line.size:.2f}")
    if twin.angle != line.angle:
        ways.append(f"turned by {twin.angle:g} degrees, not {line.angle:g}")
    if None not in (twin.colour, line.colour) and twin.colour != line.colour:
        ways.append(f"{_colour(twin.colour)}, not {_colour(line.colour)}")
    return ways


def _inside(line: Line, twin: Line, tolerance: float) -> list[str]:
    """What is otherwise within a line whose ends are where they were, in words."""
    if len(line.parts) != len(twin.parts):
        return []
    for piece, other in zip(line.parts, twin.parts, strict=True):
        ways = [*_ways(piece, other, tolerance), *_type(piece, other)]
        wider = other.right - other.x - piece.right + piece.x
        if not ways and abs(wider) > tolerance:
            ways = [f"{abs(wider):.2f} bp {'wider' if wider > 0 else 'narrower'}"]
        if ways:
            return [f"changed within: {quoted(piece.text, 24)} is {', '.join(ways)}"]
    return []


def gone(line: Line) -> Move:
    """Return the move of a line that is nowhere any more."""
    return Move("gone", line, None, f"{_said(line)} is gone")


def new(line: Line) -> Move:
    """Return the move of a line that was nowhere."""
    return Move("new", None, line, f"{_said(line)} is new")


def reworded(line: Line, twin: Line) -> Move:
    """Return the move of a line in whose place other words stand."""
    said = f"{_said(line)} now reads {quoted(twin.text, _SHOWN)}"
    return Move("changed", line, twin, said)


def mark_sentence(mark: Mark | None, twin: Mark | None) -> str:
    """Return what became of a mark, in words."""
    if mark is None:
        return f"page {twin.page}: a {twin.kind} {_box(twin)} is new" if twin else ""
    said = f"page {mark.page}: the {mark.kind} {_box(mark)}"
    if twin is None:
        return f"{said} is gone"
    sides = [there - here for here, there in zip(mark.box, twin.box, strict=True)]
    left, bottom, right, top = sides
    ways = []
    if abs(left - right) <= _LEAST and abs(left) > _LEAST:
        ways.append(f"{abs(left):.2f} bp to the {'right' if left > 0 else 'left'}")
    elif abs(left - right) > _LEAST:
        wider = right - left
        ways.append(f"{abs(wider):.2f} bp {'wider' if wider > 0 else 'narrower'}")
    if abs(bottom - top) <= _LEAST and abs(bottom) > _LEAST:
        ways.append(f"{abs(bottom):.2f} bp {'higher' if bottom > 0 else 'lower'}")
    elif abs(bottom - top) > _LEAST:
        ways.append(f"{abs(top - bottom):.2f} bp {'taller' if top > bottom else 'less tall'}")
    return f"{said} is {', '.join(ways) or 'elsewhere'}"


def _said(line: Line) -> str:
    return f"page {line.page}: {quoted(line.text, _SHOWN)}"


def _box(mark: Mark) -> str:
    return f"at ({mark.left:.2f}, {mark.bottom:.2f})"


def _colour(colour: Colour | None) -> str:
    return "black" if colour in (None, BLACK) else "#{:02x}{:02x}{:02x}".format(*colour)
