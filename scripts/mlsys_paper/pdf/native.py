"""The native PDFium: its functions for glyphs and page objects, bound for speed.

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
from dataclasses import dataclass
from io import BytesIO
from itertools import repeat
from typing import TYPE_CHECKING, Any, TypeAlias

import pypdfium2
import pypdfium2.raw as c

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PIL import Image

    Function = Callable[..., Any]

PdfDocument: TypeAlias = pypdfium2.PdfDocument
PdfPage: TypeAlias = pypdfium2.PdfPage
PdfiumError: TypeAlias = pypdfium2.PdfiumError

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

# Annotations and links.
next_link = _bind(c.FPDFLink_Enumerate, c_int, _P, _P, _P)
get_link_box = _bind(c.FPDFLink_GetAnnotRect, c_int, _P, _P)
get_link_target = _bind(c.FPDFLink_GetDest, c_void_p, _P, _P)
get_link_action = _bind(c.FPDFLink_GetAction, c_void_p, _P)
get_action_type = _bind(c.FPDFAction_GetType, ctypes.c_ulong, _P)
get_action_target = _bind(c.FPDFAction_GetDest, c_void_p, _P, _P)
get_action_address = _bind(c.FPDFAction_GetURIPath, ctypes.c_ulong, _P, _P, _P, ctypes.c_ulong)
get_action_file = _bind(c.FPDFAction_GetFilePath, ctypes.c_ulong, _P, _P, ctypes.c_ulong)
get_target_page = _bind(c.FPDFDest_GetDestPageIndex, c_int, _P, _P)
get_target_place = _bind(c.FPDFDest_GetLocationInPage, c_int, _P, _P, _P, _P, _P, _P, _P)
count_annotations = _bind(c.FPDFPage_GetAnnotCount, c_int, _P)
get_annotation = _bind(c.FPDFPage_GetAnnot, c_void_p, _P, c_int)
close_annotation = _bind(c.FPDFPage_CloseAnnot, None, _P)
get_annotation_type = _bind(c.FPDFAnnot_GetSubtype, c_int, _P)
get_annotation_box = _bind(c.FPDFAnnot_GetRect, c_int, _P, _P)


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


def decrypted(pdf: PdfDocument) -> tuple[bytes, bool]:
    """A document as PDFium writes it, without its encryption, and whether it had any.

    Raises:
        PdfiumError: it can't be written.
    """
    copy = BytesIO()
    pdf.save(copy, flags=c.FPDF_REMOVE_SECURITY)
    return copy.getvalue(), c.FPDF_GetSecurityHandlerRevision(pdf.raw) != -1


def greys(page: PdfPage, scale: float) -> tuple[int, int, bytes]:
    """Draw a page: width and height in pixels, and a byte for each pixel, by rows."""
    picture = page.render(scale=scale, grayscale=True).to_pil()
    return *picture.size, picture.convert("L").tobytes()


@dataclass(frozen=True, slots=True)
class Difference:
    """A picture of what some text objects add to a page: grey, 0 where that is nothing."""

    picture: Image.Image

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.picture.size

    def most(self, left: int, top: int, right: int, bottom: int) -> int:
        """Return the brightest pixel in a part of the picture."""
        return _extremes(self.picture.crop((left, top, right, bottom)))[1]

    def least(self, left: int, top: int, right: int, bottom: int, step: int) -> int:
        """Return the darkest average of the stretches of a part, along its longer side."""
        part = self.picture.crop((left, top, right, bottom))
        if part.width > part.height:
            thin = part.reduce((min(step, part.width), part.height))
        else:
            thin = part.reduce((part.width, min(step, part.height)))
        return _extremes(thin)[0]


def _extremes(picture: Image.Image) -> tuple[int, int]:
    least, most = picture.getextrema()
    return (least, most) if isinstance(least, int) and isinstance(most, int) else (0, 0)


def difference(page: PdfPage, texts: Iterable[int], scale: float, *, grey: bool) -> Difference:
    """Draw a page with and without text objects, and return where the drawings differ."""
    from PIL import ImageChops  # noqa: PLC0415  (who has no page to draw does without)

    texts = list(texts)
    whole = page.render(scale=scale, grayscale=grey).to_pil()
    for text in texts:
        set_active(text, 0)
    try:
        bare = page.render(scale=scale, grayscale=grey).to_pil()
    finally:
        for text in texts:
            set_active(text, 1)
    first, *others = ImageChops.difference(whole, bare).split()
    for other in others:
        first = ImageChops.lighter(first, other)
    return Difference(first)
