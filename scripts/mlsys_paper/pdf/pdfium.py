"""PDFium as this system has it: what it says of a file, a page, its glyphs and its objects.

A page has thousands of glyphs and PDFium answers for one at a time, so the
cost of reading is the cost of the calls. The functions are bound a second
time here, with addresses as plain integers, and run over all glyphs of a
page inside `map`, writing their answers into one buffer: about a third of a
microsecond a call, where a call with converted pointers takes two.

`browser` has the same functions for PDFium in a browser. Objects and fonts are
told apart by numbers, which are good for as long as their page is open.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections import deque
from ctypes import PYFUNCTYPE, c_char, c_double, c_float, c_int, c_uint, c_void_p
from io import BytesIO
from itertools import repeat
from typing import TYPE_CHECKING, Any, Final

import pypdfium2
import pypdfium2.raw as c

from mlsys_paper.pdf.links import read_annotations, read_links
from mlsys_paper.pdf.model import Box, Font, GlyphTable, Grey, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from mlsys_paper.pdf.model import Annotation, Link, ObjectKind

    Function = Callable[..., Any]

_P = c_void_p


def _bind(function: object, result: Any, *arguments: Any) -> Function:
    address = ctypes.cast(function, c_void_p).value  # type: ignore[arg-type]
    assert address is not None  # noqa: S101  (the library is loaded)
    bound: Function = PYFUNCTYPE(result, *arguments)(address)
    return bound


# The text of a page, by index of the character.
_count_chars = _bind(c.FPDFText_CountChars, c_int, _P)
_get_unicode = _bind(c.FPDFText_GetUnicode, c_uint, _P, c_int)
_is_generated = _bind(c.FPDFText_IsGenerated, c_int, _P, c_int)
_get_text_object = _bind(c.FPDFText_GetTextObject, c_void_p, _P, c_int)
_get_char_box = _bind(c.FPDFText_GetCharBox, c_int, _P, c_int, _P, _P, _P, _P)
_get_char_origin = _bind(c.FPDFText_GetCharOrigin, c_int, _P, c_int, _P, _P)
_get_loose_box = _bind(c.FPDFText_GetLooseCharBox, c_int, _P, c_int, _P)
_get_char_matrix = _bind(c.FPDFText_GetMatrix, c_int, _P, c_int, _P)

# Page objects.
_count_objects = _bind(c.FPDFPage_CountObjects, c_int, _P)
_get_object = _bind(c.FPDFPage_GetObject, c_void_p, _P, c_int)
_count_form_objects = _bind(c.FPDFFormObj_CountObjects, c_int, _P)
_get_form_object = _bind(c.FPDFFormObj_GetObject, c_void_p, _P, ctypes.c_ulong)
_set_active = _bind(c.FPDFPageObj_SetIsActive, c_int, _P, c_int)
_get_type = _bind(c.FPDFPageObj_GetType, c_int, _P)
_get_matrix = _bind(c.FPDFPageObj_GetMatrix, c_int, _P, _P)
_get_bounds = _bind(c.FPDFPageObj_GetBounds, c_int, _P, _P, _P, _P, _P)
_get_fill_colour = _bind(c.FPDFPageObj_GetFillColor, c_int, _P, _P, _P, _P, _P)
_get_stroke_width = _bind(c.FPDFPageObj_GetStrokeWidth, c_int, _P, _P)
_has_transparency = _bind(c.FPDFPageObj_HasTransparency, c_int, _P)
_count_segments = _bind(c.FPDFPath_CountSegments, c_int, _P)
_get_segment = _bind(c.FPDFPath_GetPathSegment, c_void_p, _P, c_int)
_get_segment_type = _bind(c.FPDFPathSegment_GetType, c_int, _P)
_get_stroke_colour = _bind(c.FPDFPageObj_GetStrokeColor, c_int, _P, _P, _P, _P, _P)
_get_draw_mode = _bind(c.FPDFPath_GetDrawMode, c_int, _P, _P, _P)
_get_pixel_size = _bind(c.FPDFImageObj_GetImagePixelSize, c_int, _P, _P, _P)

# Text objects and their fonts.
_get_font_size = _bind(c.FPDFTextObj_GetFontSize, c_int, _P, _P)
_get_render_mode = _bind(c.FPDFTextObj_GetTextRenderMode, c_int, _P)
_get_font = _bind(c.FPDFTextObj_GetFont, c_void_p, _P)
_get_base_font_name = _bind(c.FPDFFont_GetBaseFontName, ctypes.c_size_t, _P, _P, ctypes.c_size_t)
_get_family_name = _bind(c.FPDFFont_GetFamilyName, ctypes.c_size_t, _P, _P, ctypes.c_size_t)
_get_font_flags = _bind(c.FPDFFont_GetFlags, c_int, _P)
_get_font_weight = _bind(c.FPDFFont_GetWeight, c_int, _P)
_get_italic_angle = _bind(c.FPDFFont_GetItalicAngle, c_int, _P, _P)
_is_embedded = _bind(c.FPDFFont_GetIsEmbedded, c_int, _P)

# Clipping.
_get_clip_path = _bind(c.FPDFPageObj_GetClipPath, c_void_p, _P)
_count_clip_paths = _bind(c.FPDFClipPath_CountPaths, c_int, _P)
_count_clip_segments = _bind(c.FPDFClipPath_CountPathSegments, c_int, _P, c_int)
_get_clip_segment = _bind(c.FPDFClipPath_GetPathSegment, c_void_p, _P, c_int, c_int)
_get_segment_point = _bind(c.FPDFPathSegment_GetPoint, c_int, _P, _P, _P)

# PDFium writes its answers here; one thread reads one page at a time.
_floats = (c_float * 8)()
_at = [ctypes.addressof(_floats) + 4 * i for i in range(8)]
_numbers = (c_uint * 4)()
_numbers_at = [ctypes.addressof(_numbers) + 4 * i for i in range(4)]
_integer = c_int()
_integer_at = ctypes.addressof(_integer)
_name = (c_char * 256)()
_name_at = ctypes.addressof(_name)

_KINDS: Final[dict[int, ObjectKind]] = {
    c.FPDF_PAGEOBJ_TEXT: "text",
    c.FPDF_PAGEOBJ_PATH: "path",
    c.FPDF_PAGEOBJ_FORM: "form",
    c.FPDF_PAGEOBJ_IMAGE: "image",
}


# --- files and pages ---------------------------------------------------------


class Pdf:
    """An open PDF.

    Raises:
        Unreadable: PDFium can't open it.
    """

    def __init__(self, file: Path | bytes) -> None:
        try:
            self._pdf = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError as error:
            raise Unreadable(str(error), locked="password" in str(error).lower()) from error

    def __len__(self) -> int:
        return len(self._pdf)

    @contextlib.contextmanager
    def page(self, index: int) -> Iterator[PdfPage]:
        """Open a page, 0 for the first.

        Raises:
            Unreadable: PDFium can't.
        """
        try:
            page = self._pdf[index]
            text = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise Unreadable(str(error)) from error
        try:
            yield PdfPage(self._pdf, page, text)
        finally:
            text.close()
            page.close()

    def rewritten(self) -> tuple[bytes, bool]:
        """Return the file as PDFium writes it, unencrypted, and whether it was encrypted."""
        copy = BytesIO()
        try:
            self._pdf.save(copy, flags=c.FPDF_REMOVE_SECURITY)
        except pypdfium2.PdfiumError:
            return b"", False
        return copy.getvalue(), c.FPDF_GetSecurityHandlerRevision(self._pdf.raw) != -1

    def close(self) -> None:
        """Close it, and its pages with it."""
        self._pdf.close()


class PdfPage:
    """An open page of a PDF."""

    def __init__(self, pdf: Any, page: Any, text: Any) -> None:
        self._pdf, self._page = pdf, page
        self._address, self._text = _address(page.raw), _address(text.raw)
        self.size: tuple[float, float] = page.get_size()
        self.box = Box(*page.get_bbox())
        self.rotation: int = page.get_rotation()

    def links(self) -> tuple[Link, ...]:
        """Return the links that lie on it."""
        return read_links(self._pdf, self._page)

    def annotations(self) -> tuple[Annotation, ...]:
        """Return its annotations that are no links."""
        return read_annotations(self._page)

    def glyphs(self) -> GlyphTable:
        """Return what its glyphs are and where, a column for each property."""
        text = self._text
        count: int = max(_count_chars(text), 0)
        left, right, bottom, top = _doubles(_get_char_box, text, count, 4)
        x, baseline = _doubles(_get_char_origin, text, count, 2)
        cell_left, cell_top, cell_right, cell_bottom = _floats_of(_get_loose_box, text, count, 4)
        return GlyphTable(
            codes=list(map(_get_unicode, repeat(text), range(count))),
            owners=list(map(_get_text_object, repeat(text), range(count))),
            x=x,
            baseline=baseline,
            left=left,
            bottom=bottom,
            right=right,
            top=top,
            cell_left=cell_left,
            cell_bottom=cell_bottom,
            cell_right=cell_right,
            cell_top=cell_top,
        )

    def is_generated(self, glyph: int) -> bool:
        """Return whether a glyph is none of the file's: a blank that PDFium puts between words."""
        return bool(_is_generated(self._text, glyph) == 1)

    def glyph_matrix(self, glyph: int) -> tuple[float, float, float, float] | None:
        """Return the first four numbers of a glyph's matrix."""
        if not _get_char_matrix(self._text, glyph, _at[0]):
            return None
        a, b, c_, d = _floats[:4]
        return a, b, c_, d

    def objects(self) -> list[int]:
        """Return its objects in painting order."""
        count = _count_objects(self._address)
        found = (_get_object(self._address, i) for i in range(count))
        return [thing for thing in found if thing is not None]

    def drawing(self, scale: float) -> Grey:
        """Return a picture of the page as a viewer shows it, `scale` pixels to a bp."""
        picture = self._page.render(scale=scale, grayscale=True).to_pil()
        return Grey(picture.width, picture.height, picture.convert("L").tobytes())

    def difference(self, texts: Sequence[int], scale: float, *, grey: bool) -> Grey:
        """Return what some text objects add to the page: a picture, 0 where it is nothing.

        Args:
            texts: the objects.
            scale: pixels per bp.
            grey: whether greys are compared, or colours.
        """
        from PIL import ImageChops  # noqa: PLC0415  (who has no page to draw does without)

        whole = self._page.render(scale=scale, grayscale=grey).to_pil()
        for text in texts:
            _set_active(text, 0)
        try:
            bare = self._page.render(scale=scale, grayscale=grey).to_pil()
        finally:
            for text in texts:
                _set_active(text, 1)
        difference = ImageChops.difference(whole, bare)
        first, *others = difference.split()
        for other in others:
            first = ImageChops.lighter(first, other)
        return Grey(first.width, first.height, first.tobytes())


