"""Sources that set another format: page, leading, text font, type size."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.check.findings import Place, Problem
from mlsys_paper.check.rule import Rule, at
from mlsys_paper.format import BP_PER_PT
from mlsys_paper.source.reach import (
    BOXES,
    Reach,
    is_heading,
    length_pt,
    packages_of,
    redefined,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.format import Format
    from mlsys_paper.source.model import MacroCall

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
NEAR = 0.06
"""Points that rounding may make of a difference."""

# Packages that set the text in another family than Times.
OTHER_FONTS = frozenset(
    {
        *("palatino", "mathpazo", "newpxtext", "pxfonts", "tgpagella", "lmodern", "ae", "cmbright"),
        *("bookman", "newcent", "charter", "XCharter", "utopia", "fourier", "kpfonts", "kmath"),
        *("libertine", "libertinus", "libertineRoman", "libertinus-type1", "ebgaramond"),
        *("garamondx", "cochineal", "crimson", "CrimsonPro", "gentium", "tgbonum", "tgschola"),
        *("arev", "chancery", "ccfonts", "beton", "concrete", "merriweather", "mlmodern"),
        *("fouriernc", "mathdesign", "baskervaldx", "Baskervaldx", "coelacanth", "cfr-lm"),
        *("antpolt", "iwona", "kurier", "venturis", "librebaskerville", "newcomputermodern"),
        *("sourceserifpro", "librecaslon", "erewhon", "heuristica", "domitian"),
    }
)
# Sans serif packages that take the text over when asked to.
DEFAULTS = re.compile(r"\b(?:default|sfdefault|familydefault|rmdefault)\b")
SANS = frozenset(
    {
        *("roboto", "opensans", "sourcesanspro", "noto", "lato", "cabin", "FiraSans", "raleway"),
        *("biolinum", "droid", "carlito", "nunito", "inter", "plex-sans", "montserrat"),
    }
)
TIMES = re.compile(r"times|termes|nimbus ?rom|liberation serif|xits|stix|tinos", re.I)
TIMES_FAMILIES = frozenset({"ptm", "qtm", "ntxtlf", "ntxtosf", "txr", "ztm", "minntx"})
OTHER_FAMILY = re.compile(r"\\(?:sf|tt)default|^\w+$")
SIZES = frozenset(
    {
        *("tiny", "scriptsize", "footnotesize", "small", "normalsize", "large", "Large", "LARGE"),
        *("huge", "Huge", "fontsize"),
    }
)
FAMILIES = frozenset({"sffamily", "ttfamily", "rmfamily", "normalfont", "fontfamily"})
PLAIN = frozenset({"normalsize", "rmfamily", "normalfont"})
REFERENCES = frozenset({"bibliography", "printbibliography", "thebibliography"})
TAKE_OUT = "Take it out."


class Spot(NamedTuple):
    """Something in a source that a rule objects to; spots of one cause make one problem."""

    cause: str
    call: MacroCall
    message: str
    remedy: str = TAKE_OUT
    grave: bool = True


def gathered(spots: Iterable[Spot]) -> Iterator[Problem]:
    """Yield a problem for each cause, with all its places."""
    causes: dict[tuple[str, bool], list[Spot]] = {}
    for spot in spots:
        causes.setdefault((spot.cause, spot.grave), []).append(spot)
    for first, *others in causes.values():
        here = Place(file=first.call.file, line=first.call.line)
        places = dict.fromkeys(Place(file=spot.call.file, line=spot.call.line) for spot in others)
        places.pop(here, None)
        yield Problem(
            first.message,
            first.remedy,
            file=here.file,
            line=here.line,
            grave=first.grave,
            also=tuple(places),
        )


def reading(
    find: Callable[[Reach, Format], Iterator[Spot]],
) -> Callable[[Paper], Iterator[Problem]]:
    """Return the check of a rule that looks for spots in a paper's source."""

    def check(paper: Paper) -> Iterator[Problem]:
        if paper.source is not None:
            yield from gathered(find(Reach(paper.source), paper.format))

    return check


