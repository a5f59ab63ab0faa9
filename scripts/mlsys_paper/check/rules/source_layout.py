"""Sources that change the page, the leading, or the headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.rule import Rule, at
from mlsys_paper.format import BP_PER_PT
from mlsys_paper.source.reach import (
    HEADINGS,
    Reach,
    is_negative,
    length_pt,
    packages_of,
    redefined,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.format import Format
    from mlsys_paper.source.model import MacroCall

BASIS = (
    "Author guide: From the beginning of the document to its end, the style compares the page's "
    "lengths, the type size and the leading with its own. Not all can be checked so; none of the "
    "following belongs in a paper: other page lengths or leading; squeezed space."
)
EVERYWHERE = at(submission="error", camera_ready="error", preprint="warning", appendix="warning")

# Packages that set the page when they are loaded: the style sets it again later.
SET_AT_ONCE = frozenset({"fullpage", "a4wide", "a4", "vmargin", "anysize", "parskip"})
SET_LATE = frozenset({"savetrees", "typearea", "a5comb", "extsizes"})
SPREAD = re.compile(r"onehalfspacing|doublespacing")
PAGE = frozenset(
    {
        *("paperwidth", "paperheight", "hoffset", "voffset", "oddsidemargin", "evensidemargin"),
        *("topmargin", "headheight", "headsep", "topskip", "textheight", "textwidth"),
        *("columnsep", "columnseprule", "parskip", "parindent"),
    }
)
# The article class's own, in points; the style leaves them alone.
FLOATS = {
    "floatsep": 12.0,
    "textfloatsep": 20.0,
    "intextsep": 12.0,
    "dblfloatsep": 12.0,
    "dbltextfloatsep": 20.0,
}
DISPLAYS = frozenset({"abovedisplayskip", "belowdisplayskip", "bibsep"})
CAPTIONS = frozenset({"abovecaptionskip", "belowcaptionskip"})
NOTES = frozenset({"footins", "footnotesep"})
NEAR = 0.06
"""Points that rounding may make of a difference."""
TITLESEC = re.compile(r"\b(?:compact|small|tiny|medium|big)\b")


class Setting(NamedTuple):
    """A length and what it is set to, or what is added to it."""

    name: str
    value: str
    added: bool


def setting_of(call: MacroCall) -> Setting | None:
    """What a call sets a length to."""
    if call.name in {"setlength", "addtolength", "advance"} and len(call.arguments) >= 2:
        name = call.arguments[0].replace("\\skip", "").strip(" \\{}")
        return Setting(name, call.arguments[1], call.name != "setlength")
    if call.arguments and (
        call.name in PAGE | CAPTIONS | NOTES
        or call.name in FLOATS
        or call.name in DISPLAYS
        or call.name in {"baselineskip", "spaceskip", "xspaceskip", "fontdimen"}
    ):
        return Setting(call.name, call.arguments[0], added=False)
    return None


def check(paper: Paper) -> Iterator[Problem]:
    """Packages, lengths, leading and headings."""
    if paper.source is None:
        return
    reach = Reach(paper.source)
    for index, call in enumerate(paper.source.calls):
        overridden = reach.overridden(index)
        yield from packages(call, overridden=overridden)
        setting = setting_of(call)
        if setting is not None and not overridden:
            yield from lengths(call, setting, paper.format, local=reach.is_local(index))
        yield from leading(call, reach, index)
        if not call.definition:
            yield from headings(call)


def packages(call: MacroCall, *, overridden: bool) -> Iterator[Problem]:
    """Packages that change the layout, and their commands."""
    options = ",".join(call.options)
    for name in packages_of(call):
        if name == "geometry" and not re.search(r"\bpass\b", options):
            yield problem(
                call,
                "geometry is loaded without its option pass and sets the page anew.",
                "Take it out, or load it as \\usepackage[pass]{geometry}.",
            )
        elif (name in SET_AT_ONCE and not overridden) or name in SET_LATE:
            yield problem(call, f"The package {name} changes the layout.", "Take it out.")
        elif name == "setspace" and SPREAD.search(options):
            yield problem(
                call, f"setspace is loaded with {options}: it changes the leading.", "Take it out."
            )
        elif name == "titlesec" and TITLESEC.search(options):
            yield problem(
                call,
                f"titlesec is loaded with {options}: it changes type and space of the headings.",
                "Take the package out; the style sets the headings.",
            )
    if call.name in {"geometry", "newgeometry"} and call.arguments:
        given = call.arguments[0]
        if not re.search(r"\bpass\b", given):
            told = f"\\{call.name}{{{short(given)}}} sets the page anew."
            yield problem(call, told, "Take it out.")


def lengths(
    call: MacroCall, setting: Setting, format_: Format, *, local: bool
) -> Iterator[Problem]:
    """Lengths of the page and the text, set to others than the format's."""
    name, value, added = setting
    size = length_pt(value)
    told = f"\\{name} is {'changed by' if added else 'set to'} {short(value)}"
    if name in PAGE:
        wanted = format_.lengths[name] / BP_PER_PT
        same = abs(size) < NEAR if added and size is not None else is_near(size, wanted)
        if not same and not local:
            yield problem(call, f"{told}; the format has {wanted:.5g}pt.", "Take the line out.")
    elif name in {"baselineskip", "spaceskip", "xspaceskip", "fontdimen"}:
        what = "leading" if name == "baselineskip" else "space between words"
        same = name == "baselineskip" and is_near(size, format_.body.leading_pt)
        if not local and not call.preamble and not same:
            yield problem(call, f"{told} for what follows; the {what} is fixed.", "Take it out.")
    elif name in DISPLAYS and name != "bibsep" and call.preamble and not call.inside:
        return  # every size command, the first at \begin{document}, sets it again
    elif (
        (normal := usual(name, format_)) is not None
        and (name in CAPTIONS or not local)
        and is_tighter(size, value, normal, added=added)
    ):
        yield problem(
            call,
            f"{told}; it is {normal:.4g}pt in the format.",
            "Take the line out; cut words instead of space.",
            grave=name in CAPTIONS and not local,
        )


