"""Layouts: where the runs and rules of a document lie, without its glyphs.

A layout is a `Document` with runs and rules only, read from a layout file of
the reference documents.
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
from mlsys_paper.page.compare import TOLERANCE, compare_layouts, explain
from mlsys_paper.page.model import Document, Page, Rule, Run
from mlsys_paper.page.reader import read_document

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
