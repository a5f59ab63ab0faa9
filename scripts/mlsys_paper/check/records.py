"""Reports as plain records and back: the shape of the JSON report, and of what workers send.

Workers read untrusted files, so what they send is data that can't be more
than data. `reports/schema.json` documents the shape.
"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mlsys_paper.check.findings import Finding, PaperReport, Place
from mlsys_paper.pdf.model import Box
from mlsys_paper.words import printable, printable_path

if TYPE_CHECKING:
    from pathlib import Path

    from mlsys_paper.check.findings import FactValue

Record = dict[str, Any]


def record_of(report: PaperReport) -> Record:
    """A report as a record of JSON's types; lengths in bp."""
    failure = {"reason": report.failure, "remedy": report.remedy} if report.failure else None
    return {
        "file": printable_path(report.file),
        "sha256": report.sha256 or None,
        "stage": report.stage,
        "ok": report.ok,
        "failure": failure,
        "facts": {name: _listed(value) for name, value in report.facts.items()},
        "findings": [_finding_record(finding) for finding in report.findings],
        "ignored": dict(report.ignored),
    }


def _finding_record(finding: Finding) -> Record:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "basis": finding.basis,
        "message": finding.message,
        "remedy": finding.remedy,
        **_place_record(Place(finding.page, finding.box, finding.file, finding.line)),
        "also": [_place_record(place) for place in finding.also],
    }


def _place_record(place: Place) -> Record:
    return {
        "page": place.page,
        "box": _sides(place.box),
        "file": place.file or None,
        "line": place.line,
    }


def report_from(record: Record, file: Path) -> PaperReport:
    """The report of a file that a record was made of.

    Raises:
        KeyError, TypeError, ValueError: it is no such record.
    """
    failure = record["failure"] or {"reason": "", "remedy": ""}
    facts = {str(name): _fact(value) for name, value in record["facts"].items()}
    return PaperReport(
        file=file,
        stage=record["stage"],
        facts=MappingProxyType(facts),
        findings=tuple(map(_finding_from, record["findings"])),
        failure=printable(failure["reason"]),
        remedy=printable(failure["remedy"]),
        sha256=printable(record["sha256"] or ""),
        ignored=MappingProxyType({printable(r): int(n) for r, n in record["ignored"].items()}),
    )


def _finding_from(record: Record) -> Finding:
    first = _place_from(record)
    return Finding(
        rule=printable(record["rule"]),
        severity=record["severity"],
        basis=record["basis"],
        message=printable(record["message"]),
        remedy=printable(record["remedy"]),
        page=first.page,
        box=first.box,
        file=first.file,
        line=first.line,
        also=tuple(map(_place_from, record["also"])),
    )


def _place_from(record: Record) -> Place:
    box = record["box"]
    return Place(
        page=record["page"],
        box=None if box is None else Box(*map(float, box)),
        file=printable(record["file"] or ""),
        line=record["line"],
    )


def _sides(box: Box | None) -> list[float] | None:
    """The sides of a box; None where a broken file puts one at no finite place."""
    if box is None or not all(map(math.isfinite, box)):
        return None
    return [round(side, 2) for side in box]


def _listed(value: FactValue) -> Any:
    numbers = value if isinstance(value, tuple) else (value,)
    if any(isinstance(number, float) and not math.isfinite(number) for number in numbers):
        return None
    return list(value) if isinstance(value, tuple) else value


def _fact(value: Any) -> FactValue:
    if isinstance(value, list):
        return tuple(map(float, value))
    return printable(value) if isinstance(value, str) else value