def _address(handle: object) -> int:
    """The address behind a pointer of pypdfium2."""
    return ctypes.cast(handle, c_void_p).value or 0  # type: ignore[arg-type]


def _doubles(function: Function, text: int, count: int, size: int) -> list[list[float]]:
    """What a function that fills `size` doubles says of each glyph, a list for each of them."""
    buffer = (c_double * (count * size))()
    start, step = ctypes.addressof(buffer), 8 * size
    targets = (range(start + 8 * j, start + 8 * j + step * count, step) for j in range(size))
    deque(map(function, repeat(text), range(count), *targets), maxlen=0)
    return [buffer[j::size] for j in range(size)]


def _floats_of(function: Function, text: int, count: int, size: int) -> list[list[float]]:
    """The same for a function that fills a structure of `size` floats."""
    buffer = (c_float * (count * size))()
    start, step = ctypes.addressof(buffer), 4 * size
    targets = range(start, start + step * count, step)
    deque(map(function, repeat(text), range(count), targets), maxlen=0)
    return [buffer[j::size] for j in range(size)]


# --- objects of a page -------------------------------------------------------


def kind(thing: int) -> ObjectKind:
    """Return what an object is."""
    return _KINDS.get(_get_type(thing), "other")


def inside(form: int) -> list[int]:
    """Return the objects of a form in painting order."""
    found = (_get_form_object(form, i) for i in range(_count_form_objects(form)))
    return [thing for thing in found if thing is not None]


