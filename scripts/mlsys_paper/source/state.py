"""What is known while the sources of a paper are read: the paper so far, and what is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol

from mlsys_paper.source.latex import Latex, arguments
from mlsys_paper.source.macros import NO_CONDITIONALS, VERBATIM

if TYPE_CHECKING:
    from pylatexenc.latexwalker import LatexMacroNode

    from mlsys_paper.source.model import MacroCall

# How deep groups are noted by name and number; what is nested deeper counts to the last.
DEEPEST = 24


class Scope(NamedTuple):
    """Where a node stands.

    Attributes:
        inside, groups, definition: as in `MacroCall`.
        depth: how many groups are around it.
        holds_values: whether it is in an argument, where lengths may be reckoned with.
    """

    inside: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()
    definition: str = ""
    depth: int = 0
    holds_values: bool = False


Opened = list[tuple[str, Scope]]
"""What is open among the nodes of a group, from the group itself: names and scopes."""


@dataclass
class State:
    r"""What is known of a paper so far; filled in TeX's order, as TeX's own memory is.

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

    def within(
        self, scope: Scope, name: str, *, bounds: bool = True, values: bool = False
    ) -> Scope:
        """Return the scope of a group, an environment or an argument in another."""
        inside, groups = scope.inside, scope.groups
        if len(inside) < DEEPEST:
            inside = (*inside, name)
            if bounds:
                self.last_group += 1
                groups = (*groups, self.last_group)
        return Scope(inside, groups, scope.definition, scope.depth + 1, values)


@dataclass(frozen=True)
class Context:
    """From where another file is read."""

    place: str
    base: str
    depth: int
    scope: Scope


class Files(Protocol):
    """Reads the files that a file draws in, while that one is read."""

    def include(
        self, name: str, context: Context, *, base: str = "", optional: bool = False
    ) -> None:
        r"""Read what an \input names."""

    def package(self, name: str, context: Context) -> None:
        """Read a package if the authors wrote it."""


class Branches:
    r"""The conditionals open among the nodes of one group: \iffalse, flags of \newif.

    Where the outcome isn't known, both branches are read.
    """

    def __init__(self, flags: dict[str, bool | None], *, in_definition: bool) -> None:
        self.flags = flags
        self.in_definition = in_definition
        self.open: list[bool | None] = []
        self.skipped = 0
        """Conditionals open in the branch that isn't read; 0 when one is."""

    def pass_over(self, latex: Latex, node: LatexMacroNode) -> bool:
        """Return whether a macro belongs to a conditional, or to a branch that isn't read."""
        name = node.macroname
        if self.skipped:
            if self.begins(name):
                self.skipped += 1
            elif name == "fi":
                self.skipped -= 1
                if not self.skipped:
                    self.open.pop()
            elif name == "else" and self.skipped == 1 and self.open[-1] is False:
                self.skipped = 0
            return True
        if self.begins(name):
            outcome = self._outcome(latex, node)
            self.open.append(outcome)
            self.skipped = int(outcome is False)
        elif name == "else":
            self.skipped = int(bool(self.open) and self.open[-1] is True)
        elif name == "fi":
            del self.open[-1:]
        else:
            self._set(name)
            return False
        return True

    def begins(self, name: str) -> bool:
        """Return whether a macro begins a conditional."""
        if not name.startswith("if"):
            return False
        return name[2:] in self.flags or not NO_CONDITIONALS.fullmatch(name)

    def _outcome(self, latex: Latex, node: LatexMacroNode) -> bool | None:
        name = node.macroname
        if name in {"iftrue", "iffalse"}:
            return bool(name == "iftrue")
        if self.in_definition:
            return None
        if name == "ifdefined":
            defined = "".join(latex.text(argument) for argument in arguments(node))
            return self.flags.get(f"defined{defined}")
        return self.flags.get(name[2:])

    def _set(self, name: str) -> None:
        if name.endswith(("true", "false")):
            flag = name.removesuffix("true").removesuffix("false")
            if flag in self.flags:
                certain = not self.in_definition and None not in self.open
                self.flags[flag] = name.endswith("true") if certain else None
