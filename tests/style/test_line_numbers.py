"""Each line has its number, nothing else has one, and nothing moves because of them."""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import pytest

from layout_assertions import assert_layout
from mlsys_paper.document.anatomy import dissect
from mlsys_paper.document.lines import is_grey_number
from style.numbered_papers import BY_KIND, KINDS, LOADED, NUMBERED
from style.papers import REFERENCE, REFERENCE_FILES, left_by, pages, read_again, reference_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import CompileTex
    from mlsys_paper.document.anatomy import PageText
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Document, Page, Run
    from mlsys_paper.tex.compile import CompiledDocument

NUMBERS = "linenumbers=true"
NO_NUMBERS = "linenumbers=false"
REFERENCES = ("body", "citations", "floats", "long", "titlepage")
EXAMPLE = REFERENCE.parents[2] / "example_paper" / "example_paper.tex"
PAPERS = (*REFERENCES, "example paper", *NUMBERED, *LOADED)
# Columns within a column, and a page that is turned: numbered as a whole.
WITHOUT_COLUMNS = ("multicol", "longtable")
COLUMNS = tuple(name for name in PAPERS if name not in WITHOUT_COLUMNS)

NEAR = 0.5
"""bp between the baselines of a line and of its number."""
RIGHT = 500.0
"""Numbers right of this (bp) are those of the right column."""
NUMBER_SIZE = 5.98
TYPEWRITER = ("NimbusMon", "TeXGyreCursor")
"""The fonts of listings, of pdfLaTeX and of the other engines."""
LEADING = 11.96


class Paper(NamedTuple):
    """A paper, and the same without line numbers."""

    numbered: CompiledDocument
    plain: CompiledDocument


class Number(NamedTuple):
    """A line number: its value, page and baseline, and whether it is the right column's."""

    value: int
    page: int
    right: bool
    baseline: float


class Measured(NamedTuple):
    """What a numbered paper shows.

    Attributes:
        numbers: in reading order.
        lines: how many lines should be numbered.
        missing: those that are not.
        wrong: numbers of what should have none: captions, footnotes, floats.
        loose: numbers with no line.
    """

    numbers: list[Number]
    lines: int
    missing: list[str]
    wrong: list[str]
    loose: list[Number]


def is_number(run: Run) -> bool:
    return is_grey_number(run) and abs(run.size - NUMBER_SIZE) < 0.05


def numbers_of(page: Page) -> list[Number]:
    """The numbers of a page in reading order; digits that were painted apart are joined."""
    found: dict[tuple[bool, float], list[Run]] = {}
    for run in page.runs:
        if is_number(run) and not run.angle:
            found.setdefault((run.x > RIGHT, -round(run.baseline, 1)), []).append(run)
    return [
        Number(
            int("".join(run.text for run in sorted(runs, key=lambda run: run.x))),
            page.number,
            right,
            runs[0].baseline,
        )
        for (right, _), runs in sorted(found.items())
    ]


def without_line_numbers(document: Document) -> Document:
    return replace(
        document,
        pages=tuple(
            replace(page, runs=tuple(run for run in page.runs if not is_number(run)))
            for page in document.pages
        ),
    )


def text_lines(text: PageText) -> Iterator[TextLine]:
    """The lines of the columns, and of the abstract; what stands above its text is left out."""
    top = 1000.0
    if text.page.number == 1:
        top = max(line.baseline for line in text.lines if line.text.casefold() == "abstract") - 1
    for line in text.lines:
        if line.column >= 0 and line.baseline < top:
            yield line


def is_text(line: TextLine) -> bool:
    """Whether a line is of the text: to be numbered."""
    return line.role in {"front", "body", "heading", "display", "reference"} or (
        not line.role and line.font.startswith(TYPEWRITER)
    )


def is_right(line: TextLine, text: PageText) -> bool:
    return line.column == 2 or (
        line.column == 0 and len(text.columns.edges) == 2 and line.x > text.page.width / 2
    )


def parted(lines: list[TextLine], numbered: list[TextLine]) -> list[TextLine]:
    """The lines that are no part of a numbered one: no numerator, no limits of a sum."""
    seen, lines = list(numbered), list(lines)
    for line in seen:  # grows while it is walked: a fraction may stand in a fraction
        beside = [
            other
            for other in lines
            if line.box.bottom < other.box.top and other.box.bottom < line.box.top
        ]
        seen.extend(beside)
        lines = [line for line in lines if line not in beside]
    return lines


