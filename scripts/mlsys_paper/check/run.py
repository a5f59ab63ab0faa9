"""Judge a paper by the rules of its stage."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from mlsys_paper.check.catalogue import RULES
from mlsys_paper.check.facts import facts_of
from mlsys_paper.check.findings import Finding, PaperReport
from mlsys_paper.check.paper import read_paper
from mlsys_paper.check.rule import CouldNotCheck
from mlsys_paper.check.rules.stage import shown_stage
from mlsys_paper.check.rules.template import is_other_template
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
    stage: Stage | None = None,
    *,
    source: Source | None = None,
    authors: tuple[str, ...] = (),
) -> PaperReport:
    """Read and judge one PDF; a file that can't be read gives a report that says so.

    Args:
        file: the PDF.
        stage: what it is submitted as; None to go by what its pages show.
        source: its LaTeX source, if that was read too.
        authors: names, mails and affiliations that must not appear.
    """
    try:
        paper = read_paper(file, stage or "submission", source=source, authors=authors)
    except PaperError as error:
        reason = error.what.removeprefix(f"{file}: ")
        return PaperReport(file, stage or "submission", failure=reason, remedy=error.remedy)
    if stage is None:
        paper = replace(paper, stage=shown_stage(paper), assumed=True)
    return replace(judge(paper), sha256=hashlib.sha256(file.read_bytes()).hexdigest())


def judge(paper: Paper, rules: Iterable[Rule] = RULES) -> PaperReport:
    """Apply every rule that the paper's stage asks for."""
    if is_other_template(paper):
        rules = [rule for rule in rules if not rule.of_style]
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
        basis=problem.basis or rule.basis,
        message=problem.message,
        remedy=problem.remedy,
        page=problem.page,
        box=problem.box,
        file=problem.file,
        line=problem.line,
        also=problem.also,
    )
