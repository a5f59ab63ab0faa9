"""The year, the how manieth conference and the place: what one year's style says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mlsys_paper.errors import PaperError
from mlsys_paper.format import read_format


@dataclass(frozen=True, slots=True)
class Edition:
    """One year's conference.

    Attributes:
        year: four digits.
        ordinal: the how manieth conference it is.
        place: city, region, country, as the notice prints it.
    """

    year: int
    ordinal: int
    place: str

    @property
    def name(self) -> str:
        """What papers load: `mlsys<year>`."""
        return f"mlsys{self.year}"

    @property
    def suffix(self) -> str:
        """What follows the ordinal in English: "st" of "1st"."""
        if self.ordinal % 100 in (11, 12, 13):
            return "th"
        return {1: "st", 2: "nd", 3: "rd"}.get(self.ordinal % 10, "th")


def edition_of(style: str) -> Edition:
    """The edition that a style file states.

    Raises:
        PaperError: it can't be read.
    """
    stated = read_format(style)
    return Edition(stated.year, stated.ordinal, stated.place)


def turned_style(style: str, edition: Edition) -> str:
    """A style file that states another edition, and is otherwise the same.

    The date of the file keeps its month and day.

    Raises:
        PaperError: one of the lines that state the edition isn't there once.
    """
    changes = {
        r"^(\\newcommand\\mlsys@year)\{\d+\}": rf"\1{{{edition.year}}}",
        r"^(\\newcommand\\mlsys@ordinal)\{\d+\}": rf"\1{{{edition.ordinal}}}",
        r"^(\\newcommand\\mlsys@ordinalsuffix)\{\w+\}": rf"\1{{{edition.suffix}}}",
        r"^(\\newcommand\\mlsys@place)\{[^{}]+\}": rf"\1{{{edition.place}}}",
        r"^(\\ProvidesPackage\{[^}]*\}\s*\[)\d{4}(/\S+ v)\d{4}": (
            rf"\g<1>{edition.year}\g<2>{edition.year}"
        ),
    }
    for line, replacement in changes.items():
        style, found = re.subn(line, replacement, style, flags=re.MULTILINE)
        if found != 1:
            raise PaperError(
                f"{found} lines of the style look like {line}, and one is needed.",
                "Keep the block at the top of the style as it is, a constant a line.",
            )
    return style
