"""What a check found: frozen data that every report renders."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mlsys_paper.pdf.model import Box

Stage = Literal["submission", "camera-ready", "preprint", "appendix"]
STAGES: tuple[Stage, ...] = get_args(Stage)

Severity = Literal["error", "warning", "unchecked"]
"""error: the paper violates the call. warning: somebody should look. unchecked:
the rule could not tell, and says why; it never counts as passed."""

Basis = Literal["call", "guide"]
"""What a finding rests on: a sentence of the call for papers, or one of the author guide."""

FactValue = str | int | float | bool | None | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: on a page, or in a file of the sources.

    Attributes:
        page: number of the page, None when it concerns the whole paper.
        box: where on that page, None when it is no particular place.
        file: for findings in sources, the file as the author named it.
        line: line in that file, from 1.
    """

    page: int | None = None
    box: Box | None = None
    file: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a rule objects to, before it is known how grave it is.

    One cause is one problem: all its places but the first are in `also`.

    Attributes:
        message: what is wrong, with the figure measured and the one wanted.
        remedy: what the author does about it.
        page: number of the page, None when it concerns the whole paper.
        box: where on that page, None when it is no particular place.
        file: for findings in sources, the file as the author named it.
        line: line in that file, from 1.
        grave: False where even a rule of severity "error" only warns.
        basis: what it rests on, None for what the rule rests on.
        also: the other places of the same cause.
    """

    message: str
    remedy: str
    page: int | None = None
    box: Box | None = None
    file: str = ""
    line: int | None = None
    grave: bool = True
    basis: Basis | None = None
    also: tuple[Place, ...] = ()

    @property
    def advice(self) -> Problem:
        """Return it as a warning that rests on the author guide, not on the call."""
        return replace(self, grave=False, basis="guide")

    @property
    def places(self) -> tuple[Place, ...]:
        """Return its places, the first one first."""
        return (Place(self.page, self.box, self.file, self.line), *self.also)


def as_one(problems: Sequence[Problem], message: str) -> Problem:
    """Return problems that have one cause as one problem, in the order of their pages.

    Args:
        problems: at least one; its remedy is the first one's.
        message: what all of them come to.
    """
    first, *others = sorted(problems, key=lambda problem: problem.page or 0)
    also = (*first.also, *(place for other in others for place in other.places))
    return replace(first, message=message, also=also, grave=any(p.grave for p in problems))


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem under the rule that found it; what reports show."""

    rule: str
    severity: Severity
    basis: Basis
    message: str
    remedy: str
    page: int | None = None
    box: Box | None = None
    file: str = ""
    line: int | None = None
    also: tuple[Place, ...] = ()

    @property
    def places(self) -> tuple[Place, ...]:
        """Return every place of its cause, the first one first; none for the whole paper."""
        first = Place(self.page, self.box, self.file, self.line)
        return (first, *self.also) if first != Place() else self.also


@dataclass(frozen=True, slots=True)
class PaperReport:
    """How one file fared.

    Attributes:
        file: the PDF.
        stage: what it was checked as.
        facts: what was measured, by name; see the schema for the names.
        findings: in the order of the rules, then of the pages.
        failure: why the file could not be checked; "" when it was.
        remedy: what to do about that.
        sha256: of the file's bytes, in hexadecimal; "" when it could not be read.
        ignored: how many findings of which rules were left out, as somebody wished.
    """

    file: Path
    stage: Stage
    facts: Mapping[str, FactValue] = field(default_factory=lambda: MappingProxyType({}))
    findings: tuple[Finding, ...] = ()
    failure: str = ""
    remedy: str = ""
    sha256: str = ""
    ignored: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def pages_to_show(self, most: int) -> list[int]:
        """Return the pages with places to mark, those with the gravest findings first."""
        numbers = [
            place.page
            for severity in ("error", "unchecked", "warning")
            for finding in self.findings
            if finding.severity == severity
            for place in finding.places
            if place.page and place.box
        ]
        return list(dict.fromkeys(numbers))[:most]

    @property
    def ok(self) -> bool:
        """Whether it was checked and no error was found."""
        return not self.failure and not self.count("error")

    def count(self, severity: Severity) -> int:
        """How many findings have a severity."""
        return sum(finding.severity == severity for finding in self.findings)
