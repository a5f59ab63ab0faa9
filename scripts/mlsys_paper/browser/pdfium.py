"""PDFium as WebAssembly: the names of `pdf.native`, answered by JavaScript.

The library has a memory of its own. A function that fills in numbers gets
addresses in Python's memory; JavaScript (page/pdfium.js) passes it a place in
PDFium's, and copies what stands there afterwards. What is asked of every glyph
or pixel crosses once a page, as an array.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Function = Callable[..., Any]

# The worker gives it to Pyodide before this module is loaded.
_library = importlib.import_module("pdfium_library")

_V = 0  # an argument that is passed as it is; any other: so many words are filled in


class PdfiumError(RuntimeError):
    """PDFium can't do something."""


def _bind(name: str, *arguments: int, pointer: bool = False) -> Function:
    bound: Function = _library.bind(name, arguments, pointer)
    return bound


def address(handle: int) -> int:
    """The address that a handle is."""
    return handle


# The text of a page, by index of the character.
count_chars = _bind("FPDFText_CountChars", _V)
get_unicode = _bind("FPDFText_GetUnicode", _V, _V)
is_generated = _bind("FPDFText_IsGenerated", _V, _V)
get_text_object = _bind("FPDFText_GetTextObject", _V, _V, pointer=True)
get_char_box = _bind("FPDFText_GetCharBox", _V, _V, 2, 2, 2, 2)
get_char_origin = _bind("FPDFText_GetCharOrigin", _V, _V, 2, 2)
get_loose_box = _bind("FPDFText_GetLooseCharBox", _V, _V, 4)
get_char_matrix = _bind("FPDFText_GetMatrix", _V, _V, 6)

# Page objects.
count_objects = _bind("FPDFPage_CountObjects", _V)
get_object = _bind("FPDFPage_GetObject", _V, _V, pointer=True)
count_form_objects = _bind("FPDFFormObj_CountObjects", _V)
get_form_object = _bind("FPDFFormObj_GetObject", _V, _V, pointer=True)
get_type = _bind("FPDFPageObj_GetType", _V)
get_matrix = _bind("FPDFPageObj_GetMatrix", _V, 6)
get_bounds = _bind("FPDFPageObj_GetBounds", _V, 1, 1, 1, 1)
get_fill_colour = _bind("FPDFPageObj_GetFillColor", _V, 1, 1, 1, 1)
get_stroke_width = _bind("FPDFPageObj_GetStrokeWidth", _V, 1)
has_transparency = _bind("FPDFPageObj_HasTransparency", _V)
count_segments = _bind("FPDFPath_CountSegments", _V)
get_segment = _bind("FPDFPath_GetPathSegment", _V, _V, pointer=True)
get_segment_type = _bind("FPDFPathSegment_GetType", _V)
get_stroke_colour = _bind("FPDFPageObj_GetStrokeColor", _V, 1, 1, 1, 1)
get_draw_mode = _bind("FPDFPath_GetDrawMode", _V, 1, 1)
get_pixel_size = _bind("FPDFImageObj_GetImagePixelSize", _V, 1, 1)

# Text objects and their fonts.
get_font_size = _bind("FPDFTextObj_GetFontSize", _V, 1)
get_render_mode = _bind("FPDFTextObj_GetTextRenderMode", _V)
get_font = _bind("FPDFTextObj_GetFont", _V, pointer=True)
get_base_font_name = _library.bindString("FPDFFont_GetBaseFontName")
get_family_name = _library.bindString("FPDFFont_GetFamilyName")
get_font_flags = _bind("FPDFFont_GetFlags", _V)
get_font_weight = _bind("FPDFFont_GetWeight", _V)
get_italic_angle = _bind("FPDFFont_GetItalicAngle", _V, 1)
is_embedded = _bind("FPDFFont_GetIsEmbedded", _V)

# Clipping.
get_clip_path = _bind("FPDFPageObj_GetClipPath", _V, pointer=True)
count_clip_paths = _bind("FPDFClipPath_CountPaths", _V)
count_clip_segments = _bind("FPDFClipPath_CountPathSegments", _V, _V)
get_clip_segment = _bind("FPDFClipPath_GetPathSegment", _V, _V, _V, pointer=True)
get_segment_point = _bind("FPDFPathSegment_GetPoint", _V, 1, 1)

# Annotations and links.
next_link = _bind("FPDFLink_Enumerate", _V, 1, 1)
get_link_box = _bind("FPDFLink_GetAnnotRect", _V, 4)
get_link_target = _bind("FPDFLink_GetDest", _V, _V, pointer=True)
get_link_action = _bind("FPDFLink_GetAction", _V, pointer=True)
get_action_type = _bind("FPDFAction_GetType", _V)
get_action_target = _bind("FPDFAction_GetDest", _V, _V, pointer=True)
get_action_address = _library.bindString("FPDFAction_GetURIPath")
get_action_file = _library.bindString("FPDFAction_GetFilePath")
get_target_page = _bind("FPDFDest_GetDestPageIndex", _V, _V)
get_target_place = _bind("FPDFDest_GetLocationInPage", _V, 1, 1, 1, 1, 1, 1)
count_annotations = _bind("FPDFPage_GetAnnotCount", _V)
get_annotation = _bind("FPDFPage_GetAnnot", _V, _V, pointer=True)
close_annotation = _bind("FPDFPage_CloseAnnot", _V)
get_annotation_type = _bind("FPDFAnnot_GetSubtype", _V)
get_annotation_box = _bind("FPDFAnnot_GetRect", _V, 4)

