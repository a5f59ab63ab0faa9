"""Each test is run by one of the two sessions, and what is named for them is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import thorough

TESTS = Path(__file__).resolve().parent


def test_files_that_are_named_exist() -> None:
    assert {path.name for path in TESTS.glob("**/test_*.py")} >= thorough.FILES


@pytest.mark.parametrize(
    ("names", "form"),
    [(thorough.TESTS, r"def {}\("), (thorough.FIXTURES, r"@pytest\.fixture[^@]*\ndef {}\(")],
)
def test_tests_and_fixtures_that_are_named_exist(names: frozenset[str], form: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in TESTS.glob("**/test_*.py")]
    for name in names:
        assert any(re.search(form.format(name), text) for text in texts), name


@pytest.mark.parametrize("engine", ["pdflatex", "lualatex"])
def test_an_example_of_each_engine_goes_where_it_belongs(
    engine: str, request: pytest.FixtureRequest
) -> None:
    marker = request.node.get_closest_marker("thorough")
    assert (marker is not None) == (engine != thorough.DEFAULT_ENGINE)


def test_this_one_is_run_by_default(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("thorough") is None
