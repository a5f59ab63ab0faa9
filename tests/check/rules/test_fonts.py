"""Fonts that are missing from the file or of Type 3 are found where they set text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from check.figures import with_figure
from check.older_style import older_files, older_submission
from check.papers import FILES, MAIN, submission
from check.verdicts import assert_clean, assert_only
from pdf.handmade import BITMAP_GLYPH, one_page, type3_font

if TYPE_CHECKING:
    from check.conftest import CheckPaper
    from mlsys_paper.check.findings import Stage

LABEL = "BT /F1 60 Tf 60 400 Td (A) Tj ET 50 50 400 300 re S"
HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def figure(font: str = HELVETICA, content: str = LABEL, info: str = "") -> bytes:
    """A figure with one label."""
    return one_page(
        "/Resources << /Font << /F1 10 0 R >> >>",
        {10: font, 11: f"<< {info} >>"},
        content=content,
        trailer="/Info 11 0 R",
    )


def type3_figure(name: str = "", glyph: str = "", info: str = "") -> bytes:
    return one_page(
        "/Resources << /Font << /F1 20 0 R >> >>",
        {**type3_font(name, glyph), 11: f"<< {info} >>"},
        content=LABEL,
        trailer="/Info 11 0 R",
    )


@pytest.mark.parametrize("stage", ["submission", "camera-ready"])
def test_a_figure_with_a_font_that_is_not_embedded(check_paper: CheckPaper, stage: Stage) -> None:
    options = "accepted" if stage == "camera-ready" else ""
    files = {**FILES, "plot.pdf": figure()}
    report = check_paper(with_figure("plot", options=options), stage, files=files)
    (finding,) = assert_only(report, "fonts-embedded")
    assert "Helvetica" in finding.message
    assert "in the figure plot.pdf" in finding.message
    assert "gs" in finding.remedy
    assert finding.page == 1


def test_a_font_that_a_figure_lists_and_does_not_use(check_paper: CheckPaper) -> None:
    # R's pdf() lists ZapfDingbats whether or not a symbol is plotted.
    plot = figure(content="50 50 400 300 re S /F1 12 Tf")
    assert_clean(check_paper(with_figure("plot"), files={**FILES, "plot.pdf": plot}))


def test_the_papers_own_font_is_not_embedded(check_paper: CheckPaper) -> None:
    map_file = r"\pdfmapline{=phvr8r Helvetica <8r.enc}"
    document = submission(
        MAIN + r" {\fontfamily{phv}\selectfont no}", preamble=r"\renewcommand\sfdefault{phv}"
    ).replace(r"\begin{document}", map_file + r"\begin{document}")
    (finding,) = assert_only(check_paper(document, files=FILES), "fonts-embedded")
    assert "TeX" in finding.remedy
    assert "figure" not in finding.message


def test_matplotlibs_type_3(check_paper: CheckPaper) -> None:
    info = "/Creator (Matplotlib v3.8.2, https://matplotlib.org)"
    plot = type3_figure("/BaseFont /Arial", info=info)
    report = check_paper(with_figure("plot"), files={**FILES, "plot.pdf": plot})
    (finding,) = assert_only(report, "type3-fonts")
    assert "Arial" in finding.message
    assert "plot.pdf" in finding.message
    assert "'pdf.fonttype'] = 42" in finding.remedy


def test_a_figure_that_does_not_tell_its_program(check_paper: CheckPaper) -> None:
    files = {**FILES, "plot.pdf": type3_figure("/BaseFont /DejaVuSans")}
    (finding,) = assert_only(
        check_paper(with_figure("plot", told=False), files=files), "type3-fonts"
    )
    assert "in an included figure" in finding.message
    assert "'pdf.fonttype'] = 42" in finding.remedy
    files = {**FILES, "plot.pdf": type3_figure("/BaseFont /Glyphs")}
    (finding,) = assert_only(
        check_paper(with_figure("plot", told=False), files=files), "type3-fonts"
    )
    assert "dNoOutputFonts" in finding.remedy


def test_a_figure_with_fonts_of_bitmaps(check_paper: CheckPaper) -> None:
    plot = type3_figure("/Name /F8", BITMAP_GLYPH, "/Producer (dvips + Distiller)")
    report = check_paper(with_figure("plot"), files={**FILES, "plot.pdf": plot})
    (finding,) = assert_only(report, "type3-fonts")
    assert "without a name (F8)" in finding.message
    assert "made of bitmaps" in finding.message
    assert "cm-super" in finding.remedy


def test_a_type_3_font_that_sets_nothing(check_paper: CheckPaper) -> None:
    plot = type3_figure("/BaseFont /Glyphs").replace(b"(A) Tj", b"      ")
    assert_clean(check_paper(with_figure("plot"), files={**FILES, "plot.pdf": plot}))


def test_an_older_styles_paper(check_paper: CheckPaper) -> None:
    document = older_submission(MAIN)
    assert_clean(check_paper(document, files={**FILES, **older_files()}))
    document = older_submission(
        r"\begin{figure}[t]\centering\includegraphics[width=2in]{plot}"
        r"\caption{What was measured.}\end{figure} " + MAIN,
        preamble=r"\usepackage{graphicx}",
    )
    files = {**FILES, **older_files(), "plot.pdf": figure()}
    assert_only(check_paper(document, files=files), "fonts-embedded")


def test_a_font_that_tex_has_no_outlines_of(check_paper: CheckPaper) -> None:
    document = submission(MAIN + r" \font\clock=clock {\clock A}")
    (finding,) = assert_only(check_paper(document, files=FILES), "type3-fonts")
    assert "made of bitmaps" in finding.message
    assert "figure" not in finding.message
    assert "cm-super" in finding.remedy
    assert finding.page == 2
