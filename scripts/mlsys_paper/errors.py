"""The errors a user sees, each with what to do about it."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# What the system refuses, and no program is at fault.
_REFUSALS: Final[Mapping[int, str]] = {
    errno.EACCES: "Choose another place, or have its permissions changed.",
    errno.EPERM: "Choose another place, or have its permissions changed.",
    errno.EROFS: "Choose a place that can be written.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.ELOOP: "The links in it lead round in a circle.",
    errno.ENOSPC: "Make room, or choose another place.",
    errno.EDQUOT: "Make room, or choose another place.",
}


FAULT: Final = "this is a fault of the program, not of the paper"
REPORT_IT: Final = "Please report it, with the file if you may."
"""What a report says of an error that nobody foresaw."""


class PaperError(Exception):
    """Something that keeps a command from doing its work.

    Raised for conditions a user can act on; the command line turns it into
    one message and exit status 2, never into a traceback.

    Attributes:
        what: what is wrong, naming the file, line or page.
        remedy: what the user can do about it.
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what if not remedy else f"{what}\n  {remedy}")
        self.what = what
        self.remedy = remedy


def refusal(error: Exception) -> PaperError | None:
    """What to tell a user of something that the system refused; None for any other error."""
    if not isinstance(error, OSError):
        return None
    remedy = _REFUSALS.get(error.errno or 0)
    if remedy is None:
        return None
    named = f"{error.filename}: " if error.filename else ""
    return PaperError(f"{named}{error.strerror}.", remedy)
