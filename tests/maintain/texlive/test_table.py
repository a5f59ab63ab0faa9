"""The table tells what each run came to, and what could not be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maintain.texlive.table import read_results, tabulate

if TYPE_CHECKING:
    from pathlib import Path


def test_a_report_is_counted(report: Path) -> None:
    (result,) = read_results(report)
    assert (result.release.year, result.engine) == (2022, "xelatex")
    assert (result.passed, result.skipped, result.seconds) == (1, 1, 2.0)
    assert result.failed == (
        "tests/style/test_a.py::test_two[x]",
        "tests/style/test_a.py::test_three",
    )
    assert result.versions == {"LaTeX": "2022-11-01", "natbib": "2010/09/13"}


def test_the_table_has_a_row_for_each_run_and_names_what_failed(report: Path) -> None:
    text = tabulate(read_results(report), ["Skipped: TeX Live 2026 can't be had."])
    head, row, *rest = text.splitlines()
    assert head.split()[:6] == ["TeX", "Live", "Debian", "engine", "passed", "failed"]
    assert row.split() == [
        *("2022", "bookworm", "xelatex", "1", "2", "1", "2", "s", "2022-11-01", "?"),
    ]
    assert "natbib   2010/09/13" in text
    assert "Failed under TeX Live 2022 (Debian bookworm) with xelatex:" in rest
    assert "  tests/style/test_a.py::test_two[x]" in rest
    assert rest[-1] == "Skipped: TeX Live 2026 can't be had."
