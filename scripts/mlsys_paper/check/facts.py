"""The facts of a paper that a report states, whether or not a rule objects to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys_paper.document.fonts import family, is_times

if TYPE_CHECKING:
    from mlsys_paper.check.findings import FactValue
    from mlsys_paper.check.paper import Paper

_BODY_FACTS = ("columns", "body_font", "body_size", "leading", "text_box", "gutter")


def facts_of(paper: Paper) -> dict[str, FactValue]:
    """Measured facts by name, lengths in bp; None where the paper doesn't show them."""
    body = paper.anatomy.body
    facts: dict[str, FactValue] = {
        "pages": paper.page_count,
        "main_text_ends": paper.parts.main_text_ends,
        "title": printed_title(paper),
    }
    if body is None:
        return facts | dict.fromkeys(_BODY_FACTS)
    measured = (
        body.columns,
        body_font(body.font),
        round(body.size, 2),
        round(body.leading, 2),
        tuple(round(side, 1) for side in body.text_box),
        round(body.gutter, 1),
    )
    return facts | dict(zip(_BODY_FACTS, measured, strict=True))


def printed_title(paper: Paper) -> str | None:
    """Return the lines in the largest type of the first page's front, None where there are none."""
    front = [line for line in paper.parts.lines("front") if line.page == 1 and line.role == "front"]
    sizes = [max(run.size for run in line.runs) for line in front]
    largest = max(sizes, default=0.0)
    lines = [line.text for line, size in zip(front, sizes, strict=True) if size > 0.9 * largest]
    return " ".join(" ".join(lines).split()) or None


def body_font(name: str) -> str:
    """The family as readers know it: "Times" for all cuts of it."""
    return "Times" if is_times(name) else family(name)