def centred_rows(number: Number, missing: list[TextLine]) -> list[TextLine]:
    """The rows of a matrix or table that a number stands in the middle of: one box to TeX."""
    above = min((line.baseline for line in missing if line.baseline > number.baseline), default=0)
    below = max((line.baseline for line in missing if line.baseline < number.baseline), default=0)
    halfway = abs(above + below - 2 * number.baseline) < 5 and above - below < 2 * LEADING
    return [
        line for line in missing if halfway and abs(line.baseline - number.baseline) < 1.5 * LEADING
    ]


def measure(document: Document) -> Measured:
    """Hold numbers and lines against each other, column by column."""
    measured = Measured([], 0, [], [], [])
    count = 0
    for text in dissect(document).pages:
        numbers = numbers_of(text.page)
        measured.numbers.extend(numbers)
        for right in (False, True):
            here = [number for number in numbers if number.right == right]
            lines = [line for line in text_lines(text) if is_right(line, text) == right]
            hit = {
                id(line): number
                for line in lines
                for number in here
                if abs(line.baseline - number.baseline) <= NEAR
            }
            numbered = [line for line in lines if id(line) in hit]
            missing = parted(
                [line for line in lines if id(line) not in hit and is_text(line)], numbered
            )
            taken = set(hit.values())
            for number in here:
                if number not in taken:
                    rows = centred_rows(number, missing)
                    missing = [line for line in missing if line not in rows]
                    measured.loose.extend([] if rows else [number])
            count += sum(map(is_text, numbered)) + len(missing)
            measured.missing.extend(f"page {line.page}: {line.text}" for line in missing)
            measured.wrong.extend(
                f"page {line.page}: {line.role} {line.text}"
                for line in numbered
                if line.role in {"caption", "footnote", "float", "head", "folio"}
            )
    return measured._replace(lines=count)


@pytest.fixture(scope="module")
def paper_of(compile_tex: CompileTex, style_dir: Path) -> Callable[[str], Paper]:
    style = (style_dir / "mlsys2024.sty").read_text(encoding="utf-8")
    assert style.count(NUMBERS) == 1
    without = {"mlsys2024.sty": style.replace(NUMBERS, NO_NUMBERS)}

    @functools.cache
    def paper_of(name: str) -> Paper:
        if name == "example paper":
            return Paper(compile_tex(EXAMPLE), compile_tex(EXAMPLE, without))
        if name in REFERENCES:
            source = (REFERENCE / f"{name}.tex").read_text(encoding="utf-8")
            numbered = reference_in("review", source, REFERENCE_FILES, compile_tex)
            # BibTeX, which has its say on either paper, is run on both.
            spared = numbered.runs > 1 and not numbered.bbl_text
            left = left_by(numbered, read_again(source)) if spared else {}
            plain = reference_in("review", source, REFERENCE_FILES | without | left, compile_tex)
            return Paper(numbered, plain)
        source = (NUMBERED | LOADED)[name]  # no line depends on a label
        numbered = compile_tex(source, REFERENCE_FILES, max_runs=1)
        return Paper(numbered, compile_tex(source, REFERENCE_FILES | without, max_runs=1))

    return paper_of


@pytest.fixture(params=PAPERS)
def paper(request: pytest.FixtureRequest, paper_of: Callable[[str], Paper]) -> Paper:
    return paper_of(request.param)


@pytest.fixture(params=COLUMNS)
def measured(request: pytest.FixtureRequest, paper_of: Callable[[str], Paper]) -> Measured:
    return measurement(paper_of(request.param).numbered)


@functools.cache
def measurement(compiled: CompiledDocument) -> Measured:
    return measure(pages(compiled))


# Numbers on lines ----------------------------------------------------------------


def test_lines_have_numbers_on_their_baselines(measured: Measured) -> None:
    assert measured.lines > 50
    assert len(measured.missing) <= 0.02 * measured.lines, measured.missing


def test_numbers_stand_at_lines_only(measured: Measured) -> None:
    assert measured.wrong == []
    assert measured.loose == []


def shares(document: Document) -> dict[str, tuple[int, int]]:
    """How many lines of each kind have a number on their baseline, and how many there are."""
    found = dict.fromkeys(KINDS, (0, 0))
    for page in document.pages:
        numbers = numbers_of(page)
        middle = page.width / 2
        lines = {
            (run.x > middle, round(run.baseline, 1), kind)
            for run in page.runs
            for kind in KINDS
            if kind in re.findall("[a-z]+", run.text)
        }
        for right, baseline, kind in lines:
            hit = any(
                number.right == right and abs(number.baseline - baseline) <= NEAR
                for number in numbers
            )
            numbered, of = found[kind]
            found[kind] = numbered + hit, of + 1
    return found


