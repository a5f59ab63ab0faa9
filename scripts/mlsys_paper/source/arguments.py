"""The arguments of a macro, and the values that registers are given."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.source.latex import LONGEST_ARGUMENT
from mlsys_paper.source.macros import READERS, SKIPS, STATEMENT, VALUE

if TYPE_CHECKING:
    from mlsys_paper.source.latex import Latex

MOST_ARGUMENTS = 9
FONT_PARAMETER = re.compile(r"\s?\d+\s?\\[A-Za-z@]+\s?=?")
SKIP = re.compile(r"\\skip\s*$")
MACRO = re.compile(r"\\[A-Za-z@]+")


class Arguments(NamedTuple):
    """The arguments of a call, and the tokens that open them."""

    options: tuple[str, ...]
    mandatory: tuple[str, ...]
    opening: tuple[int, ...]


def arguments_at(
    latex: Latex, position: int, signature: str | None, longest: int = LONGEST_ARGUMENT
) -> Arguments:
    """The arguments that begin at a position.

    Args:
        latex: the source.
        position: behind the macro's name.
        signature: as in `macros.SIGNATURES`; None for the groups that follow
            without a blank.
        longest: where the texts are cut.
    """
    options: list[str] = []
    mandatory: list[str] = []
    opening: list[int] = []
    if signature != "" and latex.text[position : position + 1] == "*":
        position += 1
    for wanted in "?" * MOST_ARGUMENTS if signature is None else signature.replace("s", ""):
        start = position if wanted == "?" else latex.skip_gap(position)
        index = latex.index_at(start)
        kind = "" if index is None else latex.tokens[index].kind
        if index is not None and index in latex.closing and (kind == "{" or wanted != "m"):
            if kind == "{" and wanted == "o":
                continue
            (options if kind == "[" else mandatory).append(latex.group(index, longest))
            opening.append(index)
            position = latex.tokens[latex.closing[index]].end
        elif wanted == "m" and kind in {"", "macro"}:
            end = start + 1 if index is None else latex.tokens[index].end
            mandatory.append(latex.text[start:end])
            position = end
        elif wanted != "o":
            break
    return Arguments(tuple(options), tuple(mandatory), tuple(opening))


def assigned(latex: Latex, index: int, *, among_values: bool) -> str:
    """The value that a register is given where it stands; "" when it is only read.

    Args:
        latex: the source.
        index: the register's token.
        among_values: whether it stands in an argument, where a value may be
            reckoned with: only an equal sign makes an assignment there.
    """
    token = latex.tokens[index]
    before = SKIP.sub("", latex.text[max(token.start - 60, 0) : token.start])
    if token.name in SKIPS:
        return value_at(latex, token.end)
    start = latex.skip_gap(token.end)
    if token.name == "fontdimen":
        match = FONT_PARAMETER.match(latex.text, start)
        return value_at(latex, match.end()) if match and not READERS.search(before) else ""
    if READERS.search(before):
        return ""
    if latex.text[start : start + 1] == "=":
        return value_at(latex, start + 1)
    if among_values or not STATEMENT.search(before):
        return ""
    value = value_at(latex, start)
    # A macro that follows may be anything; a number is what is assigned.
    return "" if MACRO.match(value) and not value.startswith("\\dimexpr") else value


def value_at(latex: Latex, start: int) -> str:
    """The dimension or glue at a position; "" when there is none."""
    match = VALUE.match(latex.text, latex.skip_gap(start))
    return " ".join(match[0].split()) if match else ""
