"""What LaTeXML, which makes HTML of papers, makes of papers in this style."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from defusedxml.ElementTree import fromstring

from mlsys_paper.format import style_file

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(shutil.which("latexml") is None, reason="LaTeXML is not installed"),
]

PAPER = r"""\documentclass{article}
\usepackage%s{mlsys2024}
\mlsystitlerunning{Queues}
\begin{document}
\twocolumn[
\mlsystitle{A Study of Queues}
\mlsyssetsymbol{equal}{*}
\begin{mlsysauthorlist}
\mlsysauthor{Ada Quill}{equal, nf}
\mlsysauthor{Bo Reed}{nf,sf}
\end{mlsysauthorlist}
\mlsysaffiliation{nf}{Northfield University, Northfield, USA}
\mlsysaffiliation{sf}{Southfield Labs, Southfield, USA}
\mlsyscorrespondingauthor{Ada Quill}{ada_q@northfield.example}
\mlsyskeywords{Queues}
\vskip 0.3in
\begin{abstract}Queues are long.\end{abstract}
]
\printAffiliationsAndNotice{\mlsysEqualContribution}
\section{Introduction}
Text \cite{a}, \citet{a}, \yrcite{a}. Code is \anon[ours]{that of Quill's group}, \anon{a secret}.
\begin{algorithm}\caption{Wait.}\begin{algorithmic}\STATE $x \leftarrow 1$\end{algorithmic}
\end{algorithm}
\begin{ack}Zoe helped.\end{ack}
\begin{anonsuppress}
\begin{itemize}\item Zoe, again.\end{itemize} And Zoe.
\end{anonsuppress}
Done.
\begin{thebibliography}{1}
\bibitem[Stone(2001)]{a} Stone, C. Lines. 2001.
\end{thebibliography}
\end{document}
"""


@dataclass(frozen=True)
class Converted:
    """What LaTeXML made: the document, its text, and what it complained of."""

    root: Element
    text: str
    complaints: tuple[str, ...]

    def texts(self, name: str) -> list[str]:
        """The texts of all elements of a name, blanks squeezed."""
        found = self.root.iter(f"{{http://dlmf.nist.gov/LaTeXML}}{name}")
        return [" ".join("".join(each.itertext()).split()) for each in found]


def converted(folder: Path, source: str) -> Converted:
    """What LaTeXML makes of a paper with the style and its binding beside it."""
    for suffix in (".sty", ".sty.ltxml"):
        shutil.copy(style_file().with_suffix(suffix), folder)
    (folder / "paper.tex").write_text(source, encoding="utf-8")
    done = subprocess.run(
        ["latexml", "--nocomments", "--dest=paper.xml", "paper.tex"],
        cwd=folder,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith(("Err", "Warn", "Fatal"))]
    assert done.returncode == 0, done.stderr
    xml = (folder / "paper.xml").read_text(encoding="utf-8")
    return Converted(fromstring(xml), xml, tuple(lines))


@pytest.fixture(scope="module", params=["[preprint]", "[accepted]"])
def named(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Converted:
    """A paper with its authors."""
    return converted(tmp_path_factory.mktemp("named"), PAPER % request.param)


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Converted:
    """A paper in review."""
    return converted(tmp_path_factory.mktemp("review"), PAPER % "")


def test_nothing_is_complained_of(named: Converted, review: Converted) -> None:
    assert named.complaints == review.complaints == ()


def test_title_abstract_and_authors_are_what_they_are(named: Converted) -> None:
    assert named.texts("title")[0] == "A Study of Queues"
    assert named.texts("abstract") == ["Queues are long."]
    assert named.texts("personname") == ["Ada Quill*", "Bo Reed"]
    assert named.texts("contact") == [
        *("Northfield University, Northfield, USA", "ada_q@northfield.example"),
        *("Northfield University, Northfield, USA", "Southfield Labs, Southfield, USA"),
    ]
    assert "*Equal contribution" in named.texts("note")


def test_the_text_is_whole(named: Converted) -> None:
    [paragraph] = [text for text in named.texts("p") if text.startswith("Text")]
    assert "Code is that of Quill\u2019s group, a secret." in paragraph
    assert "Algorithm 1" in " ".join(named.texts("caption"))
    assert any("Zoe helped." in text for text in named.texts("section"))
    assert [text for text in named.texts("bibitem") if "Stone" in text]


def test_a_review_copy_names_nobody(review: Converted) -> None:
    assert review.texts("personname") == ["Anonymous Authors"]
    for name in ("Quill", "Reed", "Northfield", "northfield", "Zoe", "Equal", "secret"):
        assert name not in review.text
    assert "Code is ours, ANONYMIZED." in " ".join(review.texts("p"))
    assert "Done." in " ".join(review.texts("p"))


def test_packages_that_are_not_wanted_are_not_loaded(tmp_path: Path) -> None:
    source = (
        r"\documentclass{article}\usepackage[preprint,nonatbib,noalgorithmic,nohyperref]{mlsys2024}"
        r"\newcommand\citep{My own}\newcommand\STATE{names}\newcommand\href{stay.}"
        r"\begin{document}\citep\ \STATE\ \href\end{document}"
    )
    made = converted(tmp_path, source)
    assert made.complaints == ()
    assert made.texts("p") == ["My own names stay."]
