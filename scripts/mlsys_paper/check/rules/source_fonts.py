"""Sources that change the type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsys_paper.check.rule import Rule
from mlsys_paper.check.rules.source_layout import EVERYWHERE, problem, short
from mlsys_paper.source.reach import BOXES, Reach, is_heading, packages_of, redefined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.findings import Problem
    from mlsys_paper.check.paper import Paper
    from mlsys_paper.source.model import MacroCall

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
) - {"cm-super"}
# Sans serif packages that take the text over when asked to.
DEFAULTS = re.compile(r"\b(?:default|sfdefault|familydefault|rmdefault)\b")
SANS = frozenset(
    {
        *("roboto", "opensans", "sourcesanspro", "noto", "lato", "cabin", "FiraSans", "raleway"),
        *("biolinum", "droid", "carlito", "nunito", "inter", "plex-sans", "raleway", "montserrat"),
    }
)
TIMES = re.compile(r"times|termes|nimbus ?rom|liberation serif|xits|stix|tinos", re.I)
TIMES_FAMILIES = frozenset({"ptm", "qtm", "ntxtlf", "ntxtosf", "txr", "ztm", "minntx"})
SIZES = frozenset(
    {
        *("tiny", "scriptsize", "footnotesize", "small", "normalsize", "large", "Large", "LARGE"),
        *("huge", "Huge", "fontsize"),
    }
)
FAMILIES = frozenset({"sffamily", "ttfamily", "rmfamily", "normalfont", "fontfamily"})
PLAIN = frozenset({"normalsize", "rmfamily", "normalfont"})
REFERENCES = frozenset({"bibliography", "printbibliography", "thebibliography"})


def check(paper: Paper) -> Iterator[Problem]:
    """Fonts, sizes and letter spacing of the text."""
    if paper.source is None:
        return
    reach = Reach(paper.source)
    for index, call in enumerate(reach.calls):
        if not reach.overridden(index):
            yield from families(call)
            yield from definitions(call)
        yield from tracking(call)
    yield from text_sizes(reach, f"{paper.format.body.size_pt:g}")


def families(call: MacroCall) -> Iterator[Problem]:
    """Packages and commands that choose a text font."""
    remedy = "Take it out; the style sets the text in Times."
    options = ",".join(call.options)
    for name in packages_of(call):
        if name in OTHER_FONTS or (name in SANS and DEFAULTS.search(options)):
            yield problem(call, f"The package {name} sets the text in another font.", remedy)
    if call.name in {"setmainfont", "setromanfont"} and call.arguments:
        font = call.arguments[0]
        if not TIMES.search(font):
            yield problem(call, f"\\{call.name} sets the text in {short(font)}, not Times.", remedy)


def definitions(call: MacroCall) -> Iterator[Problem]:
    """Size commands, default families and the size of references defined anew."""
    defined = redefined(call)
    if defined is None or call.name in {"newcommand", "providecommand"}:
        return
    name, body = defined
    told = f"\\{name} is defined as {short(body)}"
    other_family = (
        name == "familydefault" and re.search(r"\\(?:sf|tt)default|^\w+$", body.strip())
    ) or (name == "rmdefault" and body.strip() not in TIMES_FAMILIES)
    if other_family and body.strip() not in TIMES_FAMILIES:
        yield problem(call, f"{told}: the text is not set in Times.", "Take it out.")
    elif name in SIZES - {"fontsize"}:
        yield problem(call, f"{told}; the sizes of type are fixed.", "Take it out.")
    elif name in {"bibfont", "refname@font"}:
        size = re.search(r"\\(tiny|scriptsize|footnotesize|small|fontsize)\b", body)
        if size:
            yield problem(
                call, f"{told}: the references are smaller than the style's.", "Take it out."
            )


def tracking(call: MacroCall) -> Iterator[Problem]:
    """Letters set closer than the font has them."""
    amount = ""
    if call.name == "SetTracking" and len(call.arguments) >= 2:
        amount = call.arguments[1]
    elif call.name in {"textls", "lsstyle"} and call.options:
        amount = call.options[0]
    if amount.strip().startswith("-"):
        yield problem(
            call, f"\\{call.name} sets letters closer, by {short(amount)}.", "Take it out."
        )


def text_sizes(reach: Reach, body: str) -> Iterator[Problem]:
    """Size and font commands that reach headings of the text, or the references."""
    size: dict[tuple[int, ...], MacroCall] = {}
    family: dict[tuple[int, ...], MacroCall] = {}
    told: set[int | str] = set()
    for call in reach.calls:
        if call.definition or (call.preamble and not call.inside):
            continue
        if call.name in SIZES and not call.environment:
            size[call.groups] = call
        elif call.name in FAMILIES and not call.environment:
            family[call.groups] = call
        elif is_heading(call) or (call.name in REFERENCES and BOXES.isdisjoint(call.inside)):
            what = "the references" if call.name in REFERENCES else "the text"
            for settings in (size, family):
                found = in_force(settings, call.groups)
                if found is None or id(found) in told or is_plain(found, body):
                    continue
                told.add(id(found))
                yield problem(
                    found,
                    f"\\{found.name}{''.join(f'{{{short(text)}}}' for text in found.arguments)} "
                    f"is in force for {what}, at line {call.line} of {call.file} for one.",
                    f"Take it out, or end it before {what} with a group or \\normalsize.",
                )
            around = next((name for name in call.inside if name in SIZES - {"normalsize"}), "")
            if around and around not in told:
                told.add(around)
                yield problem(
                    call,
                    f"The environment {around} holds {what}.",
                    "Take it out; the sizes of type are fixed.",
                )


def in_force(
    settings: dict[tuple[int, ...], MacroCall], place: tuple[int, ...]
) -> MacroCall | None:
    """The setting of the innermost group around a place that has one."""
    for length in range(len(place), -1, -1):
        if place[:length] in settings:
            return settings[place[:length]]
    return None


def is_plain(call: MacroCall, body: str) -> bool:
    """Whether a call gives the text the type that it has to have."""
    if call.name == "fontsize":
        return bool(call.arguments) and call.arguments[0].removesuffix("pt").strip() == body
    if call.name == "fontfamily":
        return bool(call.arguments) and call.arguments[0].strip() in {
            "\\rmdefault",
            *TIMES_FAMILIES,
        }
    return call.name in PLAIN


RULES: tuple[Rule, ...] = (
    Rule(
        id="source-fonts",
        severity=EVERYWHERE,
        basis="call",
        sentence=(
            "Author guide: None of the following belongs in a paper: squeezed type: other text "
            "fonts, smaller text or references."
        ),
        decides=(
            "Reads the LaTeX sources for packages and commands that set the text in another font "
            "than Times, for size commands that are defined anew or are still in force where a "
            "heading of the text or the references begin, and for letters set closer. Fonts for "
            "code, for mathematics and sans serif, sizes within figures, tables and groups, and "
            "what the style, loaded later, sets again are left alone."
        ),
        check=check,
        needs_source=True,
    ),
)
