r"""The mark that the style leaves where \appendix stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mlsys_paper.split.model import Marker

if TYPE_CHECKING:
    from mlsys_paper.split.destinations import Destinations
    from mlsys_paper.structure.objects import Objects

NAME: Final = "mlsys.appendix"
IN_CATALOG: Final = "/MLSYS.Appendix"


def find_marker(objects: Objects, destinations: Destinations) -> Marker | None:
    """The mark; None in a PDF that has none, or none of sense."""
    target = destinations.target(destinations.named.get(NAME))
    if target is None:
        target = destinations.target(objects.root.get(IN_CATALOG))
    if target is None or len(target.place) < 3:
        return None
    x, y = (objects.as_number(value) for value in target.place[1:3])
    if x is None or y is None:
        return None
    return Marker(target.page, x, y)
