"""Differences of layouts, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from mlsys_paper.pdf.model import BLACK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.pdf.model import Colour, Document, Rule, Run

Kind = Literal["moved", "changed", "missing", "extra", "pages"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as expected.

    Attributes:
        page: the page where it was expected, or where the extra thing is.
        kind: "moved", "changed" (font, size, text), "missing", "extra" or
            "pages" (the number of pages or the size of one).
        expected: what should be there, None for something extra.
        actual: what was found instead, None for something missing.
        actual_page: the page where it was found.
        sentence: the difference in words.
    """

    page: int
    kind: Kind
    expected: Run | Rule | None
    actual: Run | Rule | None
    actual_page: int
    sentence: str

    def __str__(self) -> str:
        return self.sentence


class Measure(NamedTuple):
    """What counts as the same.

    Attributes:
        tolerance: how far a place may be off, in bp.
        colours: whether the colours of text must agree too.
    """

    tolerance: float
    colours: bool

    def same(self, one: Run, two: Run) -> bool:
        """Whether two runs with the same text are alike."""
        slack = self.tolerance + 1e-6
        return (
            abs(one.x - two.x) <= slack
            and abs(one.baseline - two.baseline) <= slack
            and abs(one.right - two.right) <= slack
            and one.font == two.font
            and abs(one.size - two.size) < 0.015
            and one.angle == two.angle
            and not (self.colours and one.colour != two.colour)
        )


def page_difference(number: int, sentence: str) -> Difference:
    """A wrong number of pages, or a page of the wrong size."""
    return Difference(number, "pages", None, None, number, sentence)


def missing_run(number: int, run: Run) -> Difference:
    """A run that is nowhere."""
    sentence = f"page {number}: {_quote(run)} is missing; expected at {_place(run)}"
    return Difference(number, "missing", run, None, number, sentence)


def extra_run(number: int, run: Run) -> Difference:
    """A run that nothing asked for."""
    sentence = (
        f"page {number}: {_quote(run)} was not expected; it is at {_place(run)}, "
        f"in {run.font} {run.size:g}"
    )
    return Difference(number, "extra", None, run, number, sentence)


def rule_shift(one: Rule, two: Rule) -> float:
    """How far the farthest edge is off, in bp."""
    return max(abs(a - b) for a, b in zip(one.box, two.box, strict=True))


def run_difference(number: int, run: Run, where: int, twin: Run, measure: Measure) -> Difference:
    """What sets a run on a page apart from the one found for it (on page `where`)."""
    changes = []
    if run.text != twin.text:
        changes.append(f"reads {_quote(twin)} instead")
    if run.font != twin.font:
        changes.append(f"is in {twin.font}, not {run.font}")
    if abs(run.size - twin.size) >= 0.015:
        changes.append(f"has size {twin.size:g}, not {run.size:g}")
    if run.angle != twin.angle:
        changes.append(f"is turned by {twin.angle:g} degrees, not {run.angle:g}")
    if measure.colours and run.colour != twin.colour:
        changes.append(f"is {_colour(twin.colour)}, not {_colour(run.colour)}")
    kind: Kind = "changed" if changes else "moved"
    if where != number:
        changes.insert(0, f"is on page {where}")
    shift = _shift(run, twin, measure.tolerance) if where == number else ""
    if where != number or shift:
        changes.append(f"expected at {_place(run)}, found at {_place(twin)}")
    if shift:
        changes[-1] += f": {shift}"
    sentence = f"page {number}: {_quote(run)} " + "; ".join(changes)
    return Difference(number, kind, run, twin, where, sentence)


def _shift(run: Run, twin: Run, tolerance: float) -> str:
    across, up = twin.x - run.x, twin.baseline - run.baseline
    ways = []
    if abs(across) > tolerance:
        ways.append(f"{abs(across):.2f} bp too far {'right' if across > 0 else 'left'}")
    if abs(up) > tolerance:
        ways.append(f"{abs(up):.2f} bp too {'high' if up > 0 else 'low'}")
    if not ways and run.text == twin.text and abs(twin.right - run.right) > tolerance:
        wider = twin.right - run.right
        ways.append(
            f"its right end is {abs(wider):.2f} bp too far {'right' if wider > 0 else 'left'}"
        )
    return ", ".join(ways)


def rule_difference(number: int, rule: Rule | None, twin: Rule | None) -> Difference:
    """A rule that is elsewhere, missing (no twin) or extra (no rule)."""
    if rule is None:
        sentence = f"page {number}: a rule {_box(twin)} was not expected"
        return Difference(number, "extra", None, twin, number, sentence)
    if twin is None:
        sentence = f"page {number}: the rule {_box(rule)} is missing"
        return Difference(number, "missing", rule, None, number, sentence)
    sentence = (
        f"page {number}: the rule expected {_box(rule)} is {_box(twin)}: "
        f"off by {rule_shift(rule, twin):.2f} bp"
    )
    return Difference(number, "moved", rule, twin, number, sentence)


def _colour(colour: Colour) -> str:
    return "black" if colour == BLACK else "#{:02x}{:02x}{:02x}".format(*colour)


def _quote(run: Run) -> str:
    text = run.text if len(run.text) <= 48 else run.text[:45] + "..."
    return f'"{text}"'


def _place(run: Run) -> str:
    return f"x {run.x:.2f}, baseline {run.baseline:.2f}"


def _box(rule: Rule | None) -> str:
    if rule is None:
        return ""
    return f"from ({rule.left:.2f}, {rule.bottom:.2f}) to ({rule.right:.2f}, {rule.top:.2f})"


def count(n: int, what: str) -> str:
    """A number with its noun: "1 page", "2 pages"."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def explain(expected: Document, differences: Sequence[Difference], *, most: int = 20) -> str:
    """The differences as text: a count by page, then the first of them.

    Args:
        expected: the layout that was expected, for the counts.
        differences: what `compare_layouts` found.
        most: how many differences to write out.
    """
    if not differences:
        return "The layouts agree.\n"
    lines = [f"{count(len(differences), 'difference')}; the first:"]
    lines += [f"  {difference.sentence}" for difference in differences[:most]]
    if len(differences) > most:
        lines.append(f"  ... and {len(differences) - most} more")
    lines.append("By page:")
    totals = {page.number: len(page.runs) + len(page.rules) for page in expected.pages}
    for number in sorted({d.page for d in differences if d.kind != "pages"}):
        kinds = Counter(d.kind for d in differences if d.page == number and d.kind != "pages")
        said = ", ".join(f"{n} {kind}" for kind, n in kinds.items())
        lines.append(f"  page {number}: {said}, of {totals.get(number, 0)} runs and rules")
    return "\n".join(lines) + "\n"
