"""What several rules' messages and remedies say alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mlsys_paper.check.findings import Stage
    from mlsys_paper.check.paper import Paper

_OPTIONS: Final[dict[Stage, str]] = {"camera-ready": "[accepted]", "preprint": "[preprint]"}


_LONGEST: Final = 90  # characters of the paper that a message quotes


def quoted(text: str, most: int = _LONGEST) -> str:
    """Words of the paper in quotation marks, cut after as many characters."""
    short = text if len(text) <= most else f"{text[:most].rstrip()} ..."
    return f"\u201c{short}\u201d"


def loading(paper: Paper) -> str:
    """The LaTeX command that loads the style for a paper's stage."""
    option = _OPTIONS.get(paper.stage, "")
    return f"\\usepackage{option}{{mlsys{paper.format.year}}}"