def short(text: str) -> str:
    """Return a value for a message."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:57] + "..."


# Page and leading ----------------------------------------------------------------


class Setting(NamedTuple):
    """A length and what it is set to, or what is added to it."""

    name: str
    value: str
    added: bool

    def __str__(self) -> str:
        return f"\\{self.name} is {'changed by' if self.added else 'set to'} {short(self.value)}"


def setting_of(call: MacroCall) -> Setting | None:
    """Return the length that a call sets; None when it sets none."""
    if call.name in {"setlength", "addtolength", "advance"} and len(call.arguments) >= 2:
        name = call.arguments[0].replace("\\skip", "").strip(" \\{}")
        return Setting(name, call.arguments[1], call.name != "setlength")
    # Any call with one argument will do: nobody asks for a setting by another name.
    return Setting(call.name, call.arguments[0], added=False) if call.arguments else None


def is_near(size: float | None, wanted: float) -> bool:
    """Return whether a size is the one wanted, but for rounding."""
    return size is not None and abs(size - wanted) < NEAR


def layout(reach: Reach, format_: Format) -> Iterator[Spot]:
    """Yield what sets the page or the leading."""
    for index, call in enumerate(reach.calls):
        overridden = reach.overridden(index)
        yield from packages(call, overridden=overridden)
        if overridden:
            continue
        setting = setting_of(call)
        if setting and setting.name in PAGE and not reach.is_local(index):
            size = length_pt(setting.value)
            wanted = format_.lengths[setting.name] / BP_PER_PT
            if not is_near(size, 0 if setting.added else wanted):
                message = f"{setting}; the format has {wanted:.5g}pt."
                grave = reach.rules_most(index)
                yield Spot("page", call, message, "Take the line out.", grave)
        yield from leading(reach, index, setting, format_)


def packages(call: MacroCall, *, overridden: bool) -> Iterator[Spot]:
    """Yield packages that set the page, and their commands."""
    options = ",".join(call.options)
    for name in packages_of(call):
        if name == "geometry" and not re.search(r"\bpass\b", options):
            message = "geometry is loaded without its option pass and sets the page anew."
            remedy = "Take it out, or load it as \\usepackage[pass]{geometry}."
            yield Spot("geometry", call, message, remedy)
        elif (name in SET_AT_ONCE and not overridden) or name in SET_LATE:
            yield Spot(name, call, f"The package {name} changes the layout.")
        elif name == "setspace" and SPREAD.search(options):
            message = f"setspace is loaded with {options}: it changes the leading."
            yield Spot("leading", call, message)
    if call.name in {"geometry", "newgeometry"} and call.arguments:
        given = call.arguments[0]
        if not re.search(r"\bpass\b", given):
            message = f"\\{call.name}{{{short(given)}}} sets the page anew."
            yield Spot("geometry", call, message)


def leading(reach: Reach, index: int, setting: Setting | None, format_: Format) -> Iterator[Spot]:
    """Yield what sets the leading of more than a group."""
    call = reach.calls[index]
    factor = factor_of(call, reach)
    grave = reach.rules_most(index)
    if setting and setting.name == "baselineskip":
        size = length_pt(setting.value)
        fixed = call.preamble or is_near(size, format_.body.leading_pt)
        if not fixed and not reach.is_local(index):
            message = f"{setting} for what follows; the leading is fixed."
            yield Spot("leading", call, message, grave=grave)
    elif factor and not is_one(factor) and (call.environment or not reach.is_local(index)):
        message = f"The lines are set at {short(factor)} times their distance; it has to be 1."
        what = f"\\{call.name}" if not call.environment else f"the environment {call.name}"
        yield Spot("leading", call, message, f"Take {what} out.", grave)


def factor_of(call: MacroCall, reach: Reach) -> str:
    """Return the factor of the leading that a call sets; "" when it sets none."""
    defined = redefined(call)
    if defined and defined[0] == "baselinestretch":
        return defined[1]
    if call.name in {"linespread", "setstretch"} and call.arguments:
        return call.arguments[0]
    if call.name == "spacing" and call.environment and call.arguments:
        holds = any("spacing" in reach.calls[place].inside for place in reach.headings)
        return call.arguments[0] if holds else ""
    return {"onehalfspacing": "1.25", "doublespacing": "1.667"}.get(call.name, "")


def is_one(factor: str) -> bool:
    """Return whether a factor is 1, as a number."""
    try:
        return abs(float(factor.strip()) - 1) < 0.001
    except ValueError:
        return False


# Type ----------------------------------------------------------------------------


def fonts(reach: Reach, format_: Format) -> Iterator[Spot]:
    """Yield what sets the text in another font or size."""
    for index, call in enumerate(reach.calls):
        if not reach.overridden(index):
            yield from families(call)
    for spot in in_force(reach, f"{format_.body.size_pt:g}"):
        if spot.cause != "references":
            yield spot


def families(call: MacroCall) -> Iterator[Spot]:
    """Yield packages, commands and definitions that choose the text's font or size."""
    remedy = "Take it out; the style sets the text in Times."
    options = ",".join(call.options)
    for name in packages_of(call):
        if name in OTHER_FONTS or (name in SANS and DEFAULTS.search(options)):
            yield Spot("font", call, f"The package {name} sets the text in another font.", remedy)
    if call.name in {"setmainfont", "setromanfont"} and call.arguments:
        font = call.arguments[0]
        if not TIMES.search(font):
            message = f"\\{call.name} sets the text in {short(font)}, not Times."
            yield Spot("font", call, message, remedy)
    defined = redefined(call)
    if defined is None or call.name in {"newcommand", "providecommand"}:
        return
    name, body = defined[0], defined[1].strip()
    if body not in TIMES_FAMILIES and (
        name == "rmdefault" or (name == "familydefault" and OTHER_FAMILY.search(body))
    ):
        message = f"\\{name} is defined as {short(body)}: the text is not set in Times."
        yield Spot("font", call, message, remedy)
    elif name in SIZES - {"fontsize"}:
        message = f"\\{name} is defined as {short(body)}; the sizes of type are fixed."
        yield Spot("size", call, message, grave=name == "normalsize")


