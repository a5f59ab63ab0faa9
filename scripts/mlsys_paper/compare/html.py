"""The comparison for a browser: one file with pictures of the pages that changed."""

from __future__ import annotations

from html import escape
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
from mlsys_paper.reports.sheet import CLOSING, image, opening

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.compare.model import Comparison, PagePictures, PaperComparison
    from mlsys_paper.layouts.model import Line

MOST_PAGES = 8
"""Pages of one paper that are pictured."""
ALL_PAGES = 70
"""Pages of one report: three pictures each, about 25 MB, what a mail may have."""
_KINDS = {"broke": "bad", "unread": "bad", "moved": "warn", "mended": "warn", "skipped": "warn"}
_LETTER = (612.0, 792.0)


def pictures_for(papers: int) -> int:
    """How many pages of each paper a report of so many papers has room for."""
    return max(1, min(MOST_PAGES, ALL_PAGES // max(papers, 1)))


def render(comparison: Comparison) -> str:
    """The page: a table of all papers, then a section for each that has something to show."""
    said = summary(comparison)
    parts = [opening(f"Style comparison: {said}", "comparison.css")]
    parts.append("<header>\n<h1>Style comparison</h1>\n")
    parts.append(
        f"<p>Before: <code>{escape(comparison.before)}</code>, after: "
        f"<code>{escape(comparison.after)}</code>. {escape(said)}; the most changed come first. "
        f"A line counts as moved when it is off by {comparison.tolerance:g} bp or more. In the "
        'overlays <strong class="red">red</strong> is only before, <strong class="blue">blue'
        "</strong> only after; a click on a picture enlarges it.</p>\n"
    )
    parts.append(f"<p>{escape(compilations(comparison))}.</p>\n</header>\n")
    parts += _table(comparison.papers)
    room = ALL_PAGES
    for number, paper in enumerate(comparison.papers, 1):
        if _has_section(paper):
            parts += _section(f"paper-{number}", paper, paper.pictures[:room])
            room -= len(paper.pictures[:room])
    parts.append(CLOSING)
    return "".join(parts)


def _has_section(paper: PaperComparison) -> bool:
    return any(notes(paper)) or bool(paper.pictures)


def _table(papers: Sequence[PaperComparison]) -> Iterator[str]:
    heads = ("Paper", "", "Pages", "Main text ends", "Body lines in place", "References in place")
    yield '<div class="wide"><table>\n<caption>All papers</caption>\n<thead><tr>'
    for head in (*heads, "New errors/warnings/overfull", "Style, options, engine"):
        yield f'<th scope="col">{head}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for number, paper in enumerate(papers, 1):
        name = escape(paper.name)
        if _has_section(paper):
            name = f'<a href="#paper-{number}">{name}</a>'
        moved = paper.movement
        shares = (percent(moved.body), percent(moved.references)) if moved else ("-", "-")
        loads = ", ".join(filter(None, (paper.style, paper.options, paper.engine)))
        cells = (VERDICTS[paper.verdict], pages(paper), main_text(paper), *shares, news(paper))
        row = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        yield f'<tr><th scope="row">{name}</th>{row}<td class="note">{escape(loads)}</td></tr>\n'
    yield "</tbody>\n</table></div>\n"


def _section(
    identifier: str, paper: PaperComparison, pictures: Sequence[PagePictures]
) -> Iterator[str]:
    yield f'<section id="{identifier}" aria-labelledby="{identifier}-name">\n'
    yield f'<h2 id="{identifier}-name">{escape(paper.name)}</h2>\n'
    kind = _KINDS.get(paper.verdict, "good")
    yield f'<p class="verdict {kind}">{escape(VERDICTS[paper.verdict])}</p>\n'
    yield '<ul class="notes">\n'
    for note in notes(paper):
        yield f"<li>{escape(note)}</li>\n"
    yield "</ul>\n"
    for title, texts in (
        ("New errors", paper.new_errors),
        ("New warnings", paper.new_warnings),
        ("New overfull boxes", paper.new_overfull),
    ):
        if len(texts) > 1:
            items = "".join(f"<li>{escape(text)}</li>" for text in texts)
            yield f"<details><summary>{title}: {len(texts)}</summary><ul>{items}</ul></details>\n"
    for shown in pictures:
        yield from _page(identifier, paper, shown)
    differing = set(paper.movement.pages) if paper.movement else set()
    left_out = sorted(differing - {shown.page for shown in pictures})
    if left_out:
        numbers = ", ".join(map(str, left_out))
        yield f"<p>Not pictured, to keep this file small: page {numbers}.</p>\n"
    yield "</section>\n"


def _page(identifier: str, paper: PaperComparison, shown: PagePictures) -> Iterator[str]:
    yield f'<h3>Page {shown.page}</h3>\n<div class="sides">\n'
    first = paper.movement.first if paper.movement else None
    sides = (
        ("before", shown.before, first.before if first else None),
        ("after", shown.after, first.after if first else None),
        ("overlay", shown.overlay, None),
    )
    for kind, png, line in sides:
        place = f"{identifier}-page-{shown.page}-{kind}"
        yield f'<figure id="{place}">'
        if png:
            picture = image(png, f"Page {shown.page} of {paper.name}, {kind}")
            yield f'<a class="view" href="#{place}"><div class="sheet">{picture}'
            if line and line.page == shown.page:
                yield _mark(line, paper)
            yield "</div></a>"
        else:
            yield '<div class="absent">there is no such page</div>'
        yield f"<figcaption>{kind}</figcaption></figure>\n"
    yield "</div>\n"


def _mark(line: Line, paper: PaperComparison) -> str:
    """A frame around a line on the picture of its page."""
    sizes = paper.movement.sizes if paper.movement else ()
    width, height = sizes[line.page - 1] if line.page <= len(sizes) else _LETTER
    box = line.box
    spot = (
        ("left", box.left / width),
        ("top", (height - box.top) / height),
        ("width", box.width / width),
        ("height", box.height / height),
    )
    style = ";".join(f"{side}:{100 * min(max(at, 0.0), 1.0):.2f}%" for side, at in spot)
    return f'<span class="mark" style="{style}" title="the first line that moved"></span>'
