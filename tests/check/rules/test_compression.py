"""Space that was taken away is found; space that TeX shrinks by itself is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdf
import pytest

from check.conftest import check_pdf
from check.long_paper import FIGURE, LONG, PARAGRAPHS, with_figures
from check.older_style import older_files, older_submission
from check.papers import FILES, submission
from check.verdicts import assert_clean, assert_only, told

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from check.conftest import CheckPaper
    from conftest import CompileTex
    from mlsys_paper.check.findings import Finding, PaperReport

    CheckOlder = Callable[..., PaperReport]

RULE = "compressed-spacing"
GRAPHICX = r"\usepackage{graphicx}"


@pytest.fixture
def check_older(check_paper: CheckPaper) -> CheckOlder:
    def check_older(main: str = LONG, **settings: str) -> PaperReport:
        return check_paper(older_submission(main, **settings), files=older_files())

    return check_older


def of(report: PaperReport) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == RULE]


# --- headings and paragraphs -------------------------------------------------


@pytest.mark.parametrize(("parskip", "said"), [("0pt", "12.0 bp"), ("3pt", "14.9 bp")])
def test_paragraphs_too_close_are_one_finding(
    check_older: CheckOlder, parskip: str, said: str
) -> None:
    (finding,) = of(check_older(preamble=rf"\setlength\parskip{{{parskip}}}"))
    assert finding.severity == "error"
    assert f"paragraphs are {said} apart instead of 17.9 bp" in finding.message


def test_the_same_is_found_under_this_style(check_paper: CheckPaper) -> None:
    paper = submission(LONG, preamble=r"\setlength\parskip{3pt}")
    assert_only(check_paper(paper, files=FILES), RULE)


@pytest.mark.parametrize(
    ("space", "level", "severity"),
    [
        (r"\vspace{-4pt}\section", "section", "warning"),
        (r"\vspace{-4pt}\subsection", "subsection", "error"),
        (r"\vspace{-8pt}\subsubsection", "subsubsection", "error"),
    ],
)
def test_space_taken_before_headings_is_found(
    check_paper: CheckPaper, space: str, level: str, severity: str
) -> None:
    main = LONG.replace(f"\\{level}", space)
    (finding,) = assert_only(check_paper(submission(main), files=FILES), RULE, severity)
    assert f" {level} headings" in finding.message
    assert "from the text before" in finding.message
    assert finding.box is not None


def test_space_taken_after_one_heading_is_found(check_paper: CheckPaper) -> None:
    main = LONG.replace(r"\subsection{Subsection}", r"\subsection{Subsection}\vspace{-4pt}", 1)
    (finding,) = assert_only(check_paper(submission(main), files=FILES), RULE, "warning")
    assert "14.7 bp from the text after instead of 18.7 bp" in finding.message


def test_space_taken_before_one_heading_is_found(check_paper: CheckPaper) -> None:
    head, _, rest = LONG.rpartition(r"\subsection")
    main = rf"{head}\vspace{{-6pt}}\subsection{rest}"
    (finding,) = assert_only(check_paper(submission(main), files=FILES), RULE, "warning")
    assert "1 subsection heading" in finding.message


def test_titlesec_s_tight_headings_are_found(check_older: CheckOlder) -> None:
    preamble = r"""\usepackage{titlesec}
