"""The JSON report and its schema."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from mlsys_paper.check.catalogue import RULES
from mlsys_paper.check.findings import STAGES, Severity
from mlsys_paper.reports import machine
from reports.samples import BETTER, CLEAN, FAILED, MADE, WRONG, many

VALIDATOR = jsonschema.Draft202012Validator(machine.schema())


def report_of(*reports: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(machine.render(reports, MADE))
    return found


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(machine.schema())


def test_reports_are_as_the_schema_says() -> None:
    VALIDATOR.validate(report_of(CLEAN, BETTER, WRONG, FAILED, many(3)))
    VALIDATOR.validate(report_of())


def test_the_report_has_the_documented_shape() -> None:
    wrong, failed = report_of(WRONG, FAILED)["papers"]
    assert (wrong["file"], wrong["stage"], wrong["ok"]) == ("wrong.pdf", "submission", False)
    assert wrong["facts"]["text_box"] == [55.4, 74.9, 541.4, 724.9]
    assert wrong["facts"]["main_text_ends"] == 11
    assert wrong["findings"][1] == {
        "rule": "margins",
        "severity": "error",
        "basis": "call",
        "also": [],
        "page": 3,
        "box": [55, 300, 300, 312],
        "message": "A line sticks out by 7.2 bp.",
        "remedy": "Let it break.",
        "file": None,
        "line": None,
    }
    assert failed["failure"] == {"reason": "it is encrypted", "remedy": "Export it without."}
    assert failed["ok"] is False
    assert failed["findings"] == []


def test_papers_stay_in_the_order_that_they_were_given_in() -> None:
    papers = report_of(CLEAN, WRONG, BETTER)["papers"]
    assert [paper["file"] for paper in papers] == ["clean.pdf", "wrong.pdf", "better.pdf"]


def test_the_schema_knows_every_stage_severity_and_rule() -> None:
    parts = machine.schema()["$defs"]
    assert tuple(parts["paper"]["properties"]["stage"]["enum"]) == STAGES
    assert set(parts["finding"]["properties"]["severity"]["enum"]) == set(Severity.__args__)
    finding = report_of(WRONG)["papers"][0]["findings"][0]
    part = VALIDATOR.evolve(schema={"$ref": "#/$defs/finding", "$defs": parts})
    for rule in RULES:
        assert not list(part.iter_errors(finding | {"rule": rule.id})), rule.id


@pytest.mark.parametrize(
    ("place", "value"),
    [("ok", "no"), ("stage", "draft"), ("findings", [{}]), ("facts", {"pages": "12"})],
)
def test_the_schema_refuses_other_shapes(place: str, value: Any) -> None:
    report = report_of(CLEAN)
    report["papers"][0][place] = value
    assert list(VALIDATOR.iter_errors(report))
