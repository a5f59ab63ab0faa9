"""The report as SARIF 2.1.0, which code hosts and editors show in place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from mlsys_paper.check.catalogue import RULES
from mlsys_paper.reports.words import places_in_words
from mlsys_paper.words import printable_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from mlsys_paper.check.findings import Finding, PaperReport, Place
    from mlsys_paper.version import Made

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final[Mapping[str, str]] = {"error": "error", "warning": "warning", "unchecked": "note"}


def render(reports: Sequence[PaperReport], made: Made, sources: Path | None = None) -> str:
    """Return the report.

    Args:
        reports: of the papers.
        made: with what, and when.
        sources: the folder that files of sources are named from.
    """
    run = {
        "tool": {
            "driver": {
                "name": "mlsys-paper",
                "version": made.version,
                "rules": [
                    {
                        "id": rule.id,
                        "shortDescription": {"text": rule.sentence},
                        "fullDescription": {"text": rule.decides},
                        "properties": {"basis": rule.basis},
                    }
                    for rule in RULES
                ],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not any(report.failure for report in reports),
                "endTimeUtc": f"{made.when:%Y-%m-%dT%H:%M:%SZ}",
            }
        ],
        "artifacts": [
            {
                "location": {"uri": printable_path(report.file)},
                "hashes": {"sha-256": report.sha256},
            }
            for report in reports
            if report.sha256
        ],
        "results": [result for report in reports for result in _results(report, sources)],
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _results(report: PaperReport, sources: Path | None) -> Iterator[dict[str, Any]]:
    if report.failure:
        said = f"could not be checked: {report.failure}. {report.remedy}".strip()
        yield {
            "ruleId": "readable",
            "level": "error",
            "message": {"text": said},
            "locations": [_location(printable_path(report.file), None)],
        }
    for finding in report.findings:
        yield {
            "ruleId": finding.rule,
            "level": _LEVELS[finding.severity],
            "message": {"text": _said(finding)},
            "locations": [
                _place(place, report, sources) for place in finding.places[:1] or (None,)
            ],
            "relatedLocations": [_place(place, report, sources) for place in finding.also],
            "properties": {"basis": finding.basis},
        }


def _said(finding: Finding) -> str:
    places = places_in_words(finding.places) if not finding.file else ""
    said = f"{places}: {finding.message}" if places else finding.message
    return f"{said} {finding.remedy}".strip()


def _place(place: Place | None, report: PaperReport, sources: Path | None) -> dict[str, Any]:
    if place is None or not place.file:
        return _location(printable_path(report.file), None)
    file = printable_path(sources / place.file) if sources else place.file
    return _location(file, place.line)


def _location(uri: str, line: int | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if line:
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical}
