r"""LaTeX as a tree of macros with their arguments and groups, by pylatexenc's walker.

Environments are read as the macros \begin and \end: the halves of a
\newenvironment and the branches of a conditional need not balance. Where braces
don't, the place is handed on as an error, and reading goes on behind it.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexGroupNode,
    LatexNode,
    LatexToken,
    LatexWalker,
    LatexWalkerEndOfStream,
    LatexWalkerParseError,
)
from pylatexenc.macrospec import (
    LatexContextDb,
    MacroSpec,
    MacroStandardArgsParser,
    ParsedMacroArgs,
    std_macro,
)

from mlsys_paper.source.macros import (
    DEFINERS,
    ENVIRONMENT_DEFINERS,
    NAMERS,
    OWN_VERBATIM,
    PRIMITIVE_DEFINERS,
    SIGNATURES,
    VERBATIM_MACROS,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DEEPEST = 50
"""Groups within groups; a level takes pylatexenc eight frames of Python's stack."""
MOST_BROKEN = 25
AT_ONCE = 20
"""Nodes that are read at a time; singly near what can't be read."""
LONGEST_ARGUMENT = 2_000
MOST_ARGUMENTS = 9

PLAIN = re.compile(r"[^\\{}%\[\]]+")
NAME = re.compile(r"\\([A-Za-z]+)")
NAME_WITH_AT = re.compile(r"\\([A-Za-z@]+)")
COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?[ \t]*")
END = re.compile(r"\s*\\end\b")
BRACES = re.compile(r"\\.|[{}]", re.S)
ENVIRONMENT = re.compile(r"\s*\{\s*([^{}\\\n]{1,80}?)\s*\}")
DEFINED = re.compile(
    r"\s*\\([A-Za-z@]+|[^A-Za-z])[^{}\\]{0,200}(?:\\[A-Za-z@]+[^{}\\]{0,200}){0,5}"
)
LET = re.compile(r"\s*\\([A-Za-z@]+)\s*=?\s?(\\(?:[A-Za-z@]+|.)|[^\s{}])")
SIMPLE_ARGUMENT = re.compile(r"\{[^{}\n]*\}")


class TooLongError(Exception):
    """A paper has more tokens than are read."""


class Budget:
    """How many tokens may still be read."""

    def __init__(self, tokens: int) -> None:
        self.left = tokens

    def spend(self, tokens: int = 1) -> None:
        """Count tokens; raise `TooLongError` when there are too many."""
        self.left -= tokens
        if self.left < 0:
            raise TooLongError


