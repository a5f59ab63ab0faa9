"""What `nox -s systems` reads from the commands' output, and its table."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import pytest

from maintain.systems import RUNS, Run, matches, read_outcome, typed_next
from maintain.systems_root import Done, apt_bytes, pip_bytes
from maintain.systems_table import Outcome, parse, tabulate

if TYPE_CHECKING:
    from pathlib import Path

OUTPUT = """\
Need to get 396 MB of archives.
\x1b[32m==== 7 passed, 1 skipped in 20.13s ====\x1b[0m
SKIPPED [1] tests/test_x.py:3: no browser
FAILED tests/test_y.py::test_z - AssertionError
3 failed, 40 passed, 2 errors in 321.00s (0:05:21)
bootstrap: in this checkout you can now type

    . '/srv/x y/activate'    # once
    nox -l                    # more

"""
DONE = Done(1, OUTPUT, 12.34, 396_000_000, 1_100_000_000)
GOOD = replace(DONE, status=0, output="7 passed in 1.00s")


def outcome(done: Done) -> Outcome:
    return Outcome("Debian 13", "root", "clone", "abcdef0123456", (parse("tests", done),), "a.log")


def test_the_sessions_of_a_command_are_counted_together() -> None:
    row = parse("tests", DONE)
    assert (row.passed, row.failed, row.skipped) == (47, 5, 1)
    assert row.failures == ("tests/test_y.py::test_z",)
    assert row.reasons == ("[1] tests/test_x.py:3: no browser",)


def test_a_command_without_tests_has_its_status_alone() -> None:
    assert parse("build", replace(DONE, output="made dist/x.zip")).passed is None


@pytest.mark.parametrize(
    ("done", "passed"),
    [
        (DONE, False),
        (GOOD, True),
        (replace(GOOD, status=2), False),
        (replace(DONE, status=0), False),
    ],
)
def test_a_run_passes_when_status_and_tests_say_so(done: Done, *, passed: bool) -> None:
    assert outcome(done).passed == passed


def test_the_table_says_what_failed_and_what_was_not_tried() -> None:
    text = tabulate([outcome(DONE)], {"Ubuntu 24.04": "no keys"}, "abcdef0123456")
    assert "FAILED (1)" in text
    assert "tests/test_y.py::test_z" in text
    assert "396 MB      1100 MB" in text
    assert text.splitlines()[-1] == "Not tried: Ubuntu 24.04: no keys"
    assert "FAILED" not in tabulate([outcome(GOOD)], {}, "abcdef0123456")


def test_what_can_be_typed_is_read_as_a_script() -> None:
    lines = ". '/srv/x y/activate'    # once\nnox -l                    # more"
    assert typed_next(OUTPUT) == lines
    assert typed_next("bootstrap: apt-get failed\n    nox -l\n") == ""


def test_only_a_result_of_the_same_commit_counts(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    assert read_outcome(path, "abc") is None
    path.write_text(json.dumps(asdict(outcome(GOOD))), encoding="utf-8")
    kept = read_outcome(path, "abcdef0123456")
    assert kept
    assert kept.passed
    assert read_outcome(path, "another") is None
    path.write_text("{", encoding="utf-8")
    assert read_outcome(path, "abcdef0123456") is None


def chosen(*words: str) -> list[Run]:
    return [run for run in RUNS if matches(run, set(words))]


def test_words_choose_runs() -> None:
    assert chosen() == list(RUNS)
    assert {run.suite for run in chosen("trixie", "bookworm")} == {"trixie", "bookworm"}
    assert [run.name for run in chosen("trixie", "root")] == ["trixie-root-clone"]
    assert {run.user for run in chosen("tarball")} == {"sudo"}


def test_downloads_are_added_up() -> None:
    said = (
        "Fetched 16.3 MB in 9s (1849 kB/s)\nReading package lists...\n"
        "Need to get 0 B/396 MB of archives.\nNeed to get 1,200 kB of archives.\n"
        "Need to get 2 MB/4,000 kB of archives.\nFetched 396 MB in 2s (198 MB/s)\n"
    )
    assert apt_bytes(said) == 16_300_000 + 396_000_000 + 1_200_000 + 4_000_000


def test_packages_from_a_folder_count_as_downloads(tmp_path: Path) -> None:
    wheel = tmp_path / "nox-1-py3-none-any.whl"
    wheel.write_bytes(bytes(500))
    said = f"Downloading rich-1.whl (11.5 MB)\nDownloading x.metadata (3 kB)\nProcessing {wheel}\n"
    assert pip_bytes(said) == 11_503_500
