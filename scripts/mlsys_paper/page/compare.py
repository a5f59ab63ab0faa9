"""Compare where the runs and rules of two documents lie.

What was expected is paired with what is there whatever the painting order:
first with its equal, then with the same text elsewhere on the page, then on
other pages, then with other text at its place.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.page.differences import (
    Difference,
    Measure,
    count,
    extra_run,
    missing_run,
    page_difference,
    rule_difference,
    rule_shift,
    run_difference,
)
from mlsys_paper.pdf.model import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlsys_paper.pdf.model import Document, Rule, Run

TOLERANCE = 0.05
"""How far, in bp, something may lie from its expected place."""

_LAST = 1_000_000  # extra things come after the expected ones of their page


def compare_layouts(
    expected: Document, actual: Document, tolerance: float = TOLERANCE, *, colours: bool = False
) -> tuple[Difference, ...]:
    """Compare two layouts, page by page.

    Every run must have its text, font, size, x, baseline and right edge, every
    rule its box, each length within `tolerance` bp. The order in which
    things were painted does not matter.

    Args:
        expected: what should be there.
        actual: what is there.
        tolerance: how far a place may be off, in bp.
        colours: whether the colours of text must agree too.

    Returns:
        The differences in the order of the expected layout; extra things
        last on their page. Empty when the layouts agree.
    """
    found: list[Difference] = []
    if len(expected.pages) != len(actual.pages):
        wanted = count(len(expected.pages), "page")
        found.append(page_difference(1, f"expected {wanted}, found {len(actual.pages)}"))
    measure = Measure(tolerance, colours)
    loose = {page.number: _Leftover(page, measure) for page in actual.pages}
    wanted_pages = {page.number: page for page in expected.pages}
    missing: list[_Missing] = []
    ranked: list[_Ranked] = []
    for number in sorted(wanted_pages.keys() | loose.keys()):
        page = wanted_pages.get(number) or Page(number, 0, 0)
        there = loose.setdefault(number, _Leftover(Page(number, 0, 0), measure))
        if number in wanted_pages and there.page.width and _sizes_differ(page, there.page):
            sentence = (
                f"page {number}: expected {page.width:g} x {page.height:g} bp, "
                f"found {there.page.width:g} x {there.page.height:g}"
            )
            found.append(page_difference(number, sentence))
        missing += [
            _Missing(number, i, run) for i, run in enumerate(page.runs) if not there.take_exact(run)
        ]
        ranked += [
            ((number, len(page.runs) + i), difference)
            for i, difference in enumerate(there.rules(page))
        ]
    ranked += _explain(missing, loose, measure)
    ranked.sort(key=lambda item: item[0])
    return (*found, *(difference for _, difference in ranked))


def _sizes_differ(one: Page, two: Page) -> bool:
    return abs(one.width - two.width) > 0.1 or abs(one.height - two.height) > 0.1


class _Leftover:
    """The runs of an actual page that nothing has been paired with yet."""

    def __init__(self, page: Page, measure: Measure) -> None:
        self.page = page
        self.measure = measure
        self.by_text: dict[str, list[Run]] = defaultdict(list)
        for run in page.runs:
            self.by_text[run.text].append(run)

    def take_exact(self, run: Run) -> bool:
        """Remove and report a run that is as expected in every respect."""
        for rival in self.by_text.get(run.text, ()):
            if self.measure.same(run, rival):
                self.take(rival)
                return True
        return False

    def take(self, run: Run) -> None:
        """Remove a run."""
        rivals = self.by_text[run.text]
        rivals.remove(run)
        if not rivals:
            del self.by_text[run.text]

    def rest(self) -> Iterable[Run]:
        """What is left, in painting order."""
        left = [run for rivals in self.by_text.values() for run in rivals]
        place = {id(run): i for i, run in enumerate(self.page.runs)}
        return sorted(left, key=lambda run: place[id(run)])

    def nearest(self, run: Run) -> Run | None:
        """The nearest run with the same text."""
        return min(self.by_text.get(run.text, ()), key=lambda r: _distance(run, r), default=None)

    def in_place_of(self, run: Run) -> Run | None:
        """A run with another text at the place of this one."""
        near = [r for r in self.rest() if _distance(run, r) < 1.0]
        return min(near, key=lambda r: _distance(run, r), default=None)

    def rules(self, page: Page) -> Iterable[Difference]:
        """Differences of the rules of this page from those expected."""
        rest = list(self.page.rules)
        absent: list[Rule] = []
        for rule in page.rules:
            twin = next(
                (r for r in rest if rule_shift(rule, r) <= self.measure.tolerance + 1e-6), None
            )
            if twin is None:
                absent.append(rule)
            else:
                rest.remove(twin)
        for rule in absent:
            twin = min(rest, key=lambda r: rule_shift(rule, r), default=None)
            near = twin is not None and rule_shift(rule, twin) < 36
            if twin is not None and near:
                rest.remove(twin)
            yield rule_difference(page.number, rule, twin if near else None)
        for rule in rest:
            yield rule_difference(page.number, None, rule)


class _Missing(NamedTuple):
    """An expected run that nothing equals: page, place in the page, the run."""

    page: int
    place: int
    run: Run


_Pages = dict[int, _Leftover]
_Ranked = tuple[tuple[int, int], Difference]


def _explain(missing: Sequence[_Missing], loose: _Pages, measure: Measure) -> list[_Ranked]:
    """Pair what is missing with what is left over, likeliest first."""
    done: list[_Ranked] = []
    for find in (_on_page, _on_another_page, _in_its_place):
        still = []
        for item in missing:
            where, twin = find(loose, item) or (0, None)
            if twin is None:
                still.append(item)
                continue
            loose[where].take(twin)
            difference = run_difference(item.page, item.run, where, twin, measure)
            done.append(((item.page, item.place), difference))
        missing = still
    done += [((number, place), missing_run(number, run)) for number, place, run in missing]
    done += [
        ((number, _LAST + i), extra_run(number, run))
        for number, there in loose.items()
        for i, run in enumerate(there.rest())
    ]
    return done


def _on_page(loose: _Pages, missing: _Missing) -> tuple[int, Run] | None:
    there = loose.get(missing.page)
    twin = there.nearest(missing.run) if there else None
    return (missing.page, twin) if twin else None


def _on_another_page(loose: _Pages, missing: _Missing) -> tuple[int, Run] | None:
    if len(missing.run.text) < 8:  # "1" and "=" are everywhere
        return None
    for number in sorted(loose, key=lambda n: (abs(n - missing.page), n)):
        twin = loose[number].nearest(missing.run)
        if twin is not None:
            return number, twin
    return None


def _in_its_place(loose: _Pages, missing: _Missing) -> tuple[int, Run] | None:
    there = loose.get(missing.page)
    twin = there.in_place_of(missing.run) if there else None
    return (missing.page, twin) if twin else None


def _distance(one: Run, two: Run) -> float:
    return abs(one.x - two.x) + abs(one.baseline - two.baseline)
