"""The report for programs: JSON, in the shape that `schema.json` documents."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlsys_paper.check.records import record_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.check.findings import PaperReport
    from mlsys_paper.version import Made

VERSION = 2
"""Of the schema: raised when a name that is there changes or goes, not when one comes."""
SCHEMA_FILE = Path(__file__).with_name("schema.json")


def render(reports: Sequence[PaperReport], made: Made) -> str:
    """Return the papers in the order that they were given in, and how often each rule spoke."""
    counts = Counter(finding.rule for report in reports for finding in report.findings)
    record = {
        "schema": VERSION,
        "made": {
            "by": "mlsys-paper",
            "version": made.version,
            "conference": f"MLSys {made.year}",
            "when": f"{made.when:%Y-%m-%dT%H:%M:%SZ}",
        },
        "papers": [record_of(report) for report in reports],
        "rules": dict(sorted(counts.items())),
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON schema of the report."""
    found: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return found
