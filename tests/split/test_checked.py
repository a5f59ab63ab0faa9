"""Both parts of a paper with nothing wrong have nothing wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from check.alone import paragraphs
from check.conftest import check_pdf
from check.older_style import older_files, older_submission
from check.papers import FILES, submission
from check.verdicts import assert_clean, assert_only
from split.appendices import APPENDIX, HYPERREF, MAIN

if TYPE_CHECKING:
    from mlsys_paper.check.findings import Stage
    from split.conftest import SplitPaper

pytestmark = pytest.mark.thorough

END = r"\clearpage" + APPENDIX
ONE_COLUMN = r"\clearpage\onecolumn" + APPENDIX
FLOATS = r"""\begin{figure}[t]\centering\rule{2in}{1in}\caption{A proof of some size.}\label{size}
\end{figure}\begin{table*}[t]\caption{A wide table.}\label{wide}\centering
\begin{tabular}{lll}One & two & three\\\end{tabular}\end{table*} See Figure~\ref{size} and
Table~\ref{wide}. """

PAPERS: dict[str, tuple[str, dict[str, Any]]] = {
    "plain": (submission(MAIN, end=END), {"files": FILES}),
    "hyperref": (submission(MAIN, end=END, preamble=HYPERREF), {"files": FILES}),
    "one column": (submission(MAIN, end=ONE_COLUMN), {"files": FILES}),
    "floats": (submission(MAIN, end=END.replace("As Section", FLOATS + "As Section")),
               {"files": FILES}),
    "lualatex": (submission(MAIN, end=END, preamble=HYPERREF),
                 {"files": FILES, "engine": "lualatex"}),
    "an older style": (older_submission(MAIN, end=END), {"files": older_files(), "inputs": ()}),
    "appendix before references": (
        submission(rf"{MAIN}\clearpage{APPENDIX}{paragraphs(9)}\clearpage"), {"files": FILES}
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", PAPERS)
def test_what_passes_whole_passes_divided(how: str, split_paper: SplitPaper) -> None:
    document, settings = PAPERS[how]
    split = split_paper(document, **settings)
    assert_only(check_pdf(split.whole), "appendix-separate", "warning")
    stages: tuple[tuple[Any, Stage], ...] = (
        (split.main, "submission"),
        (split.appendix, "appendix"),
    )
    for path, stage in stages:
        assert_clean(check_pdf(path, stage))


def test_accepted_papers_keep_title_and_authors(split_paper: SplitPaper) -> None:
    split = split_paper(submission(MAIN, end=END, options="accepted"))
    assert_clean(check_pdf(split.whole, "camera-ready"))
    assert_clean(check_pdf(split.main, "camera-ready"))
