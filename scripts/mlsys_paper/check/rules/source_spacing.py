"""Sources that squeeze vertical space."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsys_paper.check.rule import Rule
from mlsys_paper.check.rules.source_layout import EVERYWHERE, problem, short
from mlsys_paper.format import BP_PER_PT
from mlsys_paper.source.reach import (
    BOXES,
    HEADINGS,
    Reach,
    is_negative,
    length_pt,
    packages_of,
    redefined,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.findings import Problem
    from mlsys_paper.check.paper import Paper
    from mlsys_paper.source.model import MacroCall

SKIPS = frozenset({"vspace", "vskip", "addvspace"})
MATHEMATICS = frozenset({"align", "align*", "gather", "equation", "equation*", "cases", "matrix"})
# Calls that set nothing: what comes before or after them is the neighbour.
SILENT = frozenset(
    {
        *("label", "par", "noindent", "centering", "vspace", "vskip", "addvspace", "smallskip"),
        *("medskip", "bigskip", "phantomsection", "leavevmode", "newline", "relax"),
    }
)
FLOATS = re.compile(r"(?:figure|table|algorithm|listing|subfigure|subtable|wrap\w*|floating\w*)\*?")
AWAY = 3
"""Lines beyond which a neighbour is none."""
TIGHT_LIST = re.compile(r"\b(?:nosep|noitemsep)\b|\b(?:item|par|top|partop)sep\s*=\s*(-?[\d.]+)?")
CAPTION_SKIP = re.compile(r"\b(?:above|below)?skip\s*=\s*([^,]*)")


def check(paper: Paper) -> Iterator[Problem]:
    """Negative space, enlarged pages, tight lists and captions."""
    if paper.source is None:
        return
    reach = Reach(paper.source)
    bodies = dict(definitions(reach.calls))
    usual_skip = paper.format.lengths["abovecaptionskip"] / BP_PER_PT
    for index, call in enumerate(reach.calls):
        if call.name in SKIPS and call.arguments:
            yield from negative(reach, index, bodies)
        elif call.name == "enlargethispage" and call.arguments:
            if not is_negative(call.arguments[0]):
                yield problem(
                    call,
                    f"\\enlargethispage{{{short(call.arguments[0])}}} makes the page longer than "
                    "the format's.",
                    "Take it out.",
                )
        elif call.name in {"setlist", "setitemize", "setenumerate"} and not call.groups:
            yield from lists(call)
        elif call.name == "captionsetup" or "caption" in packages_of(call):
            yield from captions(call, usual_skip, local=reach.is_local(index))


def definitions(calls: Sequence[MacroCall]) -> Iterator[tuple[str, str]]:
    """Names and bodies of what the paper defines."""
    for call in calls:
        if (defined := redefined(call)) is not None:
            yield defined


def negative(reach: Reach, index: int, bodies: dict[str, str]) -> Iterator[Problem]:
    """Negative space: an error where it pulls headings and paragraphs together."""
    call = reach.calls[index]
    value = call.arguments[0]
    if not is_negative(bodies.get(value.strip(" \\{}"), value)):
        return
    # Where a macro that the paper defines is used decides; one used nowhere in
    # the text is LaTeX's own.
    places = [
        where(reach, site) for site in reach.sites(index) if not is_in_a_box(reach.calls[site])
    ]
    if is_in_a_box(call) or (call.definition and reach.sites(index) and not places):
        return
    place = next((place for place in places if place in {"a heading", "paragraphs"}), "")
    if not place:
        place = next(iter(places), "") or "something"
    star = f"\\{call.name} {value}" if call.name == "vskip" else f"\\{call.name}{{{short(value)}}}"
    used = f", used by \\{call.definition}," if call.definition else ""
    yield problem(
        call,
        f"{star}{used} takes away space at {place}.",
        "Take it out; cut words instead of space.",
        grave=place in {"a heading", "paragraphs"},
    )


def is_in_a_box(call: MacroCall) -> bool:
    """Whether a call stands in a picture, a table or mathematics."""
    inside = set(call.inside)
    return not inside.isdisjoint(BOXES - {"minipage", "parbox"} | MATHEMATICS)


def where(reach: Reach, index: int) -> str:
    """What negative space is at."""
    call = reach.calls[index]
    before = neighbour(reach, index, -1)
    after = neighbour(reach, index, 1)
    for other in (before, after):
        if other is not None and other.name in HEADINGS and not other.definition:
            return "a heading"
    floating = next((name for name in call.inside if FLOATS.fullmatch(name)), "")
    if floating:
        return f"a {floating.rstrip('*')}"
    if call.inside:
        return "a group" if call.inside[-1] in {"{", "twocolumn"} else call.inside[-1].rstrip("*")
    for other in (before, after):
        if other is None:
            continue
        deeper = [name for name in other.inside if name not in {"{", *HEADINGS}]
        if other.environment or other.name == "includegraphics":
            return f"{other.name.rstrip('*')}"
        if deeper and deeper[0][:1].isalpha() and len(other.groups) > len(call.groups):
            floating = next((name for name in deeper if FLOATS.fullmatch(name)), "")
            if floating or deeper[0] in {"itemize", "enumerate", "description", "equation"}:
                return f"a {(floating or deeper[0]).rstrip('*')}"
    return "the title" if call.preamble else "paragraphs"


def neighbour(reach: Reach, index: int, step: int) -> MacroCall | None:
    """The nearest call before or after that sets something, a few lines away at most."""
    call = reach.calls[index]
    other = index + step
    while 0 <= other < len(reach.calls) and abs(other - index) < 40:
        found = reach.calls[other]
        if found.file != call.file or abs(found.line - call.line) > AWAY:
            return None
        heading = next((name for name in found.inside if name in HEADINGS), "")
        if heading and not call.inside:
            other += step  # in a heading's text: the heading itself comes next
        elif found.name in SILENT or found.definition or found.name == "document":
            other += step
        else:
            return found
    return None


def lists(call: MacroCall) -> Iterator[Problem]:
    """enumitem's settings for all lists."""
    for text in call.arguments:
        match = TIGHT_LIST.search(text)
        if match and (match[1] is None or float_of(match[1]) < 2):
            yield problem(
                call,
                f"\\{call.name}{{{short(text)}}} makes the lists of the whole paper tighter.",
                "Take it out; the style sets the space of lists.",
                grave=False,
            )


