"""Notice, running head, line and page numbers: what each stage's pages carry."""

from __future__ import annotations

import re
from collections import Counter
from functools import reduce
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.findings import Place, Problem
from mlsys_paper.check.paper import loading
from mlsys_paper.check.rule import Rule, at
from mlsys_paper.check.rules.stage import notice_lines
from mlsys_paper.document.columns import FULL, LEFT
from mlsys_paper.document.numbering import numbered_lines, plain_lines
from mlsys_paper.document.titles import squeezed
from mlsys_paper.pdf.model import Box
from mlsys_paper.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.anatomy import PageText
    from mlsys_paper.document.lines import TextLine

_MODES: Final = {"submission": "review", "camera-ready": "accepted", "preprint": "preprint"}


def _around(lines: Sequence[TextLine]) -> Box:
    return reduce(Box.union, (line.box for line in lines))


# Notice ---------------------------------------------------------------------

_REVIEW = re.compile(r"preliminarywork.*?(?:underreview|donotdistribute)")
_PROCEEDINGS = re.compile(
    r"proceedingsofthe(?P<ordinal>\d+)(?:st|nd|rd|th)?(?P<name>\w*?)conference"
)
_OURS: Final = ("machinelearningandsystems", "mlsys", "systemsandmachinelearning", "sysml")
"""The conference's names, squeezed; in 2018 and 2019 the words stood the other way round."""


def _notice(paper: Paper) -> Iterator[Problem]:
    lines = notice_lines(paper)
    if not lines:
        return
    said = squeezed(" ".join(line.text for line in lines))
    wanted = paper.format.notices[_MODES[paper.stage]]
    if squeezed(wanted) in said:
        return
    what = _kind(paper, said)
    if what is not None:
        yield _wrong(lines, what, wanted, loading(paper))


def _kind(paper: Paper, said: str) -> str | None:
    """Which notice is printed: "" for none that is known, None for one that will do."""
    review = _review_notice(said)
    proceedings = _PROCEEDINGS.search(said)
    if paper.stage == "preprint":  # the author's own will do, but not this one
        return "that of a paper under review" if review else None
    if paper.stage == "submission":
        if review and any(name in review for name in _OURS):
            return None
        if review:
            return "another conference's"
        return "that of published papers" if proceedings else ""
    if proceedings:
        return _what_differs(paper, proceedings)
    return "that of a paper under review" if review else ""


def _review_notice(said: str) -> str:
    """The notice of papers under review, squeezed; "" where there is none."""
    match = _REVIEW.search(said)
    return said[match.start() : match.end() + 80] if match else ""


def _what_differs(paper: Paper, proceedings: re.Match[str]) -> str:
    said = proceedings.string[proceedings.end() : proceedings.end() + 80]
    if not any(name in proceedings["name"] for name in _OURS):
        return "another conference's"
    if int(proceedings["ordinal"]) != paper.format.ordinal or str(paper.format.year) not in said:
        years = re.findall(r"(?:19|20)\d\d", said)
        year = f", {years[0]}" if years else ""
        return f"that of another year (conference number {proceedings['ordinal']}{year})"
    return "changed"


_MARKS = (
    *("preliminary", "proceedingsof", "underreview", "donotdistribute", "bytheauthor"),
    *("preprint", "workshop", "copyright", "inproceedings", "acceptedat", "toappear"),
)


def _wrong(lines: Sequence[TextLine], what: str, wanted: str, load: str) -> Problem:
    """Another notice than the style's, in its own words, or none at all."""
    found = [any(mark in squeezed(line.text) for mark in _MARKS) for line in lines]
    if not any(found):
        return _missing(wanted, load)
    first = found.index(True)
    notes = [line for line in lines[first : first + 3] if line.column == lines[first].column]
    words = quoted(" ".join(line.text for line in notes), 120)
    kind = f" ({what})" if what else ""
    return Problem(
        message=f"Another notice is printed{kind}: {words}; {quoted(wanted, 200)} wanted.",
        remedy=f"Load the style with {load}, and leave \\Notice@String alone.",
        page=lines[first].page,
        box=_around(notes),
    )


