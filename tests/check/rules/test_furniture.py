"""Each stage has its notice, its running head and its line numbers, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from check.alone import findings_of, paragraphs
from check.older_style import older_files, older_submission
from check.papers import FILES, MAIN, submission
from check.verdicts import assert_clean, assert_only
from mlsys_paper.format import current_format

if TYPE_CHECKING:
    from check.conftest import CheckPaper
    from conftest import CompileTex
    from mlsys_paper.check.findings import Finding, Stage

RULES = ("notice", "running-head", "line-numbers")
LONG = MAIN + "\n\n" + paragraphs(12)
SIXTH = (
    r"Proceedings of the $\mathit{6}^{th}$ MLSys Conference, Miami Beach, FL, USA, 2023."
    r" Copyright 2023 by the author(s)."
)
REVIEW_OF_2019 = (
    "Preliminary work. Under review by the Systems and Machine Learning (SysML) Conference."
    " Do not distribute."
)
REVIEW_ELSEWHERE = (
    "Preliminary work. Under review by the International Conference on Machine Learning (ICML)."
    " Do not distribute."
)


def with_notice(text: str) -> str:
    return rf"\makeatletter\def\Notice@String{{{text}}}\makeatother"


def only(findings: list[Finding], rule: str) -> Finding:
    (finding,) = findings
    assert finding.rule == rule
    return finding


@pytest.mark.parametrize(
    ("option", "stage"),
    [("", "submission"), ("accepted", "camera-ready"), ("preprint", "preprint")],
)
def test_each_mode_fits_its_stage(option: str, stage: Stage, compile_tex: CompileTex) -> None:
    paper = submission(LONG, options=option)
    assert not findings_of(compile_tex, paper, *RULES, stage=stage, files=FILES)


def test_a_camera_ready_paper_passes(check_paper: CheckPaper) -> None:
    assert_clean(check_paper(submission(options="accepted"), "camera-ready", files=FILES))


@pytest.mark.parametrize(
    ("option", "stage", "said"),
    [
        ("accepted", "submission", "that of published papers"),
        ("preprint", "submission", "“Preprint.”"),
        ("", "camera-ready", "that of a paper under review"),
        ("preprint", "camera-ready", "“Preprint.”"),
        ("", "preprint", "that of a paper under review"),
    ],
)
def test_a_notice_of_another_stage_is_found(
    option: str, stage: Stage, said: str, compile_tex: CompileTex
) -> None:
    paper = submission(options=option)
    finding = only(findings_of(compile_tex, paper, "notice", stage=stage, files=FILES), "notice")
    assert said in finding.message
    wanted = {"submission": "review", "camera-ready": "accepted", "preprint": "preprint"}[stage]
    assert current_format().notices[wanted] in finding.message
    assert finding.page == 1


def test_a_notice_taken_out_is_found(check_paper: CheckPaper) -> None:
    report = check_paper(submission(preamble=with_notice("")), files=FILES)
    (finding,) = assert_only(report, "notice", "warning")
    assert "no notice" in finding.message
    assert r"\usepackage{mlsys2024}" in finding.remedy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SIXTH, "another year (conference number 6, 2023)"),
        (
            SIXTH.replace("2023", current_format().constants["year"]).replace(
                "6", current_format().constants["ordinal"]
            ),
            "Another notice is printed (changed)",
        ),
        (SIXTH.replace("MLSys", "Imaginary"), "another conference's"),
    ],
)
def test_another_proceedings_notice_is_an_error(
    text: str, said: str, compile_tex: CompileTex
) -> None:
    paper = submission(options="accepted", preamble=with_notice(text))
    found = findings_of(compile_tex, paper, "notice", stage="camera-ready", files=FILES)
    assert said in only(found, "notice").message


def test_papers_of_other_years_carry_other_years_notices(compile_tex: CompileTex) -> None:
    settings = {"files": older_files(), "inputs": ()}
    paper = older_submission(options="accepted")
    found = findings_of(compile_tex, paper, "notice", stage="camera-ready", **settings)
    assert "another year" in only(found, "notice").message
    assert not findings_of(compile_tex, older_submission(), "notice", **settings)


def test_review_notices_of_mlsys_pass_whatever_their_year(compile_tex: CompileTex) -> None:
    old = submission(preamble=with_notice(REVIEW_OF_2019))
    assert not findings_of(compile_tex, old, "notice", files=FILES)
    other = submission(preamble=with_notice(REVIEW_ELSEWHERE))
    found = findings_of(compile_tex, other, "notice", files=FILES)
    assert "another conference's" in only(found, "notice").message


def test_a_preprint_may_have_a_notice_of_its_own(compile_tex: CompileTex) -> None:
    paper = submission(options="preprint", preamble=r"\mlsysnotice{A Workshop on Queues.}")
    assert not findings_of(compile_tex, paper, "notice", stage="preprint", files=FILES)


def test_a_running_title_that_is_too_long_is_found(check_paper: CheckPaper) -> None:
    preamble = rf"\mlsystitlerunning{{{'A Long Running Title ' * 9}}}"
    paper = submission(LONG, options="accepted", preamble=preamble)
    (finding,) = assert_only(check_paper(paper, "camera-ready", files=FILES), "running-head")
    assert finding.page == 2
    assert "Title Suppressed Due to Excessive Size" in finding.message
    assert r"\mlsystitlerunning" in finding.remedy


def test_a_running_title_that_nearly_fills_its_line_passes(check_paper: CheckPaper) -> None:
    preamble = rf"\mlsystitlerunning{{{'A Long Running Title ' * 5}}}"
    paper = submission(LONG, options="accepted", preamble=preamble)
    assert_clean(check_paper(paper, "camera-ready", files=FILES))


def test_a_head_that_is_missing_is_found(check_paper: CheckPaper) -> None:
    preamble = r"\AddToHook{begindocument/end}{\pagestyle{empty}}"
    paper = submission(LONG, options="accepted", preamble=preamble)
    (finding,) = assert_only(check_paper(paper, "camera-ready", files=FILES), "running-head")
    assert finding.message == "No page after the first has a running head."
    emptied = paper.replace(r"\pagestyle{empty}", r"\fancyhead{}")
    assert_only(check_paper(emptied, "camera-ready", files=FILES), "running-head")
    emptied = submission(LONG, preamble=r"\AddToHook{begindocument/end}{\fancyhead{}}")
    assert_only(check_paper(emptied, files=FILES), "running-head", "warning")


def test_what_a_current_fancyhdr_takes_from_older_styles_passes(compile_tex: CompileTex) -> None:
    settings = {"files": older_files(head=False), "inputs": ()}
    assert not findings_of(compile_tex, older_submission(LONG), "running-head", **settings)
    last = LONG + r"\clearpage\pagestyle{empty}\ParaA"
    (finding,) = findings_of(
        compile_tex, older_submission(last), "running-head", files=older_files(), inputs=()
    )
    assert finding.severity == "warning"


def test_the_head_of_the_example_paper_is_found(compile_tex: CompileTex) -> None:
    preamble = r"\mlsystitlerunning{Submission and Formatting Instructions for MLSys 2024}"
    paper = submission(LONG, preamble=preamble)
    found = findings_of(compile_tex, paper, "running-head", files=FILES)
    assert "the example paper" in only(found, "running-head").message


def test_a_submission_without_line_numbers_is_found(compile_tex: CompileTex) -> None:
    paper = submission(options="accepted")
    found = findings_of(compile_tex, paper, "line-numbers", files=FILES)
    assert only(found, "line-numbers").message.startswith("There are no line numbers")


@pytest.mark.parametrize("how", [r"\linenumbers", r"\modulolinenumbers[5]\linenumbers"])
def test_line_numbers_left_in_are_an_error(how: str, compile_tex: CompileTex) -> None:
    preamble = rf"\usepackage{{lineno}}\AtBeginDocument{{{how}}}"
    paper = submission(LONG, options="accepted", preamble=preamble)
    found = findings_of(compile_tex, paper, "line-numbers", stage="camera-ready", files=FILES)
    assert "published papers have none" in only(found, "line-numbers").message


def test_a_ruler_left_in_is_an_error(compile_tex: CompileTex) -> None:
    settings = {"files": older_files(), "inputs": ()}
    found = findings_of(
        compile_tex, older_submission(LONG), "line-numbers", stage="camera-ready", **settings
    )
    only(found, "line-numbers")
    assert not findings_of(compile_tex, older_submission(LONG), "line-numbers", **settings)


def test_page_numbers_left_in_are_a_warning(check_paper: CheckPaper) -> None:
    by_hand = r"\AddToHook{begindocument/end}{\setlength\footskip{28pt}\cfoot{\thepage}}"
    first = r"\fancypagestyle{mlsysfirst}{\fancyhf{}\cfoot{\thepage}}"
    paper = submission(LONG, options="accepted", preamble=by_hand + first)
    report = check_paper(paper, "camera-ready", files=FILES)
    (finding,) = assert_only(report, "page-numbers", "warning")
    assert "the proceedings number their pages" in finding.message
    assert finding.page == 1


def test_the_tick_of_an_axis_below_all_text_is_no_page_number(check_paper: CheckPaper) -> None:
    axis = (
        r"\begin{figure}[b]\caption{Load.}\centering\rule{2in}{1in}\\"
        r"\hbox to\linewidth{\hfil 2\hfil}\end{figure}"
    )
    paper = submission(LONG.replace(r"\ParaC", axis + r"\ParaC", 1), options="accepted")
    assert "page-numbers" not in {
        f.rule for f in check_paper(paper, "camera-ready", files=FILES).findings
    }


LISTING = "\n".join(
    [
        r"\begin{lstlisting}",
        *(f"let total{i} = count({i});" for i in range(30)),
        r"\end{lstlisting}",
    ]
)


@pytest.mark.parametrize(("option", "stage"), [("", "submission"), ("accepted", "camera-ready")])
def test_numbers_of_listings_are_no_line_numbers(
    option: str, stage: Stage, compile_tex: CompileTex
) -> None:
    listings = f"{paragraphs(3)}\n{LISTING}\n\n{paragraphs(9)}\n{LISTING}\n\n{paragraphs(3)}"
    preamble = r"\usepackage{listings}\lstset{numbers=left,basicstyle=\ttfamily\small}"
    paper = submission(MAIN + "\n\n" + listings, options=option, preamble=preamble)
    assert not findings_of(compile_tex, paper, "line-numbers", stage=stage, files=FILES)
