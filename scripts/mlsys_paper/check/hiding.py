"""Find the text of a page that a reader of it does not see, and say how it is hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

from mlsys_paper.pdf.model import WHITE, Box

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from mlsys_paper.pdf.model import Colour, Glyphs, Page, Style

Kind = Literal[
    "invisible",
    "white",
    "tiny",
    "squeezed",
    "off-page",
    "overrun",
    "clipped",
    "covered",
    "pasted",
    "blended",
    "unseen",
]
"""How a text is hidden.

invisible: rendering mode without ink, or no opacity; white: (nearly) white;
tiny: smaller than `TINY`; squeezed: in no width that letters could have, or
standing for fewer letters; off-page: beside the visible page; overrun: the same,
at the end of a line that begins on the page; clipped: outside of what it is
clipped to; covered: below an opaque rectangle; pasted: below a picture;
blended: in a colour that blends into white paper; unseen: in any other way.
"""

TINY: Final = 1.5
"""bp; nobody can read type that is smaller."""
_NEARLY_WHITE: Final = 25  # of 255: closer to white ground than this, no printer shows it
_FAINT: Final = 13  # of 255, opacity
_LEFT: Final = 0.1  # of a glyph's area: what clipping leaves of it when it cannot be read
_NEAR: Final = 2.0  # bp
_SEVERAL: Final = 12  # letters
_BY_PLACE: Final = frozenset({"off-page", "clipped", "covered", "pasted"})
_NARROW: Final = 0.06  # of the size, for each letter: the narrowest letters have a quarter
_ENDS: Final = dict.fromkeys(map(ord, WHITE), " ")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A stretch of text that does not show.

    Attributes:
        kind: how it is hidden.
        text: what it says.
        box: around its ink.
        size: its size in bp.
        nested: whether it is in a form: an included figure, most likely.
    """

    kind: Kind
    text: str
    box: Box
    size: float
    nested: bool


def hidden_text(page: Page, blend_modes: Collection[str] = ()) -> list[Hidden]:
    """Return every stretch of text on a page that does not show, in the file's order.

    What shows is what leaves ink of its own where the page is drawn, and is large
    enough to be read. Text that is printed visibly at the same place as well (the
    white rim around a figure's letters, a shadow) is not hidden.

    Args:
        page: the page.
        blend_modes: names of those that the file paints in; PDFium draws text as
            if there were none.
    """
    glyphs = page.glyphs
    kinds: dict[int, Kind] = dict.fromkeys(_squeezed(glyphs), "squeezed")
    kinds |= dict.fromkeys(_blended(glyphs, blend_modes), "blended")
    kinds |= {i: kind for i in _letters(glyphs) if (kind := _kind(i, page)) is not None}
    if not kinds:
        return []
    shown = _places_of_shown(glyphs, kinds)
    return [
        _described(stretch, "overrun" if _overruns(kind, stretch, glyphs, kinds) else kind, glyphs)
        for kind, stretch in _stretches(glyphs, kinds)
        if not _shows_as_well(stretch, glyphs, shown) and not _is_repeated(stretch, glyphs)
    ]


def _squeezed(glyphs: Glyphs) -> Iterator[int]:
    """The glyphs of text objects whose letters have a tenth of the width that letters have."""
    for index, group in groupby(range(len(glyphs)), glyphs.style.__getitem__):
        inside = [i for i in group if glyphs.text[i] not in WHITE]
        if len(inside) < _SEVERAL:
            continue
        width = max(map(glyphs.right.__getitem__, inside)) - min(
            map(glyphs.left.__getitem__, inside)
        )
        height = max(map(glyphs.top.__getitem__, inside)) - min(
            map(glyphs.bottom.__getitem__, inside)
        )
        size = max(glyphs.styles[index].size, height if width > height else width)
        if max(width, height) < _NARROW * len(inside) * size:
            yield from inside


def _blended(glyphs: Glyphs, modes: Collection[str]) -> Iterator[int]:
    """The glyphs that may be painted so that their colour and white paper make white."""
    hiding = {
        index
        for index, style in enumerate(glyphs.styles)
        if style.blended and any(_blends_away(mode, style.colour) for mode in modes)
    }
    if hiding:
        yield from (
            i
            for i, letter in enumerate(glyphs.text)
            if letter not in WHITE and glyphs.style[i] in hiding
        )


def _blends_away(mode: str, colour: Colour) -> bool:
    """Whether a colour that is painted on white in a blend mode leaves white (ISO 32000, 11.3)."""
    if mode in {"Screen", "Overlay", "Lighten", "ColorDodge", "ColorBurn", "SoftLight"}:
        return True
    if mode in {"Hue", "Saturation", "Color"}:
        return True
    if mode in {"Difference", "Exclusion"}:
        return max(colour) < _NEARLY_WHITE
    if mode == "HardLight":
        return min(colour) >= 128
    return False