def _missing(wanted: str, load: str) -> Problem:
    return Problem(
        message=f"The first page has no notice; {quoted(wanted, 200)} wanted.",
        remedy=f"Load the style with {load}, put \\printAffiliationsAndNotice{{}} after the "
        "title block, and leave \\Notice@String alone.",
        page=1,
    )


# Running head ----------------------------------------------------------------

_SUPPRESSED = "titlesuppressedduetoexcessivesize"
_TEMPLATES: Final = ("submissionandformattinginstructions", "howtowriteapaperformlsys")
"""Running heads of the conference's own example papers, squeezed."""


def _running_head(paper: Paper) -> Iterator[Problem]:
    pages = [page for page in paper.anatomy.pages[1:] if page.page.glyphs.text.strip()]
    title = squeezed(" ".join(line.text for line in paper.parts.lines("front")))
    heads = {page.page.number: _head(paper, page) for page in pages}
    without = [number for number, head in heads.items() if not head]
    # A current fancyhdr costs the papers of older styles, which have a ruler, every head.
    lost = len(without) == len(pages) and any(_has_ruler(page) for page in pages)
    if without and not lost:
        every = len(without) == len(pages) > 1
        yield Problem(
            message="No page after the first has a running head."
            if every
            else f"{len(without)} {'page has' if len(without) == 1 else 'pages have'} no running "
            "head.",
            remedy="Leave the page style alone (\\pagestyle, \\thispagestyle, fancyhdr's \\chead); "
            "with the style of another year and a current TeX, take this year's style.",
            page=without[0],
            also=tuple(map(Place, without[1:])),
        )
    seen: set[str] = set()
    for head in heads.values():
        text = squeezed(" ".join(line.text for line in head))
        if not head or text in seen:
            continue
        seen.add(text)
        if _SUPPRESSED in text:
            yield Problem(
                message="The running title did not fit on its line; the head reads "
                f"{quoted(head[0].text)}.",
                remedy="Give a short title with \\mlsystitlerunning{...} in the preamble.",
                page=head[0].page,
                box=_around(head),
            )
        elif any(text.startswith(template) and template not in title for template in _TEMPLATES):
            yield Problem(
                message=f"The running head is that of the example paper: {quoted(head[0].text)}.",
                remedy="Give the paper's own short title with \\mlsystitlerunning{...}.",
                page=head[0].page,
                box=_around(head),
            )


def _has_ruler(page: PageText) -> bool:
    """Whether a page has a ruler of three digits left of the text, as older styles print it."""
    left = [line for line in page.lines if line.right < page.columns.left]
    numbers = [line for line in left if line.role == "line number"]
    return sum(len(line.text) == _DIGITS for line in numbers) >= _RULER


def _head(paper: Paper, page: PageText) -> list[TextLine]:
    """The lines of the running head: by their role, or by standing above the text."""
    top = page.page.sheet.top - paper.format.paper[1]
    above = top + paper.format.first_baseline + paper.format.lengths["headheight"]
    return [
        line
        for line in page.lines
        if any(map(str.isalpha, line.text))
        and (line.role == "head" or (line.baseline > above and line.role != "caption"))
    ]


# Line numbers ----------------------------------------------------------------

_FEW: Final = 5  # lines of text that a page must have to tell
_RULER: Final = 30  # numbers: more than any listing has in a margin
_DIGITS: Final = 3