class Latex(LatexWalker):  # type: ignore[misc]  # pylatexenc has no types
    r"""One file's text and its nodes.

    Args:
        s: the text, with line feeds alone at the ends of lines.
        budget: shared by all files of a paper.
        verbatim: environments whose text is passed over.
        at_letter: whether it begins as after \makeatletter, as packages do.
    """

    def __init__(
        self, s: str, budget: Budget, *, verbatim: frozenset[str], at_letter: bool = False
    ) -> None:
        super().__init__(s, latex_context=CONTEXT, tolerant_parsing=False)
        self.budget = budget
        self.verbatim = verbatim
        self.at_letter = at_letter
        self.position = 0
        self._depth = 0

    def nodes(self) -> Iterator[LatexNode | LatexWalkerParseError]:
        """Yield the outermost nodes, and an error in place of what can't be read.

        Raises:
            TooLongError: the budget is spent, or too much can't be read;
                `position` is where.
        """
        broken, most = 0, AT_ONCE
        while self.position < len(self.s):
            try:
                nodes, _, length = self.get_latex_nodes(self.position, read_max_nodes=most)
            except LatexWalkerParseError as error:
                if most > 1:  # which one is it?
                    most = 1
                    continue
                broken += 1
                error.lineno = self.line(self.position)
                yield error
                if broken >= MOST_BROKEN:
                    raise TooLongError from error
                opening = NAME_WITH_AT.match(self.s, self.position)
                self.position = opening.end() if opening else self.position + 1
                most = AT_ONCE
                continue
            self.position += max(length, 1)
            yield from nodes

    def line(self, position: int) -> int:
        """Return the line of a position, from 1."""
        return int(self.pos_to_lineno_colno(position)[0])

    def text(self, node: LatexNode, longest: int = LONGEST_ARGUMENT) -> str:
        """Return the source of an argument without its braces and comments, its end cut off."""
        start, end = node.pos, node.pos + node.len
        if isinstance(node, LatexGroupNode):
            start, end = start + 1, end - 1
        text = self.s[start : min(end, start + longest)]
        return COMMENT.sub(r"\1", text).strip() if "%" in text else text.strip()

    # What pylatexenc calls while it reads ---------------------------------------

    def get_token(
        self, pos: int, include_brace_chars: Any = None, environments: bool = True, **settings: Any
    ) -> LatexToken:
        r"""Return a token: plain text in one piece, \begin and $ as any macro and letter."""
        self.budget.spend()
        # Only where nodes are read in a row; an argument may be a single letter.
        if environments and (plain := PLAIN.match(self.s, pos)):
            return LatexToken("char", plain[0], pos, len(plain[0]), "")
        if self.s.startswith("\\", pos):
            return self._macro(pos, "")
        token = super().get_token(pos, include_brace_chars, environments=False, **settings)
        if token.tok == "macro":
            return self._macro(token.pos, token.pre_space)
        if token.tok.startswith("mathmode"):
            return LatexToken("char", token.arg, token.pos, token.len, token.pre_space)
        return token

    def _macro(self, pos: int, space: str) -> LatexToken:
        name = (NAME_WITH_AT if self.at_letter else NAME).match(self.s, pos)
        if name and name[1] in {"makeatletter", "makeatother"}:
            self.at_letter = name[1] == "makeatletter"
        # Blanks behind it stay: they end the arguments of macros that aren't known.
        arg = name[1] if name else self.s[pos + 1 : pos + 2]
        if not arg:
            raise LatexWalkerEndOfStream
        return LatexToken("macro", arg, pos, len(arg) + 1, space)

    def get_latex_nodes(self, pos: int = 0, *args: Any, **settings: Any) -> Any:
        """Return nodes as pylatexenc does, if they are not nested too deep."""
        if self._depth >= DEEPEST:
            raise LatexWalkerParseError("nested too deep", self.s, pos, 1, 1)
        self._depth += 1
        try:
            return super().get_latex_nodes(pos, *args, **settings)
        finally:
            self._depth -= 1

    def get_latex_expression(self, pos: int, *args: Any, **settings: Any) -> Any:
        r"""Return an argument; one that is missing before an \end is empty."""
        try:
            return super().get_latex_expression(pos, *args, **settings)
        except LatexWalkerParseError:
            if END.match(self.s, pos):
                return self.chars(pos, pos), pos, 0
            raise

    def get_latex_maybe_optional_arg(self, pos: int, parsing_state: Any = None) -> Any:
        """Return an optional argument; a bracket that nothing closes begins none."""
        try:
            return super().get_latex_maybe_optional_arg(pos, parsing_state)
        except LatexWalkerParseError:
            return None

    def chars(self, start: int, end: int) -> LatexCharsNode:
        """Return a stretch of the text as a node."""
        return self.make_node(
            LatexCharsNode,
            parsing_state=self.default_parsing_state,
            chars=self.s[start:end],
            pos=start,
            len=end - start,
        )


def own_verbatim(text: str) -> frozenset[str]:
    """Return the environments that a source defines, whose text is not LaTeX or not printed."""
    return frozenset(match["name"] or match["own"] for match in OWN_VERBATIM.finditer(text))


# Arguments -----------------------------------------------------------------------


class Arguments(MacroStandardArgsParser):  # type: ignore[misc]
    """Arguments that no signature describes, read by a function."""

    def __init__(self, read: Callable[[Latex, int], tuple[list[LatexNode], int]]) -> None:
        super().__init__()
        self.read = read

    def parse_args(self, w: Latex, pos: int, parsing_state: Any = None) -> Any:  # noqa: ARG002
        """Return the arguments as pylatexenc wants them."""
        nodes, end = self.read(w, pos)
        return ParsedMacroArgs(nodes, "{" * len(nodes)), pos, end - pos


def _following(latex: Latex, pos: int) -> tuple[list[LatexNode], int]:
    """Return the groups that follow without a blank."""
    nodes: list[LatexNode] = []
    pos += latex.s.startswith("*", pos)
    while len(nodes) < MOST_ARGUMENTS:
        found = None
        if latex.s.startswith("{", pos):
            found = latex.get_latex_braced_group(pos)
        elif latex.s.startswith("[", pos):
            found = latex.get_latex_maybe_optional_arg(pos)
        if found is None:
            break
        nodes.append(found[0])
        pos = found[1] + found[2]
    return nodes, pos


