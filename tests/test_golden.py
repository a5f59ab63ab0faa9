"""A layout that changed is reported, shown and recorded only when asked for."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageChops

from golden import Keeper, accept_text, text_problem
from golden_report import Note, note_from, told, wrapped
from mlsys_paper.layouts.pictures import draw_pages
from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex
    from golden import GoldenLayout, GoldenText
    from mlsys_paper.pdf.model import Document
    from texlive import TeX

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


@pytest.fixture
def places(tmp_path: Path, tex: TeX) -> dict[str, Any]:
    return {
        "folder": tmp_path / "recorded",
        "tex": tex,
        "pictures": tmp_path / "pictures",
        "kept": tmp_path / "kept",
    }


def test_a_recorded_layout_agrees_with_its_document(
    document: Document, places: dict[str, Any]
) -> None:
    assert Keeper(**places, accept=True).difference(document, "plain")
    assert Keeper(**places).difference(document, "plain") is None
    assert not places["pictures"].exists()


def test_a_layout_that_was_never_recorded_is_a_difference(
    document: Document, places: dict[str, Any]
) -> None:
    found = Keeper(**places).difference(document, "plain")
    assert found is not None
    assert found.headline == "plain: nothing is recorded."
    assert not places["folder"].exists()


def test_half_a_point_is_reported_with_page_distance_and_pictures_of_the_pages(
    document: Document, moved: Document, places: dict[str, Any]
) -> None:
    Keeper(**places, accept=True).difference(document, "plain")
    found = Keeper(**places).difference(moved, "plain")
    assert found is not None
    assert "1 rule or picture moved" in found.headline
    assert any("page 1: the rule at" in line and "0.50 bp lower" in line for line in found.lines)
    shown = {}
    for path in (places["pictures"] / "plain").iterdir():
        with Image.open(path) as picture:
            shown[path.name] = picture.copy()
    assert set(shown) == {f"page-1-{kind}.png" for kind in ("before", "after", "overlay")}
    assert len({picture.size for picture in shown.values()}) == 1
    # But for the bar beside what moved, they are the pages.
    for kind, pdf in (("before", document.path), ("after", moved.path)):
        page = draw_pages(pdf, (1,))[1].picture
        left, _, right, _ = ImageChops.difference(shown[f"page-1-{kind}.png"], page).getbbox()
        assert right - left < 8


def test_without_the_page_before_the_report_says_how_to_have_it(
    document: Document, moved: Document, places: dict[str, Any], tmp_path: Path
) -> None:
    Keeper(**places, accept=True).difference(document, "plain")
    found = Keeper(**places | {"kept": tmp_path / "empty"}).difference(moved, "plain")
    assert found is not None
    assert "run the tests before a change" in found.lines[-1]
    assert [path.name for path in (places["pictures"] / "plain").iterdir()] == ["page-1-after.png"]


def test_accepting_rewrites_only_what_moved(
    document: Document, moved: Document, places: dict[str, Any]
) -> None:
    keeper = Keeper(**places, accept=True)
    keeper.difference(document, "plain")
    file = places["folder"] / "plain.txt"
    recorded = file.read_text(encoding="utf-8")
    noisy = replace(
        document,
        pages=tuple(
            replace(page, runs=tuple(replace(run, x=run.x + 0.02) for run in page.runs))
            for page in document.pages
        ),
    )
    assert keeper.difference(noisy, "plain") is None
    assert file.read_text(encoding="utf-8") == recorded
    assert keeper.difference(moved, "plain")
    assert Keeper(**places).difference(moved, "plain") is None
    assert [path.name for path in places["folder"].iterdir()] == ["plain.txt"]


def test_a_changed_text_is_shown_as_a_diff(tmp_path: Path) -> None:
    file = tmp_path / "result.bbl"
    assert "No text is recorded" in text_problem("a\n", file)
    assert accept_text("a\nb\n", file)
    assert not accept_text("a\nb\n", file)
    assert text_problem("a\nb\n", file) == ""
    problem = text_problem("a\nc\n", file)
    assert "-b" in problem.splitlines()
    assert "+c" in problem.splitlines()


def test_the_report_begins_with_a_summary_and_says_aloud_what_was_published(
    document: Document, moved: Document, places: dict[str, Any]
) -> None:
    Keeper(**places, accept=True).difference(document, "plain")
    found = Keeper(**places).difference(moved, "plain")
    assert found is not None
    first, second, *rest = told([found])
    said = "1 document changed; 1 rule or picture moved; page breaks moved in none"
    assert first.startswith(said)
    assert second == "1 layouts not as recorded: plain."
    assert rest == ["", *found.lines]
    text = Note("a.bbl", "text", accepted=True, lines=("The result is not as a.bbl says.", "-b"))
    published = replace(found, kind="reference", accepted=True)
    lines = list(wrapped(told([text, published], details=False)))
    assert "-b" in lines
    assert any("#####  #   #" in line for line in lines)
    assert "conference has decided it" in "\n".join(lines)
    assert max(map(len, lines)) <= 100


def test_a_note_goes_from_one_process_to_another(
    document: Document, moved: Document, places: dict[str, Any]
) -> None:

    Keeper(**places, accept=True).difference(document, "plain")
    found = Keeper(**places).difference(moved, "plain")
    assert found is not None
    assert note_from(json.dumps(asdict(found))) == found


def test_the_fixtures_find_what_is_recorded(
    document: Document, golden_layout: GoldenLayout, golden_text: GoldenText
) -> None:
    golden_layout(document, "plain-article")
    golden_text("recorded\n", "plain.txt")
