"""What the reports for people have in common: their order, groups and words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from mlsys_paper.words import printable_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mlsys_paper.check.findings import FactValue, Finding, PaperReport, Severity

SEVERITIES: tuple[Severity, ...] = ("error", "unchecked", "warning")
"""The gravest first; that something could not be checked is to be seen to before a warning."""


@dataclass(frozen=True)
class Group:
    """The findings of one rule in one paper.

    Attributes:
        rule: the rule's id.
        severity: the gravest among them.
        findings: in the order of the pages.
    """

    rule: str
    severity: Severity
    findings: tuple[Finding, ...]


def groups_of(report: PaperReport) -> list[Group]:
    """The findings of a paper by rule, rules with errors first, else in the rules' order."""
    groups = []
    for rule, members in groupby(report.findings, key=lambda finding: finding.rule):
        findings = tuple(members)
        present = {finding.severity for finding in findings}
        gravest = next(severity for severity in SEVERITIES if severity in present)
        groups.append(Group(rule, gravest, findings))
    return sorted(groups, key=lambda group: SEVERITIES.index(group.severity))


def worst_first(reports: Iterable[PaperReport]) -> list[PaperReport]:
    """Files that could not be checked, then by errors, warnings, what could not be told."""
    return sorted(
        reports,
        key=lambda report: (
            not report.failure,
            -report.count("error"),
            -report.count("warning"),
            -report.count("unchecked"),
            printable_path(report.file),
        ),
    )


def verdict(report: PaperReport) -> str:
    """How a paper fared, in a few words."""
    if report.failure:
        return "could not be checked"
    counts = (
        count(report.count("error"), "error"),
        count(report.count("warning"), "warning"),
        f"{count(report.count('unchecked'), 'rule')} could not be checked",
    )
    said = [words for words in counts if not words.startswith("0 ")]
    return ", ".join(said) or "nothing found"


def summary(reports: Iterable[PaperReport]) -> str:
    """How many papers fared how."""
    papers = list(reports)
    failed = sum(bool(report.failure) for report in papers)
    wrong = sum(bool(report.count("error")) for report in papers)
    words = [
        count(len(papers), "paper"),
        f"{wrong} with errors",
        f"{len(papers) - failed - wrong} without",
        f"{failed} could not be checked" if failed else "",
    ]
    return ", ".join(word for word in words if word)


def place(finding: Finding) -> str:
    """Page, or file and line, of a finding; "" when it concerns the whole paper."""
    if finding.file:
        return f"{finding.file}:{finding.line}" if finding.line else finding.file
    return f"page {finding.page}" if finding.page else ""


def facts_in_words(facts: Mapping[str, FactValue]) -> list[tuple[str, str]]:
    """The facts that say what a paper looks like, name and value; lengths in bp."""
    known = {name: value for name, value in facts.items() if value is not None}
    said: list[tuple[str, str]] = []
    if "pages" in known:
        said.append(("pages", str(known["pages"])))
    if "main_text_ends" in known:
        said.append(("main text ends on page", str(known["main_text_ends"])))
    if "columns" in known:
        said.append(("columns", str(known["columns"])))
    if "gutter" in known:
        said.append(("between columns", f"{known['gutter']} bp"))
    if "body_font" in known:
        size, leading = known.get("body_size", "?"), known.get("leading", "?")
        said.append(("body", f"{known['body_font']} {size} on {leading} bp"))
    box = known.get("text_box")
    if isinstance(box, tuple):
        said.append(("text box", " ".join(f"{side:g}" for side in box) + " bp"))
    return said


def count(number: int, one: str) -> str:
    """A number and its noun."""
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
