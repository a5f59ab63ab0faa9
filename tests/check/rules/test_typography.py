"""Other type than the style's is found, however little; what papers set small by right is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from check.long_paper import FIGURE, LONG, PARAGRAPHS, with_figures
from check.older_style import older_files, older_submission
from check.papers import DATABASE, FILES, REFERENCES, submission
from check.passages import by_passage, on_pages
from check.verdicts import assert_clean, assert_only, told
from style.papers import ABSTRACT, title_block

if TYPE_CHECKING:
    from collections.abc import Callable

    from check.conftest import CheckPaper
    from mlsys_paper.check.findings import Finding, PaperReport

    CheckOlder = Callable[..., PaperReport]

MINE = ("body-font", "body-size", "leading", "small-text")
GRAPHICX = r"\usepackage{graphicx}"
SMALL_PAGE = rf"{{\small {PARAGRAPHS}\par}}"


@pytest.fixture
def check_older(check_paper: CheckPaper) -> CheckOlder:
    def check_older(main: str = LONG, **settings: str) -> PaperReport:
        return check_paper(older_submission(main, **settings), files=older_files())

    return check_older


def of(report: PaperReport, *rules: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule in rules]


# --- body-font ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("preamble", "name"),
    [
        (r"\renewcommand\rmdefault{lmr}\normalfont", "LMRoman"),
        (r"\usepackage{palatino}", "URWPalladioL"),
        (r"\renewcommand\familydefault{\sfdefault}", "NimbusSanL"),
    ],
)
def test_another_font_is_found(check_older: CheckOlder, preamble: str, name: str) -> None:
    (finding,) = of(check_older(preamble=preamble), *MINE)
    assert finding.rule == "body-font"
    assert f"in {name} instead of Times" in finding.message


def test_pages_in_another_font_are_found(check_paper: CheckPaper) -> None:
    main = rf"{LONG} {{\fontfamily{{ppl}}\selectfont {PARAGRAPHS} {PARAGRAPHS}\par}}"
    findings = assert_only(check_paper(submission(main), files=FILES), "body-font", "warning")
    assert "lines of the main text" in findings[0].message
    assert "URWPalladioL, not Times" in findings[0].message


@pytest.mark.parametrize(
    "preamble",
    [
        r"\usepackage{times}",
        r"\usepackage{mathptmx}",
        r"\usepackage[T1]{fontenc}",
        r"\renewcommand\rmdefault{qtm}\usepackage[T1]{fontenc}\normalfont",
    ],
)
def test_all_of_tex_s_times_pass(check_paper: CheckPaper, preamble: str) -> None:
    assert not of(check_paper(submission(LONG, preamble=preamble), files=FILES), *MINE)


@pytest.mark.parametrize("engine", ["xelatex", "lualatex"])
def test_the_times_of_other_engines_passes(check_paper: CheckPaper, engine: str) -> None:
    report = check_paper(submission(LONG), files=FILES, engine=engine)
    assert report.facts["body_font"] == "Times"
    assert not of(report, *MINE, "compressed-spacing", "margins", "gutter"), told(report)


def test_code_and_emphasis_pass(check_paper: CheckPaper) -> None:
    main = LONG + "\n\n" + r"\texttt{a call of some length} and \emph{emphasis}. \ParaA" * 4
    assert_clean(check_paper(submission(main), files=FILES))


# --- body-size ---------------------------------------------------------------


def test_body_text_of_nine_and_a_half_points_is_found(check_older: CheckOlder) -> None:
    preamble = r"\renewcommand\normalsize{\fontsize{9.5}{12}\selectfont}\normalsize"
    findings = of(check_older(preamble=preamble), *MINE)
    assert [finding.rule for finding in findings] == ["body-size"]
    assert "9.46 bp; 9.96 bp wanted (10 pt)" in findings[0].message


def test_the_same_is_found_under_this_style(check_paper: CheckPaper) -> None:
    preamble = r"\renewcommand\normalsize{\fontsize{9.5}{12}\selectfont}\normalsize"
    report = check_paper(submission(LONG, preamble=preamble), files=FILES)
    assert_only(report, "body-size")


def test_a_page_in_small_type_is_found_where_it_is(check_paper: CheckPaper) -> None:
    main = f"{LONG}\n\n{SMALL_PAGE}\n\n{PARAGRAPHS}"
    findings = assert_only(check_paper(submission(main), files=FILES), "body-size", "warning")
    assert all("8.97 bp; 9.96 bp wanted" in finding.message for finding in findings)
    assert all(finding.box is not None and finding.page for finding in findings)


def test_a_section_in_small_type_is_an_error(check_paper: CheckPaper) -> None:
    main = f"{LONG}\n\n\\section{{Evaluation}}{SMALL_PAGE}\n\n\\section{{End}}{PARAGRAPHS}"
    assert_only(check_paper(submission(main), files=FILES), "body-size")


def test_a_small_abstract_is_found(check_paper: CheckPaper) -> None:
    block = title_block(abstract=ABSTRACT.replace(r"\ParaC", r"\small\ParaC"))
    report = check_paper(submission(LONG, block=block), files=FILES)
    (finding,) = assert_only(report, "body-size")
    assert "abstract" in finding.message


def test_a_short_abstract_that_is_small_is_found(check_paper: CheckPaper) -> None:
    words = "A scheduler that remembers what its clients asked for serves them sooner. " * 3
    block = title_block(abstract=ABSTRACT.replace(r"\ParaC", rf"\small {words}"))
    (finding,) = assert_only(
        check_paper(submission(LONG, block=block), files=FILES), "body-size", "warning"
    )
    assert finding.message.startswith("2 lines of the abstract")


PROMPT = r"""\begin{figure}[t]
\small \ParaA