def usual(name: str, format_: Format) -> float | None:
    """What the format has for a space that papers squeeze, in points."""
    if name in CAPTIONS | NOTES | DISPLAYS:
        return format_.lengths[name] / BP_PER_PT
    return FLOATS.get(name)


def is_tighter(size: float | None, value: str, normal: float, *, added: bool) -> bool:
    """Whether a value is below the usual; one that can't be reckoned is taken to be."""
    if added or is_negative(value):
        return is_negative(value)
    return size is None or size < normal - NEAR


def is_near(size: float | None, wanted: float) -> bool:
    """Whether a size is the one wanted, but for rounding."""
    return size is not None and abs(size - wanted) < NEAR


def leading(call: MacroCall, reach: Reach, index: int) -> Iterator[Problem]:
    """Line spacing that isn't the style's."""
    factor = ""
    defined = redefined(call)
    if defined and defined[0] == "baselinestretch":
        factor = defined[1]
    elif call.name in {"linespread", "setstretch"} and call.arguments:
        factor = call.arguments[0]
    elif call.name == "spacing" and call.environment and call.arguments:
        factor = call.arguments[0]
        if not any("spacing" in reach.calls[place].inside for place in reach.headings):
            return
    elif call.name in {"onehalfspacing", "doublespacing"}:
        factor = {"onehalfspacing": "1.25", "doublespacing": "1.667"}[call.name]
    if not factor or (not call.environment and reach.is_local(index)):
        return
    try:
        if abs(float(factor.strip()) - 1) < 0.001:
            return
    except ValueError:
        pass
    yield problem(
        call,
        f"The lines are set at {short(factor)} times their distance; it has to be 1.",
        f"Take \\{call.name} out." if not call.environment else "Take the environment spacing out.",
    )


def headings(call: MacroCall) -> Iterator[Problem]:
    """Headings made otherwise than the style makes them."""
    defined = redefined(call)
    if call.name in {"titlespacing", "titleformat"} and call.arguments:
        what = call.arguments[0].strip(" \\{}")
        if what in HEADINGS:
            yield problem(
                call,
                f"\\{call.name} changes the headings \\{what}.",
                "Take it out; the style sets type and space of the headings.",
            )
    elif defined and defined[0] in HEADINGS and call.name != "newcommand":
        yield problem(
            call, f"\\{defined[0]} is defined anew.", "Take it out; the style sets the headings."
        )
    elif call.name in {"sectionfont", "subsectionfont", "subsubsectionfont", "allsectionsfont"}:
        yield problem(call, f"\\{call.name} changes the headings.", "Take it out.")


def problem(call: MacroCall, message: str, remedy: str, *, grave: bool = True) -> Problem:
    """A problem at the line of a call."""
    return Problem(message, remedy, file=call.file, line=call.line, grave=grave)


def short(text: str) -> str:
    """A value for a message."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "..."


RULES: tuple[Rule, ...] = (
    Rule(
        id="source-layout",
        severity=EVERYWHERE,
        basis="call",
        sentence=BASIS,
        decides=(
            "Reads the LaTeX sources for packages that change the layout (geometry without pass, "
            "fullpage, savetrees, setspace with a spread, titlesec's compact sizes), for lengths "
            "of the page, of paragraphs and of the lines that are set to other values than the "
            "format's, and for headings defined anew. What ends with a figure, a box or any group "
            "without headings is left alone, and so is what the style, loaded later, sets again. "
            "Space around floats, displays and single captions below the usual is a warning."
        ),
        check=check,
        needs_source=True,
    ),
)
