"""Whose the recorded layouts are, and the style with which to compare them.

The pages in tests/reference/ and tests/golden/ were measured once, and carry
the notice of one year. In another year they stay as they are: the documents
are then set by the present style with the year, ordinal and place put back, so
that every line still has to lie where it lay.
"""

from __future__ import annotations

from maintain.edition import Edition, turned_style
from mlsys_paper.format import style_file

RECORDED = Edition(2024, 7, "Santa Clara, CA, USA")


def recorded_style() -> dict[str, str]:
    """The present style's files, stating the edition of the recorded layouts."""
    style = style_file()
    return {
        f"{RECORDED.name}.sty": turned_style(style.read_text(encoding="utf-8"), RECORDED),
        f"{RECORDED.name}.bst": style.with_suffix(".bst").read_text(encoding="utf-8"),
    }


def loading_recorded(source: str) -> str:
    """A source with the present style's name changed into that of the recorded edition."""
    return source.replace(f"{{{style_file().stem}}}", f"{{{RECORDED.name}}}")
