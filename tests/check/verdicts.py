"""What a report says, in the words of an assertion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys_paper.check.catalogue import RULES

if TYPE_CHECKING:
    from mlsys_paper.check.findings import Finding, PaperReport


def told(report: PaperReport) -> str:
    """Every finding, a line each, for the messages of failed assertions."""
    return "\n".join(
        f"{item.severity} {item.rule} p.{item.page}: {item.message}" for item in report.findings
    )


def assert_clean(report: PaperReport) -> None:
    """Nothing at all was reported."""
    assert not report.findings, told(report)


def assert_only(report: PaperReport, rule: str, severity: str | None = None) -> list[Finding]:
    """One rule has findings, all as grave as it says, and no other rule has any; returns them."""
    (found,) = (each for each in RULES if each.id == rule)
    severity = severity or found.severity[report.stage]
    assert report.findings, f"nothing was found, {rule} should have been"
    assert {(item.rule, item.severity) for item in report.findings} == {(rule, severity)}, told(
        report
    )
    return list(report.findings)
