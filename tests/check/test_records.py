"""A report survives the way through a worker's pipe; hostile texts and numbers do not."""

from __future__ import annotations

import json
import math
from pathlib import Path

from mlsys_paper.check.findings import Finding, PaperReport
from mlsys_paper.check.records import printable, printable_path, record_of, report_from
from mlsys_paper.pdf.model import Box

FILE = Path("paper.pdf")
REPORT = PaperReport(
    FILE,
    "camera-ready",
    facts={
        "pages": 3,
        "body_font": "Times",
        "text_box": (55.4, 74.9, 541.4, 724.9),
        "gutter": None,
    },
    findings=(
        Finding(
            "margins", "error", "call", "It sticks out.", "Mend it.", 2, Box(1.0, 2.0, 3.25, 4.0)
        ),
        Finding(
            "source", "warning", "call", "It is there.", "Take it out.", file="main.tex", line=7
        ),
    ),
)


def test_a_report_comes_back_as_it_was() -> None:
    sent = json.loads(json.dumps(record_of(REPORT)))
    assert report_from(sent, FILE) == REPORT


def test_a_failure_comes_back_as_it_was() -> None:
    failed = PaperReport(FILE, "submission", failure="It is torn.", remedy="Export it again.")
    assert report_from(record_of(failed), FILE) == failed


def test_places_and_facts_that_are_no_numbers_are_left_out() -> None:
    nowhere = Finding(
        "margins", "error", "call", "Out.", "In.", 1, Box(0.0, math.nan, 1.0, math.inf)
    )
    report = PaperReport(FILE, "submission", facts={"leading": math.inf}, findings=(nowhere,))
    record = record_of(report)
    assert record["findings"][0]["box"] is None
    assert record["facts"]["leading"] is None


def test_texts_can_be_shown_on_any_terminal() -> None:
    assert printable("caf\u00e9 \u2019") == "caf\u00e9 \u2019"
    assert printable("a\nb\tc") == "a b c"
    assert printable("\x1b[2J\ud800\u202e") == "\ufffd[2J\ufffd\ufffd"
    assert printable_path(Path("a\udcff\n.pdf")) == "a\ufffd .pdf"
