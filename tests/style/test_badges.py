"""Badges of the artifact evaluation: drawn above the title, moving nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from layout_assertions import assert_layout
from style.papers import complaints, pages, paper, style_says

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.pdf.model import Document

ALL = r"\mlsysbadges{available, functional,reproduced}"
ABOVE_TITLE = 721.0
"""bp: above the upper rule of the title."""
COLOURS = {"available": (0, 128, 79), "functional": (194, 38, 46), "reproduced": (26, 84, 166)}


def without_badges(document: Document) -> Document:
    first, *others = document.pages
    rules = tuple(rule for rule in first.rules if rule.bottom < ABOVE_TITLE)
    runs = tuple(run for run in first.runs if run.baseline < ABOVE_TITLE)
    return replace(document, pages=(replace(first, runs=runs, rules=rules), *others))


@pytest.mark.parametrize("engine", ["pdflatex", "xelatex", "lualatex"])
def test_badges_stand_above_the_title_and_move_nothing(
    engine: str, compile_paper: CompileTex
) -> None:
    plain = compile_paper(paper("accepted"), engine=engine)
    badged = compile_paper(paper("accepted", after=ALL), engine=engine)
    assert complaints(badged) == []
    assert_layout(pages(plain), without_badges(pages(badged)), name="badges")
    first = pages(badged).pages[0]
    words = [run for run in first.runs if run.baseline > ABOVE_TITLE]
    said = "".join(run.text for run in sorted(words, key=lambda run: run.x))
    assert sorted(said) == sorted("ArtifactArtifactResultsavailablefunctionalreproduced")
    discs = [rule for rule in first.rules if rule.bottom > ABOVE_TITLE and rule.fill]
    assert [rule.fill for rule in discs] == [pytest.approx(c, abs=1) for c in COLOURS.values()]
    for disc in discs:
        assert disc.top - disc.bottom == pytest.approx(28, abs=2)
        assert disc.top < first.height - 18
    assert max(run.right for run in words) < 541.5


def test_a_badge_has_a_text_for_those_who_do_not_see_it(compile_paper: CompileTex) -> None:
    compiled = compile_paper(paper("accepted", after=ALL))
    assert compiled.pdf is not None
    contents = PdfReader(compiled.pdf).pages[0].get_contents()
    assert contents is not None
    for text in (b"Artifact available", b"Artifact functional", b"Results reproduced"):
        assert b"/Alt (Badge: " + text + b")" in contents.get_data()


@pytest.mark.parametrize(("badge", "colour"), COLOURS.items())
def test_a_badge_comes_alone_when_it_is_the_only_one(
    badge: str, colour: tuple[int, int, int], compile_paper: CompileTex
) -> None:
    compiled = compile_paper(paper("accepted", after=rf"\mlsysbadges{{{badge}}}"))
    first = pages(compiled).pages[0]
    discs = [rule.fill for rule in first.rules if rule.bottom > ABOVE_TITLE and rule.fill]
    assert discs == [pytest.approx(colour, abs=1)]


def test_badges_may_be_given_in_the_title_block(compile_paper: CompileTex) -> None:
    source = paper("accepted").replace(r"\mlsystitle", ALL + r"\mlsystitle")
    words = [run for run in pages(compile_paper(source)).pages[0].runs if run.baseline > 721]
    assert len(words) == 6


def test_commas_too_many_are_no_badge(compile_paper: CompileTex) -> None:
    compiled = compile_paper(paper("accepted", after=r"\mlsysbadges{available,,reproduced, }"))
    assert complaints(compiled) == []
    words = [run for run in pages(compiled).pages[0].runs if run.baseline > ABOVE_TITLE]
    assert len(words) == 4


def test_review_ignores_badges_with_a_warning(compile_paper: CompileTex) -> None:
    plain, badged = compile_paper(paper()), compile_paper(paper(after=ALL))
    assert_layout(pages(plain), pages(badged), name="badges")
    (warning,) = style_says(badged, "warning")
    assert "has no effect in a paper under review" in warning


@pytest.mark.parametrize("options", ["", "accepted"])
def test_an_unknown_badge_is_an_error_that_lists_the_three(
    options: str, compile_paper: CompileTex
) -> None:
    compiled = compile_paper(paper(options, after=r"\mlsysbadges{avail,reproduced}"))
    (error,) = style_says(compiled, "error")
    assert "Unknown badge `avail'" in error
    for badge in COLOURS:
        assert badge in error