def captions(call: MacroCall, usual: float, *, local: bool) -> Iterator[Problem]:
    """The caption package's space around captions; those of subfigures are their figure's."""
    kinds = call.options if call.name == "captionsetup" else ()
    if any(kind.strip().startswith("sub") for kind in kinds):
        return
    for text in (*call.options, *call.arguments):
        for match in CAPTION_SKIP.finditer(text):
            size = length_pt(match[1])
            wanted = 0.0 if match[0].startswith("below") else usual
            if size is None or size >= wanted - 0.06:
                continue
            yield problem(
                call,
                f"The caption package is told {short(match[0])}; the format has {wanted:.4g}pt.",
                "Take it out; cut words instead of space.",
                grave=not local and (not kinds or "figure" in kinds[0]),
            )


def float_of(text: str) -> float:
    """A number, nought when it is none."""
    try:
        return float(text)
    except ValueError:
        return 0.0


RULES: tuple[Rule, ...] = (
    Rule(
        id="source-spacing",
        severity=EVERYWHERE,
        basis="call",
        sentence=(
            "Author guide: None of the following belongs in a paper: squeezed space: headings, "
            "lists, captions or displays made tighter by a negative \\vspace, by titlesec or "
            "enumitem, and \\enlargethispage."
        ),
        decides=(
            "Reads the LaTeX sources for negative \\vspace and \\vskip, \\enlargethispage, and "
            "tight settings of enumitem and caption for the whole paper. Negative space next to a "
            "heading or between paragraphs is an error, elsewhere, near floats above all, a "
            "warning; in pictures, tables and mathematics it is left alone. In a definition it "
            "is judged by where the macro is used, and macros that nothing uses are passed over."
        ),
        check=check,
        needs_source=True,
    ),
)
