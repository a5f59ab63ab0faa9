"""Pictures show what is on the page."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from check.raw_pdf import raw_pdf
from mlsys_paper.pdf.model import Box
from mlsys_paper.pdf.pictures import Preview, picture_of_page, png_of, previews

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex


def ink_box(picture: Image.Image) -> Box:
    """The box around all pixels that are not white, in pixels from the bottom left."""
    dark = picture.convert("L").point([255 * (grey < 128) for grey in range(256)])
    left, top, right, bottom = dark.getbbox() or (0, 0, 0, 0)
    return Box(left, picture.height - bottom, right, picture.height - top)


def test_a_png_holds_the_pixels() -> None:
    picture = Image.frombytes("RGB", (2, 1), bytes([1, 2, 3, 250, 251, 252]))
    assert Image.open(BytesIO(png_of(picture))).tobytes() == picture.tobytes()


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


SQUARE = b"0.5 g 61.2 79.2 61.2 79.2 re f\n0 g 550.8 0 61.2 79.2 re f\n"


def test_a_page_is_drawn_in_its_greys(tmp_path: Path) -> None:
    file = tmp_path / "page.pdf"
    file.write_bytes(raw_pdf(SQUARE))
    [preview] = previews(file, [1, 2])
    shown = Image.open(BytesIO(preview.png))
    assert shown.size == (1000, 1295)
    assert len(shown.getcolors() or ()) <= 16
    grey = shown.convert("L")
    assert grey.getpixel((500, 647)) == 255
    assert grey.getpixel((150, 1100)) in (119, 136)
    assert grey.getpixel((980, 1275)) == 0
    assert preview.area == Box(0, 0, 612, 792)


@pytest.mark.parametrize(
    ("rotation", "place"),
    [
        (0, (0.1, 0.8, 0.2, 0.1)),
        (90, (0.1, 0.1, 0.1, 0.2)),
        (180, (0.7, 0.1, 0.2, 0.1)),
        (270, (0.8, 0.7, 0.1, 0.2)),
    ],
)
def test_a_box_is_found_on_the_picture(
    rotation: int, place: tuple[float, float, float, float]
) -> None:
    preview = Preview(1, b"", Box(100, 100, 300, 500), rotation)
    assert preview.place(Box(120, 140, 160, 180)) == pytest.approx(place)


def test_what_lies_off_the_page_is_shown_at_its_edge() -> None:
    preview = Preview(1, b"", Box(0, 0, 100, 100))
    assert preview.place(Box(-50, 20, -10, 30)) == pytest.approx((0, 0.7, 0, 0.1))
    assert preview.place(Box(50, 20, 210, 30)) == pytest.approx((0.5, 0.7, 0.5, 0.1))