def in_force(reach: Reach, body: str) -> Iterator[Spot]:
    """Yield sizes and fonts that are in force at headings of the text, or at the references.

    Where they are at half of the headings or more, the text is set so.
    """
    sizes: dict[tuple[int, ...], MacroCall] = {}
    chosen: dict[tuple[int, ...], MacroCall] = {}
    found: dict[int, tuple[MacroCall, str, list[MacroCall]]] = {}
    opening: dict[str, MacroCall] = {}
    for call in reach.calls:
        if call.definition or (call.preamble and not call.inside):
            continue
        if call.name in SIZES:
            if call.environment:
                opening[call.name] = call
            else:
                sizes[call.groups] = call
        elif call.name in FAMILIES and not call.environment:
            chosen[call.groups] = call
        elif is_heading(call) or (call.name in REFERENCES and BOXES.isdisjoint(call.inside)):
            cause = "references" if call.name in REFERENCES else "text"
            around = next((name for name in call.inside if name in opening), "")
            for setting in (
                innermost(sizes, call.groups),
                innermost(chosen, call.groups),
                opening.get(around),
            ):
                if setting is not None and not is_plain(setting, body):
                    found.setdefault(id(setting), (setting, cause, []))[2].append(call)
    for setting, cause, reached in found.values():
        given = "".join(f"{{{short(text)}}}" for text in setting.arguments)
        name = f"The environment {setting.name}" if setting.environment else f"\\{setting.name}"
        message = (
            f"{name}{given} is in force for the {cause}, "
            f"at line {reached[0].line} of {reached[0].file} for one."
        )
        remedy = f"Take it out, or end it before the {cause} with a group or \\normalsize."
        most = 2 * sum(map(is_heading, reached)) >= len(reach.headings)
        yield Spot(cause, setting, message, remedy, most)


def innermost(
    settings: dict[tuple[int, ...], MacroCall], place: tuple[int, ...]
) -> MacroCall | None:
    """Return the setting of the innermost group around a place that has one."""
    for length in range(len(place), -1, -1):
        if place[:length] in settings:
            return settings[place[:length]]
    return None


def is_plain(call: MacroCall, body: str) -> bool:
    """Return whether a call gives the text the type that it has to have."""
    given = call.arguments[0].strip() if call.arguments else ""
    if call.name == "fontsize":
        return given.removesuffix("pt") == body
    if call.name == "fontfamily":
        return given in {"\\rmdefault", *TIMES_FAMILIES}
    return call.name in PLAIN


EVERYWHERE = at(submission="error", camera_ready="error", preprint="warning", appendix="warning")
SENTENCE = "To prepare your submission to MLSys 2024, please use the LaTeX style files provided."
RULES: tuple[Rule, ...] = (
    Rule(
        id="source-layout",
        severity=EVERYWHERE,
        basis="call",
        sentence=f"{SENTENCE} Submitted papers will be in a 2-column format.",
        decides=(
            "Reads the LaTeX sources for packages that set the page or the leading (geometry "
            "without pass, fullpage, savetrees, setspace with a spread), for lengths of the page "
            "and of paragraphs that are set to other values than the format's, and for another "
            "leading: a warning where it holds for less than half of the paper's sections. What "
            "ends with a figure, a box or any group without headings is left alone, and so is "
            "what the style, loaded later, sets again."
        ),
        check=reading(layout),
        of_style=True,
        needs_source=True,
    ),
    Rule(
        id="source-fonts",
        severity=EVERYWHERE,
        basis="call",
        sentence=SENTENCE,
        decides=(
            "Reads the LaTeX sources for packages and commands that set the text in another font "
            "than Times, for another \\normalsize, and for size commands that are still in force "
            "where a section begins: a warning where they are at less than half of the sections. "
            "Fonts for code, for mathematics and sans serif, sizes within figures, tables and "
            "groups, and what the style, loaded later, sets again are left alone."
        ),
        check=reading(fonts),
        of_style=True,
        needs_source=True,
    ),
)
