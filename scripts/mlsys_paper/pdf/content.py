"""The objects of a page in painting order: text objects, paths, pictures."""

from __future__ import annotations

import ctypes
import math
from ctypes import c_char, c_float, c_int, c_uint
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.pdf import pdfium as p
from mlsys_paper.pdf.model import BLACK, Box, Colour, Font, Image, Repeat, Rule, Style

if TYPE_CHECKING:
    from collections.abc import Set

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
        texts: painting order and surroundings by address of the text object.
    """

    rules: list[Rule] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    texts: dict[int, tuple[int, Surroundings]] = field(default_factory=dict)


class ContentReader:
    """Reads page objects; keeps the buffers that PDFium writes into."""

    def __init__(self) -> None:
        self._floats = (c_float * 8)()
        self._numbers = (c_uint * 4)()
        start = ctypes.addressof(self._floats)
        self._at = [start + 4 * i for i in range(8)]
        start = ctypes.addressof(self._numbers)
        self._number_at = [start + 4 * i for i in range(4)]
        self._integer = c_int()
        self._integer_at = ctypes.addressof(self._integer)
        self._name = (c_char * 256)()
        self._name_at = ctypes.addressof(self._name)
        self._fonts: dict[int, Font] = {}

    def content(self, page: int) -> Content:
        """Everything on a page, given by its address."""
        self._fonts.clear()  # addresses of fonts are good for one page
        content = Content()
        objects = [p.get_object(page, i) for i in range(p.count_objects(page))]
        self._walk(objects, content, _PAGE, 0)
        return content

    def _walk(
        self, objects: list[int | None], content: Content, around: Surroundings, depth: int
    ) -> None:
        for thing in objects:
            if thing is None:
                continue
            kind = p.get_type(thing)
            order = len(content.texts) + len(content.rules) + len(content.images)
            if kind == p.TEXT:
                content.texts[thing] = (order, around)
            elif kind == p.PATH:
                content.rules.append(self._rule(thing, around, order))
            elif kind == p.FORM:
                if depth < _DEEPEST:
                    count = p.count_form_objects(thing)
                    inner = [p.get_form_object(thing, i) for i in range(count)]
                    self._walk(inner, content, self._within(thing, around), depth + 1)
            else:
                content.images.append(self._image(thing, kind, around, order))

    def _within(self, form: int, around: Surroundings) -> Surroundings:
        """What surrounds the objects of a form."""
        alpha = self._colour(form)[1] * around.alpha // 255
        matrix = self._matrix(form)
        if around.matrix is not _IDENTITY:
            matrix = _times(matrix, around.matrix)
        blended = around.blended or (alpha == around.alpha and bool(p.has_transparency(form)))
        return Surroundings(matrix, self._clip(form, around), alpha, blended)

    def _matrix(self, thing: int) -> Matrix:
        if not p.get_matrix(thing, self._at[0]):
            return _IDENTITY
        a, b, c_, d, e, f = self._floats[:6]
        return (a, b, c_, d, e, f)

    def _bounds(self, thing: int, matrix: Matrix) -> Box:
        at = self._at
        if not p.get_bounds(thing, at[0], at[1], at[2], at[3]):
            return Box(0.0, 0.0, 0.0, 0.0)
        left, bottom, right, top = self._floats[:4]
        box = Box(left, bottom, right, top)
        return box if matrix is _IDENTITY else transformed(box, matrix)

    def _colour(self, thing: int) -> tuple[Colour, int]:
        if not p.get_fill_colour(thing, *self._number_at):
            return BLACK, 255
        red, green, blue, alpha = self._numbers[:4]
        return (red, green, blue), alpha

    def _rule(self, thing: int, around: Surroundings, order: int) -> Rule:
        left, bottom, right, top = self._bounds(thing, around.matrix)
        fill = outline = None
        alpha, solid = 255, False
        if p.get_draw_mode(thing, self._integer_at, self._number_at[0]) and self._integer.value:
            fill, alpha = self._colour(thing)
            solid = self._is_rectangle(thing, around.matrix) and not p.has_transparency(thing)
        elif right - left > _BROAD and top - bottom > _BROAD:
            outline = self._broad_outline(thing, around.matrix)
        return Rule(
            left=round(left, 2),
            bottom=round(bottom, 2),
            right=round(right, 2),
            top=round(top, 2),
            fill=fill,
            alpha=alpha * around.alpha // 255,
            order=order,
            clip=self._clip(thing, around),
            solid=solid,
            outline=outline,
        )

    def _is_rectangle(self, path: int, matrix: Matrix) -> bool:
        """Whether a path is a rectangle with sides parallel to the page's."""
        count = p.count_segments(path)
        a, b, c_, d, _, _ = _times(self._matrix(path), matrix)
        turned = max(abs(b), abs(c_)) > _SLANT and max(abs(a), abs(d)) > _SLANT
        if turned or not 4 <= count <= _RECTANGLE:
            return False
        xs, ys = [], []
        for k in range(count):
            segment = p.get_segment(path, k)
            if segment is None or p.get_segment_type(segment) == p.CURVE:
                return False
            p.get_segment_point(segment, self._at[0], self._at[1])
            xs.append(self._floats[0])
            ys.append(self._floats[1])
        corners = {(x, y) for x in (min(xs), max(xs)) for y in (min(ys), max(ys))}
        return corners == set(zip(xs, ys, strict=True))

    def _broad_outline(self, path: int, matrix: Matrix) -> Colour | None:
        """The colour of an outline as broad as a line of text, None for a finer one."""
        if not p.get_stroke_width(path, self._at[0]):
            return None
        width = self._floats[0]
        a, b, c_, d, _, _ = _times(self._matrix(path), matrix)
        if width * max(math.hypot(a, b), math.hypot(c_, d)) < _BROAD:
            return None
        return self._stroke(path)

    def _image(self, thing: int, kind: int, around: Surroundings, order: int) -> Image:
        pixels = None
        if kind == p.IMAGE and p.get_pixel_size(thing, self._number_at[0], self._number_at[1]):
            pixels = (self._numbers[0], self._numbers[1])
        box = self._bounds(thing, around.matrix)
        return Image(box, pixels, order, self._clip(thing, around))

    def style(self, thing: int, text: int, glyph: int, content: Content) -> Style:
        """The style of a text object.

        Args:
            thing: its address.
            text: the address of the page's text.
            glyph: index of one of its glyphs.
            content: what `content` said of the page.
        """
        order, around = content.texts.get(thing, (len(content.texts), _PAGE))
        p.get_font_size(thing, self._at[0])
        size = self._floats[0]
        a = d = 1.0
        b = c_ = 0.0
        if p.get_char_matrix(text, glyph, self._at[0]):
            a, b, c_, d = self._floats[:4]
        colour, alpha = self._colour(thing)
        mode = p.get_render_mode(thing)
        return Style(
            font=self._font(p.get_font(thing)),
            size=round(abs(size) * math.hypot(c_, d), 2),
            colour=colour,
            alpha=alpha * around.alpha // 255,
            mode=mode,
            angle=round(math.degrees(math.atan2(b, a)), 1) + 0.0,
            order=order,
            clip=self._clip(thing, around),
            stroke=self._stroke(thing) if mode in _STROKES else None,
            nested=around is not _PAGE,
            blended=around.blended or (alpha == 255 and bool(p.has_transparency(thing))),
        )

    def repeats(self, content: Content, owners: Set[int | None]) -> tuple[Repeat, ...]:
        """The text objects without glyphs, given the ones that have some."""
        found = []
        for thing, (_, around) in content.texts.items():
            if thing not in owners:
                colour, alpha = self._colour(thing)
                mode = p.get_render_mode(thing)
                found.append(Repeat(self._bounds(thing, around.matrix), colour, alpha, mode))
        return tuple(found)

    def _font(self, font: int | None) -> Font:
        if font is None:
            return Font("")
        known = self._fonts.get(font)
        if known is None:
            p.get_italic_angle(font, self._integer_at)
            known = self._fonts[font] = Font(
                name=self._string(p.get_base_font_name, font).split("+")[-1],
                family=self._string(p.get_family_name, font),
                flags=p.get_font_flags(font),
                weight=p.get_font_weight(font),
                italic_angle=self._integer.value,
                embedded=p.is_embedded(font) == 1,
            )
        return known

    def _string(self, function: p.Function, font: int) -> str:
        length = function(font, self._name_at, len(self._name))
        return self._name.value.decode("utf-8", "replace") if 0 < length <= 256 else ""

    def _stroke(self, thing: int) -> Colour | None:
        if not p.get_stroke_colour(thing, *self._number_at):
            return None
        red, green, blue, _ = self._numbers[:4]
        return red, green, blue

    def _clip(self, thing: int, around: Surroundings) -> Box | None:
        """The box of what an object and the forms around it are clipped to."""
        path = p.get_clip_path(thing)
        count = p.count_clip_paths(path) if path is not None else 0
        clip = None
        for i in range(count):
            box = self._clip_box(path, i)
            if box is not None:
                clip = box if clip is None else clip.intersection(box)
        if clip is None:
            return around.clip
        if around.matrix is not _IDENTITY:
            clip = transformed(clip, around.matrix)
        return clip if around.clip is None else clip.intersection(around.clip)

    def _clip_box(self, path: int, i: int) -> Box | None:
        xs, ys = [], []
        at = self._at
        for k in range(p.count_clip_segments(path, i)):
            segment = p.get_clip_segment(path, i, k)
            if segment is not None and p.get_segment_point(segment, at[0], at[1]):
                xs.append(self._floats[0])
                ys.append(self._floats[1])
        return Box(min(xs), min(ys), max(xs), max(ys)) if xs else None


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