def _letters(glyphs: Glyphs) -> Iterator[int]:
    """The glyphs that may be hidden: without ink of their own, or tiny."""
    tiny = {index for index, style in enumerate(glyphs.styles) if style.size < TINY}
    for i, letter in enumerate(glyphs.text):
        if letter not in WHITE and (
            (glyphs.seen and not glyphs.seen[i]) or (tiny and glyphs.style[i] in tiny)
        ):
            yield i


def _kind(i: int, page: Page) -> Kind | None:
    """How a glyph is hidden; None where it shows."""
    glyphs = page.glyphs
    style, ink = glyphs.styles[glyphs.style[i]], _ink(i, glyphs)
    if glyphs.seen and glyphs.seen[i]:
        return "tiny" if style.size < TINY and ink.height < TINY else None
    if style.mode in {3, 7} or style.alpha < _FAINT:
        return "invisible"
    if _is_clipped(style, ink):
        return "clipped"
    area = page.sheet
    if ink.left >= area.right or ink.right <= area.left:
        return "off-page"
    if ink.bottom >= area.top or ink.top <= area.bottom:
        return "off-page"
    return _by_surroundings(style, ink, page)


def _is_clipped(style: Style, ink: Box) -> bool:
    """Whether what the text is clipped to leaves nothing of a glyph, on the page or beside it."""
    if style.clip is None:
        return False
    left = ink.intersection(style.clip)
    return left.width * left.height <= _LEFT * ink.width * ink.height


def _by_surroundings(style: Style, ink: Box, page: Page) -> Kind:
    """How a glyph is hidden by what is around it on the page."""
    for rule in page.rules:
        if rule.order > style.order and rule.solid and rule.shown.contains(ink, 0.5):
            return "covered"
    for image in page.images:
        if image.order > style.order and image.pixels and image.shown.contains(ink, 0.5):
            return "pasted"
    return "white" if min(style.colour) >= 255 - _NEARLY_WHITE else "unseen"


def _ink(i: int, glyphs: Glyphs) -> Box:
    return Box(glyphs.left[i], glyphs.bottom[i], glyphs.right[i], glyphs.top[i])


def _stretches(glyphs: Glyphs, kinds: Mapping[int, Kind]) -> Iterator[tuple[Kind, list[int]]]:
    """Hidden glyphs that follow each other and are hidden alike, by whole text objects."""
    current: list[int] = []
    last: Kind | None = None
    for _, group in groupby(range(len(glyphs)), glyphs.style.__getitem__):
        inked = [i for i in group if glyphs.text[i] not in WHITE]
        hidden = [kinds[i] for i in inked if i in kinds]
        kind = Counter(hidden).most_common(1)[0][0] if hidden else None
        if kind in _BY_PLACE and last in _BY_PLACE:  # a line of it ends up elsewhere
            kind = last
        for i in inked:
            if current and (i not in kinds or kind != last):
                yield last or kinds[current[0]], current
                current = []
            if i in kinds:
                current.append(i)
                last = kind
    if current:
        yield last or kinds[current[0]], current


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


def _places_of_shown(glyphs: Glyphs, kinds: Mapping[int, Kind]) -> set[tuple[str, int, int]]:
    """Which letters show where, on a grid of 2 bp."""
    return {
        (letter, int(x // _NEAR), int(y // _NEAR))
        for i, (letter, x, y) in enumerate(zip(glyphs.text, glyphs.x, glyphs.baseline, strict=True))
        if letter not in WHITE and i not in kinds
    }


def _shows_as_well(
    stretch: Sequence[int], glyphs: Glyphs, shown: set[tuple[str, int, int]]
) -> bool:
    """Whether the same letters show within 2 to 4 bp of nearly every letter."""
    found = 0
    for i in stretch:
        column, row = int(glyphs.x[i] // _NEAR), int(glyphs.baseline[i] // _NEAR)
        found += any(
            (glyphs.text[i], column + across, row + up) in shown
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


def _distance(one: Colour, two: Colour) -> int:
    return max(abs(a - b) for a, b in zip(one, two, strict=True))


def _described(stretch: Sequence[int], kind: Kind, glyphs: Glyphs) -> Hidden:
    style = glyphs.styles[glyphs.style[stretch[0]]]
    text = " ".join(glyphs.text[stretch[0] : stretch[-1] + 1].translate(_ENDS).split())
    box = reduce(Box.union, (_ink(i, glyphs) for i in stretch))
    return Hidden(kind, text, box, style.size, style.nested)
