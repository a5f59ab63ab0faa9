"""A paper whose stage nobody says is known by what its first page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from check.papers import FILES, submission
from check.verdicts import assert_clean, told
from mlsys_paper.check.run import check_file

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.check.findings import PaperReport

TITLE_BLOCK = r"\twocolumn[\mlsystitle{Proofs and Further Results}]"
PROOFS = r"\appendix\section{Proofs}\ParaA\section{Tables}\ParaB"


def unsaid(compile_tex: CompileTex, document: str) -> PaperReport:
    pdf = compile_tex(document, files=FILES).pdf
    assert pdf
    return check_file(pdf)


@pytest.mark.parametrize(
    ("options", "stage"), [("accepted", "camera-ready"), ("preprint", "preprint")]
)
def test_a_paper_set_for_print_is_one_error(
    compile_tex: CompileTex, options: str, stage: str
) -> None:
    report = unsaid(compile_tex, submission(options=options))
    [found] = report.findings
    assert (report.stage, found.rule, found.severity, found.basis) == (
        *(stage, "stage", "error"),
        "call",
    ), told(report)
    assert f"--stage {stage}" in found.remedy
    assert f"without `{options}`" in found.remedy


def test_a_submission_is_one(compile_tex: CompileTex) -> None:
    report = unsaid(compile_tex, submission())
    assert report.stage == "submission"
    assert_clean(report)


def test_authors_under_the_notice_of_review_are_those_of_a_submission(
    compile_tex: CompileTex,
) -> None:
    notice = r"\makeatletter\def\Notice@String{Preliminary work. Under review by the Machine " + (
        r"Learning and Systems (MLSys) Conference. Do not distribute.}\makeatother"
    )
    report = unsaid(compile_tex, submission(options="accepted", preamble=notice))
    assert report.stage == "submission"
    assert "anonymous-authors" in {found.rule for found in report.findings}


@pytest.mark.parametrize(
    "document",
    [
        rf"\onecolumn{PROOFS}",
        PROOFS,
        rf"\twocolumn{PROOFS}" + 8 * r"\ParaC\section{More}\ParaD",
    ],
    ids=["in one column", "in two", "of pages"],
)
def test_an_appendix_by_itself_is_one(compile_tex: CompileTex, document: str) -> None:
    report = unsaid(compile_tex, submission(document, block="", references=""))
    assert report.stage == "appendix"
    assert not report.count("error"), told(report)


def test_an_appendix_under_a_title_is_one(compile_tex: CompileTex) -> None:
    report = unsaid(compile_tex, submission(PROOFS, block=TITLE_BLOCK, references=""))
    assert report.stage == "appendix"
    assert not report.count("error"), told(report)


def test_a_paper_with_an_appendix_is_none(compile_tex: CompileTex) -> None:
    report = unsaid(compile_tex, submission(end=rf"\clearpage{PROOFS}"))
    assert report.stage == "submission"
