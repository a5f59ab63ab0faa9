"""How authors break rules: each way is a small change to a correct paper."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pypdf

from rates.blocks import LINKS
from rates.prose import paragraph

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlsys_paper.check.findings import Stage
    from rates.draft import Draft

    Change = Callable[[Draft], Draft]

LAYOUT = (
    *("margins", "gutter", "two-columns", "compressed-spacing", "leading"),
    *("source-layout", "source-spacing"),
)
"""Rules that other page lengths may break along with the one that is meant."""
TYPE = ("body-font", "body-size", "leading", "small-text", "compressed-spacing", "source-fonts")
"""The same for other type."""


@dataclass(frozen=True)
class Violation:
    """One way of breaking a rule.

    Attributes:
        rule: that has to be reported.
        name: what authors do, in a few words.
        change: to the draft.
        also: rules that are broken along with it.
        alter: changes the finished PDF.
        stage: at which it is a violation.
        unsaid: whether the checker isn't told the stage.
        authors: what must not appear, as for `--authors`.
        withheld: files that TeX had and the checker doesn't get.
    """

    rule: str
    name: str
    change: Change = lambda draft: draft
    also: tuple[str, ...] = ()
    alter: Callable[[bytes], bytes] | None = None
    stage: Stage = "submission"
    unsaid: bool = False
    authors: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


def rewritten(change: Callable[[pypdf.PdfWriter], object]) -> Callable[[bytes], bytes]:
    """A change to a finished PDF, written by pypdf."""

    def alter(data: bytes) -> bytes:
        writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
        change(writer)
        out = io.BytesIO()
        writer.write(out)
        return out.getvalue()

    return alter


def preamble(*lines: str) -> Change:
    """Lines more after the style."""
    return lambda draft: draft.with_preamble(*lines)


def early(*lines: str) -> Change:
    """Lines more before the style."""
    return lambda draft: replace(draft, before=(*draft.before, *lines))


def saying(text: str, *lines: str) -> Change:
    """A paragraph more, and lines after the style."""
    return lambda draft: draft.with_text(text).with_preamble(*lines)


def linked(text: str) -> Change:
    """A paragraph more that needs hyperref."""
    return lambda draft: with_links(draft).with_text(text)


def with_links(draft: Draft) -> Draft:
    """With hyperref, if it hasn't it already."""
    loaded = any("{hyperref}" in line for line in (*draft.before, *draft.after))
    return draft if loaded else draft.with_preamble(LINKS)


def everywhere(old: str, new: str) -> Change:
    """A text of the sections replaced wherever it stands."""
    return lambda draft: replace(
        draft, sections=tuple(text.replace(old, new) for text in draft.sections)
    )


def section(before: str, after: str) -> Change:
    """Something before and after the second section's text."""

    def change(draft: Draft) -> Draft:
        head, blank, rest = draft.sections[1].partition("\n\n")
        return draft.with_section(1, f"{head}{blank}{before}{rest}{after}")

    return change


def last(text: str) -> Change:
    """A part more behind the last section."""
    return lambda draft: replace(draft, sections=(*draft.sections, f"\n\n{text}"))


def end(text: str) -> Change:
    """Something behind the references."""
    return lambda draft: replace(draft, end=text)


def set_to(**values: object) -> Change:
    """Other fields of the draft."""
    return lambda draft: replace(draft, **values)  # type: ignore[arg-type]


def both(*changes: Change) -> Change:
    """One change after the other."""

    def change(draft: Draft) -> Draft:
        for each in changes:
            draft = each(draft)
        return draft

    return change


def paragraphs(count: int, seed: int = 7) -> str:
    """So many paragraphs of running text; nine fill a page, more or less."""
    chance = random.Random(seed)  # noqa: S311
    return "\n\n".join(paragraph(chance) for _ in range(count))
