"""Captions of figures go below and those of tables above, whatever stands next to them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from check.alone import findings_of, paragraphs
from check.older_style import older_files, older_submission
from check.papers import FILES, MAIN, submission
from check.verdicts import assert_clean, assert_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    from check.conftest import CheckPaper
    from conftest import CompileTex

PACKAGES = r"\usepackage{booktabs,graphicx,subcaption}"
RULE = r"\rule{2in}{1in}"
TABLE = r"""\begin{tabular}{lrr} \toprule A & B & C \\ \midrule one & 1 & 2 \\ two & 3 & 4 \\
\bottomrule \end{tabular}"""
BARE = r"\small\begin{tabular}{lrr} A & B & C \\ one & 1 & 2 \\ two & 3 & 4 \end{tabular}"
PROMPT = r"\parbox{3in}{\ParaA}"
CODE = r"\parbox{3in}{\small\ttfamily Prompt: \ParaA}"
DRAWING = r"""\begin{tikzpicture}\draw (0,0) node {References} -- (3,1) node {\textbf{Appendix}};
\draw (0,2) node {Some label} rectangle (3,3);\end{tikzpicture}"""
LONG = (
    "A caption that runs to several lines, because it explains how the data were taken, what "
    "the axes show and what the reader should take away."
)


def floating(
    inner: str, *, kind: str = "figure", above: bool = False, place: str = "t", text: str = LONG
) -> str:
    caption = rf"\caption{{{text}}}"
    first, second = (caption, inner) if above else (inner, caption)
    return f"\\begin{{{kind}}}[{place}]\n\\centering\n{first}\n\n{second}\n\\end{{{kind}}}\n"


def in_text(floats: str) -> str:
    return f"{MAIN}\n\n{floats}\n\n{paragraphs(16)}"


FIGURE = floating(RULE)
TABULAR = floating(TABLE, kind="table", above=True)
WIDE = r"\rule{6in}{1in}"

RIGHT = {
    "figures at the top": FIGURE + FIGURE,
    "a figure at the foot": floating(RULE, place="b"),
    "a figure in the text": floating(RULE, place="h"),
    "a figure on its page": floating(RULE, place="p"),
    "a wide figure": floating(WIDE, kind="figure*"),
    "a drawing": floating(DRAWING),
    "a figure of text": floating(PROMPT) + floating(CODE) + FIGURE,
    "a figure of text and a frame": floating(PROMPT, place="h")
    + r"\fbox{\parbox{3in}{\ParaB}}"
    + "\n\n",
    "a figure in a frame": floating(rf"\fbox{{{PROMPT}}}"),
    "a figure that is a table": floating(TABLE),
    "a table that is a figure": floating(RULE, kind="table", above=True),
    "tables at the top": TABULAR + TABULAR,
    "a table at the foot": floating(TABLE, kind="table", above=True, place="b"),
    "a table above notes": floating(TABLE, kind="table", above=True, place="b")
    + r"Words\footnote{A note.} and more.",
    "a table in the text": floating(TABLE, kind="table", above=True, place="h"),
    "a wide table": floating(TABLE, kind="table*", above=True),
    "a table without rules": floating(BARE, kind="table", above=True),
    "a table and its note": floating(
        TABLE + "\\par{\\footnotesize Note: a note.}", kind="table", above=True
    ),
    "a table, then a figure": TABULAR + FIGURE,
    "a figure, then a table": FIGURE + TABULAR,
    "wide floats over narrow ones": floating(TABLE, kind="table*", above=True)
    + floating(WIDE, kind="figure*")
    + FIGURE
    + TABULAR,
    "side by side": r"""\begin{figure*}[t]
    \begin{minipage}{.45\textwidth}\centering\rule{2in}{1in}\caption{Left.}\end{minipage}\hfill
    \begin{minipage}{.45\textwidth}\centering\captionof{table}{Right.}"""
    + TABLE
    + r"\end{minipage}\end{figure*}",
    "parts of a figure": r"""\begin{figure}[t]
    \begin{subfigure}{.45\columnwidth}\rule{1in}{1in}\caption{Left.}\end{subfigure}
    \begin{subfigure}{.45\columnwidth}\rule{1in}{1in}\caption{Right.}\end{subfigure}
    \caption{Both.}\end{figure}""",
    "an algorithm": r"""\begin{algorithm}[t]\caption{Placing}
    \begin{algorithmic}\STATE one \STATE two\end{algorithmic}\end{algorithm}""",
    "a caption beside its column": floating(r"\hspace*{3in}\rule{1in}{1in}").replace(
        r"\caption", r"\captionsetup{margin={3.4in,-3.4in}}\caption"
    ),
    "a plot over another": floating(
        r"\rule{5in}{1in}\\[6pt]a\hspace{1in}b\hspace{1in}c\hspace{1in}d\vspace{10pt}",
        kind="figure*",
    )
    + floating(WIDE, kind="figure*"),
    "an equation": floating(PROMPT, place="h") + r"\[\frac{a}{b} = c\]",
}
WRONG = {
    "a figure at the top": (floating(RULE, above=True), 1),
    "a figure at the foot": (floating(RULE, above=True, place="b"), 1),
    "a figure in the text": (floating(RULE, above=True, place="h"), 1),
    "a wide figure": (floating(WIDE, kind="figure*", above=True), 1),
    "two figures": (floating(RULE, above=True) * 2, 2),
    "a table at the top": (floating(TABLE, kind="table"), 1),
    "a table above notes": (
        floating(TABLE, kind="table", place="b") + r"Words\footnote{A note.} and more.",
        1,
    ),
    "a table in the text": (floating(TABLE, kind="table", place="h"), 1),
    "a wide table": (floating(TABLE, kind="table*"), 1),
    "two tables": (floating(TABLE, kind="table") * 2, 2),
    "a table without rules": (floating(BARE, kind="table"), 1),
    "a wide figure over narrow ones": (
        floating(WIDE, kind="figure*", above=True) + FIGURE + TABULAR,
        1,
    ),
    "a table below a figure": (FIGURE + floating(TABLE, kind="table"), 1),
}


def paper_with(cases: Mapping[str, str]) -> str:
    """A paper with a full page or more for each case, whose captions begin with its name."""
    pages = [
        f"{paragraphs(2)}{floats.replace(LONG, f'{what}: {LONG}')}\n\n{paragraphs(10)}"
        for what, floats in cases.items()
    ]
    return submission("\n\\clearpage\n".join([MAIN, *pages]), preamble=PACKAGES)


def test_captions_in_their_places_pass(compile_tex: CompileTex) -> None:
    found = findings_of(compile_tex, paper_with(RIGHT), "caption-position", files=FILES)
    assert [item.message for item in found] == []


def test_captions_on_the_wrong_side_are_found(compile_tex: CompileTex) -> None:
    paper = paper_with({what: floats for what, (floats, _) in WRONG.items()})
    found = findings_of(compile_tex, paper, "caption-position", files=FILES)
    told = [re.sub(r".*?\d: (.*?): .*", r"\1", item.message) for item in found]
    assert Counter(told) == {what: count for what, (_, count) in WRONG.items()}
    assert {item.severity for item in found} == {"warning"}
    assert all(item.box is not None and item.page is not None for item in found)


@pytest.mark.parametrize(
    ("kind", "inner", "said"),
    [("figure", RULE, "above its figure"), ("table", TABLE, "below its table")],
)
def test_nothing_else_is_reported(
    kind: str, inner: str, said: str, check_paper: CheckPaper
) -> None:
    wrong = in_text(floating(inner, kind=kind, above=kind == "figure"))
    (finding,) = assert_only(
        check_paper(submission(wrong, preamble=PACKAGES), files=FILES),
        "caption-position",
        "warning",
    )
    assert said in finding.message
    older = older_submission(wrong, preamble=PACKAGES)
    report = check_paper(older, files=older_files(), inputs=())
    assert_only(report, "caption-position", "warning")


def test_a_correct_paper_passes(check_paper: CheckPaper) -> None:
    paper = submission(in_text(FIGURE + TABULAR), preamble=PACKAGES)
    assert_clean(check_paper(paper, files=FILES))
