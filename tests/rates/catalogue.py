"""Every way of breaking every rule, and the papers with one of them each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rates.breaks import (
    bibliography,
    finished,
    furniture,
    glyphs,
    identity,
    pages,
    setting,
    sources,
    templates,
)
from rates.draft import THIS_YEAR
from rates.drawn import draw_short

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rates.manuscript import Manuscript
    from rates.violation import Violation

VIOLATIONS: tuple[Violation, ...] = (
    *pages.VIOLATIONS,
    *setting.VIOLATIONS,
    *bibliography.VIOLATIONS,
    *identity.VIOLATIONS,
    *furniture.VIOLATIONS,
    *finished.VIOLATIONS,
    *glyphs.VIOLATIONS,
    *sources.VIOLATIONS,
    *templates.VIOLATIONS,
)


def broken(
    violations: Iterable[Violation], papers: int, seed: int, plots: Mapping[str, bytes]
) -> Iterator[tuple[Violation, Manuscript]]:
    """So many papers for each violation, the second of every three in an earlier year's style."""
    for violation in violations:
        for number in range(papers):
            older = number % 3 == 1 and violation.stage == "submission"
            year = THIS_YEAR - 1 if older else THIS_YEAR
            # What is done to finished PDFs is done to the same few papers.
            kind = violation.name if violation.alter is None else "finished"
            draft = draw_short(f"{kind}/{number}", violation.stage, year, seed, plots)
            name = f"{violation.rule}, {violation.name}, {number} ({year})"
            yield (
                violation,
                replace(
                    violation.change(replace(draft, name=name)).manuscript(),
                    alter=violation.alter,
                    authors=violation.authors,
                    withheld=violation.withheld,
                    unsaid=violation.unsaid,
                    broken=True,
                ),
            )
