"""The glyphs of a page, and the runs that they make up."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from mlsys_paper.page import pdfium as p
from mlsys_paper.page.model import Font, Glyphs, Run, Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.page.content import Content, ContentReader

_HYPHEN = 2  # PDFium's word for a hyphen that ends a line
_SPACES = frozenset("\0\n\r \ufffe")
_NOTHING = "\ufffe"


def read_glyphs(text: int, reader: ContentReader, content: Content) -> Glyphs:
    """All glyphs of a page.

    Args:
        text: address of the page's text.
        reader: reads the text objects.
        content: the page's objects.
    """
    count: int = max(p.count_chars(text), 0)
    codes = p.for_each_glyph(p.get_unicode, text, count)
    owners = p.for_each_glyph(p.get_text_object, text, count)
    left, right, bottom, top = p.doubles_of_glyphs(p.get_char_box, text, count, 4)
    x, baseline = p.doubles_of_glyphs(p.get_char_origin, text, count, 2)
    cell = p.floats_of_glyphs(p.get_loose_box, text, count, 4)
    letters = "".join(map(_character, codes))  # type: ignore[arg-type]
    style, styles = _styles(text, owners, reader, content)
    generated = frozenset(
        i
        for i, (letter, owner) in enumerate(zip(letters, owners, strict=True))
        if owner is None or (letter == " " and p.is_generated(text, i) == 1)
    )
    return Glyphs(
        text=letters,
        x=array("f", x),
        baseline=array("f", baseline),
        left=array("f", left),
        bottom=array("f", bottom),
        right=array("f", right),
        top=array("f", top),
        cell_left=array("f", cell[0]),
        cell_top=array("f", cell[1]),
        cell_right=array("f", cell[2]),
        cell_bottom=array("f", cell[3]),
        style=style,
        styles=styles,
        generated=generated,
    )


def _character(code: int) -> str:
    if code == _HYPHEN:
        return "-"
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def _styles(
    text: int, owners: Sequence[int | None], reader: ContentReader, content: Content
) -> tuple[array[int], tuple[Style, ...]]:
    """Index of its text object for each glyph, and the text objects' styles."""
    indices: dict[int | None, int] = {}
    styles: list[Style] = []
    last = 0
    column = []
    for i, owner in enumerate(owners):
        if owner is not None:
            known = indices.get(owner)
            if known is None:
                known = indices[owner] = len(styles)
                styles.append(reader.style(owner, text, i, content))
            last = known
        column.append(last)
    return array("L", column), tuple(styles) or (Style(Font(""), 0.0),)


def runs_of(glyphs: Glyphs) -> tuple[Run, ...]:
    """Join glyphs that follow each other on one baseline in one font and size.

    White space is no part of a run's ends; within a run it is one blank, put
    where the file has one or where a gap is wider than 0.18 of the size.
    Turned text makes one run for each text object.
    """
    styles = glyphs.styles
    done: list[Run] = []
    letters: list[str] = []
    start = stop = 0
    x = base = end = size = angle = 0.0
    font, gap, style_at, style = "", False, -1, styles[0]

    def finish() -> None:
        bottoms = glyphs.bottom[start:stop]
        tops = glyphs.top[start:stop]
        if len(letters) != stop - start:
            inked = [i for i in range(start, stop) if glyphs.text[i] not in _SPACES]
            bottoms = array("f", [glyphs.bottom[i] for i in inked])
            tops = array("f", [glyphs.top[i] for i in inked])
        done.append(
            Run(
                x,
                base,
                end,
                font,
                size,
                "".join(letters),
                styles[glyphs.style[start]].colour,
                angle,
                round(min(bottoms), 2),
                round(max(tops), 2),
                start,
                stop,
            )
        )

    for i, (letter, here_x, here_y, right, index) in enumerate(
        zip(glyphs.text, glyphs.x, glyphs.baseline, glyphs.right, glyphs.style, strict=True)
    ):
        if letter in _SPACES:
            gap = gap or letter == " "
            continue
        x0, y0 = round(here_x, 2), round(here_y, 2)
        changed = index != style_at
        if changed:
            style, style_at = styles[index], index
        if (
            letters
            and (
                (abs(base - y0) < 0.05 and -2 < x0 - end < 1.2 * size and style.angle == angle)
                or (angle and not changed)
            )
            and style.font.name == font
            and style.size == size
        ):
            if gap or (x0 - end > 0.18 * size and not angle):
                letters.append(" ")
            letters.append(letter)
        else:
            if letters:
                finish()
            letters = [letter]
            start, x, base = i, x0, y0
            font, size, angle = style.font.name, style.size, style.angle
        end, stop, gap = round(right, 2), i + 1, False
    if letters:
        finish()
    return tuple(done)
