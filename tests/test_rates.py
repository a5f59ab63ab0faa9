"""How often the checker is wrong can be measured, and the table says what came of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.check.catalogue import RULES
from mlsys_paper.check.findings import Finding, PaperReport
from rates import __main__ as program
from rates.catalogue import VIOLATIONS, broken
from rates.drawn import draw
from rates.manuscript import Checked, Manuscript
from rates.measure import Measured, collateral, is_found, table, unfounded
from rates.violation import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.thorough

PLOTS = dict.fromkeys(
    (
        *("fig-throughput.pdf", "results_v2.pdf", "overview.pdf"),
        *("scaling.pdf", "slide3.pdf", "arch.pdf"),
    ),
    b"%PDF-",
)
PAPER = Manuscript("a paper", "submission", "main.tex", {}, deserved=("source-style",))
WRONG = Violation("margins", "moved", also=("gutter",))


def with_findings(*told: tuple[str, str]) -> Checked:
    findings = tuple(Finding(rule, severity, "call", "so", "do") for rule, severity in told)  # type: ignore[arg-type]
    return Checked(PAPER, PaperReport(Path("x.pdf"), "submission", findings=findings))


def test_every_rule_is_broken_in_several_ways() -> None:
    names = [(each.rule, each.name) for each in VIOLATIONS]
    assert len(set(names)) == len(names)
    ids = {rule.id for rule in RULES}
    assert {rule for rule, _ in names} == ids
    assert {rule for each in VIOLATIONS for rule in each.also} <= ids
    stages = {rule.id: set(rule.severity) for rule in RULES}
    assert all(each.stage in stages[each.rule] for each in VIOLATIONS)


def test_papers_are_the_same_for_the_same_seed() -> None:
    def sources(seed: int) -> list[str]:
        return [draft.source() for draft in draw(20, seed, PLOTS)]

    assert sources(1) == sources(1)
    assert len(set(sources(1)) - set(sources(2))) == 20


def test_a_violation_changes_its_paper() -> None:
    def made() -> Iterator[Manuscript]:
        return (manuscript for _, manuscript in broken(VIOLATIONS, 1, 1, PLOTS))

    for violation, manuscript in zip(VIOLATIONS, made(), strict=True):
        unbroken = replace(violation, change=lambda draft: draft)
        (_, correct) = next(broken([unbroken], 1, 1, PLOTS))
        changed = manuscript.files != correct.files
        otherwise = manuscript.alter or manuscript.withheld or manuscript.unsaid
        assert changed or otherwise, (violation.rule, violation.name)


def test_what_is_deserved_is_no_false_alarm() -> None:
    paper = with_findings(("source-style", "warning"), ("margins", "error"))
    assert [item.rule for item in unfounded(paper)] == ["margins"]
    assert unfounded(with_findings(("leading", "warning"), ("leading", "unchecked")))


def test_only_errors_that_are_not_implied_are_beside_the_point() -> None:
    paper = with_findings(
        ("margins", "error"), ("gutter", "error"), ("leading", "error"), ("notice", "warning")
    )
    assert is_found(WRONG, paper)
    assert [item.rule for item in collateral(WRONG, paper)] == ["leading"]
    assert not is_found(WRONG, with_findings(("leading", "error")))


def test_the_table_names_each_false_alarm_each_miss_and_each_failure() -> None:
    failure = Checked(replace(PAPER, name="no paper"), complaint="Undefined control sequence")
    correct = [with_findings(("leading", "error")), with_findings(), failure]
    told = [(WRONG, with_findings(("margins", "error"))), (WRONG, with_findings())]
    said = table(Measured(correct, told))
    assert "with a false error:      1 of 2 (50.0%)" in said
    assert "violations missed:                      1 of 2 (50.0%)" in said
    assert "false error: a paper: leading, " in said
    assert "missed: a paper: margins; " in said
    assert "not measured: no paper: Undefined control sequence" in said


def test_a_few_papers_are_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = ["--no-kept", "--papers", "2", "--each", "1", "--only", "^gutter, columns 0.15"]
    assert program.main([*few, "--keep", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "correct papers with a false error:      0 of 2" in out
    assert "violations missed:                      0 of 1" in out
    assert "could not be compiled or checked: 0" in out


def test_a_pattern_that_is_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["--no-kept", "--papers", "0", "--only", "("]) == 2
    assert capsys.readouterr().err
