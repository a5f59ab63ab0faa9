"""The errors a user sees, each with what to do about it."""

from __future__ import annotations


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
