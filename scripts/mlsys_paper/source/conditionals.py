r"""Which branches of TeX's conditionals are read: \iffalse, \iftrue and flags of \newif."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mlsys_paper.source.macros import NO_CONDITIONALS

if TYPE_CHECKING:
    from mlsys_paper.source.latex import Latex


class Conditionals:
    """The conditionals open in one file.

    Where the outcome isn't known, both branches are read.
    """

    def __init__(self, latex: Latex, flags: dict[str, bool | None]) -> None:
        self.latex = latex
        self.flags = flags
        self.open: list[bool | None] = []

    def step(self, index: int, *, in_definition: bool) -> int | None:
        """Where to go on if the token belongs to a conditional, else None."""
        name = self.latex.tokens[index].name
        after: int | None = None
        if name == "newif":
            after = self._declare(index)
        elif self._is_conditional(index):
            after = self._begin(index, in_definition=in_definition)
        elif name == "else":
            after = index + 1
            if self.open and self.open[-1] is True:
                after = self._skip(index + 1, past_else=True)
        elif name == "fi":
            after = index + 1
            if self.open:
                self.open.pop()
        elif name.endswith(("true", "false")):
            self._set(name, certain=not in_definition and None not in self.open)
        return after

    def _is_conditional(self, index: int) -> bool:
        name = self.latex.tokens[index].name
        if not name.startswith("if"):
            return False
        return name[2:] in self.flags or not NO_CONDITIONALS.fullmatch(name)

    def _declare(self, index: int) -> int:
        tokens = self.latex.tokens
        if index + 1 < len(tokens) and tokens[index + 1].name.startswith("if"):
            self.flags[tokens[index + 1].name[2:]] = False
            return index + 2
        return index + 1

    def _set(self, name: str, *, certain: bool) -> None:
        flag = name.removesuffix("true").removesuffix("false")
        if flag in self.flags:
            self.flags[flag] = name.endswith("true") if certain else None

    def _begin(self, index: int, *, in_definition: bool) -> int:
        outcome = self._outcome(index, in_definition=in_definition)
        if outcome is False:
            return self._skip(index + 1, past_else=False)
        self.open.append(outcome)
        # What is compared is no call.
        if self.latex.tokens[index].name in {"ifx", "ifdefined"}:
            return min(index + 2, len(self.latex.tokens))
        return index + 1

    def _outcome(self, index: int, *, in_definition: bool) -> bool | None:
        tokens = self.latex.tokens
        name = tokens[index].name
        if name in {"iftrue", "iffalse"}:
            return name == "iftrue"
        if in_definition:
            return None
        if name == "ifdefined" and index + 1 < len(tokens):
            return self.flags.get(f"defined\\{tokens[index + 1].name}")
        return self.flags.get(name[2:])

    def _skip(self, index: int, *, past_else: bool) -> int:
        r"""Past the branch that isn't taken: behind its \else or \fi."""
        tokens = self.latex.tokens
        depth = 0
        while index < len(tokens):
            token = tokens[index]
            if token.kind == "macro":
                if token.name == "newif":
                    index += 1
                elif self._is_conditional(index):
                    depth += 1
                elif token.name == "fi":
                    if depth == 0:
                        if past_else:
                            self.open.pop()
                        return index + 1
                    depth -= 1
                elif token.name == "else" and depth == 0 and not past_else:
                    self.open.append(False)
                    return index + 1
            index += 1
        return index
