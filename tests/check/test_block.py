"""Where the lines of a column begin and end, though some protrude and some are set in."""

from __future__ import annotations

import pytest

from mlsys_paper.document.columns import edge

WANTED = 289.4


@pytest.mark.parametrize(
    ("places", "found"),
    [
        ([289.4] * 20, 289.4),
        # Hyphens and full stops that protrude, on a page with a few lines.
        ([290.7, 291.1, 291.1, 290.6, 290.7, 292.4, 276.5, 289.4], 289.4),
        ([290.7, 291.1, 291.1, 290.6, 290.7, 292.4, 276.5], 290.7),
        ([290.9] * 20 + [280.0, 289.4], 290.9),
        ([300.0] * 20 + [289.4], 300.0),
    ],
)
def test_the_edge_that_many_lines_share(places: list[float], found: float) -> None:
    assert edge(places, WANTED, 1) == found
    mirrored = [-place for place in places]
    assert edge(mirrored, -WANTED, -1) == -found
