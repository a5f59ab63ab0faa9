"""The releases of TeX Live that the style is tried with."""

from __future__ import annotations

from dataclasses import dataclass

from mlsys_paper.errors import PaperError


@dataclass(frozen=True)
class Release:
    """A release of TeX Live.

    Attributes:
        year: its name.
        suite: the Debian release that carries it.
        tolerance: how far, in bp, a document set by it may be off from the
            same one set by the other releases.
    """

    year: int
    suite: str
    tolerance: float

    def __str__(self) -> str:
        return f"TeX Live {self.year} (Debian {self.suite})"


# What differs is mostly rounding: less than 0.02 bp until pdfTeX of 2026, which
# places the letters of formulas up to 0.04 bp elsewhere. TeX Live 2020
# sets some words up to 0.6 bp elsewhere, and with microtype equations' numbers 0.67 bp.
RELEASES = (
    Release(2020, "bullseye", 0.7),
    Release(2022, "bookworm", 0.02),
    Release(2024, "trixie", 0.02),
    Release(2026, "forky", 0.05),
)


def release_of(year: int) -> Release:
    """The release of a year.

    Raises:
        PaperError: there is none among those that the style is tried with.
    """
    for release in RELEASES:
        if release.year == year:
            return release
    known = ", ".join(str(release.year) for release in RELEASES)
    raise PaperError(f"The style is not tried with TeX Live {year}.", f"Choose one of: {known}.")
