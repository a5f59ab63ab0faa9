"""Walk through the tokens of one file: calls, groups, definitions, files drawn in."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from mlsys_paper.source.arguments import Arguments, arguments_at, assigned, value_at
from mlsys_paper.source.conditionals import Conditionals
from mlsys_paper.source.groups import NO_GROUPS, Frame, Groups
from mlsys_paper.source.latex import LONGEST_ARGUMENT
from mlsys_paper.source.macros import (
    DEFINERS,
    ENVIRONMENT_DEFINERS,
    INPUTS,
    INPUTS_FROM_FOLDER,
    NAMERS,
    PRIMITIVE_DEFINERS,
    REGISTERS,
    SIGNATURES,
    SKIPS,
    STYLE_NAME,
    TRANSPARENT,
)
from mlsys_paper.source.model import MacroCall
from mlsys_paper.source.state import Context

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlsys_paper.source.latex import Latex
    from mlsys_paper.source.state import Files, State

# Arguments within arguments overlap; deep down, little of them is kept.
DEEP = 20
LONGEST_DEEP_ARGUMENT = 100
LONGEST_KNOWN_BODY = 200
LONGEST_PARAMETERS = 200
PLAIN_NAME = re.compile(r"\s*([^\s{}\\%]+)")
ADVANCED = re.compile(r"\s*\\([A-Za-z@]+)\s*(?:by\b)?\s*")
LET = re.compile(r"\s*\\([A-Za-z@]+)\s*=?\s*\\([A-Za-z@]+)")
INPUT_IN_BODY = re.compile(r"\\(?:input|include|subfile)\s*\{([^{}]*)\}")
OPENS_GROUP = frozenset({"begingroup", "bgroup"})
CLOSES_GROUP = frozenset({"endgroup", "egroup"})


class Walk:
    """One file, from its first token to the last."""

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
        outer = context.frame if context else Frame("", None)
        self.groups = Groups(outer, state.next_group)
        self.owner: dict[int, tuple[str, str]] = {}
        self.conditionals = Conditionals(latex, state.flags)
        self.ended = False
        self.first_call = len(state.calls)
        self.handlers: dict[str, Callable[[int], int]] = {
            **dict.fromkeys(DEFINERS | ENVIRONMENT_DEFINERS, self._define),
            **dict.fromkeys(PRIMITIVE_DEFINERS, self._primitive_define),
            **dict.fromkeys(NAMERS, self._name),
            **dict.fromkeys(INPUTS, self._input),
            **dict.fromkeys(REGISTERS | SKIPS, self._register),
            "advance": self._advance,
            "begin": self._begin,
            "end": self._finish,
            "let": self._let,
            "endinput": self._endinput,
        }

    def run(self) -> None:
        """Note every call in the state."""
        tokens = self.latex.tokens
        index = 0
        while index < len(tokens) and not self.ended:
            token = tokens[index]
            if token.kind == "macro":
                index = self._macro(index)
                continue
            if token.kind in {"{", "["}:
                self._open(index)
            else:
                self.groups.close(index)
            index += 1

    def _macro(self, index: int) -> int:
        """Handle a macro; returns the token to go on with."""
        in_definition = bool(self.groups.top.definition)
        after = self.conditionals.step(index, in_definition=in_definition)
        if after is not None:
            return after
        return self.handlers.get(self.latex.tokens[index].name, self._call)(index)

    # Groups ------------------------------------------------------------------

    def _open(self, index: int) -> None:
        close = self.latex.closing.get(index)
        owned = self.owner.pop(index, None)
        if close is None or (owned is None and self.latex.tokens[index].kind == "["):
            return
        kind, name = owned or ("group", "{")
        self.groups.push(name, close, kind)

    # Calls ---------------------------------------------------------------------

    def _record(
        self,
        index: int,
        options: tuple[str, ...] = (),
        arguments: tuple[str, ...] = (),
        environment: str = "",
    ) -> None:
        token = self.latex.tokens[index]
        top = self.groups.top
        self.state.calls.append(
            MacroCall(
                name=environment or token.name,
                options=options,
                arguments=arguments,
                file=self.file,
                line=self.latex.line(token.start),
                preamble=self.state.preamble,
                environment=bool(environment),
                definition=top.definition,
                inside=top.inside,
                groups=top.groups,
            )
        )

    def _arguments(self, position: int, signature: str | None) -> Arguments:
        longest = LONGEST_ARGUMENT if self.groups.depth < DEEP else LONGEST_DEEP_ARGUMENT
        return arguments_at(self.latex, position, signature, longest)

    def _call(self, index: int) -> int:
        token = self.latex.tokens[index]
        if token.name in OPENS_GROUP:
            self.groups.push("{", None)
        elif token.name in CLOSES_GROUP:
            self.groups.end("{")
        found = self._arguments(token.end, SIGNATURES.get(token.name))
        kind = "transparent" if token.name in TRANSPARENT else "argument"
        self.owner.update((opening, (kind, token.name)) for opening in found.opening)
        self._record(index, found.options, found.mandatory)
        if not self.groups.top.definition:
            self._draw_in(index, found)
        return index + 1

    def _draw_in(self, index: int, found: Arguments) -> None:
        """Read the files that a call names."""
        name = self.latex.tokens[index].name
        if name in {"usepackage", "RequirePackage"} and found.mandatory:
            for package in found.mandatory[0].split(","):
                if STYLE_NAME.fullmatch(package.strip()):
                    shown = re.search(r"accepted|preprint", ",".join(found.options))
                    self.state.flags["defined\\isaccepted"] = shown is not None
                else:
                    self.files.package(package, self._context(index))
        elif name in {"bibliography", "addbibresource", "nobibliography", "addglobalbib"}:
            for argument in found.mandatory:
                self.state.bibliographies.extend(part.strip() for part in argument.split(","))
        elif pattern := self.state.inputs.get(name):
            for number, argument in enumerate(found.mandatory, 1):
                pattern = pattern.replace(f"#{number}", argument)
            self.files.include(pattern, self._context(index))

    def _context(self, index: int) -> Context:
        line = self.latex.line(self.latex.tokens[index].start)
        return Context(f"{self.file}, line {line}", self.base, self.depth, self.groups.top)

    def _register(self, index: int) -> int:
        value = assigned(self.latex, index, among_values=self.groups.top.holds_values)
        self._record(index, (), (value,) if value else ())
        return index + 1

    def _advance(self, index: int) -> int:
        match = ADVANCED.match(self.latex.text, self.latex.tokens[index].end)
        if match is None:
            return index + 1
        self._record(index, (), (f"\\{match[1]}", value_at(self.latex, match.end())))
        return self._after(index, match.end(1))

    def _after(self, index: int, position: int) -> int:
        """The first token that begins behind a position."""
        while index < len(self.latex.tokens) and self.latex.tokens[index].start < position:
            index += 1
        return index

    def _begin(self, index: int) -> int:
        found = self._arguments(self.latex.tokens[index].end, "m")
        if not found.opening:
            return index + 1
        name = found.mandatory[0]
        close = self.latex.closing[found.opening[0]]
        if name == "document":
            if self.depth and not self.state.preamble:
                # A part that can be compiled alone has a preamble that doesn't count.
                del self.state.calls[self.first_call :]
            self.state.preamble = False
        arguments = self._arguments(self.latex.tokens[close].end, None)
        self._record(index, arguments.options, arguments.mandatory, environment=name)
        if name not in NO_GROUPS:
            self.groups.push(name, None)
        self.owner.update((opening, ("argument", name)) for opening in arguments.opening)
        return close + 1

    def _finish(self, index: int) -> int:
        found = self._arguments(self.latex.tokens[index].end, "m")
        if not found.opening:
            return index + 1
        self.ended = found.mandatory[0] == "document" and not self.groups.top.definition
        self.groups.end(found.mandatory[0])
        return self.latex.closing[found.opening[0]] + 1

    # Definitions ---------------------------------------------------------------

    def _define(self, index: int) -> int:
        r"""\newcommand and its kin: the name is no call, what the body calls is."""
        token = self.latex.tokens[index]
        documented = "Document" in token.name
        bodies = 2 if token.name in ENVIRONMENT_DEFINERS else 1
        signature = ("mm" if documented else "moo") + "m" * bodies
        found = self._arguments(token.end, signature)
        texts = found.mandatory[-bodies:]
        if len(found.mandatory) != bodies + 1 + documented:
            return index + 1
        name = found.mandatory[0].strip("\\ {}")
        self._record(index, found.options, (f"\\{name}", *texts))
        self._note(token.name, name, texts[0])
        braces = [place for place in found.opening if self.latex.tokens[place].kind == "{"]
        self.owner.update((place, ("definition", name)) for place in braces[-bodies:])
        return min(braces[-bodies:], default=index + 1)

    def _primitive_define(self, index: int) -> int:
        tokens = self.latex.tokens
        if index + 1 >= len(tokens) or tokens[index + 1].kind != "macro":
            return index + 1
        name = tokens[index + 1].name
        body = index + 2
        furthest = tokens[index].end + LONGEST_PARAMETERS
        while body < len(tokens) and tokens[body].kind != "{" and tokens[body].start < furthest:
            body += 1
        if body not in self.latex.closing:
            return index + 2
        text = self.latex.group(body)
        self._record(index, (), (f"\\{name}", text))
        self._note(tokens[index].name, name, text)
        self.owner[body] = ("definition", name)
        return body

    def _note(self, definer: str, name: str, body: str) -> None:
        if definer.lower().startswith(("renew", "declarerobust")):
            self.state.redefined.add(name)
        if len(body) < LONGEST_KNOWN_BODY:
            self.state.bodies[name] = body
        if match := INPUT_IN_BODY.search(body):
            self.state.inputs[name] = match[1]

    def _let(self, index: int) -> int:
        match = LET.match(self.latex.text, self.latex.tokens[index].end)
        if match is None:
            return index + 1
        self._record(index, (), (f"\\{match[1]}", f"\\{match[2]}"))
        return self._after(index, match.end())

    def _name(self, index: int) -> int:
        """Past a macro that is only named."""
        found = self._arguments(self.latex.tokens[index].end, "m")
        self._record(index, (), found.mandatory)
        if found.opening:
            return self.latex.closing[found.opening[0]] + 1
        named = bool(found.mandatory) and found.mandatory[0].startswith("\\")
        return index + 2 if named else index + 1

    # Files -----------------------------------------------------------------------

    def _endinput(self, index: int) -> int:
        self.ended = True
        return index + 1

    def _input(self, index: int) -> int:
        token = self.latex.tokens[index]
        with_folder = token.name in INPUTS_FROM_FOLDER
        found = self._arguments(token.end, "mm" if with_folder else "m")
        names = found.mandatory
        if not found.opening:
            match = PLAIN_NAME.match(self.latex.text, token.end)
            names = (match[1],) if match else ()
        self._record(index, (), names)
        top = self.groups.top
        if top.definition or not names:
            return index + 1
        base = ""
        if with_folder and len(names) == 2:
            base = str(PurePosixPath(self.base if token.name.startswith("sub") else "") / names[0])
        optional = token.name == "InputIfFileExists" or "IfFileExists" in top.inside
        self.files.include(names[-1], self._context(index), base=base, optional=optional)
        return index + 1
