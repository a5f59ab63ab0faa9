"""What is on the pages of a PDF, as plain frozen data.

All lengths are PDF points (bp, 1/72 inch), measured from the bottom left
corner of the page as the PDF's own coordinates have it. Nothing here reads a
file or computes anything that a reader of the page could not see.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255 each."""

BLACK: Colour = (0, 0, 0)


WHITE = frozenset("\0\n\r \ufffe")
"""Characters that leave no ink; all but the blank only stand for line ends."""


class Box(NamedTuple):
    """A rectangle with sides parallel to the page's."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Width in bp."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height in bp."""
        return self.top - self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        """The centre, x and y."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def contains(self, other: Box, slack: float = 0.0) -> bool:
        """Whether other lies within this box, give or take slack."""
        return (
            other.left >= self.left - slack
            and other.right <= self.right + slack
            and other.bottom >= self.bottom - slack
            and other.top <= self.top + slack
        )

    def intersection(self, other: Box) -> Box:
        """What both cover; a box of no size when they lie apart."""
        left, bottom = max(self.left, other.left), max(self.bottom, other.bottom)
        return Box(
            left,
            bottom,
            max(left, min(self.right, other.right)),
            max(bottom, min(self.top, other.top)),
        )

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.left, other.left),
            min(self.bottom, other.bottom),
            max(self.right, other.right),
            max(self.top, other.top),
        )


ObjectKind = Literal["text", "path", "form", "image", "other"]
"""What an object of a page is; others are shadings."""


class Unreadable(Exception):  # noqa: N818 - the name is what is said of the file
    """PDFium can't read a file or a page.

    Attributes:
        locked: whether the file asks for a password.
    """

    def __init__(self, reason: str, *, locked: bool = False) -> None:
        super().__init__(reason)
        self.locked = locked


@dataclass(frozen=True, slots=True)
class Grey:
    """A grey picture: rows of bytes from the top, one a pixel."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True, slots=True)
class GlyphTable:
    """What PDFium says of the glyphs of a page, in its order of the text; lengths in bp.

    Attributes:
        codes: of the characters in Unicode.
        owners: the text object of each, None for what PDFium puts between words.
        x: of the origins.
        baseline: of the origins.
        left: of the ink; so `bottom`, `right` and `top`.
        cell_left: of the cell that the font has for it; so the others.
    """

    codes: Sequence[int]
    owners: Sequence[int | None]
    x: Sequence[float]
    baseline: Sequence[float]
    left: Sequence[float]
    bottom: Sequence[float]
    right: Sequence[float]
    top: Sequence[float]
    cell_left: Sequence[float]
    cell_bottom: Sequence[float]
    cell_right: Sequence[float]
    cell_top: Sequence[float]


@dataclass(frozen=True, slots=True)
class Font:
    """A font as the PDF names it.

    Attributes:
        name: PostScript name without the tag of a subset.
        family: name of the family, as PDFium knows it.
        flags: the flags of the font descriptor (PDF 32000, table 123).
        weight: 400 for regular, 700 for bold; what PDFium makes of the
            descriptor, which classic TeX fonts leave out.
        italic_angle: degrees, negative when it leans right.
        embedded: whether the file carries the font.
    """

    name: str
    family: str = ""
    flags: int = 0
    weight: int = 400
    italic_angle: int = 0
    embedded: bool = True


@dataclass(frozen=True, slots=True)
class Style:
    """What the glyphs of one text object of a PDF have in common.

    Attributes:
        font: the font.
        size: the size as it appears on the page: font size times matrix.
        colour: fill colour.
        alpha: opacity of the fill, 255 is opaque.
        mode: text rendering mode of the PDF; 0 fills, 3 is invisible, 7 clips.
        angle: direction of the baseline in degrees, 0 for ordinary text.
        order: place in the page's painting order, shared with `Rule` and
            `Image`; later covers earlier.
        clip: the box that nothing of it is painted outside of, if any.
        stroke: colour of the outlines in the modes that draw them (1, 2, 5, 6).
        nested: whether it is in a form: an included figure, most likely.
        blended: whether it is opaque and yet not simply painted: through a blend
            mode or a mask.
    """

    font: Font
    size: float
    colour: Colour = BLACK
    alpha: int = 255
    mode: int = 0
    angle: float = 0.0
    order: int = 0
    clip: Box | None = None
    stroke: Colour | None = None
    nested: bool = False
    blended: bool = False


