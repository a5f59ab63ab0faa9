"""A correct paper passes at every stage; the runner tells what a rule says and how grave it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from check.papers import FILES, submission
from check.raw_pdf import raw_pdf
from check.verdicts import assert_clean
from mlsys_paper.check.findings import Problem
from mlsys_paper.check.paper import Paper, read_paper
from mlsys_paper.check.rule import CouldNotCheck, Rule, at
from mlsys_paper.check.run import judge
from mlsys_paper.errors import FAULT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from check.conftest import CheckPaper


def test_a_correct_submission_has_no_findings(check_paper: CheckPaper) -> None:
    report = check_paper(submission(), files=FILES)
    assert_clean(report)
    assert report.ok
    assert report.facts["pages"] == 2


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    file = tmp_path / "paper.pdf"
    file.write_bytes(raw_pdf())
    return read_paper(file, "submission")


def second_then_first(_: Paper) -> Iterator[Problem]:
    yield Problem("It is there too.", "", page=2, grave=False)
    yield Problem("It is there.", "", page=1)


def one_then(error: Exception) -> Iterator[Problem]:
    yield Problem("It is there.", "", page=1)
    raise error


ERROR = at(submission="error")


def rule(check: Any, **settings: Any) -> Rule:
    usual: dict[str, Any] = {
        "id": "it",
        "severity": ERROR,
        "basis": "call",
        "sentence": "",
        "decides": "",
    }
    return Rule(**usual | {"check": check} | settings)


def test_findings_come_by_pages_with_the_gravity_of_the_rule_or_less(paper: Paper) -> None:
    findings = judge(paper, [rule(second_then_first)]).findings
    assert [(f.page, f.severity) for f in findings] == [(1, "error"), (2, "warning")]


@pytest.mark.parametrize("settings", [{"severity": at(preprint="error")}, {"needs_source": True}])
def test_rules_that_the_paper_is_not_asked_for_are_left_out(
    paper: Paper, settings: dict[str, Any]
) -> None:
    assert not judge(paper, [rule(second_then_first, **settings)]).findings


def test_a_rule_that_cannot_tell_says_so_and_keeps_what_it_found(paper: Paper) -> None:
    report = judge(paper, [rule(lambda _: one_then(CouldNotCheck("it has no text")))])
    assert [(f.severity, f.message) for f in report.findings] == [
        ("unchecked", "could not check: it has no text"),
        ("error", "It is there."),
    ]


def test_a_rule_with_a_fault_hides_nothing_of_what_others_find(paper: Paper) -> None:
    faulty = rule(lambda _: one_then(KeyError("x")), id="faulty")
    findings = judge(paper, [faulty, rule(second_then_first)]).findings
    assert [f.rule for f in findings] == ["faulty", "faulty", "it", "it"]
    assert findings[0].severity == "unchecked"
    assert findings[0].message == f"could not check: {FAULT}: KeyError: 'x'"


def test_want_of_memory_is_no_fault_of_a_rule(paper: Paper) -> None:
    with pytest.raises(MemoryError):
        judge(paper, [rule(lambda _: one_then(MemoryError()))])
