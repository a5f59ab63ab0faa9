"""Floats and footnotes that stand among text of another part than their own."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from mlsys_paper.document.entries import TEXT_ROLES
from mlsys_paper.document.headings import run_in_heading
from mlsys_paper.document.roles import CAPTION
from mlsys_paper.document.titles import is_acknowledgements

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.document.parts import PartName

_LIST: Final = "references"


def place_notes(lines: Sequence[TextLine], names: list[PartName]) -> None:
    """Footnotes on a page that has other text than references belong to that text."""
    for i, line in enumerate(lines):
        if line.role == "footnote" and names[i] == "references":
            here = [
                names[k]
                for k, other in enumerate(lines)
                if other.page == line.page and other.role in TEXT_ROLES
            ]
            names[i] = next((name for name in here if name in {"main", "appendix"}), names[i])


def mark_thanks(lines: Sequence[TextLine], names: list[PartName]) -> None:
    """A footnote that begins with the word is acknowledgements, up to the next note."""
    within = False
    for i, line in enumerate(lines):
        if line.role != "footnote":
            within = False
        elif is_acknowledgements(run_in_heading(line)):
            within = True
        elif line.runs[0].size < 0.8 * line.size:
            within = False
        if within and names[i] != "front":
            names[i] = "acknowledgements"


def place_floats(lines: Sequence[TextLine], names: list[PartName]) -> None:
    """Give floats among references, and above an appendix's start, to the text they are of."""
    begins = next((i for i, name in enumerate(names) if name == "appendix"), len(lines))
    # Entries in small type have no role of their own, as labels of drawings have none.
    here = Counter(line.role for line, name in zip(lines, names, strict=True) if name == _LIST)
    labels = {""} if here[""] < here["reference"] else set()
    for stretch in _float_stretches(lines, {"caption", "float", "display", *labels}):
        first = stretch[0]
        name = names[first]
        shared = begins < len(lines) and (lines[first].page, lines[first].column) == (
            lines[begins].page,
            lines[begins].column,
        )
        if name not in {"references", "acknowledgements"} and not (shared and first < begins):
            continue
        label = next(filter(None, (CAPTION.match(lines[i].text) for i in stretch)), None)
        by_main = label is not None and _mentions(lines, names, "main", label[0])
        by_appendix = label is not None and _mentions(lines, names, "appendix", label[0])
        default: PartName = "appendix" if first > begins or shared else "main"
        if by_main != by_appendix:
            default = "main" if by_main else "appendix"
        for i in stretch:
            names[i] = default


def _float_stretches(lines: Sequence[TextLine], roles: set[str]) -> Iterator[list[int]]:
    """Successive lines of one column that are a caption and what it belongs to."""
    stretch: list[int] = []
    for i, line in enumerate([*lines, None]):
        within = line is not None and line.role in roles
        last = lines[stretch[-1]] if stretch else None
        beside = last is None or (
            line is not None and (last.page, last.column) == (line.page, line.column)
        )
        if stretch and not (within and beside):
            if any(lines[k].role == "caption" for k in stretch):
                yield stretch
            stretch = []
        if within:
            stretch.append(i)


def _mentions(
    lines: Sequence[TextLine], names: Sequence[PartName], part: PartName, label: str
) -> bool:
    """Whether the text of a part refers to a float, "Figure 7" or "Fig. 7"."""
    kind, number = re.match(r"([A-Za-z]+)\W*(.*?)\W*$", label).groups()  # type: ignore[union-attr]
    mention = re.compile(rf"{kind[:3]}[a-z]*\.?\s*{re.escape(number)}(?![\d.]*\d)")
    text = " ".join(
        line.text
        for line, name in zip(lines, names, strict=True)
        if name == part and line.role not in {"caption", "float"}
    )
    return mention.search(text) is not None
