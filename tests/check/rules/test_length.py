"""Main text ends by the limit's page, and an appendix is a file of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from check.alone import findings_of, paragraphs
from check.older_style import older_files, older_submission
from check.papers import DATABASE, FILES, submission
from check.verdicts import assert_clean, assert_only
from mlsys_paper.format import current_format

if TYPE_CHECKING:
    from check.conftest import CheckPaper
    from conftest import CompileTex

LIMIT = current_format().page_limit
OPENING = r"\section{Introduction} \cite{quill-article,ibarra-conf,many} "
FULL = OPENING + paragraphs(132)
"""Ends in the right column of page 10."""
FIGURE = r"""\begin{figure}[p]\centering\rule{3in}{7in}\caption{A figure that drifts.}
\label{fig:own}\end{figure}"""
PROOFS = r"\appendix\section{Proofs}\ParaA"


def test_text_up_to_the_limit_passes(check_paper: CheckPaper) -> None:
    report = check_paper(submission(FULL), files=FILES)
    assert_clean(report)
    assert report.facts["main_text_ends"] == LIMIT


def test_text_beyond_the_limit_is_an_error(check_paper: CheckPaper) -> None:
    report = check_paper(submission(FULL + paragraphs(9)), files=FILES)
    (finding,) = assert_only(report, "page-limit")
    assert finding.page == LIMIT + 1
    assert finding.box is not None
    assert f"ends on page {LIMIT + 1}, " in finding.message
    assert f"the limit is {LIMIT} pages" in finding.message


def test_older_styles_are_held_to_the_same_limit(check_paper: CheckPaper) -> None:
    settings = {"files": older_files(), "inputs": ()}
    assert_clean(check_paper(older_submission(FULL), **settings))
    assert_only(check_paper(older_submission(FULL + paragraphs(9)), **settings), "page-limit")


@pytest.mark.parametrize(
    ("text", "references", "end"),
    [
        (FULL, r"\clearpage" + "\n", ""),
        (FULL + r"\clearpage\section*{Acknowledgements}Thanks. " + paragraphs(3), "", ""),
        (FULL, "", r"\clearpage" + PROOFS),
        (FULL + r"\clearpage" + PROOFS, "", ""),
    ],
    ids=["references", "acknowledgements", "appendix", "appendix before references"],
)
def test_what_does_not_count_may_go_on(
    text: str, references: str, end: str, compile_tex: CompileTex
) -> None:
    paper = submission(text, references=references + REFERENCES, end=end)
    assert not findings_of(compile_tex, paper, "page-limit", files=FILES)


REFERENCES = "\\bibliography{references}\n\\bibliographystyle{mlsys2024}"


@pytest.mark.parametrize("stage", ["camera-ready", "preprint", "appendix"])
def test_other_stages_have_no_limit(stage: str, compile_tex: CompileTex) -> None:
    paper = submission(FULL + paragraphs(9))
    rules = ("page-limit", "appendix-separate")
    assert not findings_of(compile_tex, paper, *rules, stage=stage, files=FILES)  # type: ignore[arg-type]


def test_a_figure_behind_the_references_counts(compile_tex: CompileTex) -> None:
    paper = submission(FULL.replace("{Introduction}", r"{Introduction} Figure~\ref{fig:own}.", 1))
    paper = paper.replace(r"\bibliography{", FIGURE + r"\bibliography{")
    (finding,) = findings_of(compile_tex, paper, "page-limit", files=FILES)
    assert finding.page == LIMIT + 1
    assert "A figure that drifts" in finding.message
    assert f"stands on page {LIMIT + 1}, behind the references" in finding.message


def test_a_figure_of_one_large_letter_counts(compile_tex: CompileTex) -> None:
    end = r"\clearpage" + FIGURE.replace("\\rule{2in}{1in}", r"{\fontsize{99}{99}\selectfont B}")
    (finding,) = findings_of(compile_tex, submission(FULL, end=end), "page-limit", files=DATABASE)
    assert finding.page == LIMIT + 1


def test_text_behind_the_references_counts(compile_tex: CompileTex) -> None:
    paper = submission(FULL, end=r"\clearpage\section*{Ethics Statement}\ParaA")
    (finding,) = findings_of(compile_tex, paper, "page-limit", files=DATABASE)
    assert finding.page == LIMIT + 1
    assert finding.message.startswith("Text behind the references")


ITEM = "\n\n" r"\bibitem[Note(2020)]{n%d} \ParaA"
ENTRIES = "".join(
    "\n\n"
    rf"\bibitem[Quill(20{i})]{{k{i}}} Quill, A. and Ibarra, C. A study of the queues that are in "
    rf"the systems of our time and of what they do to us. \emph{{Journal}}, 20{i}. "
    for i in range(10, 22)
)
DISGUISED = {
    "under a title that says more": r"\section*{References and Further Reading}" + paragraphs(5),
    "as entries": r"\begin{thebibliography}{9}"
    + "".join(ITEM % i for i in range(6))
    + r"\end{thebibliography}",
    "between entries": r"\begin{thebibliography}{9}"
    + ENTRIES
    + ITEM % 1
    + ITEM % 2
    + ENTRIES
    + r"\end{thebibliography}",
    "behind entries": r"\begin{thebibliography}{9}"
    + ENTRIES
    + r"\end{thebibliography}"
    + paragraphs(3),
    "numbered": r"\begin{thebibliography}{9}\makeatletter\def\@biblabel#1{[#1]}\NAT@numberstrue"
    + "".join(ITEM % i for i in range(6))
    + r"\end{thebibliography}",
}


@pytest.mark.parametrize("references", DISGUISED.values(), ids=DISGUISED)
def test_text_among_the_references_counts(references: str, compile_tex: CompileTex) -> None:
    paper = submission(FULL, references=references)
    (finding,) = findings_of(compile_tex, paper, "page-limit", files=DATABASE)
    assert finding.page == LIMIT + 1


def test_a_remark_on_the_list_is_none(compile_tex: CompileTex) -> None:
    remark = (
        r"\def\bibpreamble{We mark with a star the works that are of interest to readers who are "
        r"new to the field, and list the others for the sake of completeness.\par}"
        rf"\begin{{thebibliography}}{{9}}{ENTRIES}\end{{thebibliography}}"
    )
    paper = submission(FULL, references=remark)
    assert not findings_of(compile_tex, paper, "page-limit", files=DATABASE)


def test_an_appendix_in_the_paper_is_a_warning(check_paper: CheckPaper) -> None:
    report = check_paper(submission(end=PROOFS), files=FILES)
    (finding,) = assert_only(report, "appendix-separate", "warning")
    assert finding.page == 2
    assert "PROOFS" in finding.message
    assert re.search(r"`mlsys-paper split \S*main\.pdf`", finding.remedy)
    assert report.ok


def test_an_appendix_of_older_styles_is_found(check_paper: CheckPaper) -> None:
    report = check_paper(older_submission(end=PROOFS), files=older_files(), inputs=())
    assert_only(report, "appendix-separate", "warning")


def test_a_section_that_begins_with_a_is_no_appendix(check_paper: CheckPaper) -> None:
    text = OPENING + paragraphs(6) + r"\section*{A Case for Less}\ParaA\section{A Way}\ParaB"
    assert_clean(check_paper(submission(text), files=FILES))
