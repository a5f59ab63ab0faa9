"""The comparison for a browser: one file with pictures of the pages that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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
from mlsys_paper.pdf.pictures import Spot
from mlsys_paper.reports.sheet import rendered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.compare.model import Comparison, PagePictures, PaperComparison
    from mlsys_paper.layouts.model import Line

MOST_PAGES = 8
"""Pages of one paper that are pictured."""
ALL_PAGES = 70
"""Pages of one report: three pictures each, about 25 MB, what a mail may have."""
HEADS: Final = (
    *("Paper", "", "Pages", "Main text ends", "Body lines in place", "References in place"),
    *("New errors/warnings/overfull", "Style, options, engine"),
)
_KINDS: Final = {
    "broke": "bad",
    "unread": "bad",
    "moved": "warn",
    "mended": "warn",
    "skipped": "warn",
}
_LETTER: Final = (612.0, 792.0)


def pictures_for(papers: int) -> int:
    """Return how many pages of each paper a report of so many papers has room for."""
    return max(1, min(MOST_PAGES, ALL_PAGES // max(papers, 1)))


def render(comparison: Comparison) -> str:
    """Return the page: a table of all papers, then a section for each with something to show."""
    said = summary(comparison)
    room, rows, sections = ALL_PAGES, [], []
    for number, paper in enumerate(comparison.papers, 1):
        shows = any(notes(paper)) or bool(paper.pictures)
        identifier = f"paper-{number}" if shows else ""
        rows.append({"id": identifier, "name": paper.name, "cells": _cells(paper)})
        if shows:
            sections.append(_section(identifier, paper, paper.pictures[:room]))
            room -= len(paper.pictures[:room])
    return rendered(
        "comparison.html.j2",
        title=f"Style comparison: {said}",
        summary=said,
        comparison=comparison,
        compilations=compilations(comparison),
        heads=HEADS,
        rows=rows,
        sections=sections,
    )


def _cells(paper: PaperComparison) -> tuple[str, ...]:
    moved = paper.movement
    shares = (percent(moved.body), percent(moved.references)) if moved else ("-", "-")
    loads = ", ".join(filter(None, (paper.style, paper.options, paper.engine)))
    verdict = VERDICTS[paper.verdict]
    return (verdict, pages(paper), main_text(paper), *shares, news(paper), loads)


def _section(
    identifier: str, paper: PaperComparison, pictures: Sequence[PagePictures]
) -> dict[str, Any]:
    told = (
        ("New errors", paper.new_errors),
        ("New warnings", paper.new_warnings),
        ("New overfull boxes", paper.new_overfull),
    )
    differing = set(paper.movement.pages) if paper.movement else set()
    left_out = sorted(differing - {shown.page for shown in pictures})
    return {
        "id": identifier,
        "name": paper.name,
        "kind": _KINDS.get(paper.verdict, "good"),
        "verdict": VERDICTS[paper.verdict],
        "notes": list(notes(paper)),
        "news": [(title, texts) for title, texts in told if len(texts) > 1],
        "pages": [_page(identifier, paper, shown) for shown in pictures],
        "left_out": f"page {', '.join(map(str, left_out))}" if left_out else "",
    }


def _page(identifier: str, paper: PaperComparison, shown: PagePictures) -> dict[str, Any]:
    first = paper.movement.first if paper.movement else None
    sides = (
        ("before", shown.before, first.before if first else None),
        ("after", shown.after, first.after if first else None),
        ("overlay", shown.overlay, None),
    )
    return {
        "number": shown.page,
        "sides": [
            {
                "id": f"{identifier}-page-{shown.page}-{kind}",
                "kind": kind,
                "png": png,
                "mark": _mark(line, paper) if line and line.page == shown.page else None,
            }
            for kind, png, line in sides
        ],
    }


def _mark(line: Line, paper: PaperComparison) -> Spot:
    """Where a line lies on the picture of its page."""
    sizes = paper.movement.sizes if paper.movement else ()
    width, height = sizes[line.page - 1] if line.page <= len(sizes) else _LETTER
    box = line.box
    spot = (box.left / width, (height - box.top) / height, box.width / width, box.height / height)
    return Spot(*(min(max(at, 0.0), 1.0) for at in spot))
