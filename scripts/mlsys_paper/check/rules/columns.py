"""Columns, gutter, margins: the paper lies where the format puts it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlsys_paper.check.block import FLOWING, main_pages, measured_columns, wanted_block
from mlsys_paper.check.findings import Place, Problem
from mlsys_paper.check.overshoot import overshoots
from mlsys_paper.check.rule import Rule, always, at
from mlsys_paper.check.rules.coverage import has_enough
from mlsys_paper.check.rules.sheet import STYLE_FILES, is_other_sheet
from mlsys_paper.check.scaling import is_scaled
from mlsys_paper.document.lines import LONG
from mlsys_paper.pdf.model import Box
from mlsys_paper.words import inches, pages_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mlsys_paper.check.block import Block, Edges
    from mlsys_paper.check.overshoot import Kind, Overshoot, Side
    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.anatomy import PageText
    from mlsys_paper.document.lines import TextLine

_GUTTER = 1.0  # bp
_PLACE = 2.0  # bp: from the format's edge to the edge that most lines share
_BADGED = ("camera-ready", "preprint")  # badges of the artifact evaluation stand in the head
_THIRD = 90.0  # bp: columns further apart have another between them
_MANY = 2  # pages alike; one may be full of lists
_RUNNING = 5  # lines of running text that tell how a page is set
_MANY_LINES = 20  # of running text on a page
_FITTING = 0.4  # of them: paragraphs end short, and figures that are wrapped leave half a column
_SET_IN = 46.0  # bp from the column's edges: quotes, and lists within lists

_NAMES: dict[Kind, str] = {"text": "text", "image": "an image", "drawing": "a drawing or rule"}
_SIDES: dict[Side, str] = {
    "left": "into the left margin",
    "right": "into the right margin",
    "top": "above the text block",
    "bottom": "below the text block",
    "gutter": "into the space between the columns",
}
_RESET = (
    "Take out what changes the layout (geometry, savetrees, fullpage, \\addtolength, "
    "\\setlength, \\hoffset, \\voffset) and let the style set the page."
)


# --- two-columns, gutter -----------------------------------------------------


def _two_columns(paper: Paper) -> Iterator[Problem]:
    main = main_pages(paper)
    single = [
        text.page.number
        for text in paper.anatomy.pages
        if main[text.page.number] >= _RUNNING and len(text.columns.edges) == 1
    ]
    if single:
        yield Problem(
            f"The main text on {pages_named(single)} is set in one column instead of two.",
            "Take out \\onecolumn and the class option onecolumn; only an appendix after the "
            "references may be set in one column.",
            page=single[0],
            also=tuple(map(Place, single[1:])),
        )
    more = [
        page.text.page.number
        for page in _measured(paper)
        if main[page.text.page.number] >= _RUNNING
        and (page.has_others or (len(page.edges) == 2 and _is_divided(page.text)))
    ]
    if more:
        yield Problem(
            f"The main text on {pages_named(more)} is set in other columns than two: lines begin "
            "and end in the midst of them.",
            "Take out multicol and what else makes columns; the style sets two.",
            page=more[0],
            also=tuple(map(Place, more[1:])),
        )


def _is_divided(text: PageText) -> bool:
    """Whether most lines of running text begin or end in the midst of the page's two columns."""
    lines = [line for line in text.lines if line.role == "body" and line.characters >= LONG]
    whole = [line for line in lines if line.column and _reaches(line, text)]
    return len(lines) >= _MANY_LINES and len(whole) < _FITTING * len(lines)


def _reaches(line: TextLine, text: PageText) -> bool:
    """Whether a line begins and ends near the edges of its column."""
    left, right = text.columns.edges[max(line.column - 1, 0)]
    return line.x < left + _SET_IN and line.right > right - _SET_IN


@dataclass(frozen=True, slots=True)
class _Measured:
    """A page's columns beside the format's."""

    text: PageText
    edges: tuple[Edges, ...]
    wanted: Block

    @property
    def gutter(self) -> float | None:
        """From column to column in bp, below 0 where they overlap, None for other numbers."""
        return self.edges[1][0] - self.edges[0][1] if len(self.edges) == 2 else None

    @property
    def has_others(self) -> bool:
        """Whether its two columns are not all: they overlap, or there is room for a third."""
        return self.gutter is not None and not 0 <= self.gutter < _THIRD


def _measured(paper: Paper) -> Iterator[_Measured]:
    columns = measured_columns(paper)
    for text in paper.anatomy.pages:
        edges = columns.get(text.page.number)
        if edges is not None:
            yield _Measured(text, edges, wanted_block(text.page, len(edges), paper.format))


