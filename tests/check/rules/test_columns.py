"""What lies outside the format's columns is found, what only seems to is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdf
import pytest
from pypdf.generic import RectangleObject

from check.conftest import check_pdf
from check.long_paper import FIGURE, LONG, PARAGRAPHS, with_figures
from check.older_style import older_files, older_submission
from check.papers import FILES, submission
from check.passages import by_passage, on_pages
from check.verdicts import assert_clean, assert_only, told
from edition import RECORDED, loading_recorded, recorded_style
from mlsys_paper.format import current_format
from style.papers import REFERENCE, REFERENCE_FILES, reference_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from check.conftest import CheckPaper
    from conftest import CompileTex
    from mlsys_paper.check.findings import Finding, PaperReport

    CheckOlder = Callable[..., PaperReport]

GRAPHICX = r"\usepackage{graphicx}"
THIS_YEAR = current_format().year
MINE = ("page-size", "two-columns", "gutter", "margins")


@pytest.fixture
def check_older(check_paper: CheckPaper) -> CheckOlder:
    def check_older(preamble: str = "", main: str = LONG) -> PaperReport:
        return check_paper(older_submission(main, preamble=preamble), files=older_files())

    return check_older


def of(report: PaperReport, *rules: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule in rules]


# --- page-size ---------------------------------------------------------------


def test_a4_is_found(check_paper: CheckPaper) -> None:
    paper = submission(LONG, preamble=r"\AtBeginDocument{\pdfpagewidth=210mm\pdfpageheight=297mm}")
    (finding,) = assert_only(check_paper(paper, files=FILES), "page-size")
    assert "8.27 in x 11.69 in (A4)" in finding.message
    assert "pages 1-4" in finding.message


def test_one_cropped_page_is_found(compile_tex: CompileTex, tmp_path: Path) -> None:
    compiled = compile_tex(submission(LONG), files=FILES)
    assert compiled.pdf is not None
    writer = pypdf.PdfWriter(clone_from=compiled.pdf)
    writer.pages[1].cropbox = RectangleObject((0, 0, 612, 782))
    writer.write(tmp_path / "cropped.pdf")
    (finding,) = assert_only(check_pdf(tmp_path / "cropped.pdf"), "page-size", "warning")
    assert finding.page == 2


def test_a_sheet_rounded_by_a_driver_and_a_turned_page_pass(
    compile_tex: CompileTex, tmp_path: Path
) -> None:
    compiled = compile_tex(submission(LONG), files=FILES)
    assert compiled.pdf is not None
    writer = pypdf.PdfWriter(clone_from=compiled.pdf)
    writer.pages[0].mediabox = RectangleObject((0, 0, 612.3, 792.3))
    writer.pages[1].rotation = 90
    writer.write(tmp_path / "turned.pdf")
    assert_clean(check_pdf(tmp_path / "turned.pdf"))


@pytest.mark.parametrize("by", [(100, 50), (-3000, 2000)])
def test_pages_whose_corner_is_not_the_origin_pass(
    compile_tex: CompileTex, tmp_path: Path, by: tuple[int, int]
) -> None:
    compiled = compile_tex(submission(LONG), files=FILES)
    assert compiled.pdf is not None
    x, y = by
    writer = pypdf.PdfWriter(clone_from=compiled.pdf)
    for page in writer.pages:
        page.add_transformation(pypdf.Transformation().translate(x, y))
        page.mediabox = page.cropbox = RectangleObject((x, y, x + 612, y + 792))
    writer.write(tmp_path / "moved.pdf")
    assert_clean(check_pdf(tmp_path / "moved.pdf"))


# --- two-columns -------------------------------------------------------------


def test_main_text_in_one_column_is_found(check_older: CheckOlder) -> None:
    (finding,) = of(check_older(main=r"\onecolumn" + LONG), *MINE)
    assert finding.rule == "two-columns"


def test_main_text_in_three_columns_is_found(check_older: CheckOlder) -> None:
    main = rf"\onecolumn\begin{{multicols}}{{3}}{LONG}\end{{multicols}}\twocolumn {LONG}"
    found = of(check_older(r"\usepackage{multicol}", main), "two-columns", "gutter")
    assert {finding.rule for finding in found} == {"two-columns"}
    assert "than two" in found[0].message


def test_gutters_of_two_widths_are_told_apart(check_older: CheckOlder) -> None:
    changed = rf"\clearpage\columnsep=%dpt\twocolumn {LONG}"
    main = LONG + changed % 12 + changed % 24
    said = " ".join(finding.message for finding in of(check_older("", main), "gutter"))
    assert "12.0 bp apart" in said
    assert "23.9 bp apart" in said


def test_an_appendix_in_one_column_passes(check_paper: CheckPaper) -> None:
    end = rf"\clearpage\appendix\onecolumn\section{{Proofs}} {PARAGRAPHS}"
    report = check_paper(submission(LONG, end=end), files=FILES)
    assert_only(report, "appendix-separate", "warning")


# --- gutter and text block ---------------------------------------------------


@pytest.mark.parametrize(
    ("preamble", "rule", "said"),
    [
        (r"\setlength\columnsep{0.15in}", "gutter", "10.8 bp apart instead of 18.0 bp"),
        (r"\addtolength\columnsep{-3pt}", "gutter", "15.0 bp apart"),
        (r"\hoffset=-10pt", "margins", "from 0.63 in to 7.38 in"),
        (r"\addtolength\textwidth{10pt}", "margins", "(6.89 in wide)"),
        (r"\addtolength\oddsidemargin{6pt}", "margins", "from 0.85 in"),
        (r"\addtolength\textheight{24pt}", "margins", "below the text block"),
        (r"\addtolength\textheight{12pt}", "margins", "below the text block"),
        (r"\voffset=-12pt", "margins", "above the text block"),
        (r"\voffset=-6pt", "margins", "above the text block"),
        (r"\voffset=12pt", "margins", "below the text block"),
        (r"\usepackage[margin=0.75in]{geometry}", "margins", "7.00 in wide"),
        (r"\usepackage{fullpage}", "margins", "6.50 in wide"),
    ],
)
def test_altered_lengths_are_found_under_older_styles(
    check_older: CheckOlder, preamble: str, rule: str, said: str
) -> None:
    found = of(check_older(preamble), *MINE)
    assert {finding.rule for finding in found} == {rule}
    assert said in found[0].message


def test_one_finding_says_that_the_text_is_too_high_on_all_pages(check_older: CheckOlder) -> None:
    (finding,) = errors(of(check_older(r"\addtolength\textheight{24pt}"), "margins"))
    assert "The text on pages 1-3" in finding.message
    assert finding.box is not None
    assert finding.box.bottom < 76


@pytest.mark.parametrize(
    "preamble", [r"\addtolength\textheight{24pt}", r"\addtolength\columnsep{-6pt}"]
)
def test_altered_lengths_are_found_under_this_style(check_paper: CheckPaper, preamble: str) -> None:
    report = check_paper(submission(LONG, preamble=preamble), files=FILES)
    assert of(report, "margins", "gutter"), told(report)


@pytest.mark.parametrize(
    "preamble",
    [
        "",
        r"\usepackage{microtype}",
        r"\raggedbottom",
        r"\pagecolor{white}",
        r"\addtolength\columnsep{.5pt}",
    ],
    ids=["plain", "microtype", "raggedbottom", "white ground", "half a point"],
)
def test_what_correct_papers_do_passes(check_older: CheckOlder, preamble: str) -> None:
    assert not of(check_older(preamble), *MINE)


def test_lists_quotations_and_tall_formulas_pass(check_paper: CheckPaper) -> None:
    item = r"\begin{itemize}\item \ParaA \item \ParaB\end{itemize}\begin{quote}\ParaC\end{quote}"
    formula = r"\[\sum_{i=1}^{n}\frac{1}{2}\left\|x_i\right\|^2 = \prod_{k\in K} z_k\]"
    inline = r"\ParaD\ with $\displaystyle\frac{a}{b}$ and $x_{i_j}$."
    main = r"\section{Lists}" + "\n\n".join([item, formula, inline] * 8) + r" \cite{quill-article}"
    assert not of(check_paper(submission(main), files=FILES), *MINE)


# --- what sticks out ---------------------------------------------------------


def one(main: str, preamble: str = GRAPHICX) -> str:
    return submission(LONG + "\n\n" + main + "\n\n" + PARAGRAPHS, preamble=preamble)


_CELLS = " & ".join(["a column"] * 9)
WIDE_TABLE = rf"""\begin{{table}}[h]
\caption{{Wide.}}
\begin{{tabular}}{{{"l" * 9}}}
\hline {_CELLS} \\ \hline
\end{{tabular}}
\end{{table}}"""


STICKING_OUT = {
    "line": (r"{\hbox to 1.05\columnwidth{This line is too long for its column\hfil x}}", 11.7),
    "short overrun": (
        r"{\hbox to \dimexpr\columnwidth+6bp{This line is too long for its column\hfil x}}",
        6,
    ),
    "figure": (r"\includegraphics[width=1.1\columnwidth,height=2cm]{example-image-a}", 23.4),
    "rule": (r"\hbox{\kern-9bp\rule{3cm}{2cm}}", 9),
    "turned text": (r"\hbox{\kern-9bp\rotatebox{90}{Turned text}}", 9),
}


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Those that accuse."""
    return [finding for finding in findings if finding.severity == "error"]


