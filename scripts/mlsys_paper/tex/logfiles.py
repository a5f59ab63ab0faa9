"""Follow the parentheses of a TeX log to know which file is being read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

QUOTED = re.compile(r'"([^"\n]+)"')
# A name that TeX could open: a path, or something with an extension.
NAME = re.compile(r"(?:\.{0,2}/)?[^\s()\[\]{}<>\"]+\.[A-Za-z]\w*|\.{0,2}/[^\s()\[\]{}<>\"]+")


class FileStack:
    """The files that TeX has open at a place of its log."""

    def __init__(self, files: Collection[str] = ()) -> None:
        # Longest first, so that "a.tex.tex" isn't taken for "a.tex".
        names = {form for name in files for form in (name, f"./{name}")}
        self.names = sorted(names, key=len, reverse=True)
        self.known = frozenset(names)
        self.open: list[str] = []

    @property
    def current(self) -> str:
        """The innermost open file, "" before the first."""
        return self.open[-1] if self.open else ""

    def is_file(self, name: str) -> bool:
        """Whether this may be the name of a file that was read."""
        if self.known:
            return name in self.known
        return bool(NAME.fullmatch(name))

    def name_at(self, line: str, start: int) -> tuple[str, int]:
        """The file name that begins here and where it ends, or ("", start)."""
        if self.known:
            for name in self.names:
                for form in (name, f'"{name}"'):
                    if line.startswith(form, start):
                        return name, start + len(form)
            return "", start
        match = QUOTED.match(line, start)
        if match:
            return match[1], match.end()
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
