"""Addresses stay in their column, and change nothing where their own breaks suffice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from layout_assertions import assert_layout, without_numbers
from mlsys_paper.format import current_format
from mlsys_paper.pdf.page import read_document
from style.papers import paper

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument

LONG = "foobarbazwithaverylongrepositorynamethatdoesnotbreakatallandgoeson"
STICKING_OUT = {
    "url": rf"\url{{https://example.org/{LONG}}}",
    "url with hyphens": rf"\url{{https://example.org/{'structured-outputs-' * 4}x}}",
    "url in brackets": rf"(\url{{https://example.org/{LONG}}})",
    "commit": r"\url{https://example.org/a/commit/0123456789abcdef0123456789abcdef01234567}",
    "path": rf"\path{{/usr/{LONG}/x}}",
    "other fonts": rf"{{\urlstyle{{sf}}\url{{https://example.org/{LONG}}}}}",
    "text of a link": rf"\href{{https://example.org}}{{https://example.org/{LONG}}}",
    "escapes": rf"\href{{https://example.org}}{{example.org/a\_b\%20\textasciitilde{{}}{LONG}}}",
    "font command": rf"\href{{https://example.org}}{{\texttt{{https://example.org/{LONG}}}}}",
    "font switch": rf"\href{{https://example.org}}{{\small\ttfamily https://example.org/{LONG}}}",
    "address in a link": rf"\href{{https://example.org}}{{\nolinkurl{{https://example.org/{LONG}}}}}",
    "footnote": rf"Word\footnote{{\url{{https://example.org/{LONG}}}}}",
    "list": rf"\begin{{itemize}}\item \url{{https://example.org/{LONG}}}\end{{itemize}}",
    "minipage": rf"\begin{{minipage}}{{3cm}}\url{{https://example.org/{LONG}}}\end{{minipage}}",
    "cell": rf"\begin{{tabular}}{{p{{3cm}}l}}\url{{https://example.org/{LONG}}}&b\end{{tabular}}",
    "strict lines": rf"{{\fussy Some text \url{{https://example.org/{LONG}}}\par}}",
}
FITTING = {
    "url": r"\url{https://github.com/mlsys/mlsys_style/tree/main}",
    "link": r"\href{https://github.com}{https://github.com/mlsys}",
    "text of a link": r"\href{https://github.com}{the code of this paper and its data, in a link}",
    "font in a link": r"\href{https://github.com}{\texttt{github.com/a}}",
}


def assert_within_columns(document: CompiledDocument) -> None:
    """Fail if a glyph stands right of its column, or TeX says that a line is too wide."""
    assert not document.log.errors
    assert not document.log.of_kind("overfull")
    assert document.pdf is not None
    layout = current_format()
    left, bottom, right, top = layout.text_box
    gutter = layout.lengths["columnsep"]
    edge = (left + right - gutter) / 2
    for page in without_numbers(read_document(document.pdf)).pages:
        for run in page.runs:
            if page.number > 1 and bottom < run.baseline < top:
                assert not edge + 0.5 < run.right < edge + gutter, run.text
                assert run.right < right + 0.5, run.text
                assert run.x > edge or run.right < edge + 0.5, run.text


@pytest.mark.parametrize("engine", ["pdflatex", "xelatex", "lualatex"])
def test_no_address_sticks_out_of_its_column(engine: str, compile_paper: CompileTex) -> None:
    words = "Words of the text before it. "
    body = "\n\n".join(
        f"{words * before}{address}.\n\n" for address in STICKING_OUT.values() for before in (0, 1)
    )
    document = compile_paper(
        paper("accepted", rf"\clearpage {body}", before=r"\usepackage{hyperref}"), engine=engine
    )
    assert_within_columns(document)


@pytest.mark.pdflatex
def test_pieces_of_any_width_find_their_place(compile_paper: CompileTex) -> None:
    body = "\n\n".join(
        rf"\noindent\url{{https://{'a' * first}.org/{'b' * second}}}"
        for first in range(1, 12)
        for second in range(18, 30)
    )
    assert_within_columns(compile_paper(paper("accepted", rf"\clearpage {body}")))


@pytest.mark.pdflatex
@pytest.mark.parametrize("address", FITTING.values(), ids=FITTING)
def test_an_address_that_fits_lies_as_without_the_style_s_breaks(
    address: str, compile_paper: CompileTex
) -> None:
    words = "Words of the text before it. "
    body = "\n\n".join(f"{words * before}{address}. {words}" for before in range(4))
    without = r"\makeatletter\def\mlsys@ifsticksout#1{\@secondoftwo}\makeatother"
    ours, plain = (
        compile_paper(paper("accepted", f"{begin}{body}", before=r"\usepackage{hyperref}"))
        for begin in ("", without)
    )
    assert ours.pdf is not None
    assert plain.pdf is not None
    assert_layout(read_document(plain.pdf), read_document(ours.pdf), tolerance=0.01)