def _begin(latex: Latex, pos: int) -> tuple[list[LatexNode], int]:
    r"""Return the name of an environment and its arguments; go to the \end of a verbatim one."""
    name = ENVIRONMENT.match(latex.s, pos)
    if name is None:
        return [], pos
    nodes = [latex.chars(*name.span(1))]
    if name[1].rstrip("*") in latex.verbatim:
        end = latex.s.find(f"\\end{{{name[1]}}}", name.end())
        return nodes, end if end >= 0 else len(latex.s)
    arguments, end = _following(latex, name.end())
    return nodes + arguments, end


def _definition(latex: Latex, pos: int) -> tuple[list[LatexNode], int]:
    r"""Return the name that \def defines, and the body."""
    name = DEFINED.match(latex.s, pos)
    if name is None or not latex.s.startswith("{", name.end()):
        return [], pos
    body, start, length = latex.get_latex_braced_group(name.end())
    return [latex.chars(name.start(1) - 1, name.end(1)), body], start + length


def _let(latex: Latex, pos: int) -> tuple[list[LatexNode], int]:
    r"""Return both names of a \let."""
    names = LET.match(latex.s, pos)
    if names is None:
        return [], pos
    new = latex.chars(names.start(1) - 1, names.end(1))
    return [new, latex.chars(*names.span(2))], names.end()


def _verbatim(
    latex: Latex, start: int, *, before: int, delimited: bool
) -> tuple[list[LatexNode], int]:
    """Return an argument as it stands, between braces or two equal signs."""
    text = latex.s
    pos = start + text.startswith("*", start)
    if text.startswith("[", pos):
        pos = max(text.find("]", pos, pos + LONGEST_ARGUMENT) + 1, pos)
    for _ in range(before):
        argument = SIMPLE_ARGUMENT.match(text, pos)
        pos = argument.end() if argument else pos
    sign = text[pos : pos + 1]
    if sign == "{":
        end = _closing_brace(latex, pos)
    elif sign in {"", " ", "\n", "}", "\\"} or sign.isalnum() or not delimited:
        return [], start
    else:
        end = text.find(sign, pos + 1, pos + LONGEST_ARGUMENT)
        end = -1 if "\n" in text[pos:end] else end
    return ([latex.chars(pos + 1, end)], end + 1) if end >= 0 else ([], start)


def _closing_brace(latex: Latex, opening: int) -> int:
    depth = 0
    for match in BRACES.finditer(latex.s, opening, opening + LONGEST_ARGUMENT):
        latex.budget.spend()
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.start()
    return -1


def _specs() -> Iterator[MacroSpec]:
    for name, signature in SIGNATURES.items():
        yield std_macro(name, signature)
    for name in DEFINERS | ENVIRONMENT_DEFINERS:
        bodies = "{{" if name in ENVIRONMENT_DEFINERS else "{"
        yield std_macro(name, ("*{{" if "Document" in name else "*{[[") + bodies)
    for name in NAMERS:
        yield std_macro(name, "*{")
    for name in PRIMITIVE_DEFINERS:
        yield MacroSpec(name, Arguments(_definition))
    for name, before in VERBATIM_MACROS.items():
        read = functools.partial(_verbatim, before=before, delimited=name != "href")
        yield MacroSpec(name, Arguments(read))
    yield MacroSpec("begin", Arguments(_begin))
    yield MacroSpec("let", Arguments(_let))


def _context() -> LatexContextDb:
    context = LatexContextDb()
    context.add_context_category("paper", macros=list(_specs()))
    context.set_unknown_macro_spec(MacroSpec("", Arguments(_following)))
    return context


CONTEXT = _context()


def arguments(node: LatexNode) -> Sequence[LatexNode]:
    """Return the arguments that a macro was given, stars left out."""
    if node.nodeargd is None or not node.nodeargd.argnlist:
        return ()
    given = zip(node.nodeargd.argspec, node.nodeargd.argnlist, strict=True)
    return [argument for kind, argument in given if kind != "*" and argument is not None]


def is_option(node: LatexNode) -> bool:
    """Return whether an argument stands in brackets."""
    return isinstance(node, LatexGroupNode) and node.delimiters[0] == "["