def test_each_kind_of_text_has_its_share_of_numbers(compile_tex: CompileTex) -> None:
    """Lines of the column have theirs; a box counts as one line at most, a float as none."""
    found = shares(pages(compile_tex(BY_KIND, REFERENCE_FILES, max_runs=1)))
    assert min(of for _, of in found.values()) > 3
    numbered = {kind: hit / of for kind, (hit, of) in found.items()}
    in_column = ("paragraph", "quote", "item", "theorem", "algorithmic")
    assert {kind: numbered[kind] for kind in in_column} == dict.fromkeys(in_column, 1)
    boxed = set(KINDS) - {*in_column, "picture"}
    assert {kind for kind in boxed if found[kind][0] > 1} == set()
    assert numbered["picture"] == 0


def test_numbers_run_on_in_reading_order(paper: Paper) -> None:
    everywhere = pages(paper.numbered).pages
    found = [number.value for page in everywhere for number in numbers_of(page)]
    turned = {
        int(run.text) for page in everywhere for run in page.runs if run.angle and is_number(run)
    }
    assert found == [n for n in range(1, len(found) + len(turned) + 1) if n not in turned]
    assert found


def test_numbers_are_grey_and_stand_at_the_outer_sides(paper: Paper) -> None:
    for page in pages(paper.numbered).pages:
        numbers = [run for run in page.runs if is_number(run) and not run.angle]
        assert {run.colour for run in numbers} <= {(128, 128, 128)}
        for run in numbers:
            assert 30 < run.x < run.right < 48 or 549 < run.x < run.right < 575, run


def test_the_abstract_is_numbered_first(measured: Measured) -> None:
    first = measured.numbers[0]
    assert (first.value, first.page, first.right) == (1, 1, False)
    assert first.baseline > 540


def test_what_is_measured_is_there_to_be_seen(paper_of: Callable[[str], Paper]) -> None:
    """Without numbers, nothing passes for one; and a line off its number is noticed."""
    paper = paper_of("long")
    plain = measure(pages(paper.plain))
    assert plain.numbers == []
    assert len(plain.missing) == plain.lines > 500
    moved = replace(
        pages(paper.numbered),
        pages=tuple(
            replace(
                page,
                runs=tuple(
                    replace(run, baseline=run.baseline + 0.7) if is_number(run) else run
                    for run in page.runs
                ),
            )
            for page in pages(paper.numbered).pages
        ),
    )
    shifted = measure(moved)
    assert len(shifted.loose) == len(shifted.numbers) == len(measure(pages(paper.numbered)).numbers)


# Nothing else ----------------------------------------------------------------------


def test_nothing_moves_because_of_numbers(paper: Paper) -> None:
    numbered = without_line_numbers(pages(paper.numbered))
    assert_layout(pages(paper.plain), numbered, tolerance=0.02, name="line-numbers")


def test_nothing_is_said_because_of_numbers(paper: Paper) -> None:
    def said(compiled: CompiledDocument) -> Counter[tuple[str, str]]:
        return Counter((finding.kind, finding.message) for finding in compiled.log.findings)

    assert said(paper.numbered) == said(paper.plain)


def test_no_paragraph_is_interrupted_by_numbers(paper: Paper) -> None:
    """In the order of the file, where copied text comes from."""
    interrupted = []
    for page in pages(paper.numbered).pages:
        before: Run | None = None
        numbers = False
        for run in page.runs:
            if is_number(run):
                numbers = True
                continue
            if numbers and before is not None and before.size == run.size > 9.9:
                step = before.baseline - run.baseline
                ended = before.right < (289.4 if before.x < 300 else 541.4) - 5
                same_column = (before.x > 300) == (run.x > 300)
                if 0 <= step < LEADING + 0.3 and same_column and not ended:
                    interrupted.append(f"page {page.number}: {before.text} | {run.text}")
            before, numbers = run, False
    assert interrupted == []


def test_the_order_of_the_text_is_the_same(paper: Paper) -> None:
    def text(document: Document) -> list[str]:
        return ["".join(run.text for run in page.runs) for page in document.pages]

    assert text(without_line_numbers(pages(paper.numbered))) == text(pages(paper.plain))
