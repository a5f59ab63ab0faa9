"""PDFium's functions for glyphs and page objects, bound for speed.

A page has thousands of glyphs and PDFium answers for one at a time, so the
cost of reading is the cost of the calls. The functions are bound a second
time here, with addresses as plain integers, and run over all glyphs of a
page inside `map`, writing their answers into one buffer: about a third of a
microsecond a call, where a call with converted pointers takes two.
"""

from __future__ import annotations

import ctypes
from collections import deque
from ctypes import PYFUNCTYPE, c_double, c_float, c_int, c_uint, c_void_p
from itertools import repeat
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as c

if TYPE_CHECKING:
    from collections.abc import Callable

    Function = Callable[..., Any]

_P = c_void_p


def _bind(function: object, result: Any, *arguments: Any) -> Function:
    address = ctypes.cast(function, c_void_p).value  # type: ignore[arg-type]
    assert address is not None  # noqa: S101  (the library is loaded)
    bound: Function = PYFUNCTYPE(result, *arguments)(address)
    return bound


def address(handle: object) -> int:
    """The address behind a pointer of pypdfium2."""
    return ctypes.cast(handle, c_void_p).value or 0  # type: ignore[arg-type]


# The text of a page, by index of the character.
count_chars = _bind(c.FPDFText_CountChars, c_int, _P)
get_unicode = _bind(c.FPDFText_GetUnicode, c_uint, _P, c_int)
is_generated = _bind(c.FPDFText_IsGenerated, c_int, _P, c_int)
get_text_object = _bind(c.FPDFText_GetTextObject, c_void_p, _P, c_int)
get_char_box = _bind(c.FPDFText_GetCharBox, c_int, _P, c_int, _P, _P, _P, _P)
get_char_origin = _bind(c.FPDFText_GetCharOrigin, c_int, _P, c_int, _P, _P)
get_loose_box = _bind(c.FPDFText_GetLooseCharBox, c_int, _P, c_int, _P)
get_char_matrix = _bind(c.FPDFText_GetMatrix, c_int, _P, c_int, _P)

# Page objects.
count_objects = _bind(c.FPDFPage_CountObjects, c_int, _P)
get_object = _bind(c.FPDFPage_GetObject, c_void_p, _P, c_int)
count_form_objects = _bind(c.FPDFFormObj_CountObjects, c_int, _P)
get_form_object = _bind(c.FPDFFormObj_GetObject, c_void_p, _P, ctypes.c_ulong)
set_active = _bind(c.FPDFPageObj_SetIsActive, c_int, _P, c_int)
get_type = _bind(c.FPDFPageObj_GetType, c_int, _P)
get_matrix = _bind(c.FPDFPageObj_GetMatrix, c_int, _P, _P)
get_bounds = _bind(c.FPDFPageObj_GetBounds, c_int, _P, _P, _P, _P, _P)
get_fill_colour = _bind(c.FPDFPageObj_GetFillColor, c_int, _P, _P, _P, _P, _P)
get_stroke_width = _bind(c.FPDFPageObj_GetStrokeWidth, c_int, _P, _P)
has_transparency = _bind(c.FPDFPageObj_HasTransparency, c_int, _P)
count_segments = _bind(c.FPDFPath_CountSegments, c_int, _P)
get_segment = _bind(c.FPDFPath_GetPathSegment, c_void_p, _P, c_int)
get_segment_type = _bind(c.FPDFPathSegment_GetType, c_int, _P)
get_stroke_colour = _bind(c.FPDFPageObj_GetStrokeColor, c_int, _P, _P, _P, _P, _P)
get_draw_mode = _bind(c.FPDFPath_GetDrawMode, c_int, _P, _P, _P)
get_pixel_size = _bind(c.FPDFImageObj_GetImagePixelSize, c_int, _P, _P, _P)

# Text objects and their fonts.
get_font_size = _bind(c.FPDFTextObj_GetFontSize, c_int, _P, _P)
get_render_mode = _bind(c.FPDFTextObj_GetTextRenderMode, c_int, _P)
get_font = _bind(c.FPDFTextObj_GetFont, c_void_p, _P)
get_base_font_name = _bind(c.FPDFFont_GetBaseFontName, ctypes.c_size_t, _P, _P, ctypes.c_size_t)
get_family_name = _bind(c.FPDFFont_GetFamilyName, ctypes.c_size_t, _P, _P, ctypes.c_size_t)
get_font_flags = _bind(c.FPDFFont_GetFlags, c_int, _P)
get_font_weight = _bind(c.FPDFFont_GetWeight, c_int, _P)
get_italic_angle = _bind(c.FPDFFont_GetItalicAngle, c_int, _P, _P)
is_embedded = _bind(c.FPDFFont_GetIsEmbedded, c_int, _P)

# Clipping.
get_clip_path = _bind(c.FPDFPageObj_GetClipPath, c_void_p, _P)
count_clip_paths = _bind(c.FPDFClipPath_CountPaths, c_int, _P)
count_clip_segments = _bind(c.FPDFClipPath_CountPathSegments, c_int, _P, c_int)
get_clip_segment = _bind(c.FPDFClipPath_GetPathSegment, c_void_p, _P, c_int, c_int)
get_segment_point = _bind(c.FPDFPathSegment_GetPoint, c_int, _P, _P, _P)


def for_each_glyph(function: Function, text: int, count: int) -> list[int | None]:
    """What a function without buffers says for each glyph of a page."""
    return list(map(function, repeat(text), range(count)))


def doubles_of_glyphs(function: Function, text: int, count: int, size: int) -> list[list[float]]:
    """What a function that fills `size` doubles says, as one list for each of them."""
    buffer = (c_double * (count * size))()
    start, step = ctypes.addressof(buffer), 8 * size
    targets = (range(start + 8 * j, start + 8 * j + step * count, step) for j in range(size))
    deque(map(function, repeat(text), range(count), *targets), maxlen=0)
    return [buffer[j::size] for j in range(size)]


def floats_of_glyphs(function: Function, text: int, count: int, size: int) -> list[list[float]]:
    """The same for a function that fills a structure of `size` floats."""
    buffer = (c_float * (count * size))()
    start, step = ctypes.addressof(buffer), 4 * size
    targets = range(start, start + step * count, step)
    deque(map(function, repeat(text), range(count), targets), maxlen=0)
    return [buffer[j::size] for j in range(size)]
