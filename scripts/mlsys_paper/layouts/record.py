"""Layouts as text: a line of the file for each line that a reader of the page sees.

    main text ends on page 1
    page 1: 612 x 792
    rule              55.44  717.97  541.44  719.96
    left  heading     55.74  530.86  117.90  11.96 NimbusRomNo9L-Medi | 1 BEFORE
          +            0.00    0.00   25.93  11.96 NimbusRomNo9L-Medi | 1 B
          +           27.10    0.00   62.16   9.56 NimbusRomNo9L-Medi | EFORE
    right body       307.44  691.06  541.42   9.96 NimbusRomNo9L-Regu #00147f | requests well

A mark has its left, bottom, right and top. A line has its column and role, its
x, baseline, right edge, size, font, colour and angle (`@90`) unless 0, and what
it says. The pieces of a line that is not set in one go follow, their places
counted from the line's: when it moves as a whole, only its first row differs.
Black letters are not said to be black. A first row says it when no colours were
recorded. All lengths are bp from the bottom left of the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError
from mlsys_paper.layouts.measure import printable
from mlsys_paper.layouts.model import COLUMNS, Layout, Line, Mark, Piece
from mlsys_paper.pdf.model import BLACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.pdf.model import Colour

_COLOURLESS = "colours are not recorded"
_NO_ROLE = "other"
_PIECE = "+"
_NUMBERS = {name: number for number, name in COLUMNS.items()}
_MARKS = ("rule", "picture")


def write_layout(layout: Layout) -> str:
    """Return a layout as text, see above."""
    return "".join(f"{row}\n" for row in _rows(layout))


def _rows(layout: Layout) -> Iterator[str]:
    parts = [piece for line in layout.lines for piece in line.parts]
    if parts and all(piece.colour is None for piece in parts):
        yield _COLOURLESS
    if layout.main_text_ends is not None:
        yield f"main text ends on page {layout.main_text_ends}"
    for number, (width, height) in enumerate(layout.sizes, 1):
        yield f"page {number}: {width:g} x {height:g}"
        for mark in layout.marks:
            if mark.page == number:
                sides = " ".join(f"{side:7.2f}" for side in mark.box)
                yield f"{mark.kind:16} {sides}"
        for line in layout.lines:
            if line.page == number:
                yield from _line_rows(line)


def _line_rows(line: Line) -> Iterator[str]:
    role = (line.role or _NO_ROLE).replace(" ", "-")
    whole = Piece(*line[2:8], line.colour if not line.pieces else BLACK, line.angle)
    yield f"{COLUMNS[line.column]:5} {role:10} {_row(whole)}"
    for piece in line.pieces:
        moved = piece._replace(
            x=piece.x - line.x, baseline=piece.baseline - line.baseline, right=piece.right - line.x
        )
        yield f"      {_PIECE:10} {_row(moved)}"


def _row(piece: Piece) -> str:
    x, baseline, right = (round(number, 2) + 0.0 for number in piece[:3])  # no -0.00
    red, green, blue = piece.colour or BLACK
    marks = "" if (red, green, blue) == BLACK else f" #{red:02x}{green:02x}{blue:02x}"
    marks += f" @{piece.angle:g}" if piece.angle else ""
    font = piece.font or "-"
    return f"{x:7.2f} {baseline:7.2f} {right:7.2f} {piece.size:6.2f} {font}{marks} | {piece.text}"


_END = re.compile(r"main text ends on page (\d{1,9})")
_PAGE = re.compile(r"page (\d{1,9}): (\S+) x (\S+)")
_ROW = re.compile(
    r"(?:(?P<column>margin|full|left|right) +(?P<role>\S+)|      +\+) +"
    r"(?P<x>\S+) +(?P<baseline>\S+) +(?P<right>\S+) +(?P<size>\S+) (?P<font>\S+)"
    r"(?: #(?P<colour>[0-9a-f]{6}))?(?: @(?P<angle>\S+))? \| (?P<text>.*)"
)


@dataclass
class _Found:
    """What has been read of a layout."""

    colours: bool = True
    ends: int | None = None
    sizes: list[tuple[float, float]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    def add(self, row: str) -> None:
        """Add what a row says."""
        if match := _ROW.fullmatch(row):
            if match["column"] is None:
                piece = _piece(match, self.lines[-1])
                self.pieces.append(piece if self.colours else piece._replace(colour=None))
            else:
                self.close()
                line = _line(match, len(self.sizes))
                self.lines.append(line if self.colours else line._replace(colour=None))
            return
        self.close()
        if match := _PAGE.fullmatch(row):
            if int(match[1]) != len(self.sizes) + 1:
                raise ValueError(row)
            self.sizes.append((_number(match[2]), _number(match[3])))
        elif row == _COLOURLESS:
            self.colours = False
        elif match := _END.fullmatch(row):
            self.ends = int(match[1])
        elif row.strip():
            kind, *sides = row.split()
            if kind not in _MARKS or not self.sizes:
                raise ValueError(row)
            left, bottom, right, top = map(_number, sides)
            mark = Mark(len(self.sizes), left, bottom, right, top)
            self.marks.append(mark if kind == mark.kind else mark._replace(kind="picture"))

    def close(self) -> None:
        """Give the last line its pieces."""
        if self.pieces:
            self.lines[-1] = self.lines[-1]._replace(pieces=tuple(self.pieces), colour=None)
            self.pieces.clear()


def read_layout(text: str, path: Path = Path("layout")) -> Layout:
    """Read what `write_layout` wrote.

    Args:
        text: the layout.
        path: where it came from, for messages.

    Raises:
        PaperError: a row can't be understood; names it.
    """
    found = _Found()
    for number, row in enumerate(text.split("\n"), 1):
        try:
            found.add(row)
        except (ValueError, IndexError) as error:
            raise PaperError(
                f"{path}, line {number}: no line of a layout: {row[:200]!r}",
                "Record it anew with `nox -s accept`.",
            ) from error
    found.close()
    if not found.sizes:
        raise PaperError(f"{path}: the layout has no page.", "Record it anew with `nox -s accept`.")
    return Layout(tuple(found.sizes), found.ends, tuple(found.lines), tuple(found.marks))


def _line(match: re.Match[str], page: int) -> Line:
    if page < 1:
        raise ValueError(match[0])
    role = match["role"].replace("line-number", "line number")
    role = "" if role == _NO_ROLE else role
    facts = _facts(match)
    return Line(page, _NUMBERS[match["column"]], *facts[:6], printable(role), *facts[6:])


def _piece(match: re.Match[str], line: Line) -> Piece:
    piece = Piece(*_facts(match))
    return piece._replace(
        x=round(piece.x + line.x, 2),
        baseline=round(piece.baseline + line.baseline, 2),
        right=round(piece.right + line.x, 2),
    )


def _facts(
    match: re.Match[str],
) -> tuple[float, float, float, float, str, str, Colour, float]:
    x, baseline, right, size = (_number(match[name]) for name in ("x", "baseline", "right", "size"))
    font = printable("" if match["font"] == "-" else match["font"])
    angle = _number(match["angle"] or "0")
    return x, baseline, right, size, font, printable(match["text"]), _colour(match), angle


def _colour(match: re.Match[str]) -> Colour:
    red, green, blue = bytes.fromhex(match["colour"] or "000000")
    return red, green, blue


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number