def overshoot(finding: Finding) -> float:
    """By how much something sticks out, in bp, as the message says."""
    return float(finding.message.split(" by ")[1].split(" bp")[0])


@pytest.mark.parametrize("what", STICKING_OUT)
def test_what_sticks_out_is_found_with_the_overshoot(check_paper: CheckPaper, what: str) -> None:
    passage, amount = STICKING_OUT[what]
    main = on_pages([f"\n{passage}"])
    report = check_paper(submission(main, preamble=GRAPHICX), files=FILES)
    (found,) = assert_only(report, "margins", "warning")
    assert overshoot(found) == pytest.approx(amount, abs=1.1)
    assert found.box is not None


def test_all_that_sticks_out_is_two_findings(check_paper: CheckPaper) -> None:
    main = on_pages(f"\n{passage}" for passage, _ in STICKING_OUT.values())
    report = check_paper(submission(main, preamble=GRAPHICX), files=FILES)
    found = assert_only(report, "margins", "warning")
    assert len(found) == 2  # text, and pictures
    told = by_passage(found, STICKING_OUT)
    assert set(told) == set(STICKING_OUT)


HARDLY = {
    "3 bp of text": r"{\hbox to \dimexpr\columnwidth+3bp"
    r"{This line is too long by a little\hfil x}}",
    "3 bp of a figure": r"\includegraphics[width=\dimexpr\columnwidth+3bp,height=2cm]"
    r"{example-image-a}",
    "cropped": r"\includegraphics[width=\columnwidth,height=2cm,trim=90 0 90 0,clip]"
    r"{example-image-a}",
    "white rule": r"\hbox{\kern-60bp\textcolor{white}{\rule{5cm}{2cm}}}",
    "white text": r"\makebox[0pt][l]{\hspace*{-60bp}\textcolor{white}{white text}}",
    "watermark": r"\rotatebox{45}{\makebox[0pt][c]{DRAFT}}",
}