def matrix(thing: int) -> tuple[float, float, float, float, float, float] | None:
    """Return an object's matrix."""
    if not _get_matrix(thing, _at[0]):
        return None
    a, b, c_, d, e, f = _floats[:6]
    return a, b, c_, d, e, f


def bounds(thing: int) -> Box | None:
    """Return the box around an object, without the matrices of the forms around it."""
    if not _get_bounds(thing, _at[0], _at[1], _at[2], _at[3]):
        return None
    left, bottom, right, top = _floats[:4]
    return Box(left, bottom, right, top)


def fill_colour(thing: int) -> tuple[int, int, int, int] | None:
    """Return red, green, blue and opacity of what an object is filled with, 0 to 255."""
    if not _get_fill_colour(thing, *_numbers_at):
        return None
    red, green, blue, alpha = _numbers[:4]
    return red, green, blue, alpha


def stroke_colour(thing: int) -> tuple[int, int, int] | None:
    """Return red, green and blue of an object's outline, 0 to 255."""
    if not _get_stroke_colour(thing, *_numbers_at):
        return None
    red, green, blue, _ = _numbers[:4]
    return red, green, blue


def stroke_width(thing: int) -> float | None:
    """Return the width of an object's outline, without its matrix."""
    return float(_floats[0]) if _get_stroke_width(thing, _at[0]) else None


