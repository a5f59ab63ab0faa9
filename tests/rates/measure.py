"""Measure how often the checker is wrong, and say so in one table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlsys_paper.check.catalogue import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.findings import Finding
    from rates.manuscript import Checked
    from rates.violation import Violation


@dataclass(frozen=True)
class Measured:
    """What was measured.

    Attributes:
        correct: correct papers, with their reports.
        broken: papers with a violation each, with their reports.
    """

    correct: Sequence[Checked]
    broken: Sequence[tuple[Violation, Checked]]


def unfounded(paper: Checked) -> list[Finding]:
    """What is said of a correct paper, but for what it deserves."""
    if paper.report is None or paper.report.failure:
        return []
    deserved = paper.manuscript.deserved
    return [finding for finding in paper.report.findings if finding.rule not in deserved]


def is_found(violation: Violation, paper: Checked) -> bool:
    """Whether the rule that is broken is reported, at whatever severity."""
    assert paper.report is not None
    return any(finding.rule == violation.rule for finding in paper.report.findings)


def collateral(violation: Violation, paper: Checked) -> list[Finding]:
    """Errors of rules that the violation doesn't break."""
    assert paper.report is not None
    broken = {violation.rule, *violation.also}
    return [
        finding
        for finding in paper.report.findings
        if finding.severity == "error" and finding.rule not in broken
    ]


def table(measured: Measured) -> str:
    """All figures, then every false alarm and every miss by the name of its paper."""
    correct = [paper for paper in measured.correct if _is_checked(paper)]
    tried = [(violation, paper) for violation, paper in measured.broken if _is_checked(paper)]
    lines = [*_summary(measured, correct, tried), "", *_by_rule(correct, tried), ""]
    lines += [f"false {line}" for paper in correct for line in _told(paper, unfounded(paper))]
    lines += [
        f"missed: {paper.manuscript.name}: {violation.rule}; {paper.pdf}"
        for violation, paper in tried
        if not is_found(violation, paper)
    ]
    lines += [
        f"collateral {line}"
        for violation, paper in tried
        for line in _told(paper, collateral(violation, paper))
    ]
    return "\n".join([*lines, *_failures(measured)]) + "\n"


def failed(measured: Measured) -> list[Checked]:
    """Papers that TeX or the checker could not do."""
    papers = [*measured.correct, *(paper for _, paper in measured.broken)]
    return [paper for paper in papers if not _is_checked(paper)]


def _is_checked(paper: Checked) -> bool:
    return paper.report is not None and not paper.report.failure


def _summary(
    measured: Measured, correct: Sequence[Checked], tried: Sequence[tuple[Violation, Checked]]
) -> Iterator[str]:
    def share(count: int, of: int) -> str:
        return f"{count} of {of} ({count / of:.1%})" if of else "0 of 0"

    severities = [{finding.severity for finding in unfounded(paper)} for paper in correct]
    wrong = sum("error" in each for each in severities)
    warned = sum(bool(each - {"error"}) for each in severities)
    missed = sum(not is_found(violation, paper) for violation, paper in tried)
    beside = sum(bool(collateral(violation, paper)) for violation, paper in tried)
    yield f"correct papers with a false error:      {share(wrong, len(correct))}"
    yield f"correct papers with a false warning:    {share(warned, len(correct))}"
    yield f"violations missed:                      {share(missed, len(tried))}"
    yield f"violations with an error that is false: {share(beside, len(tried))}"
    yield f"papers that could not be compiled or checked: {len(failed(measured))}"


def _by_rule(
    correct: Sequence[Checked], tried: Sequence[tuple[Violation, Checked]]
) -> Iterator[str]:
    """A line for each rule."""
    errors: Counter[str] = Counter()
    warnings: Counter[str] = Counter()
    for paper in correct:
        told = {(finding.rule, finding.severity == "error") for finding in unfounded(paper)}
        errors.update(rule for rule, grave in told if grave)
        warnings.update(rule for rule, grave in told if not grave)
    ways = Counter(rule for rule, _ in {(each.rule, each.name) for each, _ in tried})
    papers = Counter(violation.rule for violation, _ in tried)
    found = Counter(violation.rule for violation, paper in tried if is_found(violation, paper))
    beside: Counter[str] = Counter()
    for violation, paper in tried:
        beside.update({finding.rule for finding in collateral(violation, paper)})
    yield (
        f"{'rule':26} {'false errors':>12} {'warnings':>9} {'ways':>5} {'papers':>7} {'found':>6} "
        f"{'beside':>7}"
    )
    for rule in (each.id for each in RULES):
        yield (
            f"{rule:26} {errors[rule]:12} {warnings[rule]:9} {ways[rule]:5} {papers[rule]:7} "
            f"{found[rule]:6} {beside[rule]:7}"
        )


def _told(paper: Checked, findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        place = f"p. {finding.page}" if finding.page else f"{finding.file}:{finding.line}"
        yield (
            f"{finding.severity}: {paper.manuscript.name}: {finding.rule}, {place}: "
            f"{finding.message} [{paper.pdf}]"
        )


def _failures(measured: Measured) -> Iterator[str]:
    for paper in failed(measured):
        yield f"not measured: {paper.manuscript.name}: {paper.complaint}"