def _gutter(paper: Paper) -> Iterator[Problem]:
    if is_scaled(paper) or not has_enough(paper):
        return
    wanted = paper.format.gutter
    gutters: dict[int, list[_Measured]] = {}
    pages = [page for page in _measured(paper) if page.gutter is not None and not page.has_others]
    for page in pages:
        if abs((page.gutter or 0.0) - wanted) > _GUTTER:
            gutters.setdefault(round(page.gutter or 0.0), []).append(page)
    most = 2 * sum(map(len, gutters.values())) > len(pages)
    for alike in gutters.values():
        numbers = [page.text.page.number for page in alike]
        problem = Problem(
            f"The columns on {pages_named(numbers)} are {alike[-1].gutter:.1f} bp apart instead of "
            f"{wanted:.1f} bp ({inches(wanted)}).",
            "Take out what changes \\columnsep or \\columnwidth.",
            page=numbers[0],
            also=tuple(map(Place, numbers[1:])),
        )
        yield problem if most and len(alike) >= _MANY else problem.advice


# --- margins -----------------------------------------------------------------


def _margins(paper: Paper) -> Iterator[Problem]:
    if is_scaled(paper):
        return
    measured = {page.text.page.number: page for page in _measured(paper)}
    displaced = [page for page in measured.values() if has_enough(paper) and _is_displaced(page)]
    most = 2 * len(displaced) > len(measured)
    for problem in _displacements(displaced):
        yield problem if most else problem.advice
    depth = paper.format.lengths["maxdepth"]
    found = []
    for text in paper.anatomy.pages:
        other = is_other_sheet(paper, text.page.sheet)
        if other and text.page.sheet.width > text.page.sheet.height:
            continue  # a sheet turned for what is broad has a block of its own
        block = _block(paper, text, measured)
        badges = paper.stage in _BADGED and text is paper.anatomy.pages[0]
        overs = list(overshoots(text, block, depth, badges=badges))
        if overs and other:
            # Cropped above, the sheet is no measure: the text is where it always was.
            low = text.page.sheet.bottom + paper.format.text_box[1] - block.box.bottom
            moved = block.box._replace(bottom=block.box.bottom + low, top=block.box.top + low)
            overs = min(overs, list(overshoots(text, replace(block, box=moved), depth)), key=len)
        found += [(text.page.number, over) for over in overs]
    yield from _overshoot_problems(found, len(paper.anatomy.pages))


def _is_displaced(page: _Measured) -> bool:
    """Whether a page's text begins or ends elsewhere; an appendix in one column may be narrower."""
    left, right = page.edges[0][0] - page.wanted.box.left, page.edges[-1][1] - page.wanted.box.right
    if len(page.edges) == 1:
        return left < -_PLACE or right > _PLACE
    return abs(left) > _PLACE or abs(right) > _PLACE


def _block(paper: Paper, text: PageText, measured: Mapping[int, _Measured]) -> Block:
    """What things are measured against: a displaced block was reported as a whole.

    Pages with too little text to tell lie where most of the paper's pages do.
    """
    wanted = wanted_block(text.page, len(text.columns.edges), paper.format)
    own = measured.get(text.page.number)
    edges = own.edges if own else _usual(measured.values(), len(wanted.columns), wanted.columns)
    left, right = edges[0][0], edges[-1][1]
    box = wanted.box
    if abs(left - box.left) > _PLACE or abs(right - box.right) > _PLACE:
        box = Box(left, box.bottom, right, box.top)
    return replace(wanted, box=box, columns=edges)


def _usual(
    measured: Iterable[_Measured], columns: int, otherwise: tuple[Edges, ...]
) -> tuple[Edges, ...]:
    """The columns that most pages have; the format's when none has so many."""
    counts = Counter(page.edges for page in measured if len(page.edges) == columns)
    return counts.most_common(1)[0][0] if counts else otherwise


def _displacements(displaced: Sequence[_Measured]) -> Iterator[Problem]:
    alike: dict[tuple[int, int], list[_Measured]] = {}
    for page in displaced:
        key = round(page.edges[0][0] / 2), round(page.edges[-1][1] / 2)
        alike.setdefault(key, []).append(page)
    for pages in alike.values():
        first = pages[0]
        box, here = first.wanted.box, first.text.page.sheet
        left, right = first.edges[0][0], first.edges[-1][1]
        where = pages_named(page.text.page.number for page in pages)
        yield Problem(
            f"The text block on {where} reaches from "
            f"{inches(left - here.left)} to {inches(right - here.left)} of the sheet's width "
            f"({inches(right - left)} wide) instead of from {inches(box.left - here.left)} to "
            f"{inches(box.right - here.left)} ({inches(box.width)} wide).",
            _RESET,
            page=first.text.page.number,
            box=Box(left, box.bottom, right, box.top),
        )


