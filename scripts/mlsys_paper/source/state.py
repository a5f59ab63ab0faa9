"""What is known of a paper while its files are read, one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from mlsys_paper.source.latex import VERBATIM

if TYPE_CHECKING:
    from mlsys_paper.source.groups import Frame
    from mlsys_paper.source.model import MacroCall


@dataclass
class State:
    r"""Filled in TeX's order, as TeX's own memory is.

    Attributes:
        calls: all calls so far.
        unreadable: what could not be read, in sentences.
        preamble: whether \begin{document} is still to come.
        flags: values of conditionals; None where nobody can tell.
        redefined: macros that are defined anew.
        bodies: short definitions, by the macro's name.
        inputs: the file, with #1 and so on, that a macro draws in.
        verbatim: environments whose text is no LaTeX.
        bibliographies: names of data bases.
        last_group: the number of the group that was opened last.
    """

    calls: list[MacroCall] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    preamble: bool = True
    flags: dict[str, bool | None] = field(default_factory=dict)
    redefined: set[str] = field(default_factory=set)
    bodies: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    verbatim: frozenset[str] = VERBATIM
    bibliographies: list[str] = field(default_factory=list)
    last_group: int = 0

    def next_group(self) -> int:
        """A number that no group has yet."""
        self.last_group += 1
        return self.last_group

    def complain(self, sentence: str) -> None:
        """Note that something could not be read."""
        self.unreadable.append(sentence)


@dataclass(frozen=True)
class Context:
    """From where another file is read."""

    place: str
    base: str
    depth: int
    frame: Frame


class Files(Protocol):
    """Reads the files that a file draws in, while that one is read."""

    def include(
        self, name: str, context: Context, *, base: str = "", optional: bool = False
    ) -> None:
        r"""Read what an \input names."""

    def package(self, name: str, context: Context) -> None:
        """Read a package if the authors wrote it."""
