"""`mlsys-paper bundle`: what is packed compiles by itself, and says no more than it should."""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from check.papers import DATABASE, submission
from mlsys_paper.cli import main

if TYPE_CHECKING:
    from pathlib import Path

BODY = r"""\section{Introduction} % Ada says: cut this
% a whole line of Zebulon's
\ParaA\ 100\% of it \verb|% stays|. \cite{quill-article}
\begin{verbatim}
x = 1  % stays too
\end{verbatim}
\input{parts/end}
\begin{comment}
Nobody reads Mei's words.
\end{comment}
"""


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "end.tex").write_text("\\ParaB %\n\\ParaC\n")
    text = submission(BODY, preamble=r"\usepackage{comment}")
    (tmp_path / "paper.tex").write_text(text)
    (tmp_path / "notes.txt").write_text("Dear diary")
    for name, path in DATABASE.items():
        shutil.copy(path, tmp_path / name)
    return tmp_path


def contents(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as zipped:
        return {name: zipped.read(name).decode("utf-8", "replace") for name in zipped.namelist()}


def test_a_bundle_holds_what_tex_reads(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bundle"]) == 0
    out = capsys.readouterr().out
    found = contents(paper / "paper-arxiv.zip")
    assert set(found) == {
        *("paper.tex", "paper.bbl", "paragraphs.tex", "parts/end.tex", "mlsys2024.sty"),
    }
    assert "notes.txt" in out  # left out, and said
    assert r"\bibitem" in found["paper.bbl"]


def test_comments_are_left_out_and_nothing_else(paper: Path) -> None:
    assert main(["bundle"]) == 0
    text = contents(paper / "paper-arxiv.zip")["paper.tex"]
    assert "Ada says" not in text
    assert "Zebulon" not in text
    assert r"100\% of it \verb|% stays|" in text
    assert "x = 1  % stays too" in text


def test_a_paper_in_review_names_nobody(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bundle"]) == 0
    text = contents(paper / "paper-arxiv.zip")["paper.tex"]
    assert "Ada Quill" not in text
    assert "northfield.example" not in text
    assert r"\mlsysauthor{Anonymous Author}" in text
    assert "review mode" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("loaded", "named"),
    [
        (r"\usepackage[preprint]{mlsys2024}", True),
        ("% \\usepackage{mlsys2024}\n\\usepackage[accepted]{mlsys2024}", True),
        (r"\usepackage[nohyperref]{mlsys2024}", False),
        ("\\usepackage[% accepted\n]{mlsys2024}", False),
        (r"\input{parts/style}", False),
    ],
)
def test_authors_are_named_as_the_style_is_loaded(paper: Path, loaded: str, named: bool) -> None:
    (paper / "parts" / "style.tex").write_text(r"\usepackage{mlsys2024}")
    source = (paper / "paper.tex").read_text()
    assert r"\usepackage{mlsys2024}" in source
    (paper / "paper.tex").write_text(source.replace(r"\usepackage{mlsys2024}", loaded))
    assert main(["bundle", "paper.tex", "--output", "out.zip"]) == 0
    text = contents(paper / "out.zip")["paper.tex"]
    assert (r"\mlsysauthor{Ada Quill}" in text) == named


def test_overleaf_gets_the_databases(paper: Path) -> None:
    assert main(["bundle", "--for", "overleaf"]) == 0
    assert "references.bib" in contents(paper / "paper-overleaf.zip")


def test_what_does_not_compile_is_not_packed(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (paper / "parts" / "end.tex").write_text(r"\nosuchcommand")
    assert main(["bundle"]) == 2
    assert r"\nosuchcommand" in capsys.readouterr().err
    assert not list(paper.glob("*.zip"))
