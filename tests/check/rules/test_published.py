"""What was hidden from reviewers is told in a published paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from check.alone import findings_of
from check.papers import FILES, MAIN, submission
from check.verdicts import assert_only

if TYPE_CHECKING:
    from check.conftest import CheckPaper
    from conftest import CompileTex

HIDDEN = (
    "The name of the cluster is omitted for double-blind review.",
    "Numbers of machines are withheld to preserve the anonymity of nobody, to preserve anonymity.",
    r"\section*{Acknowledgements} Removed for the purpose of anonymous reviewing.",
    "Our code is public [anonymized].",
    r"Words.\footnote{Link hidden for blind review.}",
    r"Our code is at \url{https://anonymous.4open.science/r/lattice-12}.",
)
SAID = (
    "All names were anonymized in the data set, and outliers were removed for speed.",
    "Reviewers of products are hidden from sellers; reviews are peer reviewed (blind).",
    "We anonymized requests before the review of privacy began, as the law wants it.",
    r"Our code is at \url{https://example.org/anonymous/review}.",
)


def saying(text: str) -> str:
    main = MAIN.replace(r"\section{Design}", f"\n{text}\n\n" + r"\section{Design}")
    return submission(main, options="accepted")


@pytest.mark.parametrize("text", HIDDEN)
def test_what_is_still_hidden_is_a_warning(text: str, compile_tex: CompileTex) -> None:
    (found,) = findings_of(
        compile_tex, saying(text), "anonymous-remains", stage="camera-ready", files=FILES
    )
    assert found.severity == "warning"
    assert found.page == 1
    assert found.box is not None


@pytest.mark.parametrize("text", SAID)
def test_other_things_may_be_anonymous(text: str, compile_tex: CompileTex) -> None:
    assert not findings_of(
        compile_tex, saying(text), "anonymous-remains", stage="camera-ready", files=FILES
    )


def test_a_submission_may_hide_things(check_paper: CheckPaper) -> None:
    paper = saying(HIDDEN[0]).replace("[accepted]", "").replace(r"\usepackage{hyperref}", "")
    assert not [
        finding
        for finding in check_paper(paper, files=FILES).findings
        if finding.rule == "anonymous-remains"
    ]


def test_nothing_else_is_said_of_it(check_paper: CheckPaper) -> None:
    report = check_paper(saying(HIDDEN[0]), "camera-ready", files=FILES)
    (finding,) = assert_only(report, "anonymous-remains", "warning")
    assert "omitted for double-blind review" in finding.message
