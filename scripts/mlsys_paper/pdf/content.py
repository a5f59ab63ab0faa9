"""The objects of a page in painting order: text objects, paths, pictures."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.pdf.engine import p
from mlsys_paper.pdf.model import BLACK, Box, Colour, Font, Image, Repeat, Rule, Style

if TYPE_CHECKING:
    from collections.abc import Set

    from mlsys_paper.pdf.model import ObjectKind

Matrix = tuple[float, float, float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_STROKES = (1, 2, 5, 6)  # rendering modes that draw outlines
_RECTANGLE = 6  # segments that a rectangle has at most, when it is closed twice
_SLANT = 1e-4
_BROAD = 3.0  # bp: from here on an outline is a ground that text may lie on
_DEEPEST = 15  # forms within forms; beyond it the file is up to no good


class Surroundings(NamedTuple):
    """What the enclosing forms do to an object: matrix, clipping, opacity (of 255), blending."""

    matrix: Matrix
    clip: Box | None
    alpha: int
    blended: bool = False


_PAGE = Surroundings(_IDENTITY, None, 255)


@dataclass(slots=True)
class Content:
    """What a page paints.

    Attributes:
        rules: every painted path.
        images: pictures and shadings.
        texts: painting order and surroundings by text object.
    """

    rules: list[Rule] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    texts: dict[int, tuple[int, Surroundings]] = field(default_factory=dict)


class ContentReader:
    """Reads page objects; remembers the fonts of a page."""

    def __init__(self) -> None:
        self._fonts: dict[int, Font] = {}

    def content(self, page: p.PdfPage) -> Content:
        """Return everything on a page."""
        self._fonts.clear()  # numbers of fonts are good for one page
        content = Content()
        self._walk(page.objects(), content, _PAGE, 0)
        return content

    def _walk(self, objects: list[int], content: Content, around: Surroundings, depth: int) -> None:
        for thing in objects:
            kind = p.kind(thing)
            order = len(content.texts) + len(content.rules) + len(content.images)
            if kind == "text":
                content.texts[thing] = (order, around)
            elif kind == "path":
                content.rules.append(_rule(thing, around, order))
            elif kind == "form":
                if depth < _DEEPEST:
                    self._walk(p.inside(thing), content, _within(thing, around), depth + 1)
            else:
                content.images.append(_image(thing, kind, around, order))

    def style(self, thing: int, page: p.PdfPage, glyph: int, content: Content) -> Style:
        """Return the style of a text object.

        Args:
            thing: the object.
            page: that it is on.
            glyph: index of one of its glyphs.
            content: what `content` said of the page.
        """
        order, around = content.texts.get(thing, (len(content.texts), _PAGE))
        size = p.font_size(thing)
        a, b, c, d = page.glyph_matrix(glyph) or (1.0, 0.0, 0.0, 1.0)
        colour, alpha = _colour(thing)
        mode = p.render_mode(thing)
        return Style(
            font=self._font(p.font_of(thing)),
            size=round(abs(size) * math.hypot(c, d), 2),
            colour=colour,
            alpha=alpha * around.alpha // 255,
            mode=mode,
            angle=round(math.degrees(math.atan2(b, a)), 1) + 0.0,
            order=order,
            clip=_clip(thing, around),
            stroke=p.stroke_colour(thing) if mode in _STROKES else None,
            nested=around is not _PAGE,
            blended=around.blended or (alpha == 255 and p.is_transparent(thing)),
        )

    def _font(self, number: int | None) -> Font:
        if number is None:
            return Font("")
        known = self._fonts.get(number)
        if known is None:
            known = self._fonts[number] = p.font(number)
        return known


def repeats(content: Content, owners: Set[int | None]) -> tuple[Repeat, ...]:
    """Return the text objects without glyphs, given the ones that have some."""
    found = []
    for thing, (_, around) in content.texts.items():
        if thing not in owners:
            colour, alpha = _colour(thing)
            found.append(Repeat(_bounds(thing, around.matrix), colour, alpha, p.render_mode(thing)))
    return tuple(found)


def _within(form: int, around: Surroundings) -> Surroundings:
    """What surrounds the objects of a form."""
    alpha = _colour(form)[1] * around.alpha // 255
    matrix = p.matrix(form) or _IDENTITY
    if around.matrix is not _IDENTITY:
        matrix = _times(matrix, around.matrix)
    blended = around.blended or (alpha == around.alpha and p.is_transparent(form))
    return Surroundings(matrix, _clip(form, around), alpha, blended)


def _bounds(thing: int, matrix: Matrix) -> Box:
    box = p.bounds(thing)
    if box is None:
        return Box(0.0, 0.0, 0.0, 0.0)
    return box if matrix is _IDENTITY else transformed(box, matrix)


def _colour(thing: int) -> tuple[Colour, int]:
    found = p.fill_colour(thing)
    return (found[:3], found[3]) if found else (BLACK, 255)


def _rule(thing: int, around: Surroundings, order: int) -> Rule:
    left, bottom, right, top = _bounds(thing, around.matrix)
    fill = outline = None
    alpha, solid = 255, False
    if p.is_filled(thing):
        fill, alpha = _colour(thing)
        solid = _is_rectangle(thing, around.matrix) and not p.is_transparent(thing)
    elif right - left > _BROAD and top - bottom > _BROAD:
        outline = _broad_outline(thing, around.matrix)
    return Rule(
        left=round(left, 2),
        bottom=round(bottom, 2),
        right=round(right, 2),
        top=round(top, 2),
        fill=fill,
        alpha=alpha * around.alpha // 255,
        order=order,
        clip=_clip(thing, around),
        solid=solid,
        outline=outline,
    )


def _is_rectangle(path: int, matrix: Matrix) -> bool:
    """Whether a path is a rectangle with sides parallel to the page's."""
    a, b, c, d, _, _ = _times(p.matrix(path) or _IDENTITY, matrix)
    if max(abs(b), abs(c)) > _SLANT and max(abs(a), abs(d)) > _SLANT:
        return False
    points = p.corners(path, _RECTANGLE)
    if len(points) < 4:
        return False
    xs, ys = zip(*points, strict=True)
    corners = {(x, y) for x in (min(xs), max(xs)) for y in (min(ys), max(ys))}
    return corners == set(points)


