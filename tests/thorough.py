"""Which tests are thorough: `nox -s tests` leaves them to `nox -s thorough`, pytest runs all.

They take half of the time and show what a change of the style or of a rule
seldom breaks: that damaged and hostile papers do no harm, that limits hold,
that other engines and another year's edition do the same as this one's, that
a collection of papers is compared to its end, and that papers are begun and
divided as they should be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys_paper.tex.installation import ENGINES

if TYPE_CHECKING:
    import pytest

MARKER = "thorough: takes long, and is run by `nox -s thorough`"
FILES = frozenset(
    {
        *("test_fuzz.py", "test_robustness.py", "test_sandbox.py", "test_workers.py"),
        *("test_programs.py", "test_bootstrap.py", "test_next_year.py", "test_rates.py"),
        *("test_bench_checker.py", "test_bench_comparison.py", "test_bench_style.py"),
        *("test_package_results.py", "test_engines.py", "test_mutations.py"),
        *(
            "test_way_of_a_change.py",
            "test_new.py",
            "test_split.py",
            "test_cut.py",
            "test_part.py",
            "test_checked.py",
        ),
    }
)
TESTS = frozenset(
    {
        "test_a_change_is_found_in_every_paper_of_the_collection",
        "test_another_place_time_and_user_give_the_same_bytes",
        "test_the_collection_compiles_and_does_not_move_by_itself",
        "test_thousands_of_authors_are_written",
    }
)
FIXTURES = frozenset({"hostile"})
DEFAULT_ENGINE = "pdflatex"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_thorough(item):
            item.add_marker("thorough")


def is_thorough(item: pytest.Item) -> bool:
    """Whether a test is named above, or names an engine beside the default."""
    named = item.path.name in FILES or getattr(item, "originalname", "") in TESTS
    return named or bool(FIXTURES & set(getattr(item, "fixturenames", ()))) or tries_others(item)


def tries_others(item: pytest.Item) -> bool:
    """Whether one of a test's parameters is another engine."""
    callspec = getattr(item, "callspec", None)
    values = callspec.params.values() if callspec else ()
    others = set(ENGINES) - {DEFAULT_ENGINE}
    return any(isinstance(value, str) and value in others for value in values)
