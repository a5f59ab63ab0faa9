"""Another template is one finding; this style, tampered with, is judged in detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from check.alone import paragraphs
from check.papers import FILES, MAIN, submission
from check.verdicts import assert_only, told

if TYPE_CHECKING:
    from check.conftest import CheckPaper

LOADED = {
    "one column, as for ICLR": r"\documentclass{article}\usepackage{times}"
    r"\usepackage[letterpaper,textwidth=5.5in,textheight=9in]{geometry}",
    "Computer Modern, as IEEE's drafts": r"\documentclass[twocolumn]{article}"
    r"\usepackage[letterpaper,margin=1in]{geometry}",
    "two narrow columns, as for ACM": r"\documentclass[9pt,twocolumn]{extarticle}"
    r"\usepackage{times}\usepackage[letterpaper,margin=.75in,columnsep=2pc]{geometry}",
    "Palatino": r"\documentclass[11pt]{article}\usepackage{mathpazo}",
}
TEXT = r"""\input{paragraphs}\title{Predictive Placement}\author{Anonymous}
\begin{document}\maketitle\begin{abstract}\ParaA\end{abstract}
%s\begin{thebibliography}{1}\bibitem{a} J. Quill. \newblock A Title. \newblock 2020.
\end{thebibliography}\end{document}"""


@pytest.mark.parametrize("load", LOADED.values(), ids=LOADED)
def test_another_template_is_one_error(check_paper: CheckPaper, load: str) -> None:
    text = TEXT % rf"\section{{Introduction}}\cite{{a}} {paragraphs(14)}"
    [found] = assert_only(check_paper(load + text, files=FILES), "template")
    assert found.basis == "call"
    assert "not set with the MLSys style: it has" in found.message


TAMPERED = {
    "type": r"\renewcommand\normalsize{\fontsize{9}{10}\selectfont}\usepackage{lmodern}",
    "columns": r"\AtBeginDocument{\setlength\columnsep{30pt}\setlength\textwidth{7in}"
    r"\setlength\oddsidemargin{-.3in}\columnwidth=3.2in\hsize=3.2in\linewidth=3.2in}",
}


@pytest.mark.parametrize("preamble", TAMPERED.values(), ids=TAMPERED)
def test_this_style_that_was_tampered_with_is_judged(
    check_paper: CheckPaper, preamble: str
) -> None:
    report = check_paper(submission(MAIN + paragraphs(14), preamble=preamble), files=FILES)
    assert "template" not in {found.rule for found in report.findings}, told(report)
    assert report.count("error")


def test_too_little_text_is_no_template(check_paper: CheckPaper) -> None:
    report = check_paper(LOADED["Palatino"] + TEXT % r"\section{One}A line.", files=FILES)
    assert "template" not in {found.rule for found in report.findings}, told(report)