def _broad_outline(path: int, matrix: Matrix) -> Colour | None:
    """The colour of an outline as broad as a line of text, None for a finer one."""
    width = p.stroke_width(path)
    if width is None:
        return None
    a, b, c, d, _, _ = _times(p.matrix(path) or _IDENTITY, matrix)
    if width * max(math.hypot(a, b), math.hypot(c, d)) < _BROAD:
        return None
    return p.stroke_colour(path)


def _image(thing: int, kind: ObjectKind, around: Surroundings, order: int) -> Image:
    pixels = p.pixel_size(thing) if kind == "image" else None
    return Image(_bounds(thing, around.matrix), pixels, order, _clip(thing, around))


def _clip(thing: int, around: Surroundings) -> Box | None:
    """The box of what an object and the forms around it are clipped to."""
    boxes = p.clip_boxes(thing)
    if not boxes:
        return around.clip
    clip = reduce(Box.intersection, boxes)
    if around.matrix is not _IDENTITY:
        clip = transformed(clip, around.matrix)
    return clip if around.clip is None else clip.intersection(around.clip)


def _times(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies one transformation, then another."""
    a, b, c_, d, e, f = first
    p_, q, r, s, t, u = then
    return (
        a * p_ + b * r,
        a * q + b * s,
        c_ * p_ + d * r,
        c_ * q + d * s,
        e * p_ + f * r + t,
        e * q + f * s + u,
    )


def transformed(box: Box, matrix: Matrix) -> Box:
    """The box around a box that a matrix was applied to."""
    a, b, c_, d, e, f = matrix
    corners = [(x, y) for x in (box.left, box.right) for y in (box.bottom, box.top)]
    xs = [a * x + c_ * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))
