"""Split a paper: find the cut, write the parts, and see that they show what the paper shows."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import ImageChops

from mlsys_paper.check.paper import MOST_PAGES
from mlsys_paper.document.anatomy import dissect
from mlsys_paper.errors import PaperError
from mlsys_paper.format import current_format
from mlsys_paper.pdf.model import WHITE
from mlsys_paper.pdf.page import count_pages, read_document
from mlsys_paper.pdf.pictures import picture_of_page
from mlsys_paper.sandbox.worker import Part
from mlsys_paper.split.cut import cut_at, find_cut
from mlsys_paper.split.halves import Half
from mlsys_paper.split.model import COMMAND, WITHIN_PAGE, PageRange
from mlsys_paper.split.write import DAMAGED, LinkCount, OpenPaper, part_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mlsys_paper.pdf.model import Document, Page
    from mlsys_paper.split.model import Cut, PartName
    from mlsys_paper.split.write import Share

# Read once, for all that are forked from here.
current_format()

_SCALE: Final = 0.5
"""Pixels per bp of the pictures that are compared."""


def split(file: str, wanted: Sequence[int] | None, within_page: bool) -> Iterator[Part]:
    """Yield how a paper was split as a record, then its two parts.

    Args:
        file: the PDF.
        wanted: first and last page that the author says the appendix has.
        within_page: whether a page that both parts share is cut in two.

    Raises:
        PaperError: it can't be split, or a page of a part differs from the paper's.
    """
    paper = Path(file)
    try:
        cut, links, parts, tagged = split_paper(
            paper, PageRange(*wanted) if wanted else None, within_page=within_page
        )
    except PaperError:
        raise
    except Exception as error:
        # pypdf raises all sorts of errors at what no writer of PDFs would make.
        if "pypdf" not in Path(traceback.extract_tb(error.__traceback__)[-1].filename).parts:
            raise
        what = f"it cannot be copied ({type(error).__name__}: {error})."
        raise PaperError(what, DAMAGED) from error
    record = {
        "cut": {
            "main": cut.main,
            "appendix": cut.appendix,
            "why": cut.why,
            "notes": _notes(cut, tagged=tagged),
        },
        "links_across": links.across,
        "links_nowhere": links.nowhere,
    }
    yield Part("split", record)
    for name, content in parts.items():
        yield Part(name, None, content)


def split_paper(
    path: Path, wanted: PageRange | None, *, within_page: bool = False
) -> tuple[Cut, LinkCount, Mapping[PartName, bytes], bool]:
    """Return the cut, what became of links, the two parts, and whether the paper is tagged.

    Raises:
        PaperError: as `split`.
    """
    count = count_pages(path)
    if count > MOST_PAGES:
        raise PaperError(
            f"it has {count} pages; papers of up to {MOST_PAGES} are split.",
            "Leave out what is no paper.",
        )
    data = path.read_bytes()
    paper = OpenPaper(data)
    if len(paper.pages) != count:
        raise PaperError("the list of its pages cannot be read.", DAMAGED)
    whole = read_document(path)
    marker = paper.destinations.marker()
    anatomy = dissect(whole)
    cut = (
        cut_at(wanted, anatomy, marker)
        if wanted
        else find_cut(anatomy, marker, within_page=within_page)
    )
    links = LinkCount()
    parts: dict[PartName, bytes] = {}
    for name, share in shares(cut).items():
        parts[name] = part_of(data, share, links)
        _compare(whole, parts[name], share)
    for number in cut.shared:
        _compare_halves(path, parts, cut, number)
    return cut, links, parts, "/StructTreeRoot" in paper.objects.root


def shares(cut: Cut) -> dict[PartName, Share]:
    """Return what each part has of the paper."""
    pages: dict[PartName, tuple[int, ...]] = {"main": cut.main, "appendix": cut.appendix}
    return {
        name: {
            number: Half(name, cut.shared[number]) if number in cut.shared else None
            for number in numbers
        }
        for name, numbers in pages.items()
    }


def _notes(cut: Cut, *, tagged: bool) -> tuple[str, ...]:
    said = "The parts are not tagged as the paper is: screen readers find no structure in them."
    return (*cut.notes, said) if tagged else cut.notes


def _compare(whole: Document, part: bytes, share: Share) -> None:
    """See that every page of a part has the glyphs, rules and pictures of the paper's.

    Raises:
        PaperError: one hasn't.
    """
    found = read_document(part).pages
    if len(found) != len(share):
        raise PaperError("not all of its pages can be copied.", DAMAGED)
    for page, (number, half) in zip(found, share.items(), strict=True):
        original = whole.pages[number - 1]
        if half is not None:
            if _glyphs(page) != _glyphs(original, half):
                raise _cannot_be_cut(number)
            continue
        before = picture_of_page(whole.path, number, _SCALE)
        after = picture_of_page(part, page.number, _SCALE)
        if _painted(page) != _painted(original) or before != after:
            raise PaperError(f"its page {number} cannot be copied as it is.", DAMAGED)


def _compare_halves(paper: Path, parts: Mapping[PartName, bytes], cut: Cut, number: int) -> None:
    """See that the halves of a page, laid over each other, look like the page.

    Raises:
        PaperError: they don't.
    """
    whole = picture_of_page(paper, number, _SCALE)
    main = picture_of_page(parts["main"], cut.main.index(number) + 1, _SCALE)
    appendix = picture_of_page(parts["appendix"], cut.appendix.index(number) + 1, _SCALE)
    if whole != ImageChops.darker(main, appendix):
        raise _cannot_be_cut(number)


def _cannot_be_cut(number: int) -> PaperError:
    return PaperError(
        f"its page {number} cannot be cut in two: text of both parts is painted in one.",
        rf"Put \clearpage before \appendix and compile it again, or leave {WITHIN_PAGE} out and "
        f"name the appendix's first page with `{COMMAND} --page N`.",
    )


def _glyphs(page: Page, half: Half | None = None) -> list[tuple[str, float, float]]:
    """What a page says and where in bp, or what one part has of it."""
    glyphs = page.glyphs
    return sorted(
        (letter, round(x, 2), round(y, 2))
        for letter, x, y in zip(glyphs.text, glyphs.x, glyphs.baseline, strict=True)
        if letter not in WHITE and (half is None or half.has_point(x, y))
    )


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