def _line_numbers(paper: Paper) -> Iterator[Problem]:
    pages = [page for page in paper.anatomy.pages if len(plain_lines(page)) >= _FEW]
    if not pages:
        return
    if paper.stage == "camera-ready":
        numbered = [page for page in pages if len(numbered_lines(page)) >= _FEW]
        if numbered:
            numbers = [line for line in numbered[0].lines if line.role == "line number"]
            yield Problem(
                message="Line numbers are printed; published papers have none.",
                remedy=f"Load the style with {loading(paper)}, and take out lineno.",
                page=numbered[0].page.number,
                box=numbers[0].box if numbers else None,
                also=tuple(Place(page.page.number) for page in numbered[1:]),
            )
        return
    without = [page.page.number for page in pages if not _is_numbered(page)]
    if 2 * len(without) > len(pages):  # a page may be filled by a figure of text
        yield Problem(
            message="There are no line numbers; reviewers point at them.",
            remedy=f"Load the style with {loading(paper)}.",
            page=without[0],
            also=tuple(map(Place, without[1:])),
        )


def _is_numbered(page: PageText) -> bool:
    """Whether a page has numbers beside its lines, or a ruler, be it beside a figure."""
    if sum(line.role == "line number" for line in page.lines) >= _RULER:
        return True
    lines = plain_lines(page)
    left = [line for line in lines if line.column in {LEFT, FULL}]
    return 4 * len(numbered_lines(page)) >= len(left or lines)


# Page numbers ----------------------------------------------------------------


def _page_numbers(paper: Paper) -> Iterator[Problem]:
    found = [
        (page.page.number, line)
        for page in paper.anatomy.pages
        for line in page.lines
        if line.role == "folio" and line.text.isdecimal()
    ]
    # What counts on from page to page is a page number, and not the tick of an axis.
    ahead = Counter(int(line.text) - number for number, line in found)
    first, pages = max(ahead.items(), key=itemgetter(1), default=(0, 0))
    if 2 * pages <= len(paper.anatomy.pages):
        return
    here = [(number, line) for number, line in found if int(line.text) - number == first]
    yield Problem(
        message="Page numbers are printed; the proceedings number their pages themselves.",
        remedy=f"Load the style with {loading(paper)}, and take out what prints the numbers "
        "(\\cfoot, \\fancyfoot, \\pagestyle{plain}).",
        page=here[0][0],
        box=here[0][1].box,
        also=tuple(Place(number, line.box) for number, line in here[1:]),
    )


RULES: tuple[Rule, ...] = (
    Rule(
        id="notice",
        of_style=True,
        severity=at(submission="warning", camera_ready="warning", preprint="warning"),
        basis="guide",
        sentence="The notices of the other modes are fixed.",
        decides="Compares the first page's note with the notice that the style prints at this "
        "stage, letters and digits alone. A submission may have the notice of an earlier year, "
        "which says the same; a preprint any but that of papers under review.",
        check=_notice,
    ),
    Rule(
        id="running-head",
        of_style=True,
        severity=at(submission="warning", camera_ready="warning", preprint="warning"),
        basis="guide",
        sentence="Warnings: main text over the limit; a running title too long for its line.",
        decides="Every page after the first has text above its columns. It is neither the "
        "style's replacement for a title that is too long nor the head of the example paper. "
        "A submission with the ruler of older styles may have no head at all: a current fancyhdr "
        "takes it from them.",
        check=_running_head,
    ),
    Rule(
        id="line-numbers",
        of_style=True,
        severity=at(submission="warning", camera_ready="warning"),
        basis="guide",
        sentence="In review mode each line has a number at the outer side of its column, for "
        "reviewers to point at.",
        decides="Looks for numbers in the outer margins, beside lines of text. A submission has "
        "them on its pages, be they the style's or the ruler of earlier years; a published "
        "paper has none. Numbers of listings and algorithms are no line numbers.",
        check=_line_numbers,
    ),
    Rule(
        id="page-numbers",
        of_style=True,
        severity=at(camera_ready="warning"),
        basis="guide",
        sentence="Authors, acknowledgements and the notice of the Conference appear; line and page "
        "numbers go.",
        decides="Looks above and below the text for numbers that count on from page to page, on "
        "more than half of the pages. A published paper has none.",
        check=_page_numbers,
    ),
)
