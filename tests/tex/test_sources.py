"""The main file of a folder is found, and which files take part in a compilation."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.errors import PaperError
from mlsys_paper.tex import sources
from mlsys_paper.tex.sources import Sources, find_main, folder_sources, given_sources

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = b"\\documentclass[10pt]{article}\n\\begin{document}x\\end{document}\n"


@pytest.mark.parametrize(
    ("files", "main"),
    [
        ({"paper.tex": DOCUMENT, "intro.tex": b"text"}, "paper.tex"),
        ({"paper.tex": DOCUMENT, "old.tex": b"% \\documentclass{article}"}, "paper.tex"),
        ({"paper.tex": DOCUMENT, "fig.tex": b"\\documentclass[tikz]{standalone}"}, "paper.tex"),
        ({"paper.tex": DOCUMENT, "p.tex": b"\\documentclass[paper]{subfiles}"}, "paper.tex"),
        ({"paper.tex": b"% \xe9\n100\\% \\documentclass [\n twocolumn]\n{article}"}, "paper.tex"),
        ({"main.tex": DOCUMENT, "rebuttal.tex": DOCUMENT}, "main.tex"),
    ],
)
def test_main_file_is_found(tmp_path: Path, files: dict[str, bytes], main: str) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert find_main(tmp_path) == tmp_path / main


def test_file_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "x.tex").write_text("no class")
    assert find_main(tmp_path / "x.tex") == tmp_path / "x.tex"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "No .tex file in"),
        ({"a.tex": b"text"}, "No .tex file in"),
        ({"a.tex": DOCUMENT, "b.tex": DOCUMENT}, "several documents: a.tex, b.tex"),
    ],
)
def test_doubt_is_an_error(tmp_path: Path, files: dict[str, bytes], message: str) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(PaperError, match=message):
        find_main(tmp_path)


def test_absent_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="does not exist"):
        find_main(tmp_path / "absent")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An author's folder after a few compilations."""
    paper = tmp_path / "paper"
    documents = {
        "main.tex": "\\documentclass{article}",
        "supplement.tex": "\\documentclass{article}",
        "chapters/one.tex": "text",
        "figures/plot.pdf": "%PDF",
        "refs.bib": "@misc{a}",
        "data.log": "a table, not TeX's",
        ".git/config": "hidden",
        ".secret": "hidden",
        "__pycache__/x.pyc": "code",
        "main.aux": "stale",
        "main.log": "stale",
        "main.out": "stale",
        "main.pdf": "%PDF",
        "main.bbl": "by BibTeX, or by hand",
        "main.synctex.gz": "stale",
        "chapters/one.aux": "stale",
        "supplement.aux": "labels for xr",
        "supplement.pdf": "%PDF",
    }
    for name, text in documents.items():
        path = paper / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return paper


def test_products_and_hidden_files_are_left_out(folder: Path) -> None:
    assert sorted(folder_sources(folder, "main.tex").files) == [
        "chapters/one.tex",
        "data.log",
        "figures/plot.pdf",
        "main.bbl",
        "main.tex",
        "refs.bib",
        "supplement.aux",
        "supplement.pdf",
        "supplement.tex",
    ]


def test_links_may_stay_inside_but_not_lead_out(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.tex").write_text("secret")
    (folder / "inside.tex").symlink_to("main.tex")
    (folder / "out.tex").symlink_to(outside / "secret.tex")
    (folder / "broken.tex").symlink_to(folder / "nowhere.tex")
    (folder / "others").symlink_to(outside)
    (folder / "round").symlink_to(folder)
    names = folder_sources(folder, "main.tex").files
    assert "inside.tex" in names
    assert not {"out.tex", "broken.tex", "others/secret.tex", "round/main.tex"} & set(names)


def test_giants_are_left_out_by_kind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LARGEST_UNKNOWN", 50)
    monkeypatch.setattr(sources, "LARGEST_FILE", 100)
    for name, size in [("model.bin", 51), ("small.bin", 50), ("a.png", 100), ("b.png", 101)]:
        (folder / name).write_bytes(bytes(size))
    names = set(folder_sources(folder, "main.tex").files)
    assert {"small.bin", "a.png"} <= names
    assert not {"model.bin", "b.png"} & names


def test_folder_that_holds_more_than_a_paper_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MOST_FILES", 3)
    with pytest.raises(PaperError, match="more than 3 files") as caught:
        folder_sources(folder, "main.tex")
    assert "folder that holds the paper alone" in caught.value.remedy


def test_digest_sees_names_and_contents() -> None:
    digests = {
        Sources({"a": b"x", "b": b"y"}).digest(),
        Sources({"a": b"y", "b": b"x"}).digest(),
        Sources({"a": b"x"}).digest(),
        Sources({"a": b"x\n"}).digest(),
    }
    assert len(digests) == 4
    assert Sources({"b": b"y", "a": b"x"}).digest() in digests


def test_names_of_any_bytes_are_copied(folder: Path, tmp_path: Path) -> None:
    (folder / os.fsdecode(b"figur\xe9.txt")).write_text("x")
    found = folder_sources(folder, "main.tex")
    target = tmp_path / "copy"
    target.mkdir()
    found.copy_to(target)
    assert folder_sources(target).digest() == found.digest()


def test_copy_has_the_same_contents(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy"
    target.mkdir()
    found = folder_sources(folder, "main.tex")
    found.copy_to(target)
    assert folder_sources(target).digest() == found.digest()


def test_given_files_must_exist(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match=r"absent\.tex does not exist"):
        given_sources({"a.tex": tmp_path / "absent.tex"})