\titlespacing*{\section}{0pt}{4pt}{2pt}
\titlespacing*{\subsection}{0pt}{4pt}{2pt}"""
    found = of(check_older(preamble=preamble))
    assert any("section headings" in finding.message for finding in found), found


LIST = r"\begin{itemize}\item \ParaA \item \ParaB\end{itemize}"
THEOREM = r"\begin{theorem}\ParaC\end{theorem}"


def test_headings_after_all_kinds_of_text_pass(check_paper: CheckPaper) -> None:
    passages = (LIST, THEOREM, r"\[a=\sum_{i=1}^n b_i\]", r"\bigskip\ParaE")
    main = "\n\n".join(
        LONG.replace(r"\sub", passage + r"\sub").replace("}\n", "}\n" + passage, 4)
        for passage in passages
    )
    preamble = r"\usepackage{amsthm}\newtheorem{theorem}{Theorem}"
    report = check_paper(submission(main, preamble=preamble), files=FILES)
    assert not of(report), told(report)


def test_bold_words_on_a_line_of_their_own_are_no_heading(check_paper: CheckPaper) -> None:
    main = LONG.replace(r"\ParaC", "\\ParaC\n\n\\textbf{A lesson that was learnt}\n\n")
    report = check_paper(submission(main), files=FILES)
    assert not of(report), told(report)


# --- captions ----------------------------------------------------------------


def test_space_taken_before_captions_is_a_warning(check_paper: CheckPaper) -> None:
    figure = FIGURE.replace(r"\caption", r"\vspace{-8pt}\caption")
    main = with_figures(r".8\columnwidth", figure)
    report = check_paper(submission(main, preamble=GRAPHICX), files=FILES)
    findings = assert_only(report, RULE, "warning")
    assert "6.8 bp above the caption" in findings[0].message


def test_space_taken_after_floats_is_a_warning(check_older: CheckOlder) -> None:
    preamble = GRAPHICX + r"\setlength\textfloatsep{6pt}"
    found = of(check_older(with_figures(), preamble=preamble))
    assert found
    assert {finding.severity for finding in found} == {"warning"}
    assert "below the caption's last line" in found[0].message


def test_text_beside_a_caption_is_not_below_it(check_paper: CheckPaper) -> None:
    # The heights move against each other, so that a line ends just above the caption's foot.
    wrapped = r"""\begin{wrapfigure}{r}{0.5\columnwidth}\centering\rule{1in}{%dpt}
    \caption{Wrapped.}\end{wrapfigure}"""
    figures = [f"{wrapped % height}{PARAGRAPHS}" for height in range(40, 52, 2)]
    main = "\n\n".join([LONG, *figures])
    report = check_paper(submission(main, preamble=r"\usepackage{wrapfig}"), files=FILES)
    assert not of(report), told(report)


@pytest.mark.parametrize("extra", ["", r"\usepackage{caption}", r"\usepackage{subcaption}"])
def test_captions_as_packages_set_them_pass(check_paper: CheckPaper, extra: str) -> None:
    paper = submission(with_figures(), preamble=GRAPHICX + extra)
    report = check_paper(paper, files=FILES)
    assert not of(report), told(report)


# --- words, letters, pages ---------------------------------------------------


@pytest.mark.parametrize(
    ("preamble", "said"),
    [
        (r"\AtBeginDocument{\spaceskip=1.9pt plus 1pt minus .5pt}", "spaces between words"),
        (r"\usepackage[tracking=alltext,letterspace=-20]{microtype}", "0.20 bp closer"),
        (r"\usepackage[tracking=alltext,letterspace=-10]{microtype}", "0.10 bp closer"),
    ],
)
def test_squeezed_words_and_letters_are_found(
    check_paper: CheckPaper, preamble: str, said: str
) -> None:
    report = check_paper(submission(LONG, preamble=preamble), files=FILES)
    findings = assert_only(report, RULE)
    assert any(said in finding.message for finding in findings)


def test_a_page_of_squeezed_words_is_found(check_paper: CheckPaper) -> None:
    tight = rf"{{\spaceskip=1.6pt plus .5pt minus .3pt {PARAGRAPHS} {PARAGRAPHS}\par}}"
    main = f"{LONG} {LONG} {tight}"
    findings = assert_only(check_paper(submission(main), files=FILES), RULE, "warning")
    assert "on a page" in findings[0].message
    assert findings[0].page


@pytest.mark.parametrize(
    ("literal", "said"), [("-.15 Tc", "closer than the font has them"), ("97 Tz", "narrowed")]
)
def test_a_page_of_squeezed_letters_is_found(
    check_paper: CheckPaper, literal: str, said: str
) -> None:
    main = LONG.replace("}\n", rf"}}\pdfliteral direct{{{literal}}}", 1)
    (finding,) = assert_only(check_paper(submission(main), files=FILES), RULE, "warning")
    assert said in finding.message
    assert finding.page == 1


def test_narrowed_letters_are_found(check_paper: CheckPaper) -> None:
    lines = r"\noindent\scalebox{.96}[1]{\parbox{1.04\columnwidth}{\ParaA}}" + "\n\n"
    report = check_paper(
        submission(lines * 20 + r"\cite{quill-article}", preamble=GRAPHICX), files=FILES
    )
    assert any("the text is narrowed" in finding.message for finding in of(report)), told(report)


def test_letters_narrowed_further_than_by_default_are_a_warning(check_paper: CheckPaper) -> None:
    preamble = r"\usepackage[stretch=0,shrink=40,step=1]{microtype}"
    report = check_paper(submission(LONG, preamble=preamble), files=FILES)
    (finding,) = assert_only(report, RULE, "warning")
    assert "microtype by itself" in finding.message


@pytest.mark.parametrize(
    "preamble",
    [
        "",
        r"\usepackage{microtype}",
        r"\usepackage[T1]{fontenc}\usepackage[tracking,kerning,spacing]{microtype}",
        r"\usepackage[T1]{fontenc}\sloppy",
        r"\usepackage{ragged2e}\AtBeginDocument{\RaggedRight}",
        r"\frenchspacing",
    ],
)
def test_what_packages_do_by_default_passes(check_paper: CheckPaper, preamble: str) -> None:
    assert_clean(check_paper(submission(LONG, preamble=preamble), files=FILES))


@pytest.mark.parametrize(("factor", "found"), [(0.95, True), (0.97, True), (0.999, False)])
def test_scaled_pages_are_found(
    compile_tex: CompileTex, tmp_path: Path, factor: float, found: bool
) -> None:
    compiled = compile_tex(submission(LONG), files=FILES)
    assert compiled.pdf is not None
    writer = pypdf.PdfWriter(clone_from=compiled.pdf)
    for page in writer.pages:
        rest = (1 - factor) / 2
        shift = pypdf.Transformation().scale(factor).translate(612 * rest, 792 * rest)
        page.add_transformation(shift)
    writer.write(tmp_path / "scaled.pdf")
    report = check_pdf(tmp_path / "scaled.pdf")
    if found:
        (finding,) = assert_only(report, RULE)
        assert f"scaled to {100 * factor:.0f} %" in finding.message
    else:
        assert_clean(report)


def test_a_body_font_that_is_not_embedded_tells_nothing(
    compile_tex: CompileTex, tmp_path: Path
) -> None:
    compiled = compile_tex(submission(LONG), files=FILES)
    assert compiled.pdf is not None
    writer = pypdf.PdfWriter(clone_from=compiled.pdf)
    for font in writer.pages[0]["/Resources"]["/Font"].values():  # type: ignore[index]
        font.get_object()["/FontDescriptor"].get_object().pop("/FontFile")
    writer.write(tmp_path / "bare.pdf")
    (finding,) = of(check_pdf(tmp_path / "bare.pdf"))
    assert finding.severity == "unchecked"
    assert "is not embedded" in finding.message
