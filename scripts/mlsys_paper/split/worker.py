"""What runs apart from the program, with limits: divide a PDF, and look at what came out.

`python -m mlsys_paper.split.worker [PAGE[-PAGE]]` divides paper.pdf in the
folder that it runs in and writes main.pdf, appendix.pdf and division.json
there. What can't be done is said in failure.txt.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.paper import MOST_PAGES
from mlsys_paper.confined import FAILURE
from mlsys_paper.split.cut import cut_at, find_cut
from mlsys_paper.split.marker import find_marker
from mlsys_paper.split.model import APPENDIX, MAIN, PAPER, RECORD, Cut, Stretch
from mlsys_paper.split.paper import DAMAGED, open_paper
from mlsys_paper.split.part import part_of
from mlsys_paper.split.places import LinkCount
from mlsys_paper.errors import PaperError
from mlsys_paper.page.anatomy import dissect
from mlsys_paper.page.pictures import picture_of_page
from mlsys_paper.page.reader import count_pages, read_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.page.model import Document, Page

_SCALE: Final = 0.5
"""Pixels per bp of the pictures that are compared."""


def main(arguments: Sequence[str]) -> int:
    """Divide the paper; 1 when that can't be done."""
    try:
        stretch = Stretch(*map(int, arguments[:2])) if arguments else None
        record = divide_paper(stretch)
    except PaperError as error:
        return _failed(error.what, error.remedy)
    except MemoryError:
        return _failed("it takes too much memory to read", "")
    except Exception as error:  # a broken file may raise anything
        return _failed(f"it cannot be copied ({type(error).__name__}: {error}).", DAMAGED)
    Path(RECORD).write_text(json.dumps(record), "utf-8")
    return 0


def _failed(what: str, remedy: str) -> int:
    Path(FAILURE).write_text(f"{what}\n{remedy}", "utf-8")
    return 1


def divide_paper(stretch: Stretch | None) -> dict[str, object]:
    """Write the two parts, and say how they came about.

    Args:
        stretch: the pages that the author says the appendix has.

    Raises:
        PaperError: it can't be divided, or a page of a part differs from the paper's.
    """
    whole = Path(PAPER)
    count = count_pages(whole)
    if count > MOST_PAGES:
        raise PaperError(
            f"it has {count} pages; papers of up to {MOST_PAGES} are divided.",
            "Leave out what is no paper.",
        )
    paper = open_paper(whole.read_bytes())
    if len(paper.pages) != count:
        raise PaperError("the list of its pages cannot be read.", DAMAGED)
    document = read_document(whole)
    marker = find_marker(paper.objects, paper.destinations)
    anatomy = dissect(document)
    cut = cut_at(stretch, anatomy, marker) if stretch else find_cut(anatomy, marker)
    links = LinkCount()
    for name, pages in ((MAIN, cut.main), (APPENDIX, cut.appendix)):
        Path(name).write_bytes(part_of(paper, pages, links))
        _look(document, Path(name), pages)
    return {
        "cut": asdict(_with_notes(cut, tagged="/StructTreeRoot" in paper.objects.root)),
        "links_across": links.across,
        "links_nowhere": links.nowhere,
    }


def _with_notes(cut: Cut, *, tagged: bool) -> Cut:
    said = "The parts are not tagged as the paper is: screen readers find no structure in them."
    return Cut(cut.main, cut.appendix, cut.why, (*cut.notes, said)) if tagged else cut


def _look(whole: Document, part: Path, pages: Sequence[int]) -> None:
    """See that every page of a part has the glyphs, rules and pictures of the paper's.

    Raises:
        PaperError: one hasn't.
    """
    found = read_document(part).pages
    if len(found) != len(pages):
        raise PaperError("not all of its pages can be copied.", DAMAGED)
    for page, number in zip(found, pages, strict=True):
        before = picture_of_page(whole.path, number, _SCALE)
        after = picture_of_page(part, page.number, _SCALE)
        if _painted(page) != _painted(whole.pages[number - 1]) or before != after:
            raise PaperError(f"its page {number} cannot be copied as it is.", DAMAGED)


def _painted(page: Page) -> tuple[object, ...]:
    return (
        page.glyphs,
        page.runs,
        page.rules,
        page.images,
        page.annotations,
        page.area,
        page.rotation,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
