r"""LaTeX as tokens: macros, braces and brackets, with comments and verbatim text blanked.

pylatexenc's walker reads the single tokens. Its parser of whole documents is
not used: it needs balanced braces and environments, which the halves of a
\newenvironment are not, and recurses as deep as they are nested.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from pylatexenc.latexwalker import LatexWalker, LatexWalkerEndOfStream
from pylatexenc.macrospec import LatexContextDb

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_TOKENS = 150_000
# Unclosed verbatim arguments after which no more are looked for.
MOST_UNCLOSED = 50
LONGEST_ARGUMENT = 2_000

Kind = Literal["macro", "{", "}", "[", "]"]

# Where a token may begin; a backslash before anything but a letter is skipped with it.
INTERESTING = re.compile(r"\\(?:[A-Za-z@]|[^A-Za-z@])?|[{}\[\]%]", re.S)
WITH_AT = re.compile(r"[A-Za-z@]+")
BRACES: dict[str, Kind] = {"{": "{", "}": "}", "[": "[", "]": "]"}
GAP = re.compile(r"[ \t]*\n?[ \t]*")
VERBATIM = frozenset(
    {
        *("verbatim", "Verbatim", "BVerbatim", "LVerbatim", "SaveVerbatim", "spverbatim"),
        *("lstlisting", "minted", "alltt", "comment", "filecontents", "tcblisting"),
        *("luacode", "pycode", "asy", "sourcecode", "VerbatimOut", "rawhtml"),
    }
)
# Commands whose argument is taken as it stands, with how many arguments come before it.
VERBATIM_MACROS = {
    "mintinline": 1,
    **dict.fromkeys(("verb", "Verb", "lstinline", "url", "path", "nolinkurl", "href"), 0),
    "detokenize": 0,
}
ENVIRONMENT = re.compile(r"\s*\{([^{}\\\n]{1,80})\}")
# Environments that the paper makes out of verbatim ones.
OWN_VERBATIM = re.compile(
    r"""\\(?: (?:lstnewenvironment|DefineVerbatimEnvironment|newtcblisting|excludecomment
               |RecustomVerbatimEnvironment|newverbatim) \s*+ \{ \s*+ (?P<name>[A-Za-z]++\*?)
          | (?:re)?newenvironment\*? \s*+ \{ \s*+ (?P<own>[A-Za-z]++\*?) \s*+ \}
            (?: \s*+ \[ [^\]\n]*+ \] )*+ \s*+
            \{ [^{}]{0,300}? \\(?:[vV]erbatim|VerbatimEnvironment|lstlisting|comment|minted)\b
          )""",
    re.X,
)


class Token(NamedTuple):
    """A token; positions count characters of the text."""

    kind: Kind
    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Latex:
    """A source as tokens.

    Attributes:
        text: as long as the file, with comments and verbatim text made blanks.
        tokens: in order.
        starts: the index of the token that begins at a position.
        closing: for the index of an opening brace the index of the closing one.
        lines: where each line starts.
        cut_at: position that reading stopped at, None when all was read.
    """

    text: str
    tokens: Sequence[Token]
    starts: dict[int, int]
    closing: dict[int, int]
    lines: Sequence[int]
    cut_at: int | None

    def line(self, position: int) -> int:
        """The line of a position, from 1."""
        return bisect_right(self.lines, position)

    def index_at(self, position: int) -> int | None:
        """The token that begins at a position."""
        return self.starts.get(position)

    def skip_gap(self, position: int) -> int:
        """Past blanks and at most one end of line."""
        match = GAP.match(self.text, position)
        return match.end() if match else position

    def group(self, index: int, longest: int = LONGEST_ARGUMENT) -> str:
        """What braces or brackets hold, cut when it is long."""
        end = self.tokens[self.closing[index]].start
        start = self.tokens[index].end
        return self.text[start : min(end, start + longest)].strip()


def own_verbatim(text: str) -> frozenset[str]:
    """Environments that a source defines, whose text is not LaTeX or not printed."""
    return frozenset(match["name"] or match["own"] for match in OWN_VERBATIM.finditer(text))


def tokenize(text: str, *, verbatim: frozenset[str] = VERBATIM, at_letter: bool = False) -> Latex:
    r"""Read a source.

    Args:
        text: with line feeds alone at the ends of lines.
        verbatim: environments to be passed over.
        at_letter: whether it begins as after \makeatletter, as packages do.
    """
    return _Tokenizer(text, verbatim, at_letter).run()


class _Tokenizer:
    def __init__(self, text: str, verbatim: frozenset[str], at_letter: bool) -> None:
        self.text = text
        self.verbatim = verbatim
        self.at_letter = at_letter
        # Without pylatexenc's data base of macros: what has which arguments is
        # looked up later, and ligatures need no token.
        self.walker = LatexWalker(text, latex_context=LatexContextDb(), tolerant_parsing=True)
        self.state = self.walker.make_parsing_state()
        self.tokens: list[Token] = []
        self.blanks: list[tuple[int, int]] = []
        self.unclosed = 0

    def run(self) -> Latex:
        position: int | None = 0
        cut_at = None
        while position is not None:
            if len(self.tokens) >= MOST_TOKENS:
                cut_at = position
                break
            position = self._step(position)
        return Latex(
            text=self._blanked(),
            tokens=tuple(self.tokens),
            starts={token.start: index for index, token in enumerate(self.tokens)},
            closing=self._pairs(),
            lines=(0, *(match.end() for match in re.finditer("\n", self.text))),
            cut_at=cut_at,
        )

    def _step(self, position: int) -> int | None:
        """Read the next token; where to go on, None at the end."""
        match = INTERESTING.search(self.text, position)
        if match is None:
            return None
        start, found = match.start(), match[0]
        if found in BRACES:
            self.tokens.append(Token(BRACES[found], "", start, start + 1))
            return start + 1
        if found[0] == "\\" and not WITH_AT.match(found, 1):
            return match.end()
        try:
            token = self.walker.get_token(start, environments=False, parsing_state=self.state)
        except LatexWalkerEndOfStream:
            return None
        if token.tok == "macro":
            return self._macro(start, token.arg)
        # TeX drops the end of the line with the comment.
        end = start + 1 + len(token.arg)
        self.blanks.append((start, end + 1))
        return end

    def _macro(self, start: int, name: str) -> int:
        if self.at_letter or name == "@":
            whole = WITH_AT.match(self.text, start + 1)
            if whole and self.at_letter:
                name = whole[0]
        end = start + 1 + len(name)
        if name in {"makeatletter", "makeatother"}:
            self.at_letter = name == "makeatletter"
        self.tokens.append(Token("macro", name, start, end))
        if name == "begin":
            return self._environment(end)
        if name in VERBATIM_MACROS and self.unclosed < MOST_UNCLOSED:
            return self._verbatim_argument(name, end)
        return end

    def _environment(self, end: int) -> int:
        """After \\begin: past the whole text of a verbatim environment."""
        match = ENVIRONMENT.match(self.text, end)
        if match is None or match[1].strip().rstrip("*") not in self.verbatim:
            return end
        stop = self.text.find(f"\\end{{{match[1]}}}", match.end())
        if stop < 0:
            stop = len(self.text)
        # The braces with the environment's name stay.
        for brace, kind in ((match.start(1) - 1, "{"), (match.end() - 1, "}")):
            self.tokens.append(Token("{" if kind == "{" else "}", "", brace, brace + 1))
        self.blanks.append((match.end(), stop))
        return stop

    def _verbatim_argument(self, name: str, end: int) -> int:
        """Past an argument that stands between braces or two equal signs."""
        position = end
        if self.text[position : position + 1] == "*":
            position += 1
        if self.text[position : position + 1] == "[":
            close = self.text.find("]", position, position + LONGEST_ARGUMENT)
            position = close + 1 if close >= 0 else position
        for _ in range(VERBATIM_MACROS[name]):
            match = re.compile(r"\{[^{}\n]*\}").match(self.text, position)
            position = match.end() if match else position
        opening = self.text[position : position + 1]
        if opening == "{":
            close = self._closing_brace(position)
        elif opening in {"", " ", "\n", "}", "\\"} or opening.isalnum() or name == "href":
            return end
        else:
            close = self.text.find(opening, position + 1, position + LONGEST_ARGUMENT)
            if "\n" in self.text[position:close]:
                close = -1
        if close < 0:
            self.unclosed += 1
            return end
        self.blanks.append((position, close + 1))
        return close + 1

    def _closing_brace(self, opening: int) -> int:
        depth = 0
        for match in re.compile(r"\\.|[{}]", re.S).finditer(
            self.text, opening, opening + LONGEST_ARGUMENT
        ):
            depth += {"{": 1, "}": -1}.get(match[0], 0)
            if depth == 0:
                return match.start()
        return -1

    def _blanked(self) -> str:
        parts: list[str] = []
        position = 0
        for start, end in self.blanks:
            parts.append(self.text[position:start])
            hidden = self.text[start:end]
            # An end of line that a comment takes along must not look like an empty line.
            parts.append(" " * len(hidden))
            position = end
        parts.append(self.text[position:])
        return "".join(parts)

    def _pairs(self) -> dict[int, int]:
        """Braces pair with braces; brackets with brackets of the same group."""
        closing: dict[int, int] = {}
        braces: list[int] = []
        brackets: list[list[int]] = [[]]
        for index, token in enumerate(self.tokens):
            match token.kind:
                case "{":
                    braces.append(index)
                    brackets.append([])
                case "}" if braces:
                    closing[braces.pop()] = index
                    brackets.pop()
                case "[":
                    brackets[-1].append(index)
                case "]" if brackets[-1]:
                    closing[brackets[-1].pop()] = index
                case _:
                    pass
        return closing
