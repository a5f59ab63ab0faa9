"""What a run over releases and engines came to, read from the tests' reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from maintain.texlive.catalogue import RELEASES
from mlsys_paper.tex.installation import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from maintain.texlive.catalogue import Release

KERNEL = "LaTeX"


@dataclass(frozen=True)
class Result:
    """What the tests said of a release and an engine.

    Attributes:
        release: the release.
        engine: the engine.
        passed: how many tests passed.
        failed: the names of those that failed or could not be run.
        skipped: how many were skipped.
        seconds: how long they took together, on one processor.
        versions: of the engine, the kernel and packages, by name.
    """

    release: Release
    engine: str
    passed: int
    failed: tuple[str, ...]
    skipped: int
    seconds: float
    versions: dict[str, str] = field(default_factory=dict)


def report_name(release: Release, engine: str) -> str:
    """The file name of a report in JUnit's format."""
    return f"{release.year}-{engine}.xml"


def read_results(folder: Path) -> list[Result]:
    """The results whose reports lie in a folder, in the catalogue's order."""
    return [
        read_result(path, release, engine)
        for release in RELEASES
        for engine in ENGINES
        if (path := folder / report_name(release, engine)).is_file()
    ]


def read_result(report: Path, release: Release, engine: str) -> Result:
    """The result in one report."""
    # The report is our own tests'.
    cases = list(ElementTree.parse(report).iter("testcase"))  # noqa: S314
    failed = [
        f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    ]
    skipped = sum(case.find("skipped") is not None for case in cases)
    versions = {
        each.get("name", ""): each.get("value", "")
        for case in cases
        for each in case.iter("property")
    }
    return Result(
        release,
        engine,
        len(cases) - len(failed) - skipped,
        tuple(dict.fromkeys(failed)),
        skipped,
        sum(float(case.get("time", 0)) for case in cases),
        versions,
    )


def tabulate(results: Sequence[Result], absent: Sequence[str] = ()) -> str:
    """The results as text: the table, packages by release, what failed, what is absent."""
    rows = [
        [
            str(result.release.year),
            result.release.suite,
            result.engine,
            str(result.passed),
            str(len(result.failed)),
            str(result.skipped),
            f"{result.seconds:.0f} s",
            result.versions.get(KERNEL, "?"),
            result.versions.get(result.engine, "?"),
        ]
        for result in results
    ]
    head = ["TeX Live", "Debian", "engine", "passed", "failed", "skipped", "time"]
    parts = [columns([[*head, "kernel", "version"], *rows]), versions_table(results)]
    for result in results:
        if result.failed:
            what = f"Failed under {result.release} with {result.engine}:"
            parts.append("\n".join([what, *(f"  {name}" for name in result.failed)]))
    parts += absent
    return "\n\n".join(part for part in parts if part)


def versions_table(results: Sequence[Result]) -> str:
    """The packages' versions, a column for each release."""
    first = {result.release.year: result.versions for result in reversed(results)}
    years = sorted(first)
    names = sorted({name for known in first.values() for name in known} - {KERNEL, *ENGINES})
    rows = [[name, *(first[year].get(name, "-") for year in years)] for name in names]
    return columns([["package", *map(str, years)], *rows]) if rows else ""


def columns(rows: Iterable[Sequence[str]]) -> str:
    """Rows with their cells below each other."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
