"""Cut a page in two: each part keeps what it has of the page, and the rest is taken out.

A page is cut by its lines of text. Each has its part, and whatever else is
painted goes with the line that it stands nearest to. What belongs to the other
part is removed from the page's content, not covered.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot, inf
from typing import TYPE_CHECKING, Any, Final

from pypdf.generic import ContentStream, NameObject

from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlsys_paper.pdf.objects import Dictionary, Objects
    from mlsys_paper.split.model import PartName

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Operation = tuple[Any, bytes]

_SAME: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SHOWS: Final = {b"Tj", b"TJ", b"'", b'"'}
_PATHS: Final = {b"m", b"l", b"c", b"v", b"y", b"re", b"h", b"W", b"W*"}
_PAINTS: Final = {b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"n"}
_TEXT_MOVES: Final = {b"BT", b"Td", b"TD", b"Tm", b"T*"}


@dataclass(frozen=True, slots=True)
class Half:
    """What one part has of a page that both parts share.

    Attributes:
        part: the part.
        lines: the boxes of the page's lines of text in bp, and the part of each; None for a
            line that both parts keep, as the running head.
    """

    part: PartName
    lines: tuple[tuple[Box, PartName | None], ...]

    def has(self, box: Box) -> bool:
        """Return whether something in this box belongs to the part, or to both parts."""
        touched = {part for line, part in self.lines if line.overlaps(box)}
        if len(touched) == 1:
            return not touched.isdisjoint({None, self.part})
        if len(touched - {None}) > 1 and (box.width or box.height):
            return True  # a frame or a background of both
        _, part = min(self.lines, key=lambda item: _distance(item[0], box))
        return part is None or part == self.part

    def has_point(self, x: float, y: float) -> bool:
        """Return whether something at this point belongs to the part."""
        return self.has(Box(x, y, x, y))


def _distance(one: Box, other: Box) -> tuple[float, float]:
    """How far two boxes are apart, and among those that touch, how far their middles are."""
    across = max(one.left - other.right, other.left - one.right, 0.0)
    along = max(one.bottom - other.top, other.bottom - one.top, 0.0)
    return hypot(across, along), abs(one.middle[1] - other.middle[1])


@dataclass(slots=True)
class _State:
    matrix: Matrix = _SAME
    leading: float = 0.0
    clip: Box | None = None


@dataclass(slots=True)
class _Marked:
    """A stretch of marked content: where it begins in the result, and what it has lost."""

    start: int
    kept: bool = False
    removed: bool = False


@dataclass(slots=True)
class _Filter:
    half: Half
    objects: Objects
    resources: Dictionary
    result: list[Operation] = field(default_factory=list)
    state: _State = field(default_factory=_State)
    saved: list[_State] = field(default_factory=list)
    text: Matrix = _SAME
    moved: bool = True
    showing: bool = True
    path: list[Operation] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    marked: list[_Marked] = field(default_factory=list)

    def run(self, operations: Iterable[Operation]) -> list[Operation]:
        for operands, operator in operations:
            if operator in _PATHS:
                self._add_to_path(operands, operator)
            elif operator in _PAINTS:
                self._paint_path(operands, operator)
            elif operator in _SHOWS:
                self._show(operands, operator)
            elif operator in {b"BMC", b"BDC"}:
                self.marked.append(_Marked(len(self.result)))
                self.result.append((operands, operator))
            elif operator == b"EMC":
                self._end_marked()
            elif operator in {b"Do", b"sh", b"INLINE IMAGE"}:
                self._paint(operands, operator, self._area(operands, operator))
            elif operator not in {b"MP", b"DP"}:  # points of no ink may say anything
                self._follow(operands, operator)
                self.result.append((operands, operator))
        return self.result

    def _follow(self, operands: Any, operator: bytes) -> None:
        """Keep account of where the next thing is painted."""
        state = self.state
        if operator == b"q":
            self.saved.append(_State(state.matrix, state.leading, state.clip))
        elif operator == b"Q" and self.saved:
            self.state = self.saved.pop()
        elif operator == b"cm":
            state.matrix = _product(_numbers(operands), state.matrix)
        elif operator == b"TL":
            state.leading = float(operands[0])
        elif operator in _TEXT_MOVES:
            self._move(operands, operator)

    def _move(self, operands: Any, operator: bytes) -> None:
        self.moved = True
        if operator == b"BT":
            self.text = _SAME
        elif operator == b"Tm":
            self.text = _numbers(operands)
        else:
            if operator == b"TD":
                self.state.leading = -float(operands[1])
            x, y = map(float, operands) if operands else (0.0, -self.state.leading)
            self.text = _product((1.0, 0.0, 0.0, 1.0, x, y), self.text)

    def _show(self, operands: Any, operator: bytes) -> None:
        if operator in {b"'", b'"'}:
            self._move([], b"T*")
        if self.moved:  # what follows without a move of its own stays on its line
            self.showing = self.half.has_point(*_at(self.text[4:], self.state.matrix))
            self.moved = False
        if not self.showing and operator == b'"':
            self.result += [([operands[0]], b"Tw"), ([operands[1]], b"Tc")]
        if not self.showing and operator in {b"'", b'"'}:
            self.result.append(([], b"T*"))
        self._keep(operands, operator, kept=self.showing)

    def _keep(self, operands: Any, operator: bytes, *, kept: bool) -> None:
        if kept:
            self.result.append((operands, operator))
        for stretch in self.marked:
            stretch.kept |= kept
            stretch.removed |= not kept

    def _paint(self, operands: Any, operator: bytes, area: Box | None) -> None:
        self._keep(operands, operator, kept=area is None or self.half.has(area))

    def _add_to_path(self, operands: Any, operator: bytes) -> None:
        self.path.append((operands, operator))
        numbers = [float(value) for value in operands]
        if operator == b"re":
            x, y, width, height = numbers
            numbers = [x, y, x + width, y, x, y + height, x + width, y + height]
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        self.points += [_at(pair, self.state.matrix) for pair in pairs]

    def _paint_path(self, operands: Any, operator: bytes) -> None:
        area = _around(self.points)
        clips = any(operator in {b"W", b"W*"} for _, operator in self.path)
        if clips:
            self.state.clip = area
        if operator == b"n":
            self.result += [*self.path, (operands, operator)]
        elif area is None or self.half.has(area):
            self.result += self.path
            self._keep(operands, operator, kept=True)
        else:
            self.result += [*self.path, ([], b"n")] if clips else []
            self._keep(operands, operator, kept=False)
        self.path, self.points = [], []

    def _area(self, operands: Any, operator: bytes) -> Box | None:
        """Where a form, a picture or a shading is painted; None where that can't be told."""
        if operator == b"sh":
            return self.state.clip
        corners = Box(0.0, 0.0, 1.0, 1.0)
        matrix = self.state.matrix
        if operator == b"Do":
            named = self.objects.dictionary(self.resources, "/XObject").get(operands[0])
            found = self.objects.as_dictionary(named)
            if self.objects.text(found, "/Subtype") == "/Form":
                numbers = [self.objects.as_number(v) for v in self.objects.array(found, "/BBox")]
                if len(numbers) != 4 or None in numbers:
                    return None
                corners = Box(*(number or 0.0 for number in numbers))
                own = [self.objects.as_number(v) for v in self.objects.array(found, "/Matrix")]
                if len(own) == 6:
                    matrix = _product(_numbers([number or 0.0 for number in own]), matrix)
        left, bottom, right, top = corners
        points = ((left, bottom), (left, top), (right, bottom), (right, top))
        return _clipped(_around([_at(point, matrix) for point in points]), self.state.clip)

    def _end_marked(self) -> None:
        stretch = self.marked.pop() if self.marked else None
        if stretch is None:
            return
        operands, _ = self.result[stretch.start]
        layer = operands[:1] == ["/OC"]
        if stretch.removed and not stretch.kept and not layer:
            # Its properties may say what was painted: text to copy, or to be read out.
            del self.result[stretch.start]
            return
        if stretch.removed and not layer:
            self.result[stretch.start] = ([*operands[:1]] or [NameObject("/Span")], b"BMC")
        self.result.append(([], b"EMC"))


def half_of(content: ContentStream, half: Half, objects: Objects, resources: Dictionary) -> bytes:
    """Return a page's content without what belongs to the other part.

    Args:
        content: all of it, its strings in bytes.
        half: what the part has of the page.
        objects: the objects of the paper.
        resources: what the page paints with.
    """
    result = ContentStream(None, None)
    result.operations = _Filter(half, objects, resources).run(content.operations)
    return bytes(result.get_data())


def _numbers(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _product(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    k, l, m, n, o, p = other  # noqa: E741
    return (
        a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n,
        e * k + f * m + o, e * l + f * n + p,
    )  # fmt: skip


def _at(point: Sequence[float], matrix: Matrix) -> Point:
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _around(points: Sequence[Point]) -> Box | None:
    box = Box(inf, inf, -inf, -inf)
    for x, y in points:
        box = box.union(Box(x, y, x, y))
    return box if points else None


def _clipped(area: Box | None, clip: Box | None) -> Box | None:
    if area is None or clip is None or not area.overlaps(clip):
        return area
    return area.intersection(clip)
