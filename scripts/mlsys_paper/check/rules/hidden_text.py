"""Text that a reader of the page does not see."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.hiding import TINY, Hidden, Kind, hidden_text
from mlsys_paper.check.instructions import reads_like_an_instruction, reads_like_prose
from mlsys_paper.check.rule import Rule, always
from mlsys_paper.pdf.model import Box
from mlsys_paper.words import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.pdf.model import Page

_WORD = re.compile(r"[^\W\d_]{3,}")
_CLOSE = 15.0  # bp
_SEVERAL = 3  # words
_SMALLER = 0.95  # of the body's type: captions, labels
_AROUND = 2.0  # bp that recognised text may stick out of its picture by
_FORBIDDEN: Final = (
    "Take it out: whatever subverts peer review is forbidden, and the paper may be returned "
    "without review."
)
_QUOTED: Final = 160
"""Letters of a hidden text that a message quotes."""

_HOW: Final[dict[Kind, str]] = {
    "invisible": "set without ink (rendering mode 3 or 7, or no opacity)",
    "white": "set in white or nearly white on white ground",
    "tiny": f"set in {{size:.2g}} pt, where nobody can read less than {TINY:g} pt",
    "off-page": "off the page",
    "overrun": "off the page, at the end of a line that runs over its edge",
    "clipped": "clipped away",
    "covered": "covered by an opaque rectangle that is painted over it",
    "pasted": "below a picture that is painted over it",
    "squeezed": "squeezed into no width, or standing for fewer letters that are seen",
    "blended": "painted in a blend mode that leaves nothing of it on white paper",
    "unseen": "set so that the page shows no ink of it (the colour of its ground, a layer that is "
    "off, a mask, letters without outlines)",
}
_REMEDY: Final[dict[Kind, str]] = {
    "invisible": "Delete the text, or the layer of recognised text in the figure that holds it.",
    "white": "Delete the text, or give it a colour that is seen.",
    "tiny": "Delete the text, or set it in a size that can be read.",
    "off-page": "Delete the text, or bring it onto the page.",
    "overrun": "Shorten the line.",
    "clipped": "Cut the figure's file itself to size, instead of clipping it with "
    "\\includegraphics[trim, clip].",
    "covered": "Delete the text instead of covering it: everybody can copy it out of the PDF.",
    "squeezed": "Delete the text.",
    "blended": "Delete the text, or paint it without the blend mode.",
    "unseen": "Delete the text, or let the page show it.",
    "pasted": "Delete the text below the picture, or take it out of the figure's file.",
}


def _find_hidden(paper: Paper) -> Iterator[Problem]:
    size = paper.anatomy.body.size if paper.anatomy.body else 0.0
    shown = []
    for page in paper.document.pages:
        stretches = hidden_text(page, paper.structure.blend_modes)
        yield from _on_page(page, stretches, size)
        shown.append(_shown(page, stretches))
    yield from _in_other_letters(paper)
    yield from _unprinted(paper, "".join(shown))


def _shown(page: Page, stretches: Sequence[Hidden]) -> str:
    """The letters that a page shows, without blanks."""
    text = _letters(page.glyphs.text)
    for stretch in stretches:
        text = text.replace(_letters(stretch.text), "", 1)
    return text


def _in_other_letters(paper: Paper) -> Iterator[Problem]:
    """Instructions that programs read where the page shows other letters."""
    fonts = {font.name for font in paper.structure.fonts if font.lies}
    if not fonts:
        return
    for page in paper.document.pages:
        runs = [run for run in page.runs if run.font in fonts]
        text = " ".join(run.text for run in runs)
        if runs and reads_like_an_instruction(text):
            yield Problem(
                message="Programs read text like an instruction to a reviewer or a model where the "
                f"page shows other letters: {quoted(text, _QUOTED)}.",
                remedy=_FORBIDDEN,
                page=page.number,
                box=runs[0].box,
            )


def _on_page(page: Page, stretches: Sequence[Hidden], body: float) -> Iterator[Problem]:
    """One problem for each way in which a page hides text."""
    for kind, nested in dict.fromkeys(map(_group, stretches)):
        own = [stretch for stretch in stretches if _group(stretch) == (kind, nested)]
        text = " ".join(stretch.text for stretch in own)
        commands = reads_like_an_instruction(text)
        lettering = all(_is_lettering(stretch, page, body) for stretch in own)
        if commands or _matters(kind, text, lettering=lettering):
            yield _problem(page, kind, own, text, commands=commands)


def _group(stretch: Hidden) -> tuple[Kind, bool]:
    """What is reported together; figures are cut to size, and apart from the page's own text."""
    return stretch.kind, stretch.nested and stretch.kind in {"clipped", "covered"}


