"""The main file of a folder is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.errors import PaperError
from mlsys_paper.tex.papers import find_main

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
