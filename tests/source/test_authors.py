r"""Authors are known by what the sources give to \\mlsysauthor, \\author and their kin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.source.authors import authors_named, plain_text
from source.test_reader import read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("code", "named"),
    [
        (r"\mlsysauthor{Ada Quill}{a}\mlsysauthor{Bo~Marlow}{a,b}", ("Ada Quill", "Bo Marlow")),
        (
            r"\mlsyscorrespondingauthor{Ada Quill}{ada@northfield.edu}",
            ("Ada Quill", "ada@northfield.edu"),
        ),
        (r"\sysmlauthor{Jos\'e Ib\'a\~nez}{a}", ("José Ibáñez",)),
        (r"\mlsysauthor{Zo\"{e} M\"uller$^1$\thanks{Now at X Y}}{a}", ("Zoë Müller",)),
        (r"\newcommand\ada{Ada Quill}\mlsysauthor{\ada}{a}", ("Ada Quill",)),
        (r"\author{Ada Quill \and Bo van Dyck\\ North University}", ("Ada Quill", "Bo van Dyck")),
        (
            r"\author{Ada Quill, Jean-Luc Roe, and Cy R. Reed}",
            ("Ada Quill", "Jean-Luc Roe", "Cy R. Reed"),
        ),
        (r"\author[1]{Ada Quill}\affil[1]{North University}", ("Ada Quill",)),
        (r"\author{Ada Quill & Bo Marlow \\ Here & There}", ("Ada Quill", "Bo Marlow")),
        (
            r"\author{Ada Quill\\ \texttt{\{ada, b.roe\}@north.edu}}",
            ("Ada Quill", "ada@north.edu", "b.roe@north.edu"),
        ),
        (r"\author{Ada Quill\thanks{Write to ada@north.edu.}}", ("Ada Quill", "ada@north.edu")),
    ],
)
def test_names_and_mails_are_found(tmp_path: Path, code: str, named: tuple[str, ...]) -> None:
    assert authors_named(read(tmp_path, code)) == named


@pytest.mark.parametrize(
    "code",
    [
        r"\author{Anonymous Authors}\author{}\author{First Author \and Second Author}",
        r"\mlsyscorrespondingauthor{Anonymous Author}{anon.email@domain.com}",
        r"\mlsyscorrespondingauthor{Author Name}{someone@example.com}",
        r"\mlsysauthor{Plato}{a}\mlsysauthor{The Team}{b}",
        r"\newcommand{\by}[1]{\author{#1}} % \author{Ada Quill}",
        r"We thank Ada Quill (ada@north.edu). \cite{quill}",
        r"\author{\verb",
    ],
)
def test_nobody_is_named_where_nobody_is(tmp_path: Path, code: str) -> None:
    assert authors_named(read(tmp_path, code)) == ()


def test_any_text_is_made_plain_soon() -> None:
    assert plain_text(r"M\"uller~and \textbf{Ib\'a\~nez}") == "Müller and Ibáñez"
    for text in (
        "\\frac{" * 300,
        "{" * 900 + "}" * 900,
        "\\begin{a}" * 200,
        "\\verb",
        "\\item[" * 300,
    ):
        plain_text(text)