def test_what_hardly_sticks_out_or_is_not_seen_passes(check_paper: CheckPaper) -> None:
    main = on_pages(f"\n{passage}" for passage in HARDLY.values())
    report = check_paper(submission(main, preamble=GRAPHICX), files=FILES)
    assert by_passage(of(report, *MINE), HARDLY) == {}


CLIPPED = r"""\begin{tikzpicture}
\clip (0,0) rectangle (5,2);
\draw[line width=2pt] (-30,-30) -- (30,30);
\fill[blue!30] (-20,-20) rectangle (2,1);
\end{tikzpicture}"""


def test_a_clipped_drawing_passes(check_paper: CheckPaper) -> None:
    assert_clean(check_paper(one(CLIPPED), files=FILES))


def test_the_same_drawing_without_its_clip_is_found(check_paper: CheckPaper) -> None:
    drawing = CLIPPED.replace(r"\clip (0,0) rectangle (5,2);", r"\useasboundingbox (0,0) (5,2);")
    report = check_paper(one(drawing), files=FILES)
    assert_only(report, "margins", "warning")


WIDE_FIGURE = FIGURE.replace("figure}", "figure*}")


def test_a_float_of_the_full_width_passes(check_paper: CheckPaper) -> None:
    main = with_figures(r"\textwidth,height=4cm", WIDE_FIGURE)
    assert not of(check_paper(submission(main, preamble=GRAPHICX), files=FILES), *MINE)


