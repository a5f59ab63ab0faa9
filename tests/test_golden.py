"""A layout that changed is reported, shown and recorded only when asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from golden import accept_layout, accept_text, layout_problem, text_problem
from mlsys_paper.layouts.compare import TOLERANCE
from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex
    from golden import GoldenLayout, GoldenText
    from mlsys_paper.pdf.model import Document

PLAIN = r"""
\documentclass[letterpaper]{article}
\pdfpagewidth=8.5in \pdfpageheight=11in
\begin{document}
\section{A heading}
Some text with $x^2$ in it.\par
SPACE
\noindent\rule{50pt}{2pt}\newpage On another page.
\end{document}
"""


@pytest.fixture(scope="module")
def document(compile_tex: CompileTex) -> Document:
    compiled = compile_tex(PLAIN.replace("SPACE", ""))
    assert compiled.pdf is not None
    return read_document(compiled.pdf)


@pytest.fixture
def moved(compile_tex: CompileTex) -> Document:
    compiled = compile_tex(PLAIN.replace("SPACE", r"\vspace{0.5pt}"))
    assert compiled.pdf is not None
    return read_document(compiled.pdf)


def test_a_recorded_layout_agrees_with_its_document(document: Document, tmp_path: Path) -> None:
    file = tmp_path / "plain.txt"
    assert accept_layout(document, file)
    assert layout_problem(document, file, tmp_path / "pictures", TOLERANCE) == ""
    assert not (tmp_path / "pictures").exists()


def test_a_layout_that_was_never_recorded_is_a_problem(document: Document, tmp_path: Path) -> None:
    problem = layout_problem(document, tmp_path / "plain.txt", tmp_path, TOLERANCE)
    assert "No layout is recorded as plain.txt" in problem
    assert "nox -s accept" in problem
    assert not (tmp_path / "plain.txt").exists()


def test_half_a_point_is_reported_with_page_line_distance_and_pictures(
    document: Document, moved: Document, tmp_path: Path
) -> None:
    file, pictures = tmp_path / "plain.txt", tmp_path / "pictures"
    accept_layout(document, file)
    problem = layout_problem(moved, file, pictures, TOLERANCE)
    assert "1 difference; the first:" in problem
    assert "page 1: the rule expected from" in problem
    assert "off by 0.50 bp" in problem
    names = sorted(path.name for path in pictures.iterdir())
    assert names == [f"page-1-{name}.png" for name in ("actual", "difference", "expected")]
    for name in names:
        assert str(pictures / name) in problem
        assert (pictures / name).read_bytes().startswith(b"\x89PNG")


def test_accepting_rewrites_only_what_moved(
    document: Document, moved: Document, tmp_path: Path
) -> None:
    file = tmp_path / "plain.txt"
    accept_layout(document, file)
    recorded = file.read_text(encoding="utf-8")
    noisy = replace(
        document,
        pages=tuple(
            replace(page, runs=tuple(replace(run, x=run.x + 0.02) for run in page.runs))
            for page in document.pages
        ),
    )
    assert not accept_layout(noisy, file)
    assert file.read_text(encoding="utf-8") == recorded
    assert accept_layout(moved, file)
    assert layout_problem(moved, file, tmp_path / "pictures", TOLERANCE) == ""
    assert [path.name for path in tmp_path.iterdir()] == ["plain.txt"]


def test_a_changed_text_is_shown_as_a_diff(tmp_path: Path) -> None:
    file = tmp_path / "result.bbl"
    assert "No text is recorded" in text_problem("a\n", file)
    assert accept_text("a\nb\n", file)
    assert not accept_text("a\nb\n", file)
    assert text_problem("a\nb\n", file) == ""
    problem = text_problem("a\nc\n", file)
    assert "-b" in problem.splitlines()
    assert "+c" in problem.splitlines()


def test_the_fixtures_find_what_is_recorded(
    document: Document, golden_layout: GoldenLayout, golden_text: GoldenText
) -> None:
    golden_layout(document, "plain-article")
    golden_text("recorded\n", "plain.txt")
