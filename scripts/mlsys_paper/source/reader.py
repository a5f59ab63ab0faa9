"""Read a paper's LaTeX and BibTeX sources without running TeX."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mlsys_paper.source.bibliography import MONTHS, read_bibliography, with_parents
from mlsys_paper.source.files import LARGEST_BIB, Folder, UnreadableError
from mlsys_paper.source.latex import Budget, Latex, own_verbatim
from mlsys_paper.source.macros import COME_WITH_TEX
from mlsys_paper.source.model import BibEntry, Source
from mlsys_paper.source.state import State
from mlsys_paper.source.walk import Walk
from mlsys_paper.tex.sources import find_main

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from mlsys_paper.source.model import MacroCall
    from mlsys_paper.source.state import Context

MOST_FILES = 300
MOST_TOKENS = 150_000
DEEPEST = 20
DEEPEST_GROUPS = 50
MOST_COMPLAINTS = 50


def read_source(main: Path) -> Source:
    """Read a paper's main file and all that it draws in from its folder.

    No file outside of the main file's folder is opened. What can't be read is
    named in `Source.unreadable`, and the rest is read.

    Args:
        main: the main file, or the folder that holds it.

    Raises:
        PaperError: there is no main file, or several that may be it.
    """
    file = find_main(main)
    folder = Folder(file.parent.resolve())
    reader = Reader(folder)
    reader.read_main(folder.root / file.name)
    bibliography = reader.read_bibliographies()
    state = reader.state
    return Source(
        main=file,
        calls=in_use(state.calls, state.redefined),
        bibliography=bibliography,
        style_files=folder.style_files(),
        unreadable=tuple(dict.fromkeys(state.unreadable))[:MOST_COMPLAINTS],
    )


@dataclass
class Reader:
    """Reads a paper's files, each once, in TeX's order, and keeps what they say."""

    folder: Folder
    state: State = field(default_factory=State)
    seen: set[Path] = field(default_factory=set)
    budget: Budget = field(default_factory=lambda: Budget(MOST_TOKENS))

    def read_main(self, path: Path) -> None:
        """Read the main file."""
        self._read(path, "", None)

    def include(
        self, name: str, context: Context, *, base: str = "", optional: bool = False
    ) -> None:
        """Read what an \\input names; what can't be is noted."""
        name = self._expanded(name).strip().strip('"')
        if "#" in name or not name:
            return
        if "\\" in name or "{" in name:
            what = f"the file {name} can't be known by its name"
            self.state.unreadable.append(f"{context.place}: {what}.")
            return
        try:
            path = self.folder.find(name, dict.fromkeys((base, context.base, "")), ".tex")
        except UnreadableError as error:
            self.state.unreadable.append(f"{context.place}: {error}")
            return
        if path is None:
            if not optional and name.lower().removesuffix(".tex") not in COME_WITH_TEX:
                self.state.unreadable.append(f"{context.place}: there is no file {name}.")
            return
        if context.depth >= DEEPEST or context.scope.depth >= DEEPEST_GROUPS:
            self.state.unreadable.append(f"{context.place}: files are nested too deep.")
            return
        self._read(path, base or context.base, context)

    def package(self, name: str, context: Context) -> None:
        """Read a package if the authors wrote it."""
        if context.depth < DEEPEST and (path := self.folder.own_package(name.strip())):
            self._read(path, context.base, context, package=True)

    def _expanded(self, name: str) -> str:
        """Return a name with the macros in it replaced by their plain definitions."""
        for _ in range(3):
            name = re.sub(
                r"\\([A-Za-z@]+)\s*(?:\{\})?",
                lambda match: self.state.bodies.get(match[1], match[0]),
                name[:500],
            )
        return name

    def _read(
        self, path: Path, base: str, context: Context | None, *, package: bool = False
    ) -> None:
        if path in self.seen:
            return
        self.seen.add(path)
        name = self.folder.name(path)
        if len(self.seen) > MOST_FILES or self.budget.left <= 0:
            self.state.unreadable.append(f"{name} was not read: there is too much before it.")
            return
        try:
            text = self.folder.read(path)
        except UnreadableError as error:
            self.state.unreadable.append(str(error))
            return
        self.state.verbatim |= own_verbatim(text)
        latex = Latex(text, self.budget, verbatim=self.state.verbatim, at_letter=package)
        Walk(self.state, self, latex, file=name, base=base, context=context).run()

    def read_bibliographies(self) -> tuple[BibEntry, ...]:
        """Return the entries of all data bases that were named."""
        entries: list[BibEntry] = []
        strings: Mapping[str, str] = MONTHS
        for name in dict.fromkeys(self.state.bibliographies):
            if name.lower().removesuffix(".bib") in COME_WITH_TEX or not name:
                continue
            try:
                path = self.folder.find(name, ("",), ".bib")
                if path is None:
                    self.state.unreadable.append(f"There is no bibliography {name}.")
                    continue
                text = self.folder.read(path, LARGEST_BIB)
            except UnreadableError as error:
                self.state.unreadable.append(str(error))
                continue
            found, strings = read_bibliography(text, self.folder.name(path), strings)
            entries.extend(found.entries)
            self.state.unreadable.extend(found.unreadable)
        return with_parents(entries)


def in_use(calls: Iterable[MacroCall], redefined: set[str]) -> tuple[MacroCall, ...]:
    """Return the calls without those in definitions that the paper never uses.

    What LaTeX or a package has defined before is in use although the paper
    itself never calls it.
    """
    listed = tuple(calls)
    bodies: dict[str, set[str]] = {}
    for call in listed:
        if call.definition:
            bodies.setdefault(call.definition, set()).add(call.name)
    used = {call.name for call in listed if not call.definition}
    used |= {name for name in bodies if name in redefined or "@" in name}
    waiting = list(used)
    while waiting:
        fresh = bodies.get(waiting.pop(), set()) - used
        used |= fresh
        waiting.extend(fresh)
    return tuple(call for call in listed if not call.definition or call.definition in used)
