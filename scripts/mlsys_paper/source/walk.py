"""Walk through the nodes of one file: calls, groups, definitions, conditionals, files drawn in."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pylatexenc.latexwalker import (
    LatexGroupNode,
    LatexMacroNode,
    LatexNode,
    LatexWalkerParseError,
)

from mlsys_paper.source.latex import LONGEST_ARGUMENT, TooLongError, arguments, is_option
from mlsys_paper.source.macros import (
    BIBLIOGRAPHIES,
    DEFINERS,
    ENVIRONMENT_DEFINERS,
    ENVIRONMENT_HOOK,
    INPUTS,
    INPUTS_FROM_FOLDER,
    NAMERS,
    PRIMITIVE_DEFINERS,
    READERS,
    REGISTERS,
    STATEMENT,
    STYLE_NAME,
    TRANSPARENT,
    VALUE,
)
from mlsys_paper.source.model import MacroCall
from mlsys_paper.source.state import Branches, Context, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mlsys_paper.source.latex import Latex
    from mlsys_paper.source.state import Files, Opened, State

MOST_OPEN = 200
# Arguments within arguments overlap; deep down, little of them is kept.
DEEP = 15
LONGEST_DEEP_ARGUMENT = 100
LONGEST_KNOWN_BODY = 200
# Environments that are no groups, or hold a part of the paper like none.
NO_GROUPS = frozenset({"document", "anonsuppress", "appendices"})
GAP = re.compile(r"[ \t]*\n?[ \t]*")
PLAIN_NAME = re.compile(r"\s*([^\s{}\\%]+)")
ADVANCED = re.compile(r"\s*\\([A-Za-z@]+)\s*(?:by\b)?\s*")
SKIP = re.compile(r"\\skip\s*$")
FONT_PARAMETER = re.compile(r"\s?\d+\s?\\[A-Za-z@]+\s?=?")
MACRO = re.compile(r"\\[A-Za-z@]+")
INPUT_IN_BODY = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}]*)\}")


class Walk:
    """One file, from its first node to the last."""

    def __init__(
        self,
        state: State,
        files: Files,
        latex: Latex,
        *,
        file: str,
        base: str,
        context: Context | None,
    ) -> None:
        self.state = state
        self.files = files
        self.latex = latex
        self.file = file
        self.base = base
        self.depth = context.depth + 1 if context else 0
        self.scope = context.scope if context else Scope()
        self.ended = False
        self.first_call = len(state.calls)
        self.handlers: dict[str, Callable[[LatexMacroNode, Opened], None]] = {
            **dict.fromkeys(DEFINERS | ENVIRONMENT_DEFINERS | PRIMITIVE_DEFINERS, self._define),
            **dict.fromkeys(NAMERS | {"let"}, self._name),
            **dict.fromkeys(INPUTS, self._input),
            **dict.fromkeys(REGISTERS | {"vskip"}, self._assign),
            "advance": self._advance,
            "begin": self._begin,
            "end": self._end,
            "endinput": self._end_input,
        }

    def run(self) -> None:
        """Note every call in the state."""
        try:
            self._read(self.latex.nodes(), self.scope)
        except TooLongError:
            line = self.latex.line(self.latex.position)
            self._complain(f"{self.file} was not read beyond line {line}: it holds too much.")

    def _complain(self, sentence: str) -> None:
        self.state.unreadable.append(sentence)

    def _read(self, nodes: Iterable[LatexNode | LatexWalkerParseError], scope: Scope) -> None:
        """Read the nodes of a group, in which environments and conditionals may be open."""
        opened: Opened = [("", scope)]
        branches = Branches(self.state.flags, in_definition=bool(scope.definition))
        for node in nodes:
            if isinstance(node, LatexMacroNode):
                if not branches.pass_over(self.latex, node):
                    self._macro(node, opened)
                elif not branches.skipped and node.macroname not in {"ifx", "ifdefined"}:
                    # Groups right behind a conditional are its branch, no arguments.
                    for group in arguments(node):
                        self._group(group, opened[-1][1], "{")
            elif branches.skipped:
                continue
            elif isinstance(node, LatexGroupNode):
                self._group(node, opened[-1][1], "{")
            elif isinstance(node, LatexWalkerParseError):
                what = "what begins here is not closed, closed twice, or nested too deep"
                self._complain(f"{self.file}, line {node.lineno}: {what}.")
            if self.ended:
                return

    def _group(self, node: LatexNode, scope: Scope, name: str, *, values: bool = False) -> None:
        if isinstance(node, LatexGroupNode):
            bounds = name not in TRANSPARENT
            self._read(node.nodelist, self.state.within(scope, name, bounds=bounds, values=values))

    # Calls ---------------------------------------------------------------------

    def _macro(self, node: LatexMacroNode, opened: Opened) -> None:
        name = node.macroname
        handler = self.handlers.get(name)
        if handler:
            handler(node, opened)
        elif name[0].isalpha() or name[0] == "@":
            self._call(node, opened)
        else:  # an accent, an end of line, a space
            for argument in arguments(node):
                self._group(argument, opened[-1][1], "{")

    def _call(self, node: LatexMacroNode, opened: Opened) -> None:
        name, scope = node.macroname, opened[-1][1]
        options = self._texts(node, scope, options=True)
        texts = self._texts(node, scope)
        if name in {"begingroup", "bgroup"}:
            self._open("{", opened)
        elif name in {"endgroup", "egroup"}:
            self._close("{", opened)
        self._record(node, scope, options, texts)
        if not scope.definition:
            self._draw_in(node, scope, options, texts)
        hook = ENVIRONMENT_HOOK.fullmatch(f"{name}{{{texts[0]}}}" if texts else "")
        if hook:
            # What an environment does at its beginning is part of its definition.
            environment = hook[1] or hook[2]
            self.state.redefined.add(environment)
            for argument in arguments(node)[1:]:
                if isinstance(argument, LatexGroupNode):
                    self._read(argument.nodelist, Scope(definition=environment, depth=scope.depth))
            return
        for argument in arguments(node):
            self._group(argument, scope, name, values=name not in TRANSPARENT)

    def _record(
        self,
        node: LatexMacroNode,
        scope: Scope,
        options: tuple[str, ...] = (),
        texts: tuple[str, ...] = (),
        environment: str = "",
    ) -> None:
        self.state.calls.append(
            MacroCall(
                name=environment or node.macroname,
                options=options,
                arguments=texts,
                file=self.file,
                line=self.latex.line(node.pos),
                preamble=self.state.preamble,
                environment=bool(environment),
                definition=scope.definition,
                inside=scope.inside,
                groups=scope.groups,
            )
        )

    def _texts(
        self, node: LatexMacroNode, scope: Scope, *, options: bool = False
    ) -> tuple[str, ...]:
        """Return the mandatory arguments, or those in brackets."""
        longest = LONGEST_ARGUMENT if scope.depth < DEEP else LONGEST_DEEP_ARGUMENT
        return tuple(
            self.latex.text(argument, longest)
            for argument in arguments(node)
            if is_option(argument) == options
        )

    # Environments ----------------------------------------------------------------

    def _begin(self, node: LatexMacroNode, opened: Opened) -> None:
        scope = opened[-1][1]
        given = arguments(node)
        if not given:
            return
        name = self.latex.text(given[0])
        if name == "document":
            if self.depth and not self.state.preamble:
                # A part that can be compiled alone has a preamble that doesn't count.
                del self.state.calls[self.first_call :]
            self.state.preamble = False
        options = self._texts(node, scope, options=True)
        self._record(node, scope, options, self._texts(node, scope)[1:], environment=name)
        if name not in NO_GROUPS:
            self._open(name, opened)
        for argument in given[1:]:
            self._group(argument, opened[-1][1], name, values=True)

    def _open(self, name: str, opened: Opened) -> None:
        if len(opened) < MOST_OPEN:
            opened.append((name, self.state.within(opened[-1][1], name)))

    def _end(self, node: LatexMacroNode, opened: Opened) -> None:
        for name in self._texts(node, opened[-1][1]):
            self.ended = name == "document" and not opened[-1][1].definition
            self._close(name, opened)

    def _close(self, name: str, opened: Opened) -> None:
        """Close an environment, with what was left open in it."""
        for place in range(len(opened) - 1, 0, -1):
            if opened[place][0] == name:
                del opened[place:]
                return

    # Values ------------------------------------------------------------------------

    def _assign(self, node: LatexMacroNode, opened: Opened) -> None:
        scope = opened[-1][1]
        value = self._assigned(node, scope)
        self._record(node, scope, (), (value,) if value else ())

    def _advance(self, node: LatexMacroNode, opened: Opened) -> None:
        if match := ADVANCED.match(self.latex.s, node.pos + node.len):
            texts = (f"\\{match[1]}", self._value(match.end()))
            self._record(node, opened[-1][1], (), texts)

    def _assigned(self, node: LatexMacroNode, scope: Scope) -> str:
        """Return the value that a register is given where it stands; "" when it is only read."""
        text, end = self.latex.s, node.pos + len(node.macroname) + 1
        before = SKIP.sub("", text[max(node.pos - 60, 0) : node.pos])
        if node.macroname == "vskip":
            return self._value(end)
        if node.macroname == "fontdimen":
            parameter = FONT_PARAMETER.match(text, self._past_gap(end))
            return self._value(parameter.end()) if parameter and not READERS.search(before) else ""
        if READERS.search(before):
            return ""
        start = self._past_gap(end)
        if text[start : start + 1] == "=":
            return self._value(start + 1)
        if scope.holds_values or not STATEMENT.search(before):
            return ""
        value = self._value(start)
        # A macro that follows may be anything; a number is what is assigned.
        return "" if MACRO.match(value) and not value.startswith("\\dimexpr") else value

    def _value(self, start: int) -> str:
        """Return the dimension or glue at a position; "" when there is none."""
        match = VALUE.match(self.latex.s, self._past_gap(start))
        return " ".join(match[0].split()) if match else ""

    def _past_gap(self, position: int) -> int:
        match = GAP.match(self.latex.s, position)
        return match.end() if match else position

    # Definitions -------------------------------------------------------------------

    def _name(self, node: LatexMacroNode, opened: Opened) -> None:
        """Note a macro that is only named."""
        named = self._texts(node, opened[-1][1])
        if node.macroname == "newif" and named:
            self.state.flags[named[0].removeprefix("\\if")] = False
        self._record(node, opened[-1][1], (), named)

    def _define(self, node: LatexMacroNode, opened: Opened) -> None:
        r"""Note a \newcommand or its kin: the name is no call, what the body calls is."""
        scope = opened[-1][1]
        given = [argument for argument in arguments(node) if not is_option(argument)]
        bodies = given[2 if "Document" in node.macroname else 1 :]
        if not bodies:
            return
        name = self.latex.text(given[0]).strip("\\ {}")
        texts = [self.latex.text(body) for body in bodies]
        options = self._texts(node, scope, options=True)
        self._record(node, scope, options, (f"\\{name}", *texts))
        if node.macroname.lower().startswith(("renew", "declarerobust")):
            self.state.redefined.add(name)
        if len(texts[0]) < LONGEST_KNOWN_BODY:
            self.state.bodies[name] = texts[0]
        if match := INPUT_IN_BODY.search(texts[0]):
            self.state.inputs[name] = match[1]
        for body in bodies:
            if isinstance(body, LatexGroupNode):
                self._read(body.nodelist, Scope(definition=name, depth=scope.depth + 1))

    # Files -----------------------------------------------------------------------

    def _context(self, node: LatexMacroNode, scope: Scope) -> Context:
        line = self.latex.line(node.pos)
        return Context(f"{self.file}, line {line}", self.base, self.depth, scope)

    def _draw_in(
        self, node: LatexMacroNode, scope: Scope, options: Sequence[str], texts: Sequence[str]
    ) -> None:
        """Read the files that a call names."""
        name = node.macroname
        if name in {"usepackage", "RequirePackage"} and texts:
            for package in texts[0].split(","):
                if STYLE_NAME.fullmatch(package.strip()):
                    shown = re.search(r"accepted|preprint", ",".join(options))
                    self.state.flags["defined\\isaccepted"] = shown is not None
                else:
                    self.files.package(package, self._context(node, scope))
        elif name in BIBLIOGRAPHIES:
            for text in texts:
                self.state.bibliographies.extend(part.strip() for part in text.split(","))
        elif pattern := self.state.inputs.get(name):
            for number, text in enumerate(texts, 1):
                pattern = pattern.replace(f"#{number}", text)
            self.files.include(pattern, self._context(node, scope))

    def _end_input(self, node: LatexMacroNode, opened: Opened) -> None:  # noqa: ARG002
        self.ended = True

    def _input(self, node: LatexMacroNode, opened: Opened) -> None:
        scope = opened[-1][1]
        names = self._texts(node, scope)
        if not names and (plain := PLAIN_NAME.match(self.latex.s, node.pos + node.len)):
            names = (plain[1],)
        self._record(node, scope, (), names)
        if names and not scope.definition:
            base, name = "", names[0]
            if node.macroname in INPUTS_FROM_FOLDER and len(names) == 2:
                sub = self.base if node.macroname.startswith("sub") else ""
                base, name = str(PurePosixPath(sub) / names[0]), names[1]
            checked = "IfFileExists" in scope.inside or node.macroname == "InputIfFileExists"
            self.files.include(name, self._context(node, scope), base=base, optional=checked)
        if node.macroname == "InputIfFileExists":
            for argument in arguments(node)[1:]:
                self._group(argument, scope, node.macroname)
