"""The report for GitHub's log."""

from __future__ import annotations

import re
from pathlib import Path

from mlsys_paper.check.findings import Finding, PaperReport
from mlsys_paper.reports import github
from reports.samples import CLEAN, FAILED, WRONG

COMMAND = re.compile(r"::(error|warning) (?:file|line|title)=[^:]*::.*")


def test_every_finding_is_a_command_at_its_place() -> None:
    assert github.render([WRONG], Path("paper")).splitlines() == [
        "::warning file=wrong.pdf,title=gutter::could not check: it has one column%0ALook at it.",
        "::error file=wrong.pdf,title=margins::"
        "page 3: A line sticks out by 7.2 bp.%0ALet it break.",
        "::warning file=wrong.pdf,title=margins::"
        "page 5: A line sticks out by 0.9 bp.%0ALet it break.",
        "::error file=wrong.pdf,title=page-limit::"
        "page 11: Main text ends on page 11; the limit is 10.%0AShorten it.",
        "::warning file=paper/s/a.tex,line=7,title=source-lengths::"
        "s/a.tex:7, s/a.tex:9 and s/b.tex:2: \\vspace{-3pt} tightens.%0ATake it out.",
        "1 paper, 1 with errors, 0 without",
    ]


def test_a_file_that_could_not_be_checked_is_an_error() -> None:
    first, *_ = github.render([FAILED, CLEAN]).splitlines()
    assert first == (
        "::error file=torn.pdf,title=could not be checked::"
        "could not be checked: it is encrypted%0AExport it without."
    )


def test_texts_cannot_become_commands() -> None:
    hostile = "100%\r\n::add-mask::all"
    finding = Finding("a,b::c", "error", "call", hostile, hostile, 1)
    report = PaperReport(Path("x,line=1::y\n::error::z.pdf"), "submission", findings=(finding,))
    lines = github.render([report]).splitlines()
    assert len(lines) == 2
    assert COMMAND.fullmatch(lines[0])
    assert lines[0].endswith("page 1: 100%25%0D%0A::add-mask::all%0A100%25%0D%0A::add-mask::all")
    assert "file=x%2Cline=1%3A%3Ay %3A%3Aerror%3A%3Az.pdf,title=a%2Cb%3A%3Ac::" in lines[0]