def test_a_float_wider_than_the_page_is_found(check_paper: CheckPaper) -> None:
    main = with_figures(r"1.1\textwidth,height=4cm", WIDE_FIGURE)
    found = of(check_paper(submission(main, preamble=GRAPHICX), files=FILES), *MINE)
    assert found
    assert all("into the right margin" in finding.message for finding in found)


def test_a_figure_too_wide_for_its_column_is_found_on_either_side(check_paper: CheckPaper) -> None:
    main = with_figures(r"1.1\columnwidth")
    report = check_paper(submission(main, preamble=GRAPHICX), files=FILES)
    (finding,) = assert_only(report, "margins", "warning")
    assert "23.4 bp" in finding.message
    sides = {place.box.left < 300 for place in finding.places if place.box}
    assert sides == {True, False}


def test_a_table_too_wide_for_its_column_is_found(check_paper: CheckPaper) -> None:
    found = of(check_paper(one(WIDE_TABLE), files=FILES), "margins")
    assert found


def test_a_table_that_reaches_into_the_float_beside_it_is_found(check_paper: CheckPaper) -> None:
    cells = " & ".join(["a column"] * 7)
    rows = rf"\begin{{tabular}}{{lllllll}}\hline {cells} \\ \hline\end{{tabular}}"
    other = r"\begin{tabular}{ll}\hline a & b \\ \hline\end{tabular}"
    floats = [
        rf"\begin{{table}}[t]\caption{{{words}}}{inner}\end{{table}}"
        for words, inner in (("Wide.", rows), ("Another, beside it.", rf"\centering {other}"))
    ]
    # One for each column of a page, and a page before it so that both are free.
    first = floats[0] + "\n" + PARAGRAPHS * 2
    main = "\n\n".join([LONG, r"\clearpage", first, floats[1], PARAGRAPHS * 2])
    report = check_paper(submission(main), files=FILES)
    assert any("between the columns" in item.message for item in of(report, "margins"))


def test_a_table_of_the_full_width_passes(check_paper: CheckPaper) -> None:
    table = WIDE_TABLE.replace("table}[h]", "table*}[t]").replace("end{table}", "end{table*}")
    assert not of(check_paper(one(table), files=FILES), *MINE)


def test_notes_in_the_margin_are_found(check_paper: CheckPaper) -> None:
    found = of(check_paper(one(r"\ParaA\marginpar{A note}"), files=FILES), *MINE)
    assert [finding.rule for finding in found] == ["margins"]
    assert "A note" in found[0].message


@pytest.mark.parametrize(
    "lineno",
    [
        r"\usepackage[switch]{lineno}\linenumbers",
        r"\usepackage{lineno}\linenumbers",
        r"\usepackage{lineno}\linenumbers\modulolinenumbers[5]",
    ],
    ids=["outside", "in the gutter", "every fifth"],
)
def test_the_numbers_of_lineno_pass(check_paper: CheckPaper, lineno: str) -> None:
    paper = submission(LONG, preamble=lineno, options="preprint")
    report = check_paper(paper, "preprint", files=FILES)
    assert not of(report, *MINE, "compressed-spacing", "leading"), told(report)


def test_numbers_of_an_algorithm_beside_a_ruler_pass(check_paper: CheckPaper) -> None:
    lines = r"$a \gets b$\;" * 9
    algorithm = rf"\begin{{algorithm}}[t]\small {lines}\caption{{Placing.}}\end{{algorithm}}"
    package = r"\usepackage[ruled,linesnumbered]{algorithm2e}"
    main = "\n\n".join([LONG, algorithm, PARAGRAPHS])
    document = older_submission(main, preamble=package)
    report = check_paper(document, files=older_files())
    assert not of(report, *MINE), told(report)