\ParaB

\ParaC

\ParaD
\caption{A prompt, as it was given to the model.}
\end{figure}"""
SMALL_BUT_RIGHT = {
    "prompt": PROMPT,
    "notes": r"A note.\footnote{\ParaA\ \ParaB\ \ParaC\ \ParaD}",
    "frame": r"\fbox{\parbox{0.9\columnwidth}{\small\ParaA\ \ParaB\ \ParaC}}",
    "table": r"\begin{table}[h]\caption{C.}\small\begin{tabular}{p{7.5cm}}\hline\ParaA\\ \ParaB\\"
    r"\ParaC\\ \hline\end{tabular}\end{table}",
    "listing": r"\begin{small}\begin{verbatim}"
    + "\n"
    + "a line of some code in it\n" * 25
    + r"\end{verbatim}\end{small}",
}


SMALL_PASSAGES = {
    "quotations": r"\begin{quote}\small\ParaA\par\ParaB\end{quote}",
    "paragraphs": r"{\footnotesize\ParaA\par\ParaB\par}",
    "list": r"\begin{itemize}\small\item\ParaA\item\ParaB\end{itemize}",
    "nested list": r"\begin{itemize}\item\begin{itemize}\small\item\ParaA\item\ParaB"
    r"\end{itemize}\end{itemize}",
    "theorem": r"\begin{flushleft}\end{flushleft}{\small\textbf{Theorem.}\ \ParaA\ \ParaB\par}",
}


def test_passages_in_small_type_are_a_warning(check_paper: CheckPaper) -> None:
    passages = (f"\n{passage}" for passage in SMALL_PASSAGES.values())
    report = check_paper(submission(on_pages(passages)), files=FILES)
    (finding,) = assert_only(report, "body-size", "warning")
    assert finding.basis == "guide"
    assert set(by_passage([finding], SMALL_PASSAGES)) == set(SMALL_PASSAGES)


def test_one_small_caption_among_others_is_found(check_paper: CheckPaper) -> None:
    figure = FIGURE.replace(r"\caption{", r"\caption[x]{\scriptsize ", 1)
    main = with_figures() + figure % r".5\columnwidth" + PARAGRAPHS
    report = check_paper(submission(main, preamble=GRAPHICX), files=FILES)
    (finding,) = assert_only(report, "small-text", "warning")
    assert "6.97 bp; 8.97 bp wanted" in finding.message


def test_what_is_small_by_right_passes(check_paper: CheckPaper) -> None:
    passages = (f"\n{passage}" for passage in SMALL_BUT_RIGHT.values())
    report = check_paper(submission(on_pages(passages)), files=FILES)
    assert by_passage(of(report, *MINE), SMALL_BUT_RIGHT) == {}


# --- leading -----------------------------------------------------------------


@pytest.mark.parametrize(("stretch", "leading"), [(".95", 11.36), (".98", 11.72), ("1.1", 13.15)])
def test_another_leading_is_found(check_older: CheckOlder, stretch: str, leading: float) -> None:
    findings = of(check_older(preamble=rf"\linespread{{{stretch}}}"), *MINE)
    assert [finding.rule for finding in findings] == ["leading"]
    assert f"{leading:.2f} bp apart; 11.96 bp wanted (12 pt)" in findings[0].message


def test_a_page_with_tighter_lines_is_found(check_paper: CheckPaper) -> None:
    main = rf"{LONG}{{\par\fontsize{{10}}{{11.4}}\selectfont {PARAGRAPHS}\par}}{PARAGRAPHS}"
    report = check_paper(submission(main), files=FILES)
    findings = of(report, "leading")
    assert findings, told(report)
    assert all("11.4 bp; 11.96 bp wanted" in finding.message for finding in findings)
    assert all(finding.severity == "warning" for finding in findings)


def test_a_paragraph_that_ends_in_a_group_of_small_type_is_a_warning(
    check_paper: CheckPaper,
) -> None:
    report = check_paper(submission(LONG + r" \ParaA{\small\par}" + PARAGRAPHS), files=FILES)
    (finding,) = of(report, "leading")
    assert finding.severity == "warning"


def test_tall_formulas_and_wrapped_figures_pass(check_paper: CheckPaper) -> None:
    wrapped = (
        r"\begin{wrapfigure}{r}{0.45\columnwidth}\includegraphics[width=0.4\columnwidth]"
        r"{example-image-a}\caption{Wrapped.}\end{wrapfigure}"
    )
    formula = r"\ParaA\ The ratio $\displaystyle\frac{a}{b}$ and $x^{2^{2}}$. "
    main = f"{LONG}\n\n{wrapped}{PARAGRAPHS}\n\n{formula * 3}"
    preamble = r"\usepackage{graphicx,wrapfig}"
    report = check_paper(submission(main, preamble=preamble), files=FILES)
    assert not of(report, *MINE, "compressed-spacing", "margins"), told(report)


# --- small-text --------------------------------------------------------------


@pytest.mark.parametrize("size", ["small", "footnotesize"])
def test_small_references_are_found(check_paper: CheckPaper, size: str) -> None:
    references = rf"\renewcommand\bibfont{{\{size}}}\nocite{{*}}{REFERENCES}"
    report = check_paper(submission(LONG, references=references), files=DATABASE)
    findings = of(report, *MINE)
    assert [finding.rule for finding in findings] == ["small-text"]
    assert "references" in findings[0].message
    assert "8.97 bp; 9.96 bp wanted" in findings[0].message


def test_small_footnotes_are_found(check_paper: CheckPaper) -> None:
    main = LONG.replace(r"\subsection", r"\footnote{\ParaA}\subsection")
    paper = submission(main, preamble=r"\let\footnotesize\scriptsize")
    (finding,) = of(check_paper(paper, files=FILES), *MINE)
    assert (finding.rule, finding.severity) == ("small-text", "warning")
    assert "footnotes" in finding.message


def test_small_captions_are_found(check_paper: CheckPaper) -> None:
    preamble = GRAPHICX + r"\usepackage[font=scriptsize]{caption}"
    report = check_paper(submission(with_figures(), preamble=preamble), files=FILES)
    (finding,) = of(report, *MINE)
    assert (finding.rule, finding.severity) == ("small-text", "warning")
    assert "captions" in finding.message


CELLS = " & ".join(["some words", "7.25"] * 6)
TABLE = (
    rf"\begin{{table}}[h]\caption{{C.}}\scalebox{{%s}}{{\small\begin{{tabular}}{{{'l' * 12}}}"
    rf"\hline {CELLS}\\ {CELLS}\\ \hline\end{{tabular}}}}\end{{table}}"
)


def test_a_table_scaled_below_six_points_is_found(check_paper: CheckPaper) -> None:
    paper = submission(LONG + TABLE % "0.55" + PARAGRAPHS, preamble=GRAPHICX)
    (finding,) = of(check_paper(paper, files=FILES), *MINE)
    assert finding.rule == "small-text"
    assert "4.9 bp" in finding.message


DRAWING = r"""\begin{figure}[t]\centering
\begin{tikzpicture}
\foreach \x in {0,1,2,3,4} {\draw (\x,0) circle (0.4) node {\fontsize{3.5}{4}\selectfont label};}
\end{tikzpicture}
\caption{A drawing.}
\end{figure}"""
TINY_BUT_RIGHT = {
    "table of 6 pt": TABLE.replace(r"\small", r"\tiny") % "1",
    "drawing": DRAWING,
    "drawing without a caption": DRAWING.replace(r"\caption{A drawing.}", ""),
    "exponents": r"\ParaA\ $x_{i_{\mathrm{max}}}^{2^{n}}$ and $y_{j_{\mathrm{min}}}$ \ParaB",
    "captions of 9 pt": FIGURE % r".5\columnwidth",
}


def test_what_is_tiny_by_right_passes(check_paper: CheckPaper) -> None:
    passages = (f"\n{passage}" for passage in TINY_BUT_RIGHT.values())
    report = check_paper(submission(on_pages(passages), preamble=GRAPHICX), files=FILES)
    assert by_passage(of(report, *MINE), TINY_BUT_RIGHT) == {}
