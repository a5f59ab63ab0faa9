"""What the commands came to on each system, as a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maintain.texlive.table import columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from maintain.systems_root import Done

# pytest's closing line, colours taken out: "=== 1 failed, 20 passed, 3 skipped in 20.13s ===".
CLOSING = re.compile(r"^(?:=+ )?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Measured:
    """How a command ended on a system.

    Attributes:
        command: which it was.
        status: its exit status.
        passed: how many tests passed, None for a command that isn't one of tests.
        failed: the same for those that failed or could not be run.
        skipped: the same for those that were skipped.
        seconds: wall-clock time.
        downloaded: bytes.
        on_disk: bytes that the system has grown by since it was bare.
        failures: the names of the tests that failed.
        reasons: why tests were skipped.
    """

    command: str
    status: int
    passed: int | None
    failed: int
    skipped: int
    seconds: float
    downloaded: int
    on_disk: int
    failures: Sequence[str] = ()
    reasons: Sequence[str] = ()


@dataclass(frozen=True)
class Outcome:
    """How a run ended: the system, who typed, what the checkout came as, and each command."""

    system: str
    user: str
    source: str
    commit: str
    rows: tuple[Measured, ...]
    log: str

    @property
    def passed(self) -> bool:
        """Whether each command ended well."""
        return all(row.status == 0 and not row.failed for row in self.rows)


def parse(command: str, done: Done) -> Measured:
    """Return what a command's output says of its tests, beside what was measured."""
    text = COLOUR.sub("", done.output)
    counts: dict[str, int] = {}
    for closing in CLOSING.findall(text):
        for number, word in re.findall(r"(\d+) ([a-z]+)", closing):
            counts[word] = counts.get(word, 0) + int(number)
    return Measured(
        command,
        done.status,
        counts.get("passed", 0) if counts else None,
        sum(counts.get(word, 0) for word in ("failed", "error", "errors")),
        counts.get("skipped", 0),
        round(done.seconds, 1),
        done.downloaded,
        done.on_disk,
        tuple(re.findall(r"^(?:FAILED|ERROR) (\S+)", text, re.MULTILINE)),
        tuple(re.findall(r"^SKIPPED (.+)", text, re.MULTILINE)),
    )


def tabulate(outcomes: Sequence[Outcome], absent: Mapping[str, str], commit: str) -> str:
    """Return the table, what failed, why tests were skipped, and what was not tried."""
    head = ["system", "user", "checkout", "command", "result", "passed", "failed", "skipped"]
    rows = [[*head, "time", "downloaded", "on disk"]]
    parts = []
    for outcome in outcomes:
        for row in outcome.rows:
            tests = ["-"] * 3
            if row.passed is not None:
                tests = [str(row.passed), str(row.failed), str(row.skipped)]
            good = row.status == 0 and not row.failed
            sizes = [f"{row.downloaded / 1e6:.0f} MB", f"{row.on_disk / 1e6:.0f} MB"]
            rows.append(
                [
                    *(outcome.system, outcome.user, outcome.source, row.command),
                    *("passed" if good else f"FAILED ({row.status})", *tests),
                    *(f"{row.seconds:.0f} s", *sizes),
                ]
            )
            where = f"{outcome.system}, {outcome.user}, {row.command}"
            if not good:
                parts.append("\n  ".join([f"Failed: {where}; see {outcome.log}", *row.failures]))
            elif row.reasons:
                parts.append("\n  ".join([f"Skipped: {where}", *row.reasons]))
    parts += [f"Not tried: {system}: {why}" for system, why in absent.items()]
    title = (
        f"At commit {commit[:10]}. On disk: what was added to the bare system, "
        "without apt's archives."
    )
    return "\n\n".join([title, columns(rows), *parts])