class Glyph(NamedTuple):
    """One glyph, as `Glyphs` hands it out."""

    character: str
    x: float
    baseline: float
    ink: Box
    cell: Box
    style: Style
    generated: bool


class Repeat(NamedTuple):
    """A text object that repeats an earlier one at nearly the same place.

    PDFium leaves its glyphs out: letters with a rim or a shadow are one word.

    Attributes:
        box: where it lies.
        colour: fill colour.
        alpha: opacity of the fill, 255 is opaque.
        mode: text rendering mode.
    """

    box: Box
    colour: Colour
    alpha: int
    mode: int


def _floats() -> array[float]:
    return array("f")


@dataclass(frozen=True, slots=True)
class Glyphs:
    """All glyphs of a page in painting order, one column for each property.

    Columns instead of objects, because a paper has tens of thousands of
    glyphs: all have the same length. White space is among the glyphs, both
    what the file has and what PDFium put between words and lines. A ligature
    is several characters with the same place and ink.

    Attributes:
        text: the characters; a hyphen at the end of a line is "-".
        x: origin, on the baseline.
        baseline: height of the origin.
        left: the ink's box, with bottom, right and top.
        cell_left: the box of the character cell (advance width, ascent to
            descent), with cell_bottom, cell_right and cell_top.
        style: index into `styles` for each glyph.
        styles: the text objects, each once.
        generated: indices of the characters that are not in the file.
        repeats: text objects that have no glyphs here.
        seen: a byte for each glyph, 0 where it leaves no ink of its own on the page; b""
            where nobody has looked.
    """

    text: str = ""
    x: array[float] = field(default_factory=_floats)
    baseline: array[float] = field(default_factory=_floats)
    left: array[float] = field(default_factory=_floats)
    bottom: array[float] = field(default_factory=_floats)
    right: array[float] = field(default_factory=_floats)
    top: array[float] = field(default_factory=_floats)
    cell_left: array[float] = field(default_factory=_floats)
    cell_bottom: array[float] = field(default_factory=_floats)
    cell_right: array[float] = field(default_factory=_floats)
    cell_top: array[float] = field(default_factory=_floats)
    style: array[int] = field(default_factory=lambda: array("L"))
    styles: tuple[Style, ...] = ()
    generated: frozenset[int] = frozenset()
    repeats: tuple[Repeat, ...] = ()
    seen: bytes = b""

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, i: int) -> Glyph:
        """The glyph at an index (not negative)."""
        return Glyph(
            self.text[i],
            self.x[i],
            self.baseline[i],
            Box(self.left[i], self.bottom[i], self.right[i], self.top[i]),
            Box(self.cell_left[i], self.cell_bottom[i], self.cell_right[i], self.cell_top[i]),
            self.styles[self.style[i]],
            i in self.generated,
        )


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of glyphs on one baseline in one font and size.

    Attributes:
        x: origin of the first glyph.
        baseline: height of the baseline.
        right: right edge of the ink of the last glyph.
        font: the PostScript name without the tag of a subset.
        size: the size as it appears on the page, font size times matrix.
        text: what it says; a hyphen at the end of a line is "-".
        colour: fill colour of the first glyph.
        angle: direction of the baseline in degrees, 0 for ordinary text.
        ink: the box around the ink of all its glyphs; None where it was not
            read from a PDF.
        start: index of its first glyph in the page's `glyphs`.
        stop: index after its last glyph.
    """

    x: float
    baseline: float
    right: float
    font: str
    size: float
    text: str
    colour: Colour = BLACK
    angle: float = 0.0
    ink: Box | None = field(default=None, compare=False)
    start: int = field(default=0, compare=False)
    stop: int = field(default=0, compare=False)

    @property
    def box(self) -> Box:
        """Where it lies: its ink, or what text of its size takes up."""
        if self.ink is not None:
            return self.ink
        low, high = self.baseline - 0.25 * self.size, self.baseline + 0.75 * self.size
        return Box(self.x, low, self.right, high)


@dataclass(frozen=True, slots=True)
class Rule:
    """The box of a painted path: a rule, a frame, a stroke of a figure.

    Attributes:
        fill: fill colour, None when the path is not filled.
        alpha: opacity of the fill, 255 is opaque.
        order: place in the page's painting order; later covers earlier.
        clip: the box that nothing of it is painted outside of, if any.
        solid: whether the fill covers all of its box: an opaque rectangle. The
            fill may still be a pattern, which the file's colour doesn't tell.
        outline: colour of the outline of a path that is not filled, where it
            is as broad as a line of text.
    """

    left: float
    bottom: float
    right: float
    top: float
    fill: Colour | None = field(default=None, compare=False)
    alpha: int = field(default=255, compare=False)
    order: int = field(default=0, compare=False)
    clip: Box | None = field(default=None, compare=False)
    solid: bool = field(default=False, compare=False)
    outline: Colour | None = field(default=None, compare=False)

    @property
    def box(self) -> Box:
        """The same as a box."""
        return Box(self.left, self.bottom, self.right, self.top)

    @property
    def shown(self) -> Box:
        """What clipping leaves of it."""
        return self.box if self.clip is None else self.box.intersection(self.clip)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of pixels, or a shading.

    Attributes:
        box: where it lies.
        pixels: width and height in pixels, None for a shading.
        order: place in the page's painting order; later covers earlier.
        clip: the box that nothing of it is painted outside of, if any.
    """

    box: Box
    pixels: tuple[int, int] | None
    order: int = 0
    clip: Box | None = None

    @property
    def shown(self) -> Box:
        """What clipping leaves of it."""
        return self.box if self.clip is None else self.box.intersection(self.clip)


