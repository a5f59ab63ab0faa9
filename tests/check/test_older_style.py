"""The stand-in for the older styles shows what those styles show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from check.older_style import older_files, older_submission
from style.papers import complaints, folios, pages, running_head

if TYPE_CHECKING:
    from conftest import CompileTex


@pytest.mark.parametrize("year", [2019, 2023])
def test_a_ruler_of_three_digits_and_no_page_numbers(compile_tex: CompileTex, year: int) -> None:
    compiled = compile_tex(older_submission(year=year), files=older_files(year))
    assert not complaints(compiled)
    document = pages(compiled)
    for page in document.pages:
        ruler = [run for run in page.runs if run.x < 50]
        assert [run.text for run in ruler] == [
            f"{55 * (page.number - 1) + i:03}" for i in range(55)
        ]
        assert (ruler[0].x, ruler[0].baseline) == (27.44, 715.28)
        assert abs(ruler[-1].baseline - 69.7) < 0.05
        assert not folios(page)
    assert running_head(document.pages[1])


def test_the_accepted_paper_has_neither(compile_tex: CompileTex) -> None:
    compiled = compile_tex(older_submission(options="accepted"), files=older_files(head=False))
    assert not complaints(compiled)
    for page in pages(compiled).pages:
        assert not [run for run in page.runs if run.x < 50]
        assert not folios(page)
        assert not running_head(page)
