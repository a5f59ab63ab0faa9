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


# Roundings of the engines differ by less than 0.02 bp. TeX Live 2020 has other
# metrics of Times, which move words within their lines.
RELEASES = (
    Release(2020, "bullseye", 0.6),
    Release(2022, "bookworm", 0.02),
    Release(2024, "trixie", 0.02),
    Release(2026, "forky", 0.02),
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
