"""Pictures show what is on the page."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.pdf.model import Box, Page
from mlsys_paper.pdf.pictures import Picture, picture_of_page

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex

SHEET = Page(1, 200, 100)


def ink_box(picture: Picture) -> Box:
    """The box around all pixels that are not white, in pixels from the bottom left."""
    places = [i // 3 for i, value in enumerate(picture.pixels) if value < 128]
    rows = [place // picture.width for place in places]
    columns = [place % picture.width for place in places]
    height = picture.height
    return Box(min(columns), height - max(rows) - 1, max(columns) + 1, height - min(rows))


def test_a_png_holds_the_pixels() -> None:
    picture = Picture(2, 1, bytes([1, 2, 3, 250, 251, 252]))
    png = picture.png()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (width, height, depth, kind) == (2, 1, 8, 2)
    start = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[start - 4 : start])
    assert zlib.decompress(png[start + 4 : start + 4 + length]) == b"\0" + picture.pixels


@pytest.fixture(scope="module")
def pdf(compile_tex: CompileTex) -> Path:
    text = r"\pdfpagewidth=200bp \pdfpageheight=100bp \hoffset=-1in \voffset=-1in "
    text += r"\shipout\vbox to 50bp{\vss\moveright 20bp\hbox{\vrule width 60bp height 4bp}}"
    compiled = compile_tex(r"\documentclass{article}\begin{document}" + text + r"\end{document}")
    assert compiled.pdf is not None
    return compiled.pdf


def test_a_page_is_shown_as_it_is(pdf: Path) -> None:
    box = ink_box(picture_of_page(pdf, 1, 2))
    assert box.left / 2 == pytest.approx(20, abs=0.6)
    assert box.right / 2 == pytest.approx(80, abs=0.6)
    assert box.bottom / 2 == pytest.approx(50, abs=0.6)