def _overshoot_problems(found: Sequence[tuple[int, Overshoot]], pages: int) -> Iterator[Problem]:
    """One problem of a block that is higher than the format's, one for each kind of content."""
    groups: dict[tuple[str, bool], list[tuple[int, Overshoot]]] = {}
    for page, over in found:
        kind = "text" if over.item.kind == "text" else "picture"
        groups.setdefault((kind, over.side in {"top", "bottom"}), []).append((page, over))
    for (kind, upright), overs in groups.items():
        if kind == "text" and upright:
            running = [(page, over) for page, over in overs if _is_running(over)]
            here = {page for page, _ in running}
            if len(here) >= _MANY and 2 * len(here) > pages:
                yield _overshoot(running, systematic=True)
                overs = [one for one in overs if one not in running]  # noqa: PLW2901
        if overs:
            yield _overshoot(overs, systematic=False).advice


def _is_running(over: Overshoot) -> bool:
    return over.item.line is not None and over.item.line.role in FLOWING


def _overshoot(overs: Sequence[tuple[int, Overshoot]], *, systematic: bool) -> Problem:
    """Return what sticks out as one problem, in the words of the place where it is worst."""
    _, most = max(overs, key=lambda one: one[1].amount)
    words = f' "{most.item.words[:40].strip()}"' if most.item.words else ""
    what = f"{_NAMES[most.item.kind]}{words}".capitalize() if not words else f"Text{words}"
    how = f"{_SIDES[most.side]} by {most.amount:.1f} bp ({inches(most.amount)})"
    message = f"{what} sticks out {how}."
    if systematic:
        pages = pages_named(page for page, _ in overs)
        message = f"The text on {pages} reaches {how} at the most: {what} does."
    elif len(overs) > 1:
        message = (
            f"{len(overs)} things stick out of the columns; the furthest, {_lower(what)}, {how}."
        )
    places = [Place(page, over.item.box) for page, over in sorted(overs, key=lambda one: one[0])]
    return Problem(
        message,
        _remedy(most.side, most.item.kind, systematic=systematic),
        page=places[0].page,
        box=places[0].box,
        also=tuple(places[1:]),
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _remedy(side: Side, kind: Kind, *, systematic: bool) -> str:
    if systematic and side in {"top", "bottom"}:
        return _RESET
    if side in {"top", "bottom"}:
        return (
            "Take out \\enlargethispage and negative \\vspace there; make a float smaller that "
            "is too high for the page."
        )
    if kind == "text":
        return (
            "Let the line break (rephrase it, \\allowbreak, \\sloppy, the url package), and make "
            "what is too wide fit: \\small, fewer columns, or a table* or figure*."
        )
    return "Give the picture width=\\columnwidth, or \\textwidth in a figure*."


RULES: tuple[Rule, ...] = (
    Rule(
        id="two-columns",
        of_style=True,
        severity=at(submission="error", camera_ready="error", preprint="error"),
        basis="call",
        sentence=STYLE_FILES,
        decides=(
            f"A page with {_RUNNING} lines of running text of the main part must have two columns. "
            "What follows the references may be set in one, and so may a separate appendix."
        ),
        check=_two_columns,
    ),
    Rule(
        id="gutter",
        of_style=True,
        severity=always("error"),
        basis="call",
        sentence=STYLE_FILES,
        decides=(
            "Page by page, the edge that many lines of the left column end at and the edge that "
            "those of the right one begin at must lie as far apart as the style's, to "
            f"{_GUTTER:g} bp. On a single page, or where most are as the style sets them, it is a "
            "warning."
        ),
        check=_gutter,
    ),
    Rule(
        id="margins",
        of_style=True,
        severity=always("error"),
        basis="call",
        sentence=STYLE_FILES,
        decides=(
            "The edges that many lines share must be those of the style's text block, to "
            f"{_PLACE:g} bp, on most pages, and no more lines stand above or below it. What single "
            "lines, figures and tables do is a warning: text and images may stick out of it or "
            "into the space between the columns by 4 bp (protruding punctuation), drawings by 6 bp "
            "(the corners of broad lines); below it, no baseline of running text may lie more than "
            "2 bp and no ink more than 7 bp. Running heads, page numbers and line numbers are left "
            "out, and so are invisible and clipped parts of figures and grounds that cover the "
            "page. What spans both columns counts as sticking out only where it stands beside a "
            "column's text."
        ),
        check=_margins,
    ),
)
