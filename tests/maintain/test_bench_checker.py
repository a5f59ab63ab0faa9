"""The bench of the checker reads real papers and reports them side by side; no time is tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from check.raw_pdf import raw_pdf
from maintain.bench import __main__ as command
from maintain.bench import checker
from mlsys_paper.pdf.page import count_pages

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.thorough


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    file = tmp_path / "paper.pdf"
    file.write_bytes(raw_pdf(pages=3))
    return file


def test_the_checker_stands_beside_pdfium(pdf: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["check", "--rounds", "2", "--papers", "3", str(pdf)]) == 0
    first, one, two, *others, _, last = capsys.readouterr().out.splitlines()
    assert first == "paper.pdf, 3 pages, processor time in seconds, median of 2"
    assert one.split()[:2] == ["the", "checker"]
    assert two.split()[:1] == ["PDFium,"]
    assert two.endswith(" 1.00 times PDFium")
    assert all("pdfplumber" in line for line in others)
    assert last.startswith("3 papers with 2 jobs: ")
    assert "could not be checked" not in last


def test_every_glyph_is_asked_for(pdf: Path) -> None:
    # Three pages with one line of 48 characters each.
    assert checker.glyphs_by_pdfium(pdf) == 3 * 48


def test_the_measured_paper_has_twelve_pages(tmp_path: Path) -> None:
    assert count_pages(checker.twelve_pages(tmp_path)) == 12


@pytest.mark.parametrize(
    "arguments", [["--rounds", "0"], ["--papers", "0"], ["absent.pdf"], ["text.pdf"]]
)
def test_what_cannot_be_measured_is_refused(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.pdf").write_text("Dear chairs, ...")
    assert command.main(["check", *arguments]) == 2


def test_the_usage_is_printed_for_anything_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["speed"]) == 2
    assert "nox -s bench -- check" in capsys.readouterr().err
