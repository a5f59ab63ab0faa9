"""Text that a reader of the page does not see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.hiding import TINY, Hidden, Kind, hidden_text
from mlsys_paper.check.instructions import reads_like_an_instruction, reads_like_prose
from mlsys_paper.check.rule import Rule, always
from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.pdf.model import Page

_WORD = re.compile(r"[^\W\d_]{3,}")
_CLOSE = 15.0  # bp
_SEVERAL = 3  # words
_SMALLER = 0.95  # of the body's type: captions, labels
_AROUND = 2.0  # bp that recognised text may stick out of its picture by
_BLACKISH = 40  # of 255
_QUOTED: Final = 160
"""Letters of a hidden text that a message quotes."""

_HOW: Final[dict[Kind, str]] = {
    "invisible": "set without ink (rendering mode 3 or 7, or no opacity)",
    "white": "set in white or nearly white on white ground",
    "coloured": "set in the colour of its ground",
    "tiny": f"set in {{size:.2g}} pt, where nobody can read less than {TINY:g} pt",
    "off-page": "off the page",
    "overrun": "off the page, at the end of a line that runs over its edge",
    "clipped": "clipped away",
    "covered": "covered by an opaque rectangle that is painted over it",
    "pasted": "below a picture that is painted over it",
}
_REMEDY: Final[dict[Kind, str]] = {
    "invisible": "Delete the text, or the layer of recognised text in the figure that holds it.",
    "white": "Delete the text, or give it a colour that is seen.",
    "coloured": "Delete the text, or give it a colour that is seen.",
    "tiny": "Delete the text, or set it in a size that can be read.",
    "off-page": "Delete the text, or bring it onto the page.",
    "overrun": "Shorten the line.",
    "clipped": "Cut the figure's file itself to size, instead of clipping it with "
    "\\includegraphics[trim, clip].",
    "covered": "Delete the text instead of covering it: everybody can copy it out of the PDF.",
    "pasted": "Delete the text below the picture, or take it out of the figure's file.",
}


def _find_hidden(paper: Paper) -> Iterator[Problem]:
    size = paper.anatomy.body.size if paper.anatomy.body else 0.0
    for page in paper.document.pages:
        yield from _on_page(page, size)
    yield from _in_metadata(paper)


def _on_page(page: Page, body: float) -> Iterator[Problem]:
    """One problem for each way in which a page hides text."""
    stretches = hidden_text(page)
    for kind, nested in dict.fromkeys(map(_group, stretches)):
        own = [stretch for stretch in stretches if _group(stretch) == (kind, nested)]
        text = " ".join(stretch.text for stretch in own)
        commands = reads_like_an_instruction(text)
        lettering = all(_is_lettering(stretch, page, body) for stretch in own)
        if commands or _matters(kind, own, text, lettering=lettering):
            yield _problem(page, kind, own, text, commands=commands)


def _group(stretch: Hidden) -> tuple[Kind, bool]:
    """What is reported together; figures are cut to size, and apart from the page's own text."""
    return stretch.kind, stretch.nested and stretch.kind in {"clipped", "covered"}


def _is_lettering(stretch: Hidden, page: Page, body: float) -> bool:
    """Whether a stretch is of a figure: what it shows, or what was recognised in a picture."""
    if stretch.kind == "invisible":
        return any(image.box.contains(stretch.box, _AROUND) for image in page.images)
    return stretch.nested or stretch.size < _SMALLER * body


def _matters(kind: Kind, stretches: Sequence[Hidden], text: str, *, lettering: bool) -> bool:
    """Whether hidden text that commands nothing is worth a look.

    Single digits pad columns of tables. What is clipped off figures and lies
    below pictures or legends is mostly their lettering.
    """
    if kind == "overrun":
        # Text that sticks out is another rule's concern.
        return False
    words = len(_WORD.findall(text))
    if kind == "invisible" and lettering:
        return reads_like_prose(text)
    if kind in {"clipped", "covered"}:
        return reads_like_prose(text) if lettering else words >= _SEVERAL
    # The file says "black" of patterns, too.
    maybe_pattern = kind == "coloured" and max(stretches[0].colour) < _BLACKISH
    if kind == "pasted" or maybe_pattern:
        return reads_like_prose(text)
    return words > 0


def _problem(
    page: Page, kind: Kind, stretches: Sequence[Hidden], text: str, *, commands: bool
) -> Problem:
    how = _HOW[kind].format(size=max(stretch.size for stretch in stretches))
    return Problem(
        message=f"Text that reads like an instruction to a reviewer or a model is {how}: "
        f"\u201c{_quoted(text)}\u201d."
        if commands
        else f"Text is {how}: \u201c{_quoted(text)}\u201d.",
        remedy="Take it out: whatever subverts peer review is forbidden, and the paper may be "
        "returned without review."
        if commands
        else _REMEDY[kind],
        page=page.number,
        box=_first_place(stretches),
        grave=commands,
    )


def _first_place(stretches: Sequence[Hidden]) -> Box:
    """Around the first stretch and those that are close to it."""
    first, *others = (stretch.box for stretch in stretches)
    for box in others:
        near = Box(
            first.left - _CLOSE, first.bottom - _CLOSE, first.right + _CLOSE, first.top + _CLOSE
        )
        if near.overlaps(box):
            first = first.union(box)
    return first


def _quoted(text: str) -> str:
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1].rstrip() + "\u2026"


def _in_metadata(paper: Paper) -> Iterator[Problem]:
    """Instructions where no page shows them."""
    commands = [item for item in paper.structure.metadata if reads_like_an_instruction(item.text)]
    if not commands:
        return
    # A paper's title may be an instruction, and its pages print it.
    printed = "".join(_letters(page.glyphs.text) for page in paper.document.pages)
    for item in commands:
        if _letters(item.text) not in printed:
            yield Problem(
                message=f"The {item.where} reads like an instruction to a reviewer or a model, "
                f"where no page shows it: \u201c{_quoted(item.text)}\u201d.",
                remedy="Take it out: attempts to subvert peer review are forbidden.",
                page=item.page,
            )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()


RULES: tuple[Rule, ...] = (
    Rule(
        id="hidden-text",
        severity=always("error"),
        basis="call",
        sentence="All forms of plagiarism are disallowed at MLSys, as is any unethical attempt to "
        "subvert or corrupt the peer review process.",
        decides="Looks for text without ink (rendering modes 3 and 7, no opacity), in white or "
        "nearly white on white ground, in the colour of its ground, smaller than "
        f"{TINY:g} pt, off the page, clipped away, or below an opaque rectangle or a picture that "
        "is painted later. What lies below and above a text follows from the order of painting; "
        "text on a picture or a shading counts as seen, and so does text that is printed visibly "
        "at the same place as well. An error where the text reads like an instruction to a "
        "reviewer or a model (also in metadata and comments), else a warning that quotes it. "
        "Digits and single letters are no text; what is clipped or covered within a figure or in "
        "type smaller than the body's, lies below a picture, or was recognised in one, is warned "
        "of only where it has sentences of eight words or more.",
        check=_find_hidden,
    ),
)
