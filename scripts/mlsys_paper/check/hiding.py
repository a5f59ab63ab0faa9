"""Find the text of a page that does not show on it, by geometry and colour alone.

What lies below a text is known from the painted paths before it in the
page's painting order; what lies on it from those after it. A picture below
may have any colour, so text on pictures and shadings counts as seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from mlsys_paper.pdf.model import WHITE, Box, Image, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mlsys_paper.pdf.model import Colour, Glyphs, Page, Style

Kind = Literal[
    "invisible", "white", "coloured", "tiny", "off-page", "overrun", "clipped", "covered", "pasted"
]
"""How a text is hidden.

invisible: rendering mode without ink, or no opacity; white: (nearly) white on
white; coloured: in the colour of its ground; tiny: smaller than `TINY`;
off-page: beside the visible page; overrun: the same, at the end of a line
that begins on the page; clipped: outside of what it is clipped to;
covered: below an opaque rectangle; pasted: below a picture, which may let it
through.
"""

TINY: Final = 1.5
"""bp; nobody can read type that is smaller."""
PAPER: Final[Colour] = (255, 255, 255)
_NEARLY_WHITE = 25  # of 255: closer to white ground than this, no printer shows it
_ALIKE = 6  # of 255: two dark colours that nobody can tell apart
_FAINT = 13  # of 255, opacity
_STROKED = (1, 5)
_BOTH = (2, 6)
_LEFT = 0.1  # of a glyph's area: what clipping leaves of it when it cannot be read
_CELL = 36.0  # bp
_NEAR = 2.0  # bp
_ENDS = dict.fromkeys(map(ord, WHITE), " ")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A stretch of text that does not show.

    Attributes:
        kind: how it is hidden.
        text: what it says.
        box: around its ink.
        colour: its colour.
        size: its size in bp.
        nested: whether it is in a form: an included figure, most likely.
    """

    kind: Kind
    text: str
    box: Box
    colour: Colour
    size: float
    nested: bool


class _Ground(NamedTuple):
    """A painted thing, and the part of it that is seen on the page."""

    thing: Rule | Image
    shown: Box


