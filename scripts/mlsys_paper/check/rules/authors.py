"""Who wrote the paper, and whom they thank, where the stage asks for it."""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.affiliations import unnumbered_authors
from mlsys_paper.check.findings import Problem
from mlsys_paper.check.paper import loading
from mlsys_paper.check.rule import CouldNotCheck, Rule, at
from mlsys_paper.document.headings import largest
from mlsys_paper.document.titles import squeezed
from mlsys_paper.pdf.model import Box
from mlsys_paper.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.lines import TextLine

_THANKS_LEFT_OUT = re.compile(
    r"(?:omitted|removed|withheld|suppressed|hidden|left out|anonymi[sz]ed|blinded)", re.I
)
_ANONYMOUS: Final = ("anonymousauthor", "anonymousinstitution")


def _around(lines: Sequence[TextLine]) -> Box:
    return reduce(Box.union, (line.box for line in lines))


def _author_block(paper: Paper) -> Iterator[Problem]:
    front = list(paper.parts.lines("front"))
    block = [line for line in front if line.role == "front"]
    note = [line for line in front if line.role != "front"]
    titles = [i for i, line in enumerate(block) if squeezed(line.text) == "abstract"]
    if not titles:
        raise CouldNotCheck("the title block was not found on the first page")
    remedy = "Give \\mlsysauthor, \\mlsysaffiliation and \\mlsyscorrespondingauthor, and load "
    remedy += f"the style with {loading(paper)}."
    left = [line for line in front if any(name in squeezed(line.text) for name in _ANONYMOUS)]
    if left:
        yield Problem(
            message=f"The author block is the anonymous one: {quoted(left[0].text)}.",
            remedy=remedy,
            page=left[0].page,
            box=left[0].box,
        )
        return
    heading = block[titles[0]]
    block = block[: titles[0]]
    title = max((largest(line) for line in block), default=0.0) - 1
    ends = max((i for i, line in enumerate(block) if largest(line) > title), default=-1)
    names = block[ends + 1 :]  # badges may stand above the title
    if not names:
        yield Problem(
            message="No authors are named between title and abstract.",
            remedy=remedy,
            page=1,
        )
    top = min((line.baseline for line in block[: ends + 1]), default=None)
    if names and top is not None:
        yield from _unnumbered(paper, top, heading.baseline, names[0].size)
    if not _affiliations(note):
        yield Problem(
            message="The note on the first page names no affiliation.",
            remedy=remedy,
            page=1,
            box=_around(note) if note else None,
        )


def _unnumbered(paper: Paper, below: float, above: float, size: float) -> Iterator[Problem]:
    page = paper.anatomy.pages[0].page
    for name in unnumbered_authors(page, below, above, size):
        yield Problem(
            message=f"{quoted(name)} has no affiliation's number behind the name.",
            remedy="Give the affiliation's label in the second braces of \\mlsysauthor.",
            page=1,
            grave=False,
        )


def _affiliations(note: Sequence[TextLine]) -> str:
    """What the note says beside contributions, correspondence and notice."""
    text = " ".join(line.text for line in note)
    text = re.split(r"Correspondence\s*to|Proceedings\s+of|Preliminary|Preprint", text)[0]
    text = re.sub(r"AUTHORERR[^.]*\.?|\*?\s*Equal contributions?", " ", text)
    return re.sub(r"[\W\d_]", "", text)


def _acknowledgements(paper: Paper) -> Iterator[Problem]:
    for part in paper.parts.named("acknowledgements"):
        first = part.heading or part.lines[:1]
        text = " ".join(line.text for line in part.lines)
        empty = len(text) < 200 and _THANKS_LEFT_OUT.search(text) is not None
        yield Problem(
            message=f"Page {first[0].page} has acknowledgements, which a submission leaves out: "
            f"{quoted(text)}.",
            remedy="Put them into the environment acknowledgements, which the style leaves out "
            "for review, and into the paper once it is accepted.",
            page=first[0].page,
            box=_around([line for line in part.lines if line.page == first[0].page][:4]),
            grave=not empty,
        )


RULES: tuple[Rule, ...] = (
    Rule(
        id="author-block",
        severity=at(camera_ready="warning", preprint="warning"),
        basis="guide",
        sentence="Check every name, affiliation and mail on the first page.",
        decides="Between title and abstract there are names, in the note on the first page there "
        "is an affiliation, and neither is the anonymous one of papers under review. A bold name "
        "without an affiliation's number is a warning where others have one.",
        check=_author_block,
    ),
    Rule(
        id="acknowledgements",
        severity=at(submission="error", appendix="error"),
        basis="call",
        sentence="The environment acknowledgements, for thanks and grants, makes its own heading, "
        "and review mode leaves it out.",
        decides="Looks for a heading, or for words that begin a paragraph or a footnote, that "
        "announce acknowledgements or funding. A paragraph that only says that they were left "
        "out is a warning.",
        check=_acknowledgements,
    ),
)
