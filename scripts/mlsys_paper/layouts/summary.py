"""Say what a change of the style did to documents: first in a sentence, then document by document.

When a space grows, all that follows in its column moves; a reader wants to hear
of the space. So the lines of a column are followed downwards, and only a line
that moved by another amount than the one above it is a step. Steps of one kind,
by what stands above and below them, are told together.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.layouts.model import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mlsys_paper.layouts.model import Layout, Line, Movement

MOST_EXAMPLES = 6
"""Moves of a document that are written out: with its summary and pictures, less than a screen."""

MOST_FACTS = 5
"""Kinds of change that a sentence lists."""

_STEP = 0.03  # bp: what rounding makes of a difference of differences
_FLOW = frozenset({"heading", "body", "display", "caption", "footnote", "reference", "float", ""})
_NUMBER = re.compile(r"[A-Z\d]+((?:\.\d+)*)\.?\s")
_LARGER = 1.1  # of the text's size: headings of sections


class Step(NamedTuple):
    """Where lines begin to be off by another amount.

    Attributes:
        place: what moved from where on: "section headings and everything below them".
        amount: by how much further, in bp; above 0 is higher.
        lines: how many lines it is until the next step.
    """

    place: str
    amount: float
    lines: int


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to a document.

    Attributes:
        name: of the document.
        steps: where its columns begin to move.
        aside: how far lines moved to the side, in bp, above 0 to the right: how many.
        notes: what else became of lines, such as a smaller type: how many.
        marks: how many rules and pictures moved.
        pages_broke: whether a line is on another page, or there are more or fewer pages.
        details: pages, counts and the first lines that moved, in sentences.
    """

    name: str
    steps: tuple[Step, ...]
    aside: Mapping[float, int]
    notes: Mapping[str, int]
    marks: int
    pages_broke: bool
    details: tuple[str, ...]


def change_of(name: str, after: Layout, movement: Movement) -> Change:
    """Return what happened to a document, by what moved and how it is now."""
    aside: Counter[float] = Counter()
    notes: Counter[str] = Counter()
    counts = movement.page_counts
    broke = counts[0] != counts[1]
    for move in movement.moves:
        one, other = move.before, move.after
        if one is None or other is None:
            notes[move.kind] += move.line.role not in NUMBERS
        elif move.kind == "elsewhere":
            broke = broke or one.page != other.page
            column = one.page == other.page
            notes["in the other column" if column else "on another page"] += 1
        else:
            if move.kind == "moved" and abs(other.x - one.x) > _STEP:
                aside[round(other.x - one.x, 2)] += 1
            notes.update(_notes(one, other))
    return Change(
        name=name,
        steps=tuple(_steps(after, movement)),
        aside=dict(aside),
        notes=dict(+notes),
        marks=len(movement.mark_moves),
        pages_broke=broke,
        details=tuple(_details(movement)),
    )


def _notes(one: Line, other: Line) -> Iterator[str]:
    """What became of a line at its place."""
    if one.text.replace(" ", "") != other.text.replace(" ", ""):
        yield "broken elsewhere or reworded"
        return
    if abs(one.size - other.size) >= 0.015:
        yield f"of size {other.size:.2f}, not {one.size:.2f}"
    elif one.font != other.font:
        yield f"in {other.font}, not {one.font}"
    elif abs((other.right - other.x) - (one.right - one.x)) > _STEP:
        yield "of another width"
    elif abs(other.baseline - one.baseline) <= _STEP and abs(other.x - one.x) <= _STEP:
        yield "otherwise set within"


def _steps(after: Layout, movement: Movement) -> Iterator[Step]:
    """Yield the steps of all columns."""
    by_line: dict[Line, float | None] = {}
    for move in movement.moves:
        if move.after is not None:
            still = move.kind == "moved" and move.before is not None
            by_line[move.after] = move.after.baseline - move.before.baseline if still else None  # type: ignore[union-attr]
    columns: dict[tuple[int, int], list[Line]] = defaultdict(list)
    for line in after.lines:
        if line.role in _FLOW:
            columns[line.page, max(line.column, 0)].append(line)
        elif line.role == "front":
            columns[line.page, -1].append(line)
    size = _text_size(after.lines)
    for lines in columns.values():
        lines.sort(key=lambda line: -line.baseline)
        yield from _steps_of(lines, by_line, size)


def _steps_of(
    lines: Sequence[Line], by_line: dict[Line, float | None], size: float
) -> Iterator[Step]:
    """Yield the steps of a column, from top to bottom."""
    above: Line | None = None
    was, place, amount, count = 0.0, "", 0.0, 0
    for line in lines:
        shift = by_line.get(line, 0.0)
        if shift is None:  # it isn't known from where it comes
            continue
        # Space that stretches takes back what was added above it: no step of its own.
        back = abs(shift) < abs(was) and shift * was >= 0
        if abs(shift - was) > _STEP and not back:
            if count:
                yield Step(place, amount, count)
            place, amount, count = _place(above, line, size), round(shift - was, 3), 0
        count += abs(shift) > _STEP
        was, above = shift, line
    if count:
        yield Step(place, amount, count)


def _text_size(lines: Iterable[Line]) -> float:
    sizes = Counter(line.size for line in lines if line.role == "body")
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _place(above: Line | None, line: Line, size: float) -> str:
    """What moved, from a line on."""
    place = "everything below paragraphs or list items"
    if above is None:
        title = line.role == "front"
        place = "the title block" if title else "what begins a column, and everything below it,"
    elif line.role == "heading" != above.role:
        place = f"{_heading(line, size)} and everything below them"
    elif above.role == "heading":
        place = f"everything below {_heading(above, size)}"
    elif line.role == above.role and line.role in _KINDS:
        place = f"everything between and below {_KINDS[line.role]}"
    elif line.role in _KINDS:
        place = f"{_KINDS[line.role]} and everything below them"
    elif above.role in _KINDS:
        place = f"everything below {_KINDS[above.role]}"
    return place