class _Grounds:
    """Painted areas by place, for questions about a box."""

    def __init__(self, things: Iterable[Rule | Image], page: Box) -> None:
        self._cells: dict[tuple[int, int], list[_Ground]] = {}
        self._page = page
        for thing in things:
            shown = thing.shown.intersection(page)
            if min(shown.width, shown.height) < 1.0:
                continue
            ground = _Ground(thing, shown)
            for place in self._places(shown):
                self._cells.setdefault(place, []).append(ground)

    @staticmethod
    def _places(box: Box) -> Iterator[tuple[int, int]]:
        for column in range(int(box.left // _CELL), int(box.right // _CELL) + 1):
            for row in range(int(box.bottom // _CELL), int(box.top // _CELL) + 1):
                yield column, row

    def near(self, box: Box) -> list[_Ground]:
        """What is painted where a box lies, in painting order."""
        found: dict[int, _Ground] = {}
        for place in self._places(box.intersection(self._page)):
            for ground in self._cells.get(place, ()):
                if ground.shown.overlaps(box):
                    found[ground.thing.order] = ground
        return sorted(found.values(), key=lambda ground: ground.thing.order)


def _at(grounds: Iterable[_Ground], x: float, y: float) -> list[_Ground]:
    """Those of some grounds that cover a point."""
    return [
        ground
        for ground in grounds
        if ground.shown.left <= x <= ground.shown.right
        and ground.shown.bottom <= y <= ground.shown.top
    ]


def hidden_text(page: Page) -> list[Hidden]:
    """Every stretch of text on a page that does not show, in the file's order.

    Text that is printed visibly at the same place as well (the white rim around
    a figure's letters, a shadow) is not hidden.
    """
    glyphs = page.glyphs
    area = page.sheet
    painted: list[Rule | Image] = [
        *(rule for rule in page.rules if rule.fill is not None or rule.outline is not None),
        *page.images,
    ]
    grounds = _Grounds(sorted(painted, key=lambda thing: thing.order), area)
    kinds: dict[int, Kind] = {}
    for index, group in groupby(range(len(glyphs)), glyphs.style.__getitem__):
        inked = [i for i in group if glyphs.text[i] not in WHITE]
        if inked:
            kinds.update(_hidden_in(inked, glyphs, glyphs.styles[index], grounds, area))
    if not kinds:
        return []
    seen = _places_of_seen(glyphs, kinds)
    return [
        _described(stretch, "overrun" if _overruns(kind, stretch, glyphs, kinds) else kind, glyphs)
        for kind, stretch in _stretches(glyphs, kinds)
        if not _shows_as_well(stretch, glyphs, seen) and not _is_repeated(stretch, glyphs)
    ]


def _hidden_in(
    inked: Sequence[int], glyphs: Glyphs, style: Style, painted: _Grounds, area: Box
) -> Iterator[tuple[int, Kind]]:
    """The glyphs of a text object that don't show, and why."""
    around = Box(
        min(map(glyphs.left.__getitem__, inked)),
        min(map(glyphs.bottom.__getitem__, inked)),
        max(map(glyphs.right.__getitem__, inked)),
        max(map(glyphs.top.__getitem__, inked)),
    )
    grounds = painted.near(around)
    kind = _as_a_whole(inked, glyphs, style, grounds)
    if kind is not None:
        for i in inked:
            yield i, kind
        return
    above = [ground for ground in grounds if ground.thing.order > style.order]
    clipped = style.clip is not None and not style.clip.contains(around)
    if not (above or clipped) and area.contains(around):
        return
    for i in inked:
        own = _hidden_by_place(_ink(i, glyphs), style, above, area)
        if own is not None:
            yield i, own


def _as_a_whole(
    inked: Sequence[int], glyphs: Glyphs, style: Style, grounds: Sequence[_Ground]
) -> Kind | None:
    """What hides all of a text object: its mode, opacity, size, or colour."""
    if style.mode == 3 or style.alpha < _FAINT:
        return "invisible"
    # Letters that clip are seen through what is painted afterwards.
    if style.mode == 7 and not any(ground.thing.order > style.order for ground in grounds):
        return "invisible"
    if style.size < TINY and all(glyphs.top[i] - glyphs.bottom[i] < TINY for i in inked):
        return "tiny"
    below = [ground for ground in grounds if ground.thing.order < style.order]
    if not below and min(style.colour) < 255 - _NEARLY_WHITE and not style.mode:
        return None
    kinds = [_by_colour(style, _at(below, *_ink(i, glyphs).middle)) for i in _sample(inked)]
    lost = [kind for kind in kinds if kind is not None]
    # A label may be longer than the bar that it lies on.
    return lost[0] if 2 * len(lost) > len(kinds) else None


def _sample(inked: Sequence[int]) -> Sequence[int]:
    """At most a dozen, spread evenly."""
    return inked[:: max(1, len(inked) // 12)]


def _by_colour(style: Style, below: Sequence[_Ground]) -> Kind | None:
    """Whether a glyph has the colour of what lies below it."""
    colours = [style.colour]
    if style.mode in _STROKED or style.mode in _BOTH:
        if style.stroke is None:
            return None
        colours = [style.stroke] if style.mode in _STROKED else [style.colour, style.stroke]
    if not below and min(map(min, colours)) < 255 - _NEARLY_WHITE:
        return None
    candidates = _colours_below([ground.thing for ground in below])
    if candidates is None:
        return None
    white = all(min(colour) >= 255 - _NEARLY_WHITE for colour in colours)
    limit = _NEARLY_WHITE if white else _ALIKE
    if any(_distance(one, two) > limit for one in colours for two in candidates):
        return None
    return "white" if white else "coloured"


def _colours_below(below: Sequence[Rule | Image]) -> set[Colour] | None:
    """Every colour that the ground may have; None where it may have any."""
    candidates: set[Colour] | None = {PAPER}
    for thing in below:
        if isinstance(thing, Image):
            candidates = None
        elif thing.fill is not None and thing.solid:
            candidates = {thing.fill}
        elif candidates is not None and len(candidates) < 8:
            colour = thing.fill if thing.fill is not None else thing.outline
            if colour is not None:
                candidates |= {_blend(colour, thing.alpha, under) for under in candidates}
                candidates |= {colour} if thing.alpha == 255 else set()
    return candidates


def _blend(over: Colour, alpha: int, under: Colour) -> Colour:
    red, green, blue = (
        (a * alpha + b * (255 - alpha)) // 255 for a, b in zip(over, under, strict=True)
    )
    return red, green, blue


def _distance(one: Colour, two: Colour) -> int:
    return max(abs(a - b) for a, b in zip(one, two, strict=True))


def _hidden_by_place(ink: Box, style: Style, above: Sequence[_Ground], area: Box) -> Kind | None:
    """What hides a single glyph: the page's edge, a clip, something that lies on it."""
    if style.clip is not None:
        left = ink.intersection(style.clip)
        if left.width * left.height <= _LEFT * ink.width * ink.height:
            return "clipped"
    if ink.left >= area.right or ink.right <= area.left:
        return "off-page"
    if ink.bottom >= area.top or ink.top <= area.bottom:
        return "off-page"
    kind: Kind | None = None
    for ground in _at(above, *ink.middle):
        if not ground.shown.contains(ink, 0.5):
            continue
        if isinstance(ground.thing, Rule):
            if ground.thing.solid:
                return "covered"
        elif ground.thing.pixels is not None:
            kind = "pasted"
    return kind


def _ink(i: int, glyphs: Glyphs) -> Box:
    return Box(glyphs.left[i], glyphs.bottom[i], glyphs.right[i], glyphs.top[i])


def _stretches(glyphs: Glyphs, kinds: Mapping[int, Kind]) -> Iterator[tuple[Kind, list[int]]]:
    """Hidden glyphs that follow each other and are hidden alike."""
    current: list[int] = []
    for i in range(len(glyphs)):
        if glyphs.text[i] in WHITE:
            continue
        kind = kinds.get(i)
        if current and kind != kinds[current[0]]:
            yield kinds[current[0]], current
            current = []
        if kind is not None:
            current.append(i)
    if current:
        yield kinds[current[0]], current


def _overruns(
    kind: Kind, stretch: Sequence[int], glyphs: Glyphs, kinds: Mapping[int, Kind]
) -> bool:
    """Whether a stretch off the page goes on with a line that begins on the page."""
    first = stretch[0]
    before = first - 1
    while before >= 0 and glyphs.text[before] in WHITE:
        before -= 1
    if kind != "off-page" or before < 0 or before in kinds:
        return False
    size = glyphs.styles[glyphs.style[first]].size
    gap = glyphs.x[first] - glyphs.cell_right[before]
    return abs(glyphs.baseline[first] - glyphs.baseline[before]) < size and -size < gap < 4 * size


def _places_of_seen(glyphs: Glyphs, kinds: Mapping[int, Kind]) -> set[tuple[str, int, int]]:
    """Which letters are seen where, on a grid of 2 bp."""
    return {
        (letter, int(x // _NEAR), int(y // _NEAR))
        for i, (letter, x, y) in enumerate(zip(glyphs.text, glyphs.x, glyphs.baseline, strict=True))
        if letter not in WHITE and i not in kinds
    }


def _shows_as_well(stretch: Sequence[int], glyphs: Glyphs, seen: set[tuple[str, int, int]]) -> bool:
    """Whether the same letters are seen within 2 to 4 bp of nearly every letter."""
    found = 0
    for i in stretch:
        column, row = int(glyphs.x[i] // _NEAR), int(glyphs.baseline[i] // _NEAR)
        found += any(
            (glyphs.text[i], column + across, row + up) in seen
            for across in (-1, 0, 1)
            for up in (-1, 0, 1)
        )
    return found >= 0.8 * len(stretch)


def _is_repeated(stretch: Sequence[int], glyphs: Glyphs) -> bool:
    """Whether the file prints the same letters once more, visibly, on top."""
    first = glyphs.styles[glyphs.style[stretch[0]]]
    ink = reduce(Box.union, (_ink(i, glyphs) for i in stretch))
    return any(
        repeat.mode % 4 != 3
        and repeat.alpha >= _FAINT
        and _distance(repeat.colour, first.colour) > 2 * _NEARLY_WHITE
        and repeat.box.overlaps(ink)
        for repeat in glyphs.repeats
    )


def _described(stretch: Sequence[int], kind: Kind, glyphs: Glyphs) -> Hidden:
    style = glyphs.styles[glyphs.style[stretch[0]]]
    text = " ".join(glyphs.text[stretch[0] : stretch[-1] + 1].translate(_ENDS).split())
    box = reduce(Box.union, (_ink(i, glyphs) for i in stretch))
    return Hidden(kind, text, box, style.colour, style.size, style.nested)
