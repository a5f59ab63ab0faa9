"""What a test session found changed in golden results, told once and at its end.

The report begins with a summary of all documents, and has less than a screen
for each. It is left in .cache/differences/report.txt as well.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from mlsys_paper.layouts.summary import Change, Step, summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pytest

FILE = Path(__file__).parent.parent / ".cache" / "differences" / "report.txt"
PROPERTY = "golden"
WIDTH = 100
LETTERS = """
 #####  #   #  #####        #####   ###   ####   #   #   ###   #####
   #    #   #  #            #      #   #  #   #  ## ##  #   #    #
   #    #####  ###          ###    #   #  ####   # # #  #####    #
   #    #   #  #            #      #   #  #  #   #   #  #   #    #
   #    #   #  #####        #       ###   #   #  #   #  #   #    #

 #####   ###         ####  #   #   ###   #   #   ####  #####  ####
   #    #           #      #   #  #   #  ##  #  #      #      #   #
   #     ###        #      #####  #####  # # #  #  ##  ###    #   #
   #        #       #      #   #  #   #  #  ##  #   #  #      #   #
 #####   ###         ####  #   #  #   #  #   #   ####  #####  ####
"""


@dataclass(frozen=True)
class Note:
    """A result that is not as recorded.

    Attributes:
        name: of the result.
        kind: "layout", "reference" (a layout of the published format) or "text".
        accepted: whether it was recorded anew.
        change: what happened to a layout; None for other results and for new ones.
        lines: what there is to say of it.
    """

    name: str
    kind: str
    accepted: bool
    change: Change | None = None
    lines: tuple[str, ...] = ()

    @property
    def headline(self) -> str:
        """What happened, in a line."""
        return self.lines[0] if self.lines else f"{self.name}: nothing is recorded."


def note(test: pytest.Item, found: Note) -> None:
    """Hand a note to the end of the session, from whatever process runs the test."""
    test.user_properties.append((PROPERTY, json.dumps(asdict(found))))


def note_from(text: str) -> Note:
    """Return the note that was handed on."""
    record: dict[str, Any] = json.loads(text)
    change = record.pop("change")
    if change is not None:
        change["steps"] = tuple(Step(*step) for step in change["steps"])
        change["aside"] = {float(amount): lines for amount, lines in change["aside"].items()}
        change = Change(**change | {"details": tuple(change["details"])})
    return Note(**record | {"change": change, "lines": tuple(record["lines"])})


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what changed."""
    found = {
        (each.kind, each.name): each
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, text in getattr(report, "user_properties", ())
        if name == PROPERTY and getattr(report, "when", "") == "call"
        for each in [note_from(text)]
    }
    FILE.unlink(missing_ok=True)
    if not found:
        return
    notes = sorted(found.values(), key=lambda each: (-len(each.lines), each.name))
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text("".join(f"{line}\n" for line in wrapped(told(notes))), encoding="utf-8")
    terminalreporter.section("golden results that changed")
    for line in wrapped(told(notes, details=False)):
        terminalreporter.write_line(line)
    terminalreporter.write_line(f"The lines that moved, and their pictures: {FILE}")


def wrapped(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines that fit on a screen; what is indented is left alone."""
    for line in lines:
        if line[:1].isalnum():
            yield from wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False)
        else:
            yield line


def told(notes: Sequence[Note], *, details: bool = True) -> Iterator[str]:
    """Yield the lines of the report: what happened in all, what was recorded, then each."""
    changes = [each.change for each in notes if each.change is not None]
    if changes:
        yield f"{summary(changes)}."
    for kind, what in (
        ("layout", "layouts"),
        ("text", "texts"),
        ("reference", "layouts of the published format"),
    ):
        for accepted, became in ((True, "recorded anew"), (False, "not as recorded")):
            names = [each.name for each in notes if (each.kind, each.accepted) == (kind, accepted)]
            if names:
                yield f"{len(names)} {what} {became}: {', '.join(sorted(names))}."
    if any(each.kind == "reference" and each.accepted for each in notes):
        yield from LETTERS.splitlines()
        yield (
            "tests/reference/layouts/ says now that papers look otherwise than the conference "
            "published. Commit that only if the conference has decided it."
        )
    for each in notes:
        if details or each.kind == "text":
            yield from ("", *each.lines)
        elif each.lines:
            yield each.headline
