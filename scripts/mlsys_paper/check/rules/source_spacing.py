"""Sources that set space tighter than the style, or type smaller outside of the text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsys_paper.check.rule import Rule, always
from mlsys_paper.check.rules.source_format import (
    NEAR,
    Setting,
    Spot,
    in_force,
    reading,
    setting_of,
    short,
)
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
    from collections.abc import Iterator

    from mlsys_paper.format import Format
    from mlsys_paper.source.model import MacroCall

SKIPS = frozenset({"vspace", "vskip", "addvspace"})
MATHEMATICS = frozenset({"align", "align*", "gather", "equation", "equation*", "cases", "matrix"})
# In a picture, a table or mathematics, negative space moves what is drawn.
DRAWN = BOXES - {"minipage", "parbox"} | MATHEMATICS
WORDS = frozenset({"spaceskip", "xspaceskip", "fontdimen"})
NOTES = frozenset({"footins", "footnotesep"})
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
TIGHT_LIST = re.compile(r"\b(?:nosep|noitemsep)\b|\b(?:item|par|top|partop)sep\s*=\s*(-?[\d.]+)?")
CAPTION_SKIP = re.compile(r"\b(?:above|below)?skip\s*=\s*([^,]*)")
TIGHT_TITLES = re.compile(r"\b(?:compact|small|tiny|medium|big)\b")
SMALLER = re.compile(r"\\(tiny|scriptsize|footnotesize|small|fontsize)\b")
CUT_WORDS = "Take it out; cut words instead of space."
STYLE_SETS = "Take it out; the style sets type and space of the headings."


def tighter(reach: Reach, format_: Format) -> Iterator[Spot]:
    """Yield what makes space or type smaller than the style has it."""
    calls = reach.calls
    bodies = dict(defined for call in calls if (defined := redefined(call)) is not None)
    # Without the package, the style's captions have a space of their own.
    with_caption = any("caption" in packages_of(call) for call in calls)
    for index, call in enumerate(calls):
        yield from negative(reach, index, bodies)
        for find in (longer_pages, lists, headings, tracking):
            yield from find(call)
        yield from captions(call, format_)
        if not reach.overridden(index):
            yield from references(call)
            setting = setting_of(call)
            if setting and (setting.name not in CAPTIONS or with_caption):
                yield from lengths(call, setting, format_, local=reach.is_local(index))
    for spot in in_force(reach, f"{format_.body.size_pt:g}"):
        if spot.cause == "references":
            yield spot


def longer_pages(call: MacroCall) -> Iterator[Spot]:
    """Yield pages that are made longer."""
    if call.name == "enlargethispage" and call.arguments and not is_negative(call.arguments[0]):
        given = f"{{{short(call.arguments[0])}}}"
        message = f"\\enlargethispage{given} makes the page longer than the format's."
        yield Spot("page", call, message)


def negative(reach: Reach, index: int, bodies: dict[str, str]) -> Iterator[Spot]:
    """Yield negative space outside of what is drawn; that of a macro where the macro is used."""
    call = reach.calls[index]
    if call.name not in SKIPS or not call.arguments:
        return
    value = call.arguments[0]
    if not is_negative(bodies.get(value.strip(" \\{}"), value)) or is_drawn(call):
        return
    sites = [reach.calls[site] for site in reach.sites(index)]
    # What is used nowhere in the text is LaTeX's own.
    if sites and all(map(is_drawn, sites)):
        return
    given = f" {value}" if call.name == "vskip" else f"{{{short(value)}}}"
    used = f", used by \\{call.definition}," if call.definition else ""
    yield Spot("space", call, f"\\{call.name}{given}{used} takes away vertical space.", CUT_WORDS)


def is_drawn(call: MacroCall) -> bool:
    """Return whether a call stands in a picture, a table or mathematics."""
    return not DRAWN.isdisjoint(call.inside)


def lengths(call: MacroCall, setting: Setting, format_: Format, *, local: bool) -> Iterator[Spot]:
    """Yield lengths of text and floats that are set below the usual, but for a group."""
    name, size = setting.name, length_pt(setting.value)
    if local or name not in WORDS | NOTES | CAPTIONS | DISPLAYS | FLOATS.keys():
        return
    if name in WORDS:
        if not call.preamble:
            message = f"{setting} for what follows; the space between words is fixed."
            yield Spot("words", call, message)
        return
    if name in DISPLAYS and name != "bibsep" and call.preamble and not call.inside:
        return  # every size command, the first at \begin{document}, sets it again
    usual = FLOATS.get(name)
    wanted = format_.lengths[name] / BP_PER_PT if usual is None else usual
    if is_tighter(setting, size, wanted):
        message = f"{setting}; it is {wanted:.4g}pt in the format."
        yield Spot("lengths", call, message, "Take the line out; cut words instead of space.")


def is_tighter(setting: Setting, size: float | None, usual: float) -> bool:
    """Return whether a value is below the usual; one that can't be reckoned is taken to be."""
    if setting.added or is_negative(setting.value):
        return is_negative(setting.value)
    return size is None or size < usual - NEAR