_KINDS = {
    "caption": "captions",
    "display": "displayed formulas",
    "footnote": "footnotes",
    "reference": "references",
    "float": "floats",
    "front": "the lines of the title block",
}


def _heading(line: Line, size: float) -> str:
    """What headings of a line's kind are called."""
    if max(piece.size for piece in line.parts) > _LARGER * size:
        return "section headings"
    number = _NUMBER.match(line.text)
    depth = number[1].count(".") if number else 0
    return {1: "subsection headings", 2: "subsubsection headings"}.get(depth, "headings")


def summary(changes: Sequence[Change]) -> str:
    """Return what happened to all documents, in a sentence.

    For example: "6 documents changed; everything below section headings is 0.50
    bp lower (212 lines); page breaks moved in none".
    """
    if not changes:
        return "no document changed"
    said = [_count(len(changes), "document") + " changed", *_facts(changes)]
    broke = sum(change.pages_broke for change in changes)
    said.append(f"page breaks moved in {broke or 'none'}")
    return "; ".join(said)


def _facts(changes: Sequence[Change]) -> list[str]:
    """What happened, the most frequent first."""
    facts: Counter[str] = Counter()
    facts.update(_step_facts([step for change in changes for step in change.steps]))
    aside = sum((Counter(change.aside) for change in changes), Counter[float]())
    for right in (True, False):
        found = {amount: n for amount, n in aside.items() if (amount > 0) == right}
        if found:
            n = sum(found.values())
            way = "right" if right else "left"
            facts[f"{_count(n, 'line')} {_is(n)} {_range(found)} bp further {way}"] = n
    for note, n in sum((Counter(change.notes) for change in changes), Counter[str]()).items():
        facts[f"{_count(n, 'line')} {_is(n)} {note}"] = n
    marks = sum(change.marks for change in changes)
    if marks:
        facts[f"{_count(marks, 'rule or picture', 'rules or pictures')} moved"] = 0
    listed = [fact for fact, _ in facts.most_common()]
    more = len(listed) - MOST_FACTS
    kinds = _count(more, "more kind", "more kinds")
    return listed if more <= 0 else [*listed[:MOST_FACTS], f"{kinds} of change"]


def _step_facts(steps: Sequence[Step]) -> dict[str, int]:
    """Return the steps in words, with the lines that each is about."""
    groups: dict[tuple[str, bool], list[Step]] = defaultdict(list)
    for step in steps:
        groups[step.place, step.amount > 0].append(step)
    facts = {}
    for (place, higher), members in groups.items():
        amounts = [step.amount for step in members]
        lines = sum(step.lines for step in members)
        verb = "are" if place.endswith("them") or place.startswith("the lines") else "is"
        way = "higher" if higher else "lower"
        facts[f"{place} {verb} {_range(amounts)} bp {way} ({_count(lines, 'line')})"] = lines
    return facts


def _range(amounts: Iterable[float]) -> str:
    """Return amounts as one, or as the least and the most of them."""
    sizes = sorted(abs(amount) for amount in amounts)
    least, most = sizes[0], sizes[-1]
    return f"{median(sizes):.2f}" if most - least <= _STEP else f"{least:.2f} to {most:.2f}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one}" if number == 1 else f"{number} {many or one + 's'}"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def report(change: Change) -> Iterator[str]:
    """Yield the lines of a document's report, fewer than fit on a screen."""
    yield f"{change.name}: {'; '.join(_facts([change])) or 'the pages differ'}"
    yield from (f"  {detail}" for detail in change.details)


def _details(movement: Movement) -> Iterator[str]:
    """Yield sentences on what moved: pages, counts and examples."""
    before, after = movement.page_counts
    if before != after:
        yield f"It has {_count(after, 'page')}, not {before}."
    ends = movement.main_text_ends
    if ends[0] != ends[1] and None not in ends:
        yield f"The main text ends on page {ends[1]}, not {ends[0]}."
    pages = ", ".join(map(str, movement.pages[:20]))
    more = f" and {len(movement.pages) - 20} more" if len(movement.pages) > 20 else ""
    lines, marks = movement.lines, movement.marks
    yield (
        f"Pages that differ: {pages}{more}. In place: {lines.same} of {lines.total} lines, "
        f"{marks.same} of {marks.total} rules and pictures."
    )
    examples = _examples(movement)
    yield from examples
    rest = len(movement.moves) + len(movement.mark_moves) - len(examples)
    if rest > 0:
        yield f"... and {rest} more"


def _examples(movement: Movement) -> list[str]:
    """Return sentences on moves that are each different, then on others, and on a mark."""
    seen: set[str] = set()
    different: list[str] = []
    others: list[str] = []
    for move in sorted(movement.moves, key=lambda move: move.line.role in NUMBERS):
        what = move.sentence.rpartition("\N{RIGHT DOUBLE QUOTATION MARK}")[2]
        (others if what in seen else different).append(move.sentence)
        seen.add(what)
    marks = [mark.sentence for mark in movement.mark_moves]
    room = MOST_EXAMPLES - min(len(marks), 1)
    lines = [*different[:room], *others[: max(room - len(different), 0)]]
    return [*lines, *marks[: MOST_EXAMPLES - len(lines)]]
