"""Papers are found as authors keep them: main file, style line, engine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from compare.sides import PAPERS
from mlsys_paper.compare.papers import (
    NoPaper,
    PaperSource,
    find_paper,
    find_papers,
    style_lines,
    text_of,
)
from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = "\\documentclass{article}\n"
BODY = r"\begin{document}Text.\end{document}"
STYLED = DOCUMENT + "\\usepackage[accepted]{mlsys2021}\n"


def folder(place: Path, **files: str) -> Path:
    for name, text in files.items():
        file = place / f"{name.replace('__', '/')}.tex"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return place


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (r"\usepackage{mlsys2024}", ("", "mlsys2024")),
        (r"\usepackage[accepted]{mlsys2020}", ("accepted", "mlsys2020")),
        (
            "\\usepackage\n  [accepted,\n   nohyperref] {mlsys2022}",
            ("accepted, nohyperref", "mlsys2022"),
        ),
        (r"\usepackage{sysml2019}", ("", "sysml2019")),
        (r"\usepackage{graphicx, style/mlsys2023 ,url}", ("", "mlsys2023")),
        (r"\usepackage{mlsys2023_arxiv}", ("", "mlsys2023_arxiv")),
        (r"\RequirePackage{mlsys2025}", ("", "mlsys2025")),
        ("\\usepackage[% ours\n  accepted,%\n]%\n{mlsys2022}", ("accepted,", "mlsys2022")),
        ("% a note\r\\usepackage{mlsys2022}\r", ("", "mlsys2022")),
        (r"\usepackage{mlsystem}", None),
        (r"\usepackage{graphicx}", None),
    ],
)
def test_style_lines_of_every_year_and_form(
    tmp_path: Path, line: str, found: tuple[str, str] | None
) -> None:
    source = tmp_path / "main.tex"
    source.write_bytes(line.encode())
    assert list(style_lines(text_of(source))) == ([found] if found else [])


def test_the_collection_is_found_as_its_table_says() -> None:
    found = {paper.name: paper for paper in find_papers(PAPERS)}
    rows = [line.split("|")[1:4] for line in (PAPERS / "README.md").read_text().splitlines()]
    table = {row[0].strip(" `"): row[1] for row in rows if row and row[0].startswith(" `")}
    assert found.keys() == table.keys()
    for name, loads in table.items():
        paper = found[name]
        assert isinstance(paper, PaperSource)
        assert f"`{paper.style}`" in loads
        assert all(f"`{option}`" in loads for option in paper.options.split(",") if option)
        assert (paper.engine == "xelatex") == (name == "unicode")


def test_of_several_documents_the_paper_is_told(tmp_path: Path) -> None:
    cases: tuple[tuple[dict[str, str], str], ...] = (
        ({"draft": STYLED, "notes": DOCUMENT}, "draft.tex"),
        ({"draft": STYLED, "main": STYLED}, "main.tex"),
        ({"ours": STYLED, "supplement": STYLED}, "ours.tex"),
        ({"src__main": STYLED, "src__part": "no document"}, "main.tex"),
        ({"doc__paper__tex__main": STYLED, "notes__plan": "no document"}, "main.tex"),
        (
            {"main": DOCUMENT + r"\input{preamble}", "preamble": r"\usepackage{mlsys2020}"},
            "main.tex",
        ),
        ({"ours": r"\input{preamble}" + BODY, "preamble": STYLED, "intro": "text"}, "ours.tex"),
    )
    for number, (files, main) in enumerate(cases):
        paper = find_paper(folder(tmp_path / str(number), **files))
        assert isinstance(paper, PaperSource), files
        assert paper.main.name == main


def test_the_style_may_be_loaded_by_a_package_of_the_paper(tmp_path: Path) -> None:
    folder(tmp_path, main=DOCUMENT + r"\usepackage{ours}" + BODY)
    (tmp_path / "mlsys2023.sty").write_text(r"\RequirePackage{mlsys2019}")
    (tmp_path / "ours.sty").write_text(r"\RequirePackage[accepted]{mlsys2023}")
    paper = find_paper(tmp_path)
    assert isinstance(paper, PaperSource)
    assert (paper.style, paper.options) == ("mlsys2023", "accepted")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "No .tex file"),
        ({"main": DOCUMENT}, "loads no style of the conference"),
        ({"main": DOCUMENT + r"% \usepackage{mlsys2020}"}, "loads no style of the conference"),
        ({"one": STYLED, "two": STYLED}, "holds several documents"),
    ],
)
def test_a_folder_without_a_paper_says_why(
    tmp_path: Path, files: dict[str, str], reason: str
) -> None:
    found = find_paper(folder(tmp_path, **files))
    assert isinstance(found, NoPaper)
    assert reason in found.reason


def test_the_engine_is_the_one_that_the_source_asks_for(tmp_path: Path) -> None:
    cases = {
        "": "pdflatex",
        "% !TEX program = lualatex\n": "lualatex",
        "%!TeX TS-program = XeLaTeX\n": "xelatex",
        "% !TEX program = arara\n": "pdflatex",
        "\\usepackage{fontspec}\n": "xelatex",
        "% \\usepackage{fontspec}\n": "pdflatex",
    }
    for number, (line, engine) in enumerate(cases.items()):
        paper = find_paper(folder(tmp_path / str(number), main=line + STYLED + line))
        assert isinstance(paper, PaperSource)
        assert paper.engine == engine


def test_a_folder_that_is_a_paper_is_taken_as_one(tmp_path: Path) -> None:
    folder(tmp_path / "mine", main=STYLED, parts__one="text")
    (tmp_path / ".git").mkdir()
    assert [paper.name for paper in find_papers(tmp_path / "mine")] == ["mine"]
    assert [paper.name for paper in find_papers(tmp_path)] == ["mine"]


def test_what_holds_no_papers_is_explained(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="holds no papers"):
        find_papers(tmp_path)
    with pytest.raises(PaperError, match="is no folder"):
        find_papers(tmp_path / "absent")


@pytest.mark.parametrize(
    "piece", ["\\usepackage[", "\\usepackage{", "\\documentclass[", "\\usepackage   "]
)
def test_a_source_made_to_be_slow_is_not(tmp_path: Path, piece: str) -> None:
    folder(tmp_path, main=DOCUMENT + piece * 60_000, other=piece * 60_000)
    start = time.process_time()
    assert isinstance(find_paper(tmp_path), NoPaper)
    assert time.process_time() - start < 20
