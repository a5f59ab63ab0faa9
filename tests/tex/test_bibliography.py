"""What documents ask of BibTeX and Biber, and what these complain about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.tex.bibliography import key_in, keys_of, read_blg, requests

if TYPE_CHECKING:
    from pathlib import Path

BLG = r"""This is BibTeX, Version 0.99d (TeX Live 2022/Debian)
The top-level auxiliary file: main.aux
I couldn't open style file absent.bst
---line 4 of file main.aux
 : \bibstyle{absent
 :                 }
I'm skipping whatever remains of this command
A level-1 auxiliary file: part.aux
Database file #1: refs.bib
Repeated entry---line 9 of file refs.bib
 : @misc{twice
 :            ,
I'm skipping whatever remains of this entry
I was expecting a `,' or a `}'---line 14 of file refs.bib
 : @article{broken, title = {A}
 :                              year = 2020}
(Error may have been on previous line)
I'm skipping whatever remains of this entry
Warning--string name "jan1" is undefined
--line 20 of file refs.bib
Warning--I didn't find a database entry for "absent"
A bad cross reference---entry "child"
refers to entry "parent", which doesn't exist
Warning--can't use both author and editor fields in mixed
Warning--to sort, need author or key in anonymous2020
Warning--the call for papers wants all authors of short, not "and others"
You've used 6 entries,
            2118 wiz_defined-function locations,
(There were 4 error messages)
"""
BIBER = """[0] Config.pm:307> INFO - This is Biber 2.18
[0] Config.pm:310> INFO - Logfile is 'main.blg'
[92] Biber.pm:131> WARN - I didn't find a database entry for 'absent' (section 0)
[95] bibtex.pm:1713> WARN - Duplicate entry key: 'twice' in file 'refs.bib', skipping ...
[99] Utils.pm:411> ERROR - Cannot find 'refs.bib'!
[99] Biber.pm:137> INFO - WARNINGS: 2
[99] Biber.pm:141> INFO - ERRORS: 1
"""


def test_bibtex_complaints_have_file_line_and_key() -> None:
    found = [(f.kind, f.file, f.line, f.key) for f in read_blg(BLG, {"short", "child", "parent"})]
    assert found == [
        ("error", "main.aux", 4, ""),
        ("error", "refs.bib", 9, "twice"),
        ("error", "refs.bib", 14, "broken"),
        ("warning", "refs.bib", 20, "jan1"),
        ("warning", "", None, "absent"),
        ("error", "", None, "child"),
        ("warning", "", None, "mixed"),
        ("warning", "", None, "anonymous2020"),
        ("warning", "", None, "short"),
    ]


def test_bibtex_complaints_keep_their_words() -> None:
    messages = [finding.message for finding in read_blg(BLG)]
    assert messages[0] == "I couldn't open style file absent.bst"
    assert messages[1] == "Repeated entry"
    assert messages[2] == "I was expecting a `,' or a `}'"
    assert messages[7] == "to sort, need author or key in anonymous2020"


def test_biber_complaints() -> None:
    found = [(f.kind, f.source, f.key) for f in read_blg(BIBER, {"absent", "twice"})]
    assert found == [
        ("warning", "biber", "absent"),
        ("warning", "biber", "twice"),
        ("error", "biber", "refs.bib"),
    ]


def test_quiet_runs_have_no_findings() -> None:
    assert read_blg("") == ()
    assert read_blg("This is BibTeX, Version 0.99d\nThe style file: plain.bst\n") == ()


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ("empty journal in doe2020:deep.", "doe2020:deep"),
        ("there's a number but no series in in", "in"),
        ("nothing named here", ""),
    ],
)
def test_key_of_a_message(message: str, key: str) -> None:
    assert key_in(message, {"doe2020:deep", "in"}) == key


def test_known_keys_come_before_guesses() -> None:
    assert key_in('page numbers missing in both pages and "eid" fields in x', {"x"}) == "x"
    assert key_in("author of doe2020, given as others in file", {"doe2020"}) == "doe2020"


def test_keys_are_those_cited_and_listed() -> None:
    aux = "\\citation{a,b}\n\\bibcite{c}{{1}{2020}{{C}}{{}}}\n\\citation{*}\n"
    assert keys_of(aux) == {"a", "b", "c", "*"}


def test_request_changes_with_citations_alone(tmp_path: Path) -> None:
    aux = tmp_path / "main.aux"
    asks = "\\citation{a}\n\\bibstyle{plain}\n\\bibdata{one,two}\n"
    digests = []
    for more in ("", "\\newlabel{x}{{1}{1}}\n", "\\citation{b}\n"):
        aux.write_text(asks + more)
        (request,) = requests(tmp_path, "main", ["main"])
        assert (request.program, request.job, request.databases) == (
            "bibtex",
            "main",
            ("one", "two"),
        )
        digests.append(request.digest)
    assert digests[0] == digests[1] != digests[2]


def test_included_aux_files_belong_to_the_main_one(tmp_path: Path) -> None:
    (tmp_path / "part.aux").write_text("\\citation{a}\n\\bibdata{x}\n")
    (tmp_path / "main.aux").write_text(
        "\\@input{part.aux}\n\\@input{absent.aux}\n\\@input{main.aux}\n"
    )
    assert [request.job for request in requests(tmp_path, "main", ["main", "part"])] == ["main"]


def test_no_request_without_a_bibliography(tmp_path: Path) -> None:
    (tmp_path / "main.aux").write_text("\\citation{a}\n")
    assert requests(tmp_path, "main", ["main"]) == []