def is_filled(path: int) -> bool:
    """Return whether a path's inside is painted."""
    return bool(_get_draw_mode(path, _integer_at, _numbers_at[0]) and _integer.value)


def is_transparent(thing: int) -> bool:
    """Return whether an object lets through what lies below it."""
    return bool(_has_transparency(thing))


def corners(path: int, most: int) -> list[tuple[float, float]]:
    """Return the points that a path's straight lines join; none where it bends or has more."""
    count = _count_segments(path)
    if count > most:
        return []
    found = []
    for i in range(count):
        segment = _get_segment(path, i)
        if segment is None or _get_segment_type(segment) == c.FPDF_SEGMENT_BEZIERTO:
            return []
        _get_segment_point(segment, _at[0], _at[1])
        found.append((_floats[0], _floats[1]))
    return found


def pixel_size(image: int) -> tuple[int, int] | None:
    """Return how many pixels an image has, across and down."""
    if not _get_pixel_size(image, _numbers_at[0], _numbers_at[1]):
        return None
    return _numbers[0], _numbers[1]


def clip_boxes(thing: int) -> list[Box]:
    """Return the boxes around the paths that an object is clipped to."""
    path = _get_clip_path(thing)
    count = _count_clip_paths(path) if path is not None else 0
    boxes = (_clip_box(path, i) for i in range(count))
    return [box for box in boxes if box is not None]


def _clip_box(path: int, i: int) -> Box | None:
    xs, ys = [], []
    for k in range(_count_clip_segments(path, i)):
        segment = _get_clip_segment(path, i, k)
        if segment is not None and _get_segment_point(segment, _at[0], _at[1]):
            xs.append(_floats[0])
            ys.append(_floats[1])
    return Box(min(xs), min(ys), max(xs), max(ys)) if xs else None


# --- text objects and fonts --------------------------------------------------


def font_size(text: int) -> float:
    """Return the size that a text object's font has before its matrix."""
    _get_font_size(text, _at[0])
    return float(_floats[0])


def render_mode(text: int) -> int:
    """Return a text object's rendering mode, as PDF numbers them."""
    return int(_get_render_mode(text))


def font_of(text: int) -> int | None:
    """Return a text object's font."""
    font: int | None = _get_font(text)
    return font


def font(number: int) -> Font:
    """Return what is known of a font."""
    _get_italic_angle(number, _integer_at)
    return Font(
        name=_string(_get_base_font_name, number).split("+")[-1],
        family=_string(_get_family_name, number),
        flags=_get_font_flags(number),
        weight=_get_font_weight(number),
        italic_angle=_integer.value,
        embedded=_is_embedded(number) == 1,
    )


def _string(function: Function, number: int) -> str:
    length = function(number, _name_at, len(_name))
    return _name.value.decode("utf-8", "replace") if 0 < length <= 256 else ""
