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

from mlsys_paper.comparison.layout import LAYOUT, OVERLAY, SIDES, picture_name, record_of
from mlsys_paper.comparison.reading import read_layout
from mlsys_paper.errors import PaperError
from mlsys_paper.pdf.pictures import Picture, overlay, picture_of_page
from mlsys_paper.pdf.previews import TALLEST, WIDTH, previews
from mlsys_paper.sandbox.confined import FAILURE

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Do one task; 1 when it can't be done."""
    try:
        if arguments[0] == "layout":
            record = record_of(read_layout(Path(arguments[1])))
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
    """Draw pages of both documents, and of those that both have one picture of both."""
    there: dict[int, float] = {}
    for kind, pdf in zip(SIDES, (before, after), strict=True):
        for preview in previews(pdf, pages):
            Path(picture_name(preview.number, kind)).write_bytes(preview.png)
            width, height = max(preview.area.width, 1.0), max(preview.area.height, 1.0)
            scale = min(WIDTH / width, TALLEST / height)
            if kind == SIDES[0]:
                there[preview.number] = scale
            elif preview.number in there:
                scale = min(scale, there[preview.number])
                sides = [picture_of_page(pdf, preview.number, scale) for pdf in (before, after)]
                both = coarse(overlay(*sides))
                Path(picture_name(preview.number, OVERLAY)).write_bytes(both.png())


# Four shades of a colour are enough for letters, and pack well.
_SHADES = bytes(round(shade / 255 * 3) * 85 for shade in range(256))


def coarse(picture: Picture) -> Picture:
    """A picture in fewer colours, which takes a fraction of the space."""
    return Picture(picture.width, picture.height, picture.pixels.translate(_SHADES))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