# Pages.
_get_bounding_box = _bind("FPDF_GetPageBoundingBox", _V, 4)


def for_each_glyph(function: Function, text: int, count: int) -> list[int | None]:
    """What a function without buffers says for each glyph of a page."""
    answers: list[int | None] = _library.forEachGlyph(function, text, count).to_py().tolist()
    if function is get_text_object:
        return [answer or None for answer in answers]
    return answers


def doubles_of_glyphs(function: Function, text: int, count: int, size: int) -> list[list[float]]:
    """What a function that fills `size` doubles says, as one list for each of them."""
    return _columns(_library.doublesOfGlyphs(function, text, count, size), size)


def floats_of_glyphs(function: Function, text: int, count: int, size: int) -> list[list[float]]:
    """The same for a function that fills a structure of `size` floats."""
    return _columns(_library.floatsOfGlyphs(function, text, count, size), size)


def _columns(answers: Any, size: int) -> list[list[float]]:
    numbers = answers.to_py().tolist()
    return [numbers[column::size] for column in range(size)]


class PdfPage:
    """A page, with its address as `raw`."""

    def __init__(self, pdf: int, index: int) -> None:
        self.raw: int = _library.openPage(pdf, index)
        if not self.raw:
            raise PdfiumError("Failed to load page.")

    def get_textpage(self) -> TextPage:
        """The text of the page."""
        return TextPage(self.raw)

    def get_width(self) -> float:
        """The width as the page is shown, in points."""
        return float(_library.width(self.raw))

    def get_height(self) -> float:
        """The height as the page is shown, in points."""
        return float(_library.height(self.raw))

    def get_size(self) -> tuple[float, float]:
        """Width and height."""
        return self.get_width(), self.get_height()

    def get_bbox(self) -> tuple[float, float, float, float]:
        """What a reader sees of the page: left, bottom, right, top.

        Raises:
            PdfiumError: that can't be told.
        """
        sides = _library.boundingBox(self.raw)
        if sides is None:
            raise PdfiumError("Failed to get page bounding box.")
        left, top, right, bottom = sides.to_py()
        return left, bottom, right, top

    def get_rotation(self) -> int:
        """Degrees clockwise that the page is turned by."""
        return 90 * int(_library.rotation(self.raw))

    def close(self) -> None:
        """Give its memory back."""
        _library.closePage(self.raw)


class TextPage:
    """The text of a page, with its address as `raw`."""

    def __init__(self, page: int) -> None:
        self.raw: int = _library.openText(page)
        if not self.raw:
            raise PdfiumError("Failed to load text page.")

    def close(self) -> None:
        """Give its memory back."""
        _library.closeText(self.raw)


class PdfDocument:
    """A document, with its address as `raw`; its pages by index.

    Raises:
        PdfiumError: PDFium can't open it, and says why.
    """

    def __init__(self, source: Path | bytes) -> None:
        data = source.read_bytes() if isinstance(source, Path) else source
        self.raw, reason = _library.openDocument(data).to_py()
        if reason:
            raise PdfiumError(f"Failed to load document (PDFium: {reason}).")

    def __len__(self) -> int:
        return int(_library.countPages(self.raw))

    def __getitem__(self, index: int) -> PdfPage:
        return PdfPage(self.raw, index)

    def close(self) -> None:
        """Give its memory back."""
        _library.closeDocument(self.raw)


def decrypted(pdf: PdfDocument) -> tuple[bytes, bool]:
    """A document as PDFium writes it, without its encryption, and whether it had any.

    Raises:
        PdfiumError: it can't be written.
    """
    copy = _library.decrypted(pdf.raw)
    if copy is None:
        raise PdfiumError("Failed to save document.")
    return copy.to_py().tobytes(), bool(_library.isEncrypted(pdf.raw))


def greys(page: PdfPage, scale: float) -> tuple[int, int, bytes]:
    """Draw a page: width and height in pixels, and a byte for each pixel, by rows.

    Raises:
        MemoryError: the picture is too large.
    """
    drawn = _library.greys(page.raw, scale)
    if drawn is None:
        raise MemoryError
    return drawn.width, drawn.height, drawn.pixels.to_py().tobytes()


class Difference:
    """A picture of what some text objects add to a page: grey, 0 where that is nothing."""

    def __init__(self, picture: Any) -> None:
        self._picture = picture
        self.size: tuple[int, int] = (picture.width, picture.height)
        self.most: Callable[[int, int, int, int], int] = picture.most
        self.least: Callable[[int, int, int, int, int], int] = picture.least


def difference(page: PdfPage, texts: Iterable[int], scale: float, *, grey: bool) -> Difference:
    """Draw a page with and without text objects, and return where the drawings differ.

    Raises:
        MemoryError: the pictures are too large.
    """
    picture = _library.difference(page.raw, tuple(texts), scale, grey)
    if picture is None:
        raise MemoryError
    return Difference(picture)
