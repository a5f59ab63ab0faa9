"""The comparison for a terminal: a table, then what there is to say of each paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys_paper.compare.words import (
    VERDICTS,
    compilations,
    main_text,
    news,
    notes,
    pages,
    percent,
    summary,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.compare.model import Comparison

HEADS = ("paper", "", "pages", "main text", "body", "refs", "new err/warn/overfull")


def render(comparison: Comparison) -> str:
    """The report as text."""
    return "".join(f"{line}\n" for line in lines(comparison))


def lines(comparison: Comparison) -> Iterator[str]:
    """The lines of the report; body and refs are shares of lines at the same page and place."""
    rows = [HEADS]
    for paper in comparison.papers:
        moved = paper.movement
        shares = (percent(moved.body), percent(moved.references)) if moved else ("-", "-")
        verdict = VERDICTS[paper.verdict]
        rows.append((paper.name, verdict, pages(paper), main_text(paper), *shares, news(paper)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.ljust(width) if i < 2 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()
    for paper in comparison.papers:
        said = list(notes(paper))
        if said:
            yield ""
            yield f"{paper.name}: {VERDICTS[paper.verdict]}"
            yield from (f"  {note}" for note in said)
    yield ""
    yield compilations(comparison)
    yield summary(comparison)
