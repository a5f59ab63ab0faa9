"""Pictures of pages in 16 greys, and where a box lies on them."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import pytest

from check.raw_pdf import raw_pdf
from mlsys_paper.pdf.model import Box
from mlsys_paper.pdf.previews import Preview, previews

if TYPE_CHECKING:
    from pathlib import Path

SQUARE = b"0.5 g 61.2 79.2 61.2 79.2 re f\n0 g 550.8 0 61.2 79.2 re f\n"


def greys(png: bytes) -> tuple[int, int, list[list[int]]]:
    """Width, height and pixels, 0 black to 15 white."""
    width, height = struct.unpack(">II", png[16:24])
    length = int.from_bytes(png[33:37])
    rows = zlib.decompress(png[41 : 41 + length])
    size = (width + 1) // 2 + 1
    lines = [rows[y * size + 1 : (y + 1) * size] for y in range(height)]
    return width, height, [[half for b in line for half in (b >> 4, b & 15)] for line in lines]


def test_a_page_is_drawn_in_its_greys(tmp_path: Path) -> None:
    file = tmp_path / "page.pdf"
    file.write_bytes(raw_pdf(SQUARE))
    [preview] = previews(file, [1, 2])
    width, height, pixels = greys(preview.png)
    assert (width, height) == (1000, 1295)
    assert pixels[height // 2][width // 2] == 15
    assert pixels[int(height * 0.85)][150] in (7, 8)
    assert pixels[height - 20][width - 20] == 0
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