BADGES = r"\mlsysbadges{available,functional,reproduced}"


def test_badges_of_the_artifact_evaluation_pass(check_paper: CheckPaper) -> None:
    paper = submission(LONG, preamble=BADGES, options="accepted")
    assert not of(check_paper(paper, "camera-ready", files=FILES), *MINE, "small-text")


def test_a_picture_in_the_head_of_a_submission_is_found(check_paper: CheckPaper) -> None:
    logo = (
        r"\AddToHook{shipout/foreground}{\put(400,-60){\includegraphics[width=2cm]{example-image}}}"
    )
    paper = submission(LONG, preamble=GRAPHICX + logo)
    found = assert_only(check_paper(paper, files=FILES), "margins", "warning")
    assert "a drawing or rule, above the text block" in found[0].message


FORMULA = r"\int_0^1 f(x)\,dx=\sum_{i=1}^{n}\frac{1}{2}\left\|x_i-\hat{x}_i\right\|^2"
WIDE_FORMULA = rf"{FORMULA}+{FORMULA}+\prod_{{k\in K}} z_k"


def test_a_formula_of_the_full_width_passes(check_older: CheckOlder) -> None:
    main = LONG.replace(r"\sub", rf"\begin{{strip}}\[{WIDE_FORMULA}\]\end{{strip}}\sub")
    assert not of(check_older(r"\usepackage{cuted}", main), *MINE)


def test_the_same_formula_in_a_column_is_found(check_older: CheckOlder) -> None:
    main = LONG.replace(r"\sub", rf"\[{WIDE_FORMULA}\]\sub")
    found = of(check_older("", main), *MINE)
    assert {finding.rule for finding in found} == {"margins"}


def test_a_formula_that_runs_into_the_other_column_s_text_is_found(
    check_older: CheckOlder,
) -> None:
    # Its end and the text there mix; some of it looks like a formula of its own.
    formulas = rf"\[{FORMULA}+{FORMULA}+\prod_{{k\in K}} z_k\]" + PARAGRAPHS
    main = rf"\section{{Formulas}} {formulas * 3} \cite{{quill-article}}"
    found = of(check_older("", main), *MINE)
    assert {finding.rule for finding in found} == {"margins"}
    assert not errors(found)


def test_a_landscape_page_passes(check_older: CheckOlder) -> None:
    main = rf"{LONG}\begin{{landscape}}\ParaA\end{{landscape}}{LONG}"
    assert not of(check_older(r"\usepackage{pdflscape}", main), *MINE)


def test_an_enlarged_page_is_found(check_older: CheckOlder) -> None:
    main = LONG.replace(r"\subsection", r"\enlargethispage{2\baselineskip}\subsection")
    (finding, *_) = of(check_older(main=main), *MINE)
    assert "below the text block" in finding.message


# --- papers as they are ------------------------------------------------------


@pytest.mark.parametrize("mode", ["review", "accepted"])
@pytest.mark.parametrize("year", [2023, THIS_YEAR])
@pytest.mark.parametrize("name", ["body", "citations", "floats", "long", "titlepage"])
def test_the_reference_documents_pass(
    compile_tex: CompileTex, name: str, year: int, mode: str
) -> None:
    source = loading_recorded((REFERENCE / f"{name}.tex").read_text(encoding="utf-8"))
    files = REFERENCE_FILES | recorded_style()
    if year != THIS_YEAR:
        source = source.replace(f"{{{RECORDED.name}}}", f"{{mlsys{year}}}")
        files = {**older_files(year), **REFERENCE_FILES}
    compiled = reference_in(mode, source, files, compile_tex)
    assert compiled.pdf is not None, compiled.output[-3000:]
    report = check_pdf(compiled.pdf, "camera-ready" if mode == "accepted" else "submission")
    rules = (*MINE, "body-font", "body-size", "leading", "small-text", "compressed-spacing")
    found = of(report, *rules)
    # One document shows a paragraph in small type, of which papers are rightly warned.
    assert {finding.rule for finding in found} <= ({"body-size"} if name == "body" else set())
    assert not errors(found), told(report)
