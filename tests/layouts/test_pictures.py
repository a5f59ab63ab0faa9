"""Pictures show the pages of PDFs, all at one scale, and overlays show what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageDraw

from mlsys_paper.layouts.pictures import SCALE, draw_pages, overlay, page_sizes, write_differences
from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex

WHITE = (255, 255, 255)


def ruled(compile_tex: CompileTex, left: str) -> Path:
    text = r"\pdfpagewidth=200bp \pdfpageheight=100bp \hoffset=-1in \voffset=-1in "
    text += rf"\shipout\vbox to 50bp{{\vss\moveright {left}\hbox{{\vrule width 60bp height 4bp}}}}"
    compiled = compile_tex(r"\documentclass{article}\begin{document}" + text + r"\end{document}")
    assert compiled.pdf is not None
    return compiled.pdf


@pytest.fixture(scope="module")
def before(compile_tex: CompileTex) -> Path:
    return ruled(compile_tex, "20bp")


@pytest.fixture(scope="module")
def after(compile_tex: CompileTex) -> Path:
    return ruled(compile_tex, "50bp")


def pixel(picture: Image.Image, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place in bp from the bottom left of a page of 100 bp."""
    return picture.getpixel((int(x * SCALE), int((100 - y) * SCALE)))


def block(*box: int, size: tuple[int, int] = (20, 10)) -> Image.Image:
    picture = Image.new("RGB", size, WHITE)
    ImageDraw.Draw(picture).rectangle(box, fill=(0, 0, 0))
    return picture


def test_a_page_is_drawn_as_it_is(before: Path) -> None:
    sheets = draw_pages(before, (1, 2, 0))
    assert set(sheets) == {1}
    picture = sheets[1].picture
    assert picture.size == (400, 200)
    assert pixel(picture, 30, 52) == (0, 0, 0)
    assert pixel(picture, 100, 52) == pixel(picture, 30, 60) == WHITE
    assert page_sizes(before, (1, 2)) == {1: (200, 100)}


def test_an_overlay_is_red_where_only_before_and_blue_where_only_after() -> None:
    both = overlay(block(2, 2, 8, 6), block(5, 2, 12, 6))
    assert both.getpixel((3, 4)) == (255, 0, 0)
    assert both.getpixel((10, 4)) == (0, 0, 255)
    assert both.getpixel((6, 4)) == (0, 0, 0)
    assert both.getpixel((15, 8)) == WHITE


def test_an_overlay_covers_pages_of_two_sizes() -> None:
    both = overlay(block(2, 2, 8, 6), Image.new("RGB", (30, 12), WHITE))
    assert both.size == (30, 12)
    assert both.getpixel((3, 4)) == (255, 0, 0)
    assert both.getpixel((29, 11)) == WHITE


def test_differences_are_shown_before_after_and_in_one(
    before: Path, after: Path, tmp_path: Path
) -> None:
    boxes = {1: ([Box(20, 50, 80, 54)], [Box(50, 50, 110, 54)])}
    files = write_differences(before, after, boxes, tmp_path / "new" / "folder")
    assert [file.name for file in files] == [
        f"page-1-{kind}.png" for kind in ("before", "after", "overlay")
    ]
    pictures = []
    for file in files:
        with Image.open(file) as picture:
            pictures.append(picture.convert("RGB"))
    assert {picture.size for picture in pictures} == {(400, 200)}
    assert pixel(pictures[0], 17, 52)[0] > 200 > pixel(pictures[0], 17, 52)[2]
    assert pixel(pictures[1], 47, 52)[2] > 200 > pixel(pictures[1], 47, 52)[0]
    assert pixel(pictures[2], 30, 52) == (255, 0, 0)
    assert pixel(pictures[2], 100, 52) == (0, 0, 255)


def test_what_one_side_lacks_is_not_drawn(after: Path, tmp_path: Path) -> None:
    files = write_differences(None, after, {1: ([], []), 2: ([], [])}, tmp_path)
    assert [file.name for file in files] == ["page-1-after.png"]
