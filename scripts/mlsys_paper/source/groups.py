"""What is open at a place of a source: groups, environments, arguments, definitions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

# How deep groups are told apart; what is nested deeper counts to the last.
DEEPEST = 24
DEEPEST_STACK = 200
# Environments that are no groups, or hold a part of the paper like none.
NO_GROUPS = frozenset({"document", "anonsuppress", "appendices"})


class Frame(NamedTuple):
    """Something open: a group, an environment, an argument, a definition.

    Attributes:
        name: of the environment or macro, "{" for a plain group.
        close: index of the token that closes it, None for environments.
        inside: as in `MacroCall`.
        groups: as in `MacroCall`.
        definition: as in `MacroCall`.
        holds_values: whether it is an argument, where lengths may be reckoned with.
    """

    name: str
    close: int | None
    inside: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()
    definition: str = ""
    holds_values: bool = False


class Groups:
    """The frames open at one place of a file."""

    def __init__(self, outer: Frame, next_number: Callable[[], int]) -> None:
        self.stack = [outer]
        self.next_number = next_number

    @property
    def top(self) -> Frame:
        """The innermost frame."""
        return self.stack[-1]

    @property
    def depth(self) -> int:
        """How many frames are open."""
        return len(self.stack)

    def push(self, name: str, close: int | None, kind: str = "group") -> None:
        """Open a frame.

        Args:
            name: as in `Frame`.
            close: as in `Frame`.
            kind: "definition", "transparent" for what bounds nothing, "argument" or "group".
        """
        if len(self.stack) >= DEEPEST_STACK:
            return
        if kind == "definition":
            self.stack.append(Frame(name, close, definition=name))
            return
        inside, groups = self.top.inside, self.top.groups
        if len(inside) < DEEPEST:
            inside = (*inside, name)
            if kind != "transparent":
                groups = (*groups, self.next_number())
        self.stack.append(
            Frame(name, close, inside, groups, self.top.definition, kind == "argument")
        )

    def close(self, index: int) -> None:
        """Close what ends at a token, and what a branch that was not read left open."""
        for depth in range(1, len(self.stack)):
            close = self.stack[depth].close
            if close is not None and close <= index:
                del self.stack[depth:]
                return

    def end(self, name: str) -> None:
        """Close an environment, with what was left open in it, up to a brace."""
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.stack[depth].close is not None:
                return
            if self.stack[depth].name == name:
                del self.stack[depth:]
                return
