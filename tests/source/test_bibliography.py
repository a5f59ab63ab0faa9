"""Data bases of references are read as BibTeX reads them, each field at its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.source.bibliography import read_bibliography, with_parents
from style.papers import REFERENCE

if TYPE_CHECKING:
    from mlsys_paper.source.model import BibEntry


def entries(text: str) -> dict[str, BibEntry]:
    found, _ = read_bibliography(text, "refs.bib")
    assert found.unreadable == ()
    return {entry.key: entry for entry in with_parents(found.entries)}


def test_an_entry_has_its_fields_and_their_lines() -> None:
    (entry,) = entries(
        "\n@InProceedings{a:b-1,\n  Author = {Quill, Ada and\n    Tan, Emil},\n  year=2021,\n"
        '  title = "{The} {"}End{"}",\n}\n'
    ).values()
    assert (entry.type, entry.key, entry.line) == ("inproceedings", "a:b-1", 2)
    assert entry.fields["author"].split() == ["Quill,", "Ada", "and", "Tan,", "Emil"]
    assert entry.fields["title"] == '{The} {"}End{"}'
    assert dict(entry.field_lines) == {"author": 3, "year": 5, "title": 6}


def test_strings_and_joints_are_put_together() -> None:
    found = entries(
        '@string{conf = "Conference on " # {Serving}}\n@STRING(press={Press})\n'
        '@misc(k, note = conf # {, } # press # " " # jun # 3)'
    )
    assert found["k"].fields["note"] == "Conference on Serving, Press June3"


def test_comments_and_stray_text_are_no_entries() -> None:
    text = (
        'Text with a mail me@x.example and\n@comment{@misc{no, title={x}}}\n@preamble{"x" # {y}}\n'
    )
    assert list(entries(text + "@misc{yes, title={x}}")) == ["yes"]


def test_fields_are_taken_over_from_the_parent() -> None:
    found = entries(
        "@inproceedings{a, crossref={P}, title={x}}\n@proceedings{p, title={Parent}, year=2020}"
    )
    assert dict(found["a"].fields) == {"crossref": "P", "title": "x", "year": "2020"}
    assert found["a"].field_lines["year"] == 1


@pytest.mark.parametrize(
    "broken",
    [
        "@misc{b, title={x\n",
        '@misc{b, title="x\n',
        "@misc{b, title=}\n",
        "@misc{b title={x}}\n",
        "@misc{b,",
    ],
)
def test_a_broken_entry_costs_no_other(broken: str) -> None:
    text = f"@misc{{a, title={{x}}}}\n{broken}\n@misc{{c, title={{y}}}}\n"
    found, _ = read_bibliography(text, "refs.bib")
    assert [entry.key for entry in found.entries] == ["a", "c"]
    assert len(found.unreadable) == 1
    assert found.unreadable[0].startswith("refs.bib, line ")


def test_the_reference_data_base_is_read_whole() -> None:
    text = (REFERENCE / "references.bib").read_text()
    found = entries(text)
    assert len(found) == text.count("\n@") + text.startswith("@")
    assert found["many"].fields["author"].count(" and ") == 11
