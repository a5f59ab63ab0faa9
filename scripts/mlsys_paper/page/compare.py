"""Compare where the runs and rules of two documents lie, and say it in words.

What was expected is paired with what is there whatever the painting order:
first with its equal, then with the same text elsewhere on the page, then on
other pages, then with other text at its place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mlsys_paper.page.model import Document, Page, Rule, Run

TOLERANCE = 0.05
"""How far, in bp, something may lie from its expected place."""

_LAST = 1_000_000  # extra things come after the expected ones of their page

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


def compare_layouts(
    expected: Document, actual: Document, tolerance: float = TOLERANCE
) -> tuple[Difference, ...]:
    """Compare two layouts, page by page.

    Every run must have its text, font, size, x, baseline and right edge, every
    rule its box, each length within `tolerance` bp. The order in which
    things were painted does not matter.

    Returns:
        The differences in the order of the expected layout; extra things
        last on their page. Empty when the layouts agree.
    """
    found: list[Difference] = []
    if len(expected.pages) != len(actual.pages):
        found.append(
            Difference(
                1,
                "pages",
                None,
                None,
                1,
                f"expected {_count(len(expected.pages), 'page')}, found {len(actual.pages)}",
            )
        )
    loose = {page.number: _Leftover(page, tolerance) for page in actual.pages}
    missing: list[_Missing] = []
    ranked: list[_Ranked] = []
    for page in expected.pages:
        there = loose.get(page.number)
        if there is None:
            missing += [_Missing(page.number, i, run) for i, run in enumerate(page.runs)]
            continue
        if abs(page.width - there.page.width) > 0.1 or abs(page.height - there.page.height) > 0.1:
            sentence = (
                f"page {page.number}: expected {page.width:g} x {page.height:g} bp, "
                f"found {there.page.width:g} x {there.page.height:g}"
            )
            found.append(Difference(page.number, "pages", None, None, page.number, sentence))
        missing += [
            _Missing(page.number, i, run)
            for i, run in enumerate(page.runs)
            if not there.take_exact(run)
        ]
        ranked += [
            ((page.number, len(page.runs) + i), difference)
            for i, difference in enumerate(there.rules(page, tolerance))
        ]
    ranked += _explain(missing, loose, tolerance)
    ranked.sort(key=lambda item: item[0])
    return (*found, *(difference for _, difference in ranked))


class _Leftover:
    """The runs of an actual page that nothing has been paired with yet."""

    def __init__(self, page: Page, tolerance: float) -> None:
        self.page = page
        self.tolerance = tolerance
        self.by_text: dict[str, list[Run]] = defaultdict(list)
        for run in page.runs:
            self.by_text[run.text].append(run)

    def take_exact(self, run: Run) -> bool:
        """Remove and report a run that is as expected in every respect."""
        rivals = self.by_text.get(run.text, ())
        for rival in rivals:
            if _same(run, rival, self.tolerance):
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

    def rules(self, page: Page, tolerance: float) -> Iterable[Difference]:
        """Differences of the rules of this page from those expected."""
        rest = list(self.page.rules)
        absent: list[Rule] = []
        for rule in page.rules:
            twin = next((r for r in rest if _rule_shift(rule, r) <= tolerance + 1e-6), None)
            if twin is None:
                absent.append(rule)
            else:
                rest.remove(twin)
        for rule in absent:
            twin = min(rest, key=lambda r: _rule_shift(rule, r), default=None)
            near = twin is not None and _rule_shift(rule, twin) < 36
            if twin is not None and near:
                rest.remove(twin)
            yield _rule_difference(page.number, rule, twin if near else None)
        for rule in rest:
            yield _rule_difference(page.number, None, rule)


class _Missing(NamedTuple):
    """An expected run that nothing equals: page, place in the page, the run."""

    page: int
    place: int
    run: Run


_Pages = dict[int, _Leftover]
_Ranked = tuple[tuple[int, int], Difference]


def _explain(missing: Sequence[_Missing], loose: _Pages, tolerance: float) -> list[_Ranked]:
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
            difference = _run_difference(item.page, item.run, where, twin, tolerance)
            done.append(((item.page, item.place), difference))
        missing = still
    for number, place, run in missing:
        sentence = f"page {number}: {_quote(run)} is missing; expected at {_place(run)}"
        done.append(((number, place), Difference(number, "missing", run, None, number, sentence)))
    for number, there in loose.items():
        for i, run in enumerate(there.rest()):
            sentence = (
                f"page {number}: {_quote(run)} was not expected; it is at {_place(run)}, "
                f"in {run.font} {run.size:g}"
            )
            rank = (number, _LAST + i)
            done.append((rank, Difference(number, "extra", None, run, number, sentence)))
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


def _same(one: Run, two: Run, tolerance: float) -> bool:
    slack = tolerance + 1e-6
    return (
        abs(one.x - two.x) <= slack
        and abs(one.baseline - two.baseline) <= slack
        and abs(one.right - two.right) <= slack
        and one.font == two.font
        and abs(one.size - two.size) < 0.015
    )


def _distance(one: Run, two: Run) -> float:
    return abs(one.x - two.x) + abs(one.baseline - two.baseline)


def _rule_shift(one: Rule, two: Rule) -> float:
    return max(abs(a - b) for a, b in zip(one.box, two.box, strict=True))


def _run_difference(number: int, run: Run, where: int, twin: Run, tolerance: float) -> Difference:
    changes = []
    if run.text != twin.text:
        changes.append(f"reads {_quote(twin)} instead")
    if run.font != twin.font:
        changes.append(f"is in {twin.font}, not {run.font}")
    if abs(run.size - twin.size) >= 0.015:
        changes.append(f"has size {twin.size:g}, not {run.size:g}")
    kind: Kind = "changed" if changes else "moved"
    if where != number:
        changes.insert(0, f"is on page {where}")
    shift = _shift(run, twin, tolerance) if where == number else ""
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


def _rule_difference(number: int, rule: Rule | None, twin: Rule | None) -> Difference:
    if rule is None:
        sentence = f"page {number}: a rule {_box(twin)} was not expected"
        return Difference(number, "extra", None, twin, number, sentence)
    if twin is None:
        sentence = f"page {number}: the rule {_box(rule)} is missing"
        return Difference(number, "missing", rule, None, number, sentence)
    sentence = (
        f"page {number}: the rule expected {_box(rule)} is {_box(twin)}: "
        f"off by {_rule_shift(rule, twin):.2f} bp"
    )
    return Difference(number, "moved", rule, twin, number, sentence)


def _quote(run: Run) -> str:
    text = run.text if len(run.text) <= 48 else run.text[:45] + "..."
    return f'"{text}"'


def _place(run: Run) -> str:
    return f"x {run.x:.2f}, baseline {run.baseline:.2f}"


def _box(rule: Rule | None) -> str:
    if rule is None:
        return ""
    return f"from ({rule.left:.2f}, {rule.bottom:.2f}) to ({rule.right:.2f}, {rule.top:.2f})"


def _count(n: int, what: str) -> str:
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
    lines = [f"{_count(len(differences), 'difference')}; the first:"]
    lines += [f"  {difference.sentence}" for difference in differences[:most]]
    if len(differences) > most:
        lines.append(f"  ... and {len(differences) - most} more")
    lines.append("By page:")
    for page in expected.pages:
        kinds = Counter(d.kind for d in differences if d.page == page.number and d.kind != "pages")
        if kinds:
            said = ", ".join(f"{n} {kind}" for kind, n in kinds.items())
            total = len(page.runs) + len(page.rules)
            lines.append(f"  page {page.number}: {said}, of {total} runs and rules")
    return "\n".join(lines) + "\n"
