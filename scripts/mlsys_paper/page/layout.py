"""Layouts: where the runs and rules of a document lie, without its glyphs.

A layout is a `Document` with runs and rules only. It comes from a PDF, from a
layout file of the reference documents (JSON) or from the text that
`write_layout` makes, which a person can read in a diff:

    page 1: 612 x 792
    rule   55.44  717.97  541.44  719.96
     55.44  691.06  289.42   9.96 NimbusRomNo9L-Regu | requests well enough
     60.12  679.10   72.09   9.96 NimbusRomNo9L-Regu #00147f | 2024

A rule has its left, bottom, right and top; a run its x, baseline, right edge,
size, font, colour unless black, angle unless 0 (`@90`), and what it says. All
lengths are bp from the bottom left.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlsys_paper.errors import PaperError
from mlsys_paper.page.compare import TOLERANCE, compare_layouts
from mlsys_paper.page.differences import explain
from mlsys_paper.pdf.model import BLACK, Document, Page, Rule, Run
from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LEFT, _RIGHT, _FOOT = 54.0, 543.0, 72.0
"""Numbers beyond these (bp) are line numbers and folios, not text."""


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


def write_layout(document: Document) -> str:
    """A document's layout as text, see above; painting order, rules first."""
    lines = []
    for page in document.pages:
        lines.append(f"page {page.number}: {page.width:g} x {page.height:g}")
        lines += [
            f"rule {rule.left:7.2f} {rule.bottom:7.2f} {rule.right:7.2f} {rule.top:7.2f}"
            for rule in page.rules
        ]
        lines += [_run_line(run) for run in page.runs]
    return "\n".join(lines) + "\n"


def _run_line(run: Run) -> str:
    marks = "" if run.colour == BLACK else " #{:02x}{:02x}{:02x}".format(*run.colour)
    marks += f" @{run.angle:g}" if run.angle else ""
    text = "".join(
        letter if letter.isprintable() and letter != "\\" else _escape(letter)
        for letter in run.text
    )
    place = f"{run.x:7.2f} {run.baseline:7.2f} {run.right:7.2f} {run.size:6.2f}"
    return f"{place} {run.font or '-'}{marks} | {text}"


def _escape(letter: str) -> str:
    return letter.encode("unicode_escape").decode("ascii")


_PAGE = re.compile(r"page (\d+): (\S+) x (\S+)")
_RUN = re.compile(
    r"\s*(?P<x>\S+)\s+(?P<baseline>\S+)\s+(?P<right>\S+)\s+(?P<size>\S+) (?P<font>\S+)"
    r"(?: #(?P<colour>[0-9a-f]{6}))?(?: @(?P<angle>\S+))? \| (?P<text>.*)"
)


def read_layout(text: str, path: Path = Path("layout")) -> Document:
    """Read what `write_layout` wrote.

    Args:
        text: the layout.
        path: where it came from, for messages.

    Raises:
        PaperError: a line can't be understood; names it.
    """
    pages: list[tuple[int, float, float, list[Run], list[Rule]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            if header := _PAGE.fullmatch(line):
                pages.append((int(header[1]), float(header[2]), float(header[3]), [], []))
            elif line.startswith("rule "):
                left, bottom, right, top = map(float, line.split()[1:])
                pages[-1][4].append(Rule(left, bottom, right, top))
            elif line.strip():
                pages[-1][3].append(_read_run(line))
        except (ValueError, IndexError) as error:
            raise PaperError(
                f"{path}, line {number}: no line of a layout: {line!r}",
                "Record it anew with `nox -s accept`.",
            ) from error
    return Document(
        path=path,
        pages=tuple(
            Page(number, width, height, tuple(runs), tuple(rules))
            for number, width, height, runs, rules in pages
        ),
    )


def _read_run(line: str) -> Run:
    match = _RUN.fullmatch(line)
    if match is None:
        raise ValueError(line)
    red, green, blue = bytes.fromhex(match["colour"] or "000000")
    return Run(
        x=float(match["x"]),
        baseline=float(match["baseline"]),
        right=float(match["right"]),
        font="" if match["font"] == "-" else match["font"],
        size=float(match["size"]),
        text=re.sub(
            r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|.)",
            lambda m: m[0].encode("ascii").decode("unicode_escape"),
            match["text"],
        ),
        colour=(red, green, blue),
        angle=float(match["angle"] or 0),
    )


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
