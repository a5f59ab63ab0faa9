"""PDFium as a browser has it, in WebAssembly: the same functions as `pdfium` has.

A crossing from Python to JavaScript costs more than most of the questions that
are asked of a page. So the page's script reads a page whole, in one pass, and
hands it over as a few arrays and one text of JSON; the functions here look into
that. The script sets `engine` before a file is opened.
"""

from __future__ import annotations

import contextlib
import functools
import json
from typing import TYPE_CHECKING, Any

from mlsys_paper.pdf.model import Annotation, Box, Font, GlyphTable, Grey, Link, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mlsys_paper.pdf.model import ObjectKind

engine: Any = None
"""What the page's script offers: see `makeEngine` in engine.js."""

_objects: dict[int, dict[str, Any]] = {}
_fonts: dict[int, dict[str, Any]] = {}
"""Objects and fonts of the page that is open, by their numbers."""


class Pdf:
    """An open PDF.

    Raises:
        Unreadable: PDFium can't open it.
    """

    def __init__(self, file: Path | bytes) -> None:
        data = file if isinstance(file, bytes) else file.read_bytes()
        self._file = engine.open(_array(data))
        if self._file is None:
            raise MemoryError
        if not self._file.document:
            # In the words that pypdfium2 has for it.
            said = f"Failed to load document (PDFium: {self._file.reason})."
            raise Unreadable(said, locked=bool(self._file.locked))

    def __len__(self) -> int:
        return int(engine.pages(self._file))

    @contextlib.contextmanager
    def page(self, index: int) -> Iterator[PdfPage]:
        """Open a page, 0 for the first.

        Raises:
            Unreadable: PDFium can't.
        """
        raw = engine.openPage(self._file, index)
        if raw is None:
            raise Unreadable("Failed to load page.")
        try:
            yield PdfPage(raw)
        finally:
            engine.closePage(raw)
            _objects.clear()
            _fonts.clear()

    def rewritten(self) -> tuple[bytes, bool]:
        """Return the file as PDFium writes it, unencrypted, and whether it was encrypted."""
        copy = engine.rewritten(self._file)
        if copy is None:
            return b"", False
        return copy.bytes.to_bytes(), bool(copy.encrypted)

    def close(self) -> None:
        """Close it, and its pages with it."""
        engine.close(self._file)


class PdfPage:
    """An open page of a PDF."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        width, height, left, bottom, right, top, rotation = raw.outline.to_py()
        self.size: tuple[float, float] = (width, height)
        self.box = Box(left, bottom, right, top)
        self.rotation = int(rotation)

    @functools.cached_property
    def _facts(self) -> dict[str, Any]:
        """What the script reads of the page in one pass, beside the arrays on its glyphs."""
        facts: dict[str, Any] = json.loads(engine.read(self._raw))
        _objects.update((int(number), thing) for number, thing in facts["objects"].items())
        _fonts.update((int(number), font) for number, font in facts["fonts"].items())
        return facts

    @functools.cached_property
    def _generated(self) -> frozenset[int]:
        return frozenset(self._facts["generated"])

    def links(self) -> tuple[Link, ...]:
        """Return the links that lie on it."""
        return tuple(
            Link(
                Box(*link["box"]),
                link["kind"],
                link["target"],
                link.get("page"),
                tuple(link["place"]) if link.get("place") else None,
            )
            for link in self._facts["links"]
        )

    def annotations(self) -> tuple[Annotation, ...]:
        """Return its annotations that are no links."""
        return tuple(
            Annotation(found["subtype"], Box(*found["box"])) for found in self._facts["annotations"]
        )

    def glyphs(self) -> GlyphTable:
        """Return what its glyphs are and where, a column for each property."""
        assert self._facts  # noqa: S101  (the arrays come with them)
        raw = self._raw
        boxes, origins, cells, codes, owners = (
            array.to_py().tolist()
            for array in (raw.boxes, raw.origins, raw.cells, raw.codes, raw.owners)
        )
        return GlyphTable(
            codes=codes,
            owners=[owner or None for owner in owners],
            x=origins[0::2],
            baseline=origins[1::2],
            left=boxes[0::4],
            right=boxes[1::4],
            bottom=boxes[2::4],
            top=boxes[3::4],
            cell_left=cells[0::4],
            cell_top=cells[1::4],
            cell_right=cells[2::4],
            cell_bottom=cells[3::4],
        )

    def is_generated(self, glyph: int) -> bool:
        """Return whether a glyph is none of the file's: a blank that PDFium puts between words."""
        return glyph in self._generated

    def glyph_matrix(self, glyph: int) -> tuple[float, float, float, float] | None:
        """Return the first four numbers of the matrix of a text object's first glyph."""
        found = self._facts["matrices"].get(str(glyph))
        if found is None:
            return None
        a, b, c, d = found
        return a, b, c, d

    def objects(self) -> list[int]:
        """Return its objects in painting order."""
        order: list[int] = self._facts["order"]
        return order

    def drawing(self, scale: float) -> Grey:
        """Return a picture of the page as a viewer shows it, `scale` pixels to a bp."""
        return _picture(engine.draw(self._raw, scale))

    def difference(self, texts: Sequence[int], scale: float, *, grey: bool) -> Grey:
        """Return what some text objects add to the page: a picture, 0 where it is nothing.

        Args:
            texts: the objects.
            scale: pixels per bp.
            grey: whether greys are compared, or colours.
        """
        return _picture(engine.difference(self._raw, _array(texts), scale, grey))


