"""Mails, home folders, machines and known names are told from what looks like them."""

from __future__ import annotations

import pytest

from mlsys_paper.check.identity import clues

AUTHORS = ("Ada Quill", "José Núñez-Rey", "ada@northfield.example", "Northfield University")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/home/jane/plots/x.pdf", "/home/jane"),
        ("/nfs/home/jane/x", "/nfs/home/jane"),
        ("file:///Users/jane%20doe/x", "/Users/jane%20doe"),
        (r"C:\Users\Jane Doe\fig.pdf", r"C:\Users\Jane Doe"),
        ("C:/Users/jane/fig.pdf", "C:/Users/jane"),
        (r"C:\Documents and Settings\jane\a", r"C:\Documents and Settings\jane"),
        ("https://people.x.edu/~jane/", "~jane"),
        ("~jane/x", "~jane"),
        ("janes-macbook.local", "janes-macbook"),
        ("write to jane.doe+x@cs.x.edu.", "jane.doe+x@cs.x.edu"),
        ("Jose Nunez Rey", "José Núñez-Rey"),
        ("plots of QUILL, ADA", "Ada Quill"),
        ("adaquill_v3.pdf", "Ada Quill"),
        ("mail ada@northfield.example", "ada@northfield.example"),
    ],
)
def test_sure_signs(text: str, found: str) -> None:
    (clue,) = clues(text, AUTHORS)
    assert (clue.text, clue.sure) == (found, True)


@pytest.mark.parametrize(
    "text", ["/data/jane/plots/x.pdf", r"D:\papers\fig.svg", r"\\host\share\fig.svg", "aquill"]
)
def test_doubtful_signs(text: str) -> None:
    (clue,) = clues(text, AUTHORS)
    assert not clue.sure


@pytest.mark.parametrize(
    "text",
    [
        "pdfTeX-1.40.24",
        "Matplotlib v3.8, https://matplotlib.org",
        "This is pdfTeX, Version 3.14 (TeX Live 2022/Debian) kpathsea version 6.3.4",
        "/usr/share/texlive/texmf-dist/tex/latex/mwe/x.pdf",
        "/c/texlive/2020/texmf-dist/doc/x.pdf",
        "/var/x/y/z.pdf",
        "/home/runner/work/paper/x.pdf",
        "/Users/Shared/x/y.pdf",
        "./figs/a.pdf",
        "https://site.org/home/page/a",
        "http://ns.adobe.com/xap/1.0/",
        "12/10/2024 and/or a/b/c",
        "application/pdf",
        "anonymous@example.com",
        "user@node17",
        "it's a PC",
        "canada quilling",
        "a quill",
        "",
    ],
)
def test_no_signs(text: str) -> None:
    assert list(clues(text, AUTHORS)) == []