LinkKind = Literal["uri", "here", "file", "launch", "other"]


@dataclass(frozen=True, slots=True)
class Link:
    """A link annotation.

    Attributes:
        box: the area to click on.
        kind: "uri", "here" (a place in this file), "file" (a place in another
            file), "launch" (a program or file to open) or "other".
        target: the address, or the path of the other file.
        page: number of the page that it leads to, None if not in this file.
        place: x and y on that page, None where the link leaves it open.
    """

    box: Box
    kind: LinkKind
    target: str = ""
    page: int | None = None
    place: tuple[float | None, float | None] | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation that is not a link: a note, a form field, an attachment.

    Attributes:
        subtype: PDFium's number of the subtype (FPDF_ANNOT_TEXT, ...).
        box: where it lies.
    """

    subtype: int
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size and everything that was painted on it.

    Attributes:
        number: 1 for the first page of the file.
        width: width in bp as shown, 612 for US Letter.
        height: height in bp as shown.
        runs: stretches of text in painting order.
        rules: boxes of painted paths in painting order.
        glyphs: all glyphs in painting order.
        images: pictures in painting order.
        links: link annotations.
        annotations: other annotations.
        area: the visible part of the page in the PDF's own coordinates, which
            all places are in; None where it was not read from a PDF.
        rotation: degrees clockwise that the page is turned by when shown.
    """

    number: int
    width: float
    height: float
    runs: Sequence[Run] = ()
    rules: Sequence[Rule] = ()
    glyphs: Glyphs = field(default_factory=Glyphs, repr=False, compare=False)
    images: Sequence[Image] = ()
    links: Sequence[Link] = ()
    annotations: Sequence[Annotation] = ()
    area: Box | None = None
    rotation: int = 0

    @property
    def sheet(self) -> Box:
        """The visible part of the page, in its own coordinates."""
        return self.area or Box(0.0, 0.0, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Document:
    """The pages of a PDF file, or of a layout that was written down."""

    path: Path
    pages: tuple[Page, ...]
