"""Nothing in the file acts by itself, and nothing in it is kept from the checker."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.rule import CouldNotCheck, Rule, always, at
from mlsys_paper.words import listed, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.pdf.contents import ActiveContent

_WHAT: Final = {
    "javascript": "JavaScript",
    "launch": "an action that opens a file or starts a program",
    "attachment": "an attached file",
    "form": "a form",
    "submission": "an action that sends or changes the data of a form",
    "media": "sound, video or a 3D scene",
    "other": "an action that leads out of the file by itself",
}
_REMEDY: Final = {
    "javascript": (
        "Leave out the package that brings scripts (animate, media9, insdljs, eforms, hyperref's "
        "Form), and the scripts in figures; print one frame of an animation."
    ),
    "launch": (
        "hyperref makes such an action of \\href{run:...} and of a link without https:// in front: "
        "write the whole address, or take the link out."
    ),
    "attachment": (
        "Take out \\attachfile, \\embedfile and the like; upload code and data as the call says, "
        "not inside the paper."
    ),
    "form": "Take out hyperref's Form and its fields; print boxes to tick as symbols.",
    "submission": "Take out the form's buttons.",
    "media": "Print a picture in its place; put the recording where reviewers may find it.",
    "other": "Take out \\hypersetup{pdfopenaction=...} and the actions of pages.",
}


def check_active(paper: Paper) -> Iterator[Problem]:
    """One problem for each kind of thing that could act, at its first place."""
    active = sorted(paper.structure.active, key=_order)
    for kind, found in groupby(active, key=lambda item: item.kind):
        items = list(found)
        first = next((item for item in items if item.page is not None), items[0])
        places = list(dict.fromkeys(shortened(item.where, 60) for item in items))
        yield Problem(
            f"The file holds {_WHAT[kind]} ({listed(places)}). A paper holds none of its kind.",
            _REMEDY[kind],
            page=first.page,
            box=first.box,
        )
    if paper.structure.encrypted:
        yield Problem(
            "The file is encrypted, though it opens without a password. Papers are not encrypted.",
            "Export it without protection, or decrypt it: `qpdf --decrypt old.pdf new.pdf`.",
        )


def _order(item: ActiveContent) -> int:
    return list(_WHAT).index(item.kind)


def check_structure(paper: Paper) -> Iterator[Problem]:
    """Say what of the file's inner structure nobody has seen."""
    if paper.structure.unreadable:
        raise CouldNotCheck(
            "some of the file cannot be read: "
            f"{listed(paper.structure.unreadable)}. Fonts, metadata and active content that are "
            "there were not seen"
        )
    yield from ()


RULES: tuple[Rule, ...] = (
    Rule(
        id="active-content",
        severity=at(submission="error", camera_ready="error", preprint="warning", appendix="error"),
        basis="call",
        sentence="All submissions will be double-blind: a file that acts may tell who reads it.",
        decides=(
            "Looks for scripts wherever a PDF may hold them, for actions that start programs or "
            "send data, attached files, forms, media, and encryption. Links, bookmarks and the "
            "view that a file opens with are none of these."
        ),
        check=check_active,
    ),
    Rule(
        id="readable-structure",
        severity=always("warning"),
        basis="call",
        sentence="All submissions will be double-blind: what cannot be read has not been checked.",
        decides=(
            "Says so when parts of the file are damaged or beyond the limits of the checker, so "
            "that fonts, metadata or active content may be there that it has not seen. It finds "
            "nothing else."
        ),
        check=check_structure,
    ),
)
