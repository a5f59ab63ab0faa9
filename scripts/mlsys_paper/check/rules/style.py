"""The style's own complaint about an altered layout, which older styles print into the paper."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.rule import Rule, always
from mlsys_paper.document.titles import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.pdf.model import Page, Run

_PHRASES: Final = tuple(
    re.compile(phrase)
    for phrase in (
        r"pagelayoutviolatesthe\w{0,20}style",
        r"(?:page|paper|text|layout|margin|column)\w{0,40}(?:hasbeen|was)(?:changed|altered)",
        r"donotchangethepagelayout",
        r"includepackageslikegeometry",
        r"whichchangeitforyou",
        r"reliablyundoarbitrarychanges",
        r"removetheoffendingpackage",
        r"layoutchangingcommands",
    )
)
"""What the complaint says, squeezed: it may be broken into lines anywhere, and set over text."""
_QUOTED: Final = 3
"""Phrases from which on it is the complaint at any size: a text about styles quotes fewer."""
_LARGE: Final = 1.1  # of the body's size


def _complaint(paper: Paper) -> Iterator[Problem]:
    body = paper.anatomy.body
    size = body.size if body is not None else paper.format.body.size
    for page in paper.document.pages:
        found = _phrases(page)
        large = [run for run in found if run.size > _LARGE * size]
        if len(found) < _QUOTED and not large:
            continue
        box = found[0].box
        for run in found[1:]:
            box = box.union(run.box)
        yield Problem(
            f"The style printed its complaint about an altered page layout into the paper "
            f"({len(found)} of its {len(_PHRASES)} phrases are there).",
            "Take out the package or command that changes the layout (geometry, savetrees, "
            "fullpage, \\addtolength, \\setlength of a page's length) and compile again.",
            page=page.number,
            box=box,
        )


def _phrases(page: Page) -> list[Run]:
    """The runs that the complaint's phrases begin in, in painting order."""
    pieces = [squeezed(run.text) for run in page.runs]
    text = "".join(pieces)
    starts = [0, *accumulate(map(len, pieces))]
    found = []
    for phrase in _PHRASES:
        match = phrase.search(text)
        if match:
            found.append(page.runs[bisect_right(starts, match.start()) - 1])
    return found


RULES: tuple[Rule, ...] = (
    Rule(
        id="style-unmodified",
        of_style=True,
        severity=always("error"),
        basis="call",
        sentence=(
            "To prepare your submission to MLSys 2024, please use the LaTeX style files provided "
            "at: mlsys2024style.zip."
        ),
        decides=(
            "Older styles that find the layout altered print a complaint into the paper ('Please "
            "do not change the page layout ...'). Its phrases are looked for on every page, one "
            f"in large type or {_QUOTED} in any: a paper may quote it."
        ),
        check=_complaint,
    ),
)
