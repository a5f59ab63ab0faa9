"""What encloses an object, clipping and forms, is part of how it shows on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.pdf.model import Page, Style

DOCUMENT = r"""\documentclass{article}
\usepackage{tikz}
\begin{document}
\setbox0\hbox{\begin{tikzpicture}
  \node at (2,0) {drawing};
  \fill (0,0) rectangle (6,2);
\end{tikzpicture}}
\pdfxform0
\begin{tikzpicture}
  \clip (0,0) rectangle (1,3);
  \node[anchor=south west, inner sep=0] {\pdfrefxform\pdflastxform};
\end{tikzpicture}

\begin{tikzpicture}
  \begin{scope}[transparency group, opacity=0]
    \node {vanished};
  \end{scope}
\end{tikzpicture}

\pdfliteral direct{2 Tr 1 0 0 RG}outlined\pdfliteral direct{0 Tr 0 G}

plain

\begin{tikzpicture}
  \fill[red] (0,0) rectangle (4,1);
  \fill[green, rotate=20] (0,0) rectangle (4,1);
  \fill[blue, rounded corners] (0,0) rectangle (4,1);
  \fill[yellow, opacity=0.5] (0,0) rectangle (4,1);
  \draw[line width=10pt] (0,2) -- (4,3);
  \draw (0,2) -- (4,3);
\end{tikzpicture}
\end{document}
"""


@pytest.fixture(scope="module")
def page(compile_tex: CompileTex) -> Page:
    compiled = compile_tex(DOCUMENT)
    assert compiled.pdf is not None
    return read_document(compiled.pdf).pages[0]


def style_of(page: Page, word: str) -> Style:
    glyphs = page.glyphs
    return glyphs.styles[glyphs.style[glyphs.text.index(word)]]


def test_what_a_form_is_clipped_to_holds_for_all_in_it(page: Page) -> None:
    rule = next(rule for rule in page.rules if rule.fill)
    assert rule.box.width == pytest.approx(170, abs=1)
    assert rule.shown.width == pytest.approx(28.3, abs=0.3)
    clip = style_of(page, "drawing").clip
    assert clip is not None
    assert clip.width == pytest.approx(28.3, abs=0.3)


def test_the_opacity_of_a_form_holds_for_all_in_it(page: Page) -> None:
    assert style_of(page, "vanished").alpha == 0
    assert style_of(page, "plain").alpha == 255


def test_outlines_have_their_own_colour(page: Page) -> None:
    assert style_of(page, "outlined").stroke == (255, 0, 0)
    assert style_of(page, "plain").stroke is None
    assert style_of(page, "plain").clip is None


def test_only_an_opaque_rectangle_is_solid(page: Page) -> None:
    coloured = [rule for rule in page.rules if rule.fill and max(rule.fill)]
    assert [rule.solid for rule in coloured] == [True, False, False, False]


def test_only_a_broad_outline_is_a_ground(page: Page) -> None:
    outlined = [rule for rule in page.rules if rule.fill is None]
    assert [rule.outline for rule in outlined][-2:] == [(0, 0, 0), None]
