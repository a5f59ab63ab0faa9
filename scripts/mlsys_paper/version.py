"""Which version this is, and when a report is made."""

from __future__ import annotations

import datetime
import functools
import os
import re
from dataclasses import dataclass

from mlsys_paper.format import current_format, style_file


@dataclass(frozen=True)
class Made:
    """With what and when a report was made.

    Attributes:
        version: of this program and of its style.
        year: of the conference.
        when: the time, in UTC.
    """

    version: str
    year: int
    when: datetime.datetime

    def __str__(self) -> str:
        return f"mlsys-paper {self.version} for MLSys {self.year}, {self.when:%Y-%m-%d %H:%M} UTC"


@functools.cache
def version() -> str:
    """Return the version, which the style states: the style's and the program's are one."""
    found = re.search(r"\\ProvidesPackage\{[^}]*\}\s*\[\S+ v(\S+)", style_file().read_text("utf-8"))
    return found[1] if found else "unknown"


def made_now() -> Made:
    """Return what to say of a report that is made now; SOURCE_DATE_EPOCH sets the time."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    zone = datetime.UTC
    when = (
        datetime.datetime.fromtimestamp(int(given), zone)
        if given.isdecimal()
        else datetime.datetime.now(zone)
    )
    return Made(version(), current_format().year, when)
