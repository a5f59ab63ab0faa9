"""Space between words and letters is measured from the letters' cells."""

from __future__ import annotations

import itertools
from statistics import median, quantiles
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.document.anatomy import dissect
from mlsys_paper.document.spacing import spacing_of, words_of
from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.document.anatomy import Anatomy
    from mlsys_paper.document.spacing import Spacing

TEXT = r"""
\documentclass[letterpaper]{article}
\usepackage{mathptmx}
\usepackage[tracking=true,letterspace=100]{microtype}
\begin{document}
\SETTING
A scheduler that sees only queue lengths can not tell a short request from a long one, so it
treats each arrival alike and lets a few heavy jobs delay the first of many light ones in the
office. A scheduler that sees only queue lengths can not tell a short request from a long one,
so it treats each arrival alike and lets a few heavy jobs delay many.
\end{document}
"""


def anatomy_of(compile_tex: CompileTex, setting: str) -> Anatomy:
    compiled = compile_tex(TEXT.replace(r"\SETTING", setting))
    assert compiled.pdf is not None, compiled.log_text
    return dissect(read_document(compiled.pdf))


def spacings(anatomy: Anatomy) -> list[Spacing]:
    return [
        spacing_of(line, page.page.glyphs)
        for page in anatomy.pages
        for line in page.lines
        if line.role == "body"
    ]


def test_natural_spacing_is_a_quarter_of_the_size(compile_tex: CompileTex) -> None:
    found = spacings(anatomy_of(compile_tex, r"\raggedright"))
    words = [space for line in found for space in line.words]
    assert len(words) > 60
    assert median(words) == pytest.approx(2.49, abs=0.02)
    letters = [space for line in found for space in line.letters]
    assert median(letters) == pytest.approx(0, abs=0.005)


def test_squeezed_words_are_measured_as_squeezed(compile_tex: CompileTex) -> None:
    found = spacings(anatomy_of(compile_tex, r"\raggedright\spaceskip=2pt"))
    lower, *_ = quantiles([space for line in found for space in line.words])
    assert lower == pytest.approx(2 / 72.27 * 72, abs=0.02)


def test_tracked_letters_are_measured_as_tracked(compile_tex: CompileTex) -> None:
    found = spacings(anatomy_of(compile_tex, r"\raggedright\lsstyle"))
    assert median(space for line in found for space in line.letters) == pytest.approx(
        0.996, abs=0.02
    )


def test_words_have_their_letters_and_places(compile_tex: CompileTex) -> None:
    anatomy = anatomy_of(compile_tex, "")
    text = "".join(
        f"{word.text} "
        for page in anatomy.pages
        for line in page.lines
        if line.role == "body"
        for word in words_of(line.runs, page.page.glyphs)
    )
    assert text.startswith("A scheduler that sees only queue lengths can not tell")
    assert "the first of many light ones in the office. A" in text
    page = anatomy.pages[0]
    first = next(line for line in page.lines if line.role == "body")
    words = list(words_of(first.runs, page.page.glyphs))
    assert words[0].x == pytest.approx(first.x, abs=0.01)
    assert words[-1].right == pytest.approx(first.right, abs=0.01)
    assert all(one.right < two.x for one, two in itertools.pairwise(words))
    assert all(word.box.height > 2 for word in words)