def _picture(drawn: Any) -> Grey:
    if drawn is None:
        raise MemoryError
    return Grey(drawn.width, drawn.height, drawn.pixels.to_bytes())


def _array(values: Any) -> Any:
    """An array of JavaScript."""
    from pyodide.ffi import to_js  # noqa: PLC0415  (only there)

    return to_js(values)


# --- objects of a page -------------------------------------------------------


def kind(thing: int) -> ObjectKind:
    """Return what an object is."""
    found: ObjectKind = _objects[thing]["kind"]
    return found


def inside(form: int) -> list[int]:
    """Return the objects of a form in painting order."""
    found: list[int] = _objects[form]["inside"]
    return found


def matrix(thing: int) -> tuple[float, float, float, float, float, float] | None:
    """Return an object's matrix."""
    found = _objects[thing]["matrix"]
    if found is None:
        return None
    a, b, c, d, e, f = found
    return a, b, c, d, e, f


def bounds(thing: int) -> Box | None:
    """Return the box around an object, without the matrices of the forms around it."""
    found = _objects[thing]["bounds"]
    return Box(*found) if found else None


def fill_colour(thing: int) -> tuple[int, int, int, int] | None:
    """Return red, green, blue and opacity of what an object is filled with, 0 to 255."""
    found = _objects[thing]["fill"]
    if found is None:
        return None
    red, green, blue, alpha = found
    return red, green, blue, alpha


def stroke_colour(thing: int) -> tuple[int, int, int] | None:
    """Return red, green and blue of an object's outline, 0 to 255."""
    found = _objects[thing]["stroke"]
    if found is None:
        return None
    red, green, blue, _ = found
    return red, green, blue


def stroke_width(thing: int) -> float | None:
    """Return the width of an object's outline, without its matrix."""
    width: float | None = _objects[thing]["width"]
    return width


def is_filled(path: int) -> bool:
    """Return whether a path's inside is painted."""
    return bool(_objects[path]["filled"])


def is_transparent(thing: int) -> bool:
    """Return whether an object lets through what lies below it."""
    return bool(_objects[thing]["transparent"])


def corners(path: int, most: int) -> list[tuple[float, float]]:
    """Return the points that a path's straight lines join; none where it bends or has more."""
    points = [(x, y) for x, y in _objects[path]["corners"]]
    return points if len(points) <= most else []


def pixel_size(image: int) -> tuple[int, int] | None:
    """Return how many pixels an image has, across and down."""
    found = _objects[image]["pixels"]
    return (found[0], found[1]) if found else None


def clip_boxes(thing: int) -> list[Box]:
    """Return the boxes around the paths that an object is clipped to."""
    return [Box(*sides) for sides in _objects[thing]["clips"]]


# --- text objects and fonts --------------------------------------------------


def font_size(text: int) -> float:
    """Return the size that a text object's font has before its matrix."""
    size: float = _objects[text]["size"]
    return size


def render_mode(text: int) -> int:
    """Return a text object's rendering mode, as PDF numbers them."""
    mode: int = _objects[text]["mode"]
    return mode


def font_of(text: int) -> int | None:
    """Return a text object's font."""
    return _objects[text]["font"] or None


def font(number: int) -> Font:
    """Return what is known of a font."""
    found = _fonts[number]
    return Font(
        name=found["name"].split("+")[-1],
        family=found["family"],
        flags=found["flags"],
        weight=found["weight"],
        italic_angle=found["angle"],
        embedded=found["embedded"],
    )
