"""The report for programs: JSON, in the shape that `schema.json` documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlsys_paper.check.records import record_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.check.findings import PaperReport

SCHEMA_FILE = Path(__file__).with_name("schema.json")


def render(reports: Sequence[PaperReport]) -> str:
    """The papers in the order that they were given in."""
    papers = {"papers": [record_of(report) for report in reports]}
    return json.dumps(papers, indent=2, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON schema of the report."""
    found: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return found