def lists(call: MacroCall) -> Iterator[Spot]:
    """Yield enumitem's settings for all lists."""
    if call.name not in {"setlist", "setitemize", "setenumerate"} or call.groups:
        return
    for text in call.arguments:
        match = TIGHT_LIST.search(text)
        size = length_pt(f"{match[1]}pt") if match and match[1] else 0
        if match and size is not None and size < 2:
            message = f"\\{call.name}{{{short(text)}}} makes the lists of the whole paper tighter."
            yield Spot("lists", call, message, "Take it out; the style sets the space of lists.")


def captions(call: MacroCall, format_: Format) -> Iterator[Spot]:
    """Yield the caption package's space around captions; those of subfigures are their figure's."""
    if call.name != "captionsetup" and "caption" not in packages_of(call):
        return
    kinds = call.options if call.name == "captionsetup" else ()
    if any(kind.strip().startswith("sub") for kind in kinds):
        return
    for text in (*call.options, *call.arguments):
        for match in CAPTION_SKIP.finditer(text):
            length = "belowcaptionskip" if match[0].startswith("below") else "abovecaptionskip"
            wanted = format_.lengths[length] / BP_PER_PT
            size = length_pt(match[1])
            if size is not None and size < wanted - NEAR:
                given = f"The caption package is given {short(match[0])}"
                message = f"{given}; the format has {wanted:.4g}pt."
                yield Spot("captions", call, message, CUT_WORDS)


def headings(call: MacroCall) -> Iterator[Spot]:
    """Yield headings made otherwise than the style makes them."""
    options = ",".join(call.options)
    if "titlesec" in packages_of(call) and TIGHT_TITLES.search(options):
        message = f"titlesec is loaded with {options}: it changes type and space of the headings."
        yield Spot("headings", call, message, STYLE_SETS)
    if call.definition:
        return
    defined = redefined(call)
    what = call.arguments[0].strip(" \\{}") if call.arguments else ""
    if (call.name in {"titlespacing", "titleformat"} and what in HEADINGS) or call.name in {
        *("sectionfont", "subsectionfont", "subsubsectionfont", "allsectionsfont")
    }:
        yield Spot("headings", call, f"\\{call.name} changes the headings.", STYLE_SETS)
    elif defined and defined[0] in HEADINGS and call.name != "newcommand":
        yield Spot("headings", call, f"\\{defined[0]} is defined anew.", STYLE_SETS)


def references(call: MacroCall) -> Iterator[Spot]:
    """Yield definitions by which the references are smaller than the style's."""
    defined = redefined(call)
    if defined and defined[0] in {"bibfont", "refname@font"} and SMALLER.search(defined[1]):
        message = f"\\{defined[0]} is defined as {short(defined[1])}: the references are smaller."
        yield Spot("references", call, message)
    elif call.definition == "thebibliography" and SMALLER.fullmatch(f"\\{call.name}"):
        yield Spot("references", call, f"\\{call.name} makes the references smaller.")


def tracking(call: MacroCall) -> Iterator[Spot]:
    """Yield letters set closer than the font has them."""
    amount = ""
    if call.name == "SetTracking" and len(call.arguments) >= 2:
        amount = call.arguments[1]
    elif call.name in {"textls", "lsstyle"} and call.options:
        amount = call.options[0]
    if amount.strip().startswith("-"):
        yield Spot("letters", call, f"\\{call.name} sets letters closer, by {short(amount)}.")


RULES: tuple[Rule, ...] = (
    Rule(
        id="source-spacing",
        severity=always("warning"),
        basis="guide",
        sentence=(
            "None of the following belongs in a paper: squeezed space: headings, lists, captions "
            "or displays made tighter by a negative \\vspace, by titlesec or enumitem, and "
            "\\enlargethispage; squeezed type: smaller references."
        ),
        decides=(
            "Reads the LaTeX sources for negative \\vspace and \\vskip, \\enlargethispage, space "
            "of floats, displays, footnotes and (where the caption package is loaded) "
            "captions below the style's, tight settings of enumitem and caption for the whole "
            "paper, headings defined anew, smaller references and letters set closer. In pictures, "
            "tables and mathematics negative space is left alone. In a definition it is judged by "
            "where the macro is used, and macros that nothing uses are passed over."
        ),
        check=reading(tighter),
        of_style=True,
        needs_source=True,
    ),
)
