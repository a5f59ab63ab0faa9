"""The report as JUnit's XML, which continuous integration shows as tests."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from mlsys_paper.check.catalogue import RULES
from mlsys_paper.reports.words import groups_of, places_in_words
from mlsys_paper.words import printable_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.check.findings import Finding, PaperReport
    from mlsys_paper.version import Made


def render(reports: Sequence[PaperReport], made: Made) -> str:
    """Return a suite for each paper, with a test for each rule; only errors fail."""
    root = Element("testsuites", name=f"mlsys-paper {made.version}")
    for report in reports:
        _add_paper(root, report, made)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _add_paper(root: Element, report: PaperReport, made: Made) -> None:
    name = printable_path(report.file)
    suite = SubElement(root, "testsuite", name=name, timestamp=f"{made.when:%Y-%m-%dT%H:%M:%S}")
    if report.failure:
        case = SubElement(suite, "testcase", classname=name, name="readable")
        problem = SubElement(case, "error", message=report.failure)
        problem.text = report.remedy
        suite.set("tests", "1")
        suite.set("errors", "1")
        return
    groups = {group.rule: group for group in groups_of(report)}
    asked = [rule.id for rule in RULES if report.stage in rule.severity]
    for rule in asked:
        case = SubElement(suite, "testcase", classname=name, name=rule)
        group = groups.get(rule)
        if group is None:
            continue
        text = "\n".join(map(_said, group.findings))
        if group.severity == "error":
            failure = SubElement(case, "failure", message=group.findings[0].message)
            failure.text = text
        elif group.severity == "unchecked":
            SubElement(case, "skipped", message=group.findings[0].message)
        else:
            SubElement(case, "system-out").text = text
    suite.set("tests", str(len(asked)))
    suite.set("failures", str(sum(group.severity == "error" for group in groups.values())))
    suite.set("skipped", str(sum(group.severity == "unchecked" for group in groups.values())))


def _said(finding: Finding) -> str:
    places = places_in_words(finding.places)
    said = f"{places}: {finding.message}" if places else finding.message
    return f"{finding.severity}: {said} {finding.remedy}".strip()