def _is_lettering(stretch: Hidden, page: Page, body: float) -> bool:
    """Whether a stretch is of a figure: what it shows, or what was recognised in a picture."""
    if stretch.kind == "invisible":
        return any(image.box.contains(stretch.box, _AROUND) for image in page.images)
    return stretch.nested or stretch.size < _SMALLER * body


def _matters(kind: Kind, text: str, *, lettering: bool) -> bool:
    """Whether hidden text that commands nothing is worth a look.

    Single digits pad columns of tables. What is clipped off figures and lies
    below pictures or legends is mostly their lettering.
    """
    # Text that sticks out is another rule's concern; a formula may be spelled out.
    if kind in {"overrun", "squeezed", "blended"}:
        return False
    words = len(_WORD.findall(text))
    if kind == "invisible" and lettering:
        return reads_like_prose(text)
    if kind == "clipped":
        # A figure that is cut to size loses labels.
        return reads_like_prose(text)
    if kind in {"covered", "unseen"}:
        return reads_like_prose(text) if lettering else words >= _SEVERAL
    if kind == "pasted":
        return reads_like_prose(text)
    return words > 0


def _problem(
    page: Page, kind: Kind, stretches: Sequence[Hidden], text: str, *, commands: bool
) -> Problem:
    how = _HOW[kind].format(size=max(stretch.size for stretch in stretches))
    return Problem(
        message=f"Text that reads like an instruction to a reviewer or a model is {how}: "
        f"{quoted(text, _QUOTED)}."
        if commands
        else f"Text is {how}: {quoted(text, _QUOTED)}.",
        remedy=_FORBIDDEN if commands else _REMEDY[kind],
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


def _unprinted(paper: Paper, shown: str) -> Iterator[Problem]:
    """Instructions where no page shows them: metadata, bookmarks, annotations, spoken texts."""
    structure = paper.structure
    texts = [(item.where, item.text, item.page) for item in structure.metadata]
    texts += [("bookmark", entry.title, entry.page) for entry in structure.outline]
    texts += [("name of a place", name, None) for name in structure.destinations]
    for where, text, page in texts:
        # A paper's title may be an instruction, and its pages print it.
        if reads_like_an_instruction(text) and _letters(text) not in shown:
            yield Problem(
                message=f"The {where} reads like an instruction to a reviewer or a model, "
                f"where no page shows it: {quoted(text, _QUOTED)}.",
                remedy=_FORBIDDEN,
                page=page,
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
        decides="Draws each page with its text and without. Text that makes no difference where "
        "it stands is hidden, by whatever trick: no ink, no opacity, a layer that is off, a mask, "
        "the colour of its ground, a place off the page, under a rectangle, a picture or other "
        f"letters; so is type smaller than {TINY:g} pt. What is printed visibly at the same place "
        "as well is not. An error where the text reads like an instruction to a reviewer or a "
        "model, else a warning that quotes it. Texts that pages do not print are read for "
        "instructions, too: metadata, bookmarks, annotations, alternative texts, and text whose "
        "letters a program reads otherwise than the page shows them. Digits and single letters "
        "are no text; what a figure clips, covers or lays under its own parts, and what was "
        "recognised in a picture, is warned of only where it has sentences of eight words or more.",
        check=_find_hidden,
    ),
)
