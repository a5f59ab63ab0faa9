"""Mails, ORCIDs, grants and names in prose, and what looks like them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.check.persons import known_names, mails, orcids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlsys_paper.check.persons import Trace


def words(traces: Iterable[Trace]) -> list[str]:
    return [trace.match[0] for trace in traces]


@pytest.mark.parametrize(
    "text",
    [
        "write to ada.quill@northfield.edu.",
        "<ada@northfield.ca>",
        "alice@northfield.edu",
        "bob@cs.northfield.edu",
        "john.doe@gmail.com",
        "info@northfield.edu",
        "contact@latticeworks.com",
        "support@placement-lab.org",
        "admin@northfield.edu",
        "no-reply@latticeworks.com",
        "e-mail:ada@northfield.edu",
        "mailto:ada@northfield.edu",
        "{ada,bruno}@northfield.edu",
        "ada @ northfield.edu",
        "ada [at] northfield [dot] edu",
        "quill@gmail.com",
        "aq12@cs.northfield.ac.uk",
    ],
)
def test_mails(text: str) -> None:
    assert words(mails(text))


@pytest.mark.parametrize(
    "text",
    [
        "user@example.com",
        "user@northfield.example",
        "anon.email@domain.com",
        "alice@example.org",
        "jane.roe@initech.test",
        "ada@cluster.invalid",
        "anonymous@northfield.edu",
        "anon123@anonymous.edu",
        "foo@bar",
        "@property def f(self)",
        "at @ 3GHz",
        "recall@10.5 and acc@1.The",
        "mAP@.5",
        "git@github.com:owner/name.git",
        "ssh user@10.0.0.1",
        "torch@2.0.1",
        "@types/node@18.x",
        "worker@server.local",
        "weights@model.onnx",
        "https://user:secret@registry.io/path",
    ],
)
def test_no_persons_mails(text: str) -> None:
    assert words(mails(text)) == []


@pytest.mark.parametrize(
    "text", ["name@company.com", "first.last@university.edu", "user1@gmail.com", "your.name@x.org"]
)
def test_names_that_stand_for_anybody_are_not_sure(text: str) -> None:
    assert [trace.sure for trace in mails(text)] == [False]


def test_orcids() -> None:
    assert words(orcids("ORCID 0000-0003-1415-9269."))
    assert words(orcids("the one of ORCID's examples, 0000-0002-1825-0097"))
    assert not words(orcids("0000-0003-1415-9268"))
    assert not words(orcids("card 4111-1111-1111-1111"))


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("Ada Quill", "written by Ada Quill in Northfield"),
        ("Ada Quill", "ADA QUILL"),
        ("Ada Quill", "a tool by A. Quill for this"),
        ("Ada Quill", "Quill, Ada"),
        ("Ada Quill", "Ada B. Quill"),
        ("Quill, Ada", "Ada Quill"),
        ("Bruno C. Marlow", "Bruno Marlow"),
        ("Jos\u00e9 M\u00fcller", "by Jose Muller"),
        ("Jose Muller", "by Jos\u00e9 M\u00fcller"),
        ("Jos\u00e9 M\u00fcller", "by Jos\u00b4e M\u00a8uller"),
        ("Tom\u00e1\u0161 Okoye-Reye\u0161", "Toma\u00b4s\u02c7 Okoye-Reyes\u02c7 * 1"),
        ("J\u00f8rgen \u0141uk", "Jorgen Luk"),
        ("Hanna van der Berg", "Hanna van der Berg"),
        ("ada@northfield.example", "Mail Ada@Northfield.example now"),
        ("Latticeworks", "engineers of Latticeworks said"),
        ("Northfield University, Northfield, Ontario", "clusters of Northfield University"),
    ],
)
def test_known_names(author: str, text: str) -> None:
    assert words(known_names(text, (author,)))


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("Ada Quill", "Quill (2021) shows, and Quill et al. (2022)"),
        ("Ada Quill", "A. Quill et al. (2021) and A. Quill and B. Tan (2020)"),
        ("Ada Quill", "Ada Quillson and Canada Quill"),
        ("Ada Quill", "a quill"),
        ("Li Wu", "Lithium Wu and Li and Wu"),
        ("Meta", "meta learning"),
        ("ada@northfield.example", "madada@northfield.example"),
        ("", "nobody"),
    ],
)
def test_names_of_others(author: str, text: str) -> None:
    assert words(known_names(text, (author,))) == []
