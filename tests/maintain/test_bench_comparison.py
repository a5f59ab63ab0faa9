"""The bench of the comparison compares real papers and reports each; no time is tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from compare.sides import SMALL, STYLE, write_papers
from maintain.bench import __main__ as command

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.thorough


def test_each_paper_is_measured_by_what_the_cache_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    papers = write_papers(tmp_path, one=SMALL, two=SMALL.replace("Two", "Second"))
    (papers / "none").mkdir()
    assert command.main(["compare", "--rounds", "1", "--style", str(STYLE), str(papers)]) == 0
    first, head, *rows = capsys.readouterr().out.strip().splitlines()
    assert first.startswith("Comparison, seconds a paper by the clock, median of 1")
    assert head.split() == [
        *("pages", "no", "cache", "range", "ratio"),
        *("one", "side", "range", "ratio", "both", "sides", "range", "ratio"),
    ]
    assert [row.split()[:2] for row in rows] == [["one", "1"], ["two", "1"]]
    assert all(row.split()[4] == "1.00" for row in rows)


@pytest.mark.parametrize("arguments", [["--rounds", "0"], ["--style", "absent"], ["absent"]])
def test_what_cannot_be_measured_is_refused(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command.main(["compare", *arguments]) == 2


def test_a_paper_that_gives_no_pdf_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    papers = write_papers(tmp_path, broken=SMALL.replace(r"\begin{document}", r"\endinput"))
    assert command.main(["compare", "--rounds", "1", "--style", str(STYLE), str(papers)]) == 2
    assert "broken can't be measured: neither style gives a PDF" in capsys.readouterr().err
