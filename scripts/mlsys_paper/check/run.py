"""Judge a paper by the rules of its stage."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mlsys_paper.check.catalogue import RULES
from mlsys_paper.check.facts import facts_of
from mlsys_paper.check.findings import Finding, PaperReport
from mlsys_paper.check.paper import read_paper
from mlsys_paper.check.rule import CouldNotCheck
from mlsys_paper.errors import FAULT, REPORT_IT, PaperError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from mlsys_paper.check.findings import Problem, Stage
    from mlsys_paper.check.paper import Paper
    from mlsys_paper.check.rule import Gravity, Rule
    from mlsys_paper.source.model import Source


def check_file(
    file: Path,
    stage: Stage,
    *,
    source: Source | None = None,
    authors: tuple[str, ...] = (),
) -> PaperReport:
    """Read and judge one PDF; a file that can't be read gives a report that says so."""
    try:
        paper = read_paper(file, stage, source=source, authors=authors)
    except PaperError as error:
        return PaperReport(
            file, stage, failure=error.what.removeprefix(f"{file}: "), remedy=error.remedy
        )
    return judge(paper)


def judge(paper: Paper, rules: Iterable[Rule] = RULES) -> PaperReport:
    """Apply every rule that the paper's stage asks for."""
    findings = [finding for rule in rules for finding in apply(rule, paper)]
    return PaperReport(
        file=paper.file,
        stage=paper.stage,
        facts=MappingProxyType(facts_of(paper)),
        findings=tuple(findings),
    )


def apply(rule: Rule, paper: Paper) -> Iterator[Finding]:
    """The findings of one rule, in the order of the pages."""
    gravity = rule.severity.get(paper.stage)
    if gravity is None or (rule.needs_source and paper.source is None):
        return
    problems: list[Problem] = []
    try:
        problems.extend(rule.check(paper))
    except CouldNotCheck as reason:
        remedy = "Have somebody look at the paper."
        yield Finding(rule.id, "unchecked", rule.basis, f"could not check: {reason}", remedy)
    except MemoryError:  # not this rule's alone
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        message = f"could not check: {FAULT}: {what}"
        yield Finding(rule.id, "unchecked", rule.basis, message, REPORT_IT)
    for problem in sorted(problems, key=lambda problem: problem.page or 0):
        yield _finding(rule, problem, gravity)


def _finding(rule: Rule, problem: Problem, gravity: Gravity) -> Finding:
    return Finding(
        rule=rule.id,
        severity=gravity if problem.grave else "warning",
        basis=rule.basis,
        message=problem.message,
        remedy=problem.remedy,
        page=problem.page,
        box=problem.box,
        file=problem.file,
        line=problem.line,
        also=problem.also,
    )
