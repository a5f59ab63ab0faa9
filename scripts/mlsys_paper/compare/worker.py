"""What runs apart from the program, with limits: read a PDF, or draw pages of two.

`python -m mlsys_paper.compare.worker layout PDF` writes layout.json into the
folder that it runs in, `... pictures BEFORE AFTER PAGE...` writes pictures
named after page and side. What can't be done is said in failure.txt.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from mlsys_paper.compare.model import LAYOUT, OVERLAY, SIDES, picture_name
from mlsys_paper.errors import PaperError
from mlsys_paper.layouts.measure import measure_pdf
from mlsys_paper.layouts.pictures import draw_pages, overlay, page_sizes
from mlsys_paper.layouts.record import write_layout
from mlsys_paper.sandbox.confined import FAILURE

if TYPE_CHECKING:
    from collections.abc import Sequence


WIDTH = 1000
"""Pixels across: a 10 pt line of a Letter page can be read, a page takes about 100 kB."""
TALLEST = 2000
GREYS, COLOURS = 16, 64
"""Shades that letters are drawn in."""


def main(arguments: Sequence[str]) -> int:
    """Do one task; 1 when it can't be done."""
    try:
        if arguments[0] == "layout":
            record = {"layout": write_layout(measure_pdf(Path(arguments[1])))}
            Path(LAYOUT).write_text(json.dumps(record), "utf-8")
        else:
            draw(Path(arguments[1]), Path(arguments[2]), [int(page) for page in arguments[3:]])
    except PaperError as error:
        Path(FAILURE).write_text(error.what, "utf-8")
        return 1
    except MemoryError:
        Path(FAILURE).write_text("it takes too much memory to read", "utf-8")
        return 1
    return 0


def draw(before: Path, after: Path, pages: Sequence[int]) -> None:
    """Draw pages of both documents at one scale, and what both have over each other."""
    sizes = [page_sizes(pdf, pages) for pdf in (before, after)]
    for number in pages:
        there = [size[number] for size in sizes if number in size]
        if not there:
            continue
        width, height = (max(side, 1.0) for side in map(max, zip(*there, strict=True)))
        scale = min(WIDTH / width, TALLEST / height)
        drawn: list[Image.Image] = []
        for kind, pdf in zip(SIDES, (before, after), strict=True):
            for sheet in draw_pages(pdf, (number,), scale).values():
                drawn.append(sheet.picture)
                save(sheet.picture.convert("L"), GREYS, picture_name(number, kind))
        if len(drawn) == len(SIDES):
            save(overlay(*drawn), COLOURS, picture_name(number, OVERLAY))


def save(picture: Image.Image, colours: int, name: str) -> None:
    """Write a picture in few colours, which takes a fraction of the space."""
    picture.quantize(colours, dither=Image.Dither.NONE).save(name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
