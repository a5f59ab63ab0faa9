"""What the reports of a comparison have in common: phrases for people."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mlsys_paper.words import count, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.compare.model import Comparison, PaperComparison, Verdict
    from mlsys_paper.layouts.model import Share

VERDICTS: dict[Verdict, str] = {
    "broke": "broke",
    "unread": "not comparable",
    "moved": "moved",
    "mended": "mended",
    "skipped": "not compared",
    "same": "same",
}


def percent(share: Share) -> str:
    """A share as percents; 100 only when it is the whole."""
    if not share.total:
        return "-"
    return "100%" if share.same == share.total else f"{min(100 * share.fraction, 99.9):.1f}%"


def pair(before: object, after: object) -> str:
    """A figure before and after, once when it is the same."""
    one, other = ("-" if value is None else str(value) for value in (before, after))
    return one if one == other else f"{one} > {other}"


def pages(paper: PaperComparison) -> str:
    """The numbers of pages."""
    return pair(paper.before.pages, paper.after.pages)


def main_text(paper: PaperComparison) -> str:
    """The pages where the main text ends."""
    return pair(*paper.movement.main_text_ends) if paper.movement else "-"


def news(paper: PaperComparison) -> str:
    """New errors, warnings and overfull boxes, as numbers."""
    found = (paper.new_errors, paper.new_warnings, paper.new_overfull)
    return "/".join(str(len(texts)) for texts in found)


def summary(comparison: Comparison) -> str:
    """How many papers fared how."""
    verdicts = Counter(paper.verdict for paper in comparison.papers)
    words = [count(len(comparison.papers), "paper")]
    words += [f"{verdicts[name]} {word}" for name, word in VERDICTS.items() if verdicts[name]]
    return ", ".join(words)


def compilations(comparison: Comparison) -> str:
    """What was compiled, and what the cache had."""
    said = []
    for name in ("before", "after"):
        sides = [getattr(paper, name) for paper in comparison.papers if paper.main]
        reused = sum(side.reused for side in sides)
        said.append(f"{name}: {len(sides) - reused} compiled, {reused} from the cache")
    return "; ".join(said)


def notes(paper: PaperComparison) -> Iterator[str]:
    """What there is to say of a paper, the gravest first."""
    if paper.failure:
        yield f"Not compared: {paper.failure.rstrip('.')}."
    for name, side in (("before", paper.before), ("after", paper.after)):
        if side.errors:
            what = count(len(side.errors), "error") if side.pdf else "no PDF"
            yield f"{what} {name}; the first: {side.errors[0]}"
    for what, texts in (
        ("new error", paper.new_errors),
        ("new warning", paper.new_warnings),
        ("new overfull box", paper.new_overfull),
    ):
        if texts and not (what == "new error" and texts[0] == paper.after.errors[0]):
            number = (
                f"{len(texts)} {what}{'' if len(texts) == 1 else 'es' if what[-1] == 'x' else 's'}"
            )
            yield f"{number}; the first: {texts[0]}"
    yield from moved(paper)
    figures = tuple(dict.fromkeys((*paper.before.missing_figures, *paper.after.missing_figures)))
    if figures:
        yield f"{count(len(figures), 'missing figure')} shown as a frame: {listed(figures)}."


def moved(paper: PaperComparison) -> Iterator[str]:
    """What moved: the first line, the first of the references, marks, and what is within reach."""
    movement = paper.movement
    if movement is None:
        return
    if movement.first:
        yield f"The first line that moved: {movement.first.sentence}."
    if movement.first_reference and movement.first_reference is not movement.first:
        yield f"The first of the references: {movement.first_reference.sentence}."
    off = movement.marks.total - movement.marks.same
    if off:
        yield f"{off} of {movement.marks.total} rules, strokes and pictures moved."
    if movement.pages:
        numbers = list(map(str, movement.pages))
        yield f"Pages that differ: {listed(numbers, 12)}."
    ends = movement.main_text_ends
    if ends[0] != ends[1]:
        yield f"The main text ends on page {pair(*ends)}."
    if movement.within:
        yield (
            f"{count(movement.within, 'line')} off by up to {movement.most_within:.2f} bp, "
            "within the tolerance."
        )
