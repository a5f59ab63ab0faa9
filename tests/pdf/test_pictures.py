"""Pictures show what is on the page, and overlays show what changed."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from mlsys_paper.page.compare import compare_layouts

from mlsys_paper.pdf.model import Box, Document, Page, Rule, Run
from mlsys_paper.pdf.page import read_document
from mlsys_paper.pdf.pictures import (
    FINE,
    RED,
    Picture,
    difference_pictures,
    marked,
    overlay,
    picture_of_layout,
    picture_of_page,
)

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.pdf.model import Colour

SHEET = Page(1, 200, 100)


def pixel(picture: Picture, x: float, y: float, *, scale: float = 1, height: float = 100) -> Colour:
    """The colour at a place in bp from the bottom left."""
    row, column = int((height - y) * scale), int(x * scale)
    start = 3 * (row * picture.width + column)
    red, green, blue = picture.pixels[start : start + 3]
    return red, green, blue


def is_dark(colour: Colour) -> bool:
    return max(colour) < 100


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


def test_a_layout_is_drawn_where_its_runs_and_rules_lie() -> None:
    rule = replace(SHEET, rules=(Rule(20, 50, 120, 52),))
    box = ink_box(picture_of_layout(rule, 1))
    assert box == Box(20, 50, 120, 52)
    run = replace(SHEET, runs=(Run(20, 50, 180, "NimbusRomNo9L-Medi", 10, "HOME"),))
    box = ink_box(picture_of_layout(run, 4))
    assert box.left / 4 == pytest.approx(20, abs=1.5)
    assert box.right / 4 == pytest.approx(180, abs=1.5)
    assert box.bottom / 4 == pytest.approx(50, abs=1)
    assert 5 < box.height / 4 < 8


def test_turned_text_is_drawn_turned() -> None:
    run = replace(SHEET, runs=(Run(100, 20, 100, "Times", 10, "UPWARDS", angle=90),))
    box = ink_box(picture_of_layout(run, 2))
    assert box.height > 2 * box.width
    assert box.bottom / 2 == pytest.approx(20, abs=1.5)


def test_an_overlay_is_red_where_only_before_and_blue_where_only_after() -> None:
    before = picture_of_layout(replace(SHEET, rules=(Rule(20, 50, 80, 53),)), 1)
    after = picture_of_layout(replace(SHEET, rules=(Rule(50, 50, 110, 53),)), 1)
    both = overlay(before, after)
    assert pixel(both, 30, 52) == (255, 0, 0)
    assert pixel(both, 100, 52) == (0, 0, 255)
    assert is_dark(pixel(both, 60, 52))
    assert pixel(both, 150, 52) == (255, 255, 255)


def test_an_overlay_covers_pages_of_two_sizes() -> None:
    small = picture_of_layout(replace(SHEET, rules=(Rule(20, 50, 80, 53),)), 1)
    large = picture_of_layout(Page(1, 300, 120), 1)
    both = overlay(small, large)
    assert (both.width, both.height) == (300, 120)
    assert pixel(both, 30, 72, height=120) == (255, 0, 0)
    assert pixel(both, 290, 10, height=120) == (255, 255, 255)


def test_marks_frame_their_boxes_and_stay_on_the_page() -> None:
    blank = picture_of_layout(SHEET, 1)
    framed = marked(blank, [Box(50, 40, 90, 60), Box(190, 90, 400, 300)], SHEET, RED, 1)
    assert pixel(framed, 48, 50) == RED
    assert pixel(framed, 70, 63) == RED
    assert pixel(framed, 70, 50) == (255, 255, 255)
    assert pixel(framed, 187, 95) == RED
    assert len(framed.pixels) == len(blank.pixels)


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


def test_pictures_of_a_difference_show_the_pages_that_differ(pdf: Path, tmp_path: Path) -> None:
    actual = read_document(pdf)
    (page,) = actual.pages
    (rule,) = page.rules
    lower = replace(page, rules=(replace(rule, bottom=rule.bottom - 9, top=rule.top - 9),))
    expected = Document(Path("golden.txt"), (lower,))
    differences = compare_layouts(expected, actual)
    files = difference_pictures(expected, actual, differences, tmp_path / "new" / "folder")
    assert [file.name for file in files] == [
        "page-1-expected.png",
        "page-1-actual.png",
        "page-1-difference.png",
    ]
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in files)
    assert difference_pictures(expected, actual, (), tmp_path) == ()


@pytest.mark.parametrize("tenths", range(10))
def test_a_difference_shows_half_a_point_wherever_the_line_is(tenths: int) -> None:
    run = Run(20.0, 50.0 + tenths / 10, 80.0, "Times-Roman", 10.0, "A Heading")
    before, after = (
        Page(1, 100, 100, (line,)) for line in (run, replace(run, baseline=run.baseline - 0.498))
    )
    both = overlay(picture_of_layout(before, FINE), picture_of_layout(after, FINE))
    red, _, blue = (both.pixels[i::3] for i in range(3))
    coloured = sum(abs(one - other) > 100 for one, other in zip(red, blue, strict=True))
    assert coloured > 50
