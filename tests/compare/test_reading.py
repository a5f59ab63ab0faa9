"""What is compared of a PDF, and how it comes through the sandbox."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from check.older_style import older_files, older_submission
from check.papers import FILES, submission
from mlsys_paper.compare.reading import layout_of, pictures_of
from mlsys_paper.errors import PaperError
from mlsys_paper.layouts.measure import measure_pdf
from mlsys_paper.layouts.model import NUMBERS
from mlsys_paper.tex.cache import Cache

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.layouts.model import Line


@pytest.fixture(scope="module")
def pdf(compile_tex: CompileTex) -> Path:
    found = compile_tex(submission(), files=FILES).pdf
    assert found
    return found


@pytest.fixture(scope="module")
def kept(pdf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with the layout."""
    folder = tmp_path_factory.mktemp("cache")
    layout_of(pdf, Cache(folder))
    return folder


def result_in(cache: Path) -> Path:
    (folder,) = [path for path in cache.iterdir() if path.is_dir()]
    (file,) = folder.iterdir()
    assert file.name == "result.json"
    return file


def lines_of_text(pdf: Path) -> list[Line]:
    return [line for line in measure_pdf(pdf).lines if line.role not in NUMBERS]


def test_line_numbers_and_folios_are_known_and_heads_are_not_among_them(
    pdf: Path, compile_tex: CompileTex
) -> None:
    assert measure_pdf(pdf).pages == 2
    found = lines_of_text(pdf)
    assert not [line.text for line in found if line.text.isdecimal()]
    assert [line.page for line in found if line.baseline > 730] == [2]
    old = compile_tex(older_submission(), files=older_files()).pdf  # with a ruler, without folios
    assert old
    assert not [line.text for line in lines_of_text(old) if line.text.isdecimal()]


def test_references_are_known_and_so_is_the_end_of_the_main_text(pdf: Path) -> None:
    found = measure_pdf(pdf)
    entries = [line for line in found.lines if line.reference]
    assert len(entries) > 5
    assert "REFERENCES" not in {line.text for line in entries}
    assert any("Quill, A." in line.text for line in entries)
    assert found.main_text_ends == 2


def test_a_layout_comes_through_the_sandbox_as_it_was(pdf: Path, kept: Path) -> None:
    found = measure_pdf(pdf)
    assert layout_of(pdf, Cache(kept)) == found


def test_a_layout_is_read_once_then_kept(pdf: Path, kept: Path, tmp_path: Path) -> None:
    cache = Path(shutil.copytree(kept, tmp_path / "cache"))
    file = result_in(cache)
    file.write_text(file.read_text().replace(" 9.96 ", " 7.50 "))
    assert layout_of(pdf, Cache(cache)) != measure_pdf(pdf)


@pytest.mark.parametrize(
    "text", ["{}", "[]", "no JSON", '{"layout": 3}', '{"layout": "left body"}']
)
def test_a_result_that_makes_no_sense_is_said_to_be_that(
    pdf: Path, kept: Path, tmp_path: Path, text: str
) -> None:
    cache = Path(shutil.copytree(kept, tmp_path / "cache"))
    result_in(cache).write_text(text)
    with pytest.raises(PaperError, match="makes no sense"):
        layout_of(pdf, Cache(cache))


def test_what_cannot_be_read_says_why(tmp_path: Path, compile_tex: CompileTex) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.5\nnothing\n%%EOF\n")
    cache = Cache(tmp_path / "cache")
    with pytest.raises(PaperError, match=r"can't be compared: cannot be read as a PDF"):
        layout_of(broken, cache)
    many = r"""\documentclass{article}\begin{document}
\count5=0 \loop Page\newpage\advance\count5 by 1 \ifnum\count5<201 \repeat\end{document}"""
    long = compile_tex(many).pdf
    assert long
    with pytest.raises(PaperError, match="it has 201 pages, more than 200"):
        layout_of(long, cache)


def test_pages_are_drawn_before_after_and_over_each_other(pdf: Path) -> None:
    first, second, third = (*pictures_of(pdf, pdf, (1, 2)), None)
    assert third is None
    assert first
    assert second
    assert (first.page, second.page) == (1, 2)
    for png in (first.before, first.after, first.overlay, second.overlay):
        assert png.startswith(b"\x89PNG")
    assert first.before == first.after
    assert pictures_of(pdf, pdf, ()) == ()
    assert pictures_of(pdf, pdf, (7,)) == ()
