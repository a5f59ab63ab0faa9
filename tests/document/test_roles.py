"""What lines are, where documents that show it would be set differently by the next TeX."""

from __future__ import annotations

import pytest

from mlsys_paper.document.columns import FULL, LEFT, RIGHT, Columns
from mlsys_paper.document.lines import TextLine
from mlsys_paper.document.roles import Facts, mark_front
from mlsys_paper.pdf.model import Box

FONT = "NimbusRomNo9L-Regu"
COLUMNS = Columns(((55.44, 289.44), (307.44, 541.44)))
FACTS = Facts(size=9.96, family="NimbusRomNo9L", leading=11.96)


def line(column: int, x: float, right: float, baseline: float) -> TextLine:
    box = Box(x, baseline - 2, right, baseline + 7)
    return TextLine(1, column, x, right, baseline, 9.96, FONT, "words of a line", box, ())


@pytest.mark.parametrize("blank", [300.0, 303.0, 307.0])
def test_a_blank_above_the_gutter_ends_no_abstract(blank: float) -> None:
    abstract = [
        line(LEFT, 75.37, blank, 596.2),
        line(RIGHT, 306.9, 521.5, 596.2),
        line(FULL, 75.37, 521.2, 584.3),
    ]
    text = [line(LEFT, 55.44, 289.44, 512.0), line(RIGHT, 307.44, 541.44, 512.0)]
    marked = mark_front([*abstract, *text], COLUMNS, FACTS)
    assert [item.role for item in marked] == ["front", "front", "front", "", ""]
