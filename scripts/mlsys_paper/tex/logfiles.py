"""Follow the parentheses of a TeX log to know which file is being read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

QUOTED = re.compile(r'"([^"\n]+)"')
# A name that TeX could have found: it begins with a folder.
NAME = re.compile(r"(?:\.{1,2}|[A-Za-z]:)?/[^\s()\[\]{}<>\"]+")
# The same before a line number, which ends it: blanks may be in it.
NAME_OF_ERROR = re.compile(r"(?:\.{1,2}|[A-Za-z]:)?/[^:]+")


class FileStack:
    """The files that TeX has open at a place of its log.

    Args:
        files: the names that the run's recorder gives; the names alone tell
            where one that holds blanks or parentheses ends.
    """

    def __init__(self, files: Collection[str] = ()) -> None:
        bare = {name.removeprefix("./") for name in files}
        self.known = frozenset({form for name in bare for form in (name, f"./{name}")})
        # Longest first, so that "a.tex.tex" isn't taken for "a.tex".
        self.lengths = sorted({len(name) for name in self.known}, reverse=True)
        self.open: list[str] = []

    @property
    def current(self) -> str:
        """The innermost open file, "" before the first."""
        return self.open[-1] if self.open else ""

    def is_file(self, name: str) -> bool:
        """Whether this is, or looks like, the name of a file that was read."""
        return name in self.known or bool(NAME_OF_ERROR.fullmatch(name))

    def name_at(self, line: str, start: int) -> tuple[str, int]:
        """The file name that begins here and where it ends, or ("", start)."""
        mark = '"' if line.startswith('"', start) else ""
        begins = start + len(mark)
        for length in self.lengths:
            name, ends = line[begins : begins + length], begins + length
            if name in self.known and line.startswith(mark, ends):
                return name, ends + len(mark)
        quoted = QUOTED.match(line, start)
        if quoted and NAME.match(quoted[1]):
            return quoted[1], quoted.end()
        match = NAME.match(line, start)
        return (match[0], match.end()) if match else ("", start)

    def read(self, line: str) -> None:
        """Follow the parentheses of one line that is no message."""
        if not ("(" in line or ")" in line):
            return
        asides = 0  # parentheses of ordinary text; they end with their line
        position = 0
        while position < len(line):
            character = line[position]
            position += 1
            if character == "(":
                name, position = self.name_at(line, position)
                if name:
                    self.open.append(name)
                else:
                    asides += 1
            elif character == ")":
                if asides:
                    asides -= 1
                elif len(self.open) > 1:  # the main file stays to the end
                    self.open.pop()
