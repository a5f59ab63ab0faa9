"""`mlsys-paper rules`: each rule with what it rests on, and the table in the document."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.check.catalogue import RULES
from mlsys_paper.check.findings import STAGES
from mlsys_paper.cli import main

if TYPE_CHECKING:
    import pytest

DOCUMENT = Path(__file__).resolve().parents[2] / "scripts" / "CHECKER.md"


def test_every_rule_is_printed_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules"]) == 0
    out = capsys.readouterr().out
    said = " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 100
    for rule in RULES:
        assert re.search(rf"^{rule.id}\b", out, re.MULTILINE)
        assert f"rests on the {rule.basis}: {' '.join(rule.sentence.split())}" in said
        assert f"decides: {' '.join(rule.decides.split())}" in said


def test_rules_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "--format", "json"]) == 0
    rules = json.loads(capsys.readouterr().out)["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in RULES]
    assert [rule["severity"] for rule in rules] == [dict(rule.severity) for rule in RULES]


def test_ids_are_unique_and_every_rule_says_what_it_is() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    for rule in RULES:
        assert re.fullmatch(r"[a-z][a-z0-9-]*", rule.id)
        assert rule.severity.keys() <= set(STAGES)
        assert rule.severity
        assert len(rule.sentence) > 20
        assert len(rule.decides) > 20


def test_the_document_holds_the_rules_as_they_are(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "--format", "markdown"]) == 0
    table = capsys.readouterr().out
    text = DOCUMENT.read_text(encoding="utf-8")
    before, mark, rest = text.partition("<!-- rules -->\n")
    held, end, after = rest.partition("<!-- end of rules -->\n")
    assert mark
    assert end
    if request.config.getoption("--accept"):
        DOCUMENT.write_text(before + mark + table + end + after, encoding="utf-8")
    else:
        assert held == table, "Write the table anew with `nox -s accept`."
