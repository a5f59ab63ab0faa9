"""The page limit, and the appendix as an upload of its own."""

from __future__ import annotations

import shlex
from functools import reduce
from itertools import dropwhile
from typing import TYPE_CHECKING

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.rule import CouldNotCheck, Rule, at
from mlsys_paper.pdf.model import Box
from mlsys_paper.words import printable_path, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.lines import TextLine


def _page_limit(paper: Paper) -> Iterator[Problem]:
    ends = paper.parts.main_text_ends
    if ends is None:
        if paper.parts.parts:
            return  # an appendix or a list of references by itself
        raise CouldNotCheck("the paper has no text that can be read")
    limit = paper.format.page_limit
    if ends <= limit:
        return
    over = [line for line in paper.parts.lines("main") if line.page > limit]
    behind_list = _behind_references(paper)
    before = [line for line in over if id(line) not in behind_list]
    behind = not before
    over = before or over
    ends = over[-1].page
    last = [line for line in over if line.page == ends]
    if behind and all(line.role in {"caption", "float", ""} for line in over):
        said = next((line.text for line in over if line.role == "caption"), "a float")
        yield Problem(
            message=f"A figure or table of the main text stands on page {ends}, behind the "
            f"references: {quoted(said, 60)}. The main text, with its floats, may end on page "
            f"{limit}.",
            remedy="Call it earlier in the source, let it stand at the top of a column ([t]), or "
            "put \\FloatBarrier (placeins) before \\bibliography.",
            page=ends,
            box=_around(last),
        )
        return
    what = "Text behind the references counts as main text; it" if behind else "The main text"
    yield Problem(
        message=f"{what} ends on page {ends}, {_amount(len(over), ends - limit)} over; the limit "
        f"is {limit} pages, "
        "not counting references and acknowledgements.",
        remedy="Cut words, not space."
        + (
            " If it is an appendix, begin it with \\appendix and upload it apart." if behind else ""
        ),
        page=ends,
        box=_around(last),
    )


def _amount(lines: int, pages: int) -> str:
    """How much text is over: lines where they fill no page, else pages."""
    if pages > 1:
        return f"{pages} pages"
    return "1 line" if lines == 1 else f"{lines} lines"


def _behind_references(paper: Paper) -> set[int]:
    """The lines that stand behind the beginning of a list of references, by their identity."""
    parts = dropwhile(lambda part: part.name != "references", paper.parts.parts)
    next(parts, None)  # the list itself
    return {id(line) for part in parts for line in part.lines}


def _around(lines: Sequence[TextLine]) -> Box:
    """The box around those lines that stand in the first one's column."""
    return reduce(Box.union, (line.box for line in lines if line.column == lines[0].column))


def _appendix_separate(paper: Paper) -> Iterator[Problem]:
    if not paper.parts.parts:
        raise CouldNotCheck("the paper has no text that can be read")
    parts = paper.parts.named("appendix")
    titled = [part for part in parts if part.heading]  # a float may stand above the title
    for part in (titled or parts)[:1]:
        first = part.heading or part.lines[:1]
        title = " ".join(line.text for line in first)
        yield Problem(
            message=f"An appendix begins on page {first[0].page}, {quoted(title, 60)}; the call "
            "wants it uploaded separately.",
            remedy="Upload it as a PDF of its own: `mlsys-paper split "
            f"{shlex.quote(printable_path(paper.file))}` splits the file.",
            page=first[0].page,
            box=_around(first),
        )


RULES: tuple[Rule, ...] = (
    Rule(
        id="page-limit",
        severity=at(submission="error"),
        basis="call",
        sentence="Submitted papers will be in a 2-column format and can be up to 10 pages long, "
        "not including references.",
        decides="Finds the parts of the paper by their headings. The last line of main text, "
        "figures, tables and footnotes included, stands on page 10 or earlier. References under "
        "any heading and acknowledgements don't count; text and floats behind the references do, "
        "unless they belong to an appendix, which has its own rule.",
        check=_page_limit,
    ),
    Rule(
        id="appendix-separate",
        severity=at(submission="warning"),
        basis="call",
        sentence="If you wish to include an appendix, please upload this separately from your main "
        "paper.",
        decides="An appendix begins at a heading that says so, or at a section with a letter for "
        "a number, set apart from the title; a title that begins with the word A is none.",
        check=_appendix_separate,
    ),
)
