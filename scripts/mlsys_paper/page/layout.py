"""Layouts: compare where the runs and rules of two documents lie.

A layout is a `Document` with runs and rules only. The comparison pairs what
was expected with what is there, whatever the painting order, and explains
each difference in a sentence.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mlsys_paper.errors import PaperError
from mlsys_paper.page.model import Document, Page, Rule, Run
from mlsys_paper.page.reader import read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

TOLERANCE = 0.05
"""How far, in bp, something may lie from its expected place."""

_LEFT, _RIGHT, _FOOT = 54.0, 543.0, 72.0
"""Numbers beyond these (bp) are line numbers and folios, not text."""

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


def read_reference(path: Path) -> Document:
    """Read a layout file of the reference documents (JSON).

    Raises:
        PaperError: the file is absent or not such a layout.
    """
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        pages = tuple(_reference_page(i, page) for i, page in enumerate(data["pages"], 1))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PaperError(f"{path}: not a layout file ({error})") from error
    return Document(path=path, pages=pages)


def _reference_page(number: int, page: dict[str, Any]) -> Page:
    runs = tuple(
        Run(x, baseline, right, font, size, text.replace("\x02", "-"))
        for x, baseline, right, font, size, text in page["runs"]
    )
    rules = tuple(Rule(*rule) for rule in page["rules"])
    width, height = page["size"]
    return Page(number, width, height, runs, rules)


def without_ruler(document: Document) -> Document:
    """Leave out the older styles' ruler: three digits left of the left column."""
    return _filtered(document, lambda r: not (27 <= r.x <= 43 and re.fullmatch(r"\d{3}", r.text)))


def without_numbers(document: Document) -> Document:
    """Leave out line numbers beside the columns and folios below them."""
    return _filtered(
        document,
        lambda r: (
            not (r.text.isdecimal() and (r.right < _LEFT or r.x > _RIGHT or r.baseline < _FOOT))
        ),
    )


def _filtered(document: Document, keep: Callable[[Run], bool]) -> Document:
    return replace(
        document,
        pages=tuple(
            replace(page, runs=tuple(run for run in page.runs if keep(run)))
            for page in document.pages
        ),
    )


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
    missing: list[tuple[int, int, Run]] = []
    ranked: list[tuple[tuple[int, int], Difference]] = []
    for page in expected.pages:
        there = loose.get(page.number)
        if there is None:
            missing += [(page.number, i, run) for i, run in enumerate(page.runs)]
            continue
        if abs(page.width - there.page.width) > 0.1 or abs(page.height - there.page.height) > 0.1:
            sentence = (
                f"page {page.number}: expected {page.width:g} x {page.height:g} bp, "
                f"found {there.page.width:g} x {there.page.height:g}"
            )
            found.append(Difference(page.number, "pages", None, None, page.number, sentence))
        missing += [
            (page.number, i, run) for i, run in enumerate(page.runs) if not there.take_exact(run)
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


def _explain(
    missing: Sequence[tuple[int, int, Run]], loose: dict[int, _Leftover], tolerance: float
) -> list[tuple[tuple[int, int], Difference]]:
    """Pair what is missing with what is left over, likeliest first."""
    done: list[tuple[tuple[int, int], Difference]] = []

    def pair(found: Callable[[int, Run], tuple[int, Run] | None]) -> None:
        nonlocal missing
        still = []
        for number, i, run in missing:
            other = found(number, run)
            if other is None:
                still.append((number, i, run))
                continue
            where, twin = other
            loose[where].take(twin)
            done.append(((number, i), _run_difference(number, run, where, twin, tolerance)))
        missing = still

    def on_page(number: int, run: Run) -> tuple[int, Run] | None:
        twin = loose[number].nearest(run) if number in loose else None
        return (number, twin) if twin is not None else None

    def on_other_page(number: int, run: Run) -> tuple[int, Run] | None:
        if len(run.text) < 8:
            return None
        for other in sorted(loose, key=lambda n: (abs(n - number), n)):
            twin = loose[other].nearest(run)
            if twin is not None:
                return other, twin
        return None

    def instead(number: int, run: Run) -> tuple[int, Run] | None:
        twin = loose[number].in_place_of(run) if number in loose else None
        return (number, twin) if twin is not None else None

    pair(on_page)
    pair(on_other_page)
    pair(instead)
    for number, i, run in missing:
        sentence = f"page {number}: {_quote(run)} is missing; expected at {_place(run)}"
        done.append(((number, i), Difference(number, "missing", run, None, number, sentence)))
    for number, there in loose.items():
        for i, run in enumerate(there.rest()):
            sentence = (
                f"page {number}: {_quote(run)} was not expected; it is at {_place(run)}, "
                f"in {run.font} {run.size:g}"
            )
            rank = (number, 1_000_000 + i)
            done.append((rank, Difference(number, "extra", None, run, number, sentence)))
    return done


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
        here = [d for d in differences if d.page == page.number and d.kind != "pages"]
        if here:
            kinds = {kind: sum(d.kind == kind for d in here) for kind in ("moved", "changed")}
            kinds |= {kind: sum(d.kind == kind for d in here) for kind in ("missing", "extra")}
            said = ", ".join(f"{n} {kind}" for kind, n in kinds.items() if n)
            total = len(page.runs) + len(page.rules)
            lines.append(f"  page {page.number}: {said}, of {total} runs and rules")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Compare a layout file with a PDF: `compare EXPECTED.json ACTUAL.pdf`."""
    parser = argparse.ArgumentParser(prog="python -m mlsys_paper.page.layout")
    parser.add_argument("command", choices=["compare"])
    parser.add_argument("expected", type=Path, help="a layout file (.json) or a PDF")
    parser.add_argument("actual", type=Path, help="a PDF")
    parser.add_argument("--tolerance", type=float, default=TOLERANCE)
    parser.add_argument("--ignore-ruler", action="store_true")
    parser.add_argument("--most", type=int, default=20)
    options = parser.parse_args(arguments)
    is_pdf = options.expected.suffix.lower() == ".pdf"
    try:
        expected = (read_document if is_pdf else read_reference)(options.expected)
        actual = without_numbers(read_document(options.actual))
    except PaperError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if options.ignore_ruler:
        expected = without_ruler(expected)
    if is_pdf:
        expected = without_numbers(expected)
    differences = compare_layouts(expected, actual, options.tolerance)
    sys.stdout.write(explain(expected, differences, most=options.most))
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
