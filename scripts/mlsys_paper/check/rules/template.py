"""Whether the paper is set with this conference's style at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mlsys_paper.check.facts import body_font
from mlsys_paper.check.findings import Problem
from mlsys_paper.check.rule import Rule, at
from mlsys_paper.check.rules.stage import notice_lines
from mlsys_paper.document.titles import squeezed
from mlsys_paper.words import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.anatomy import Body

_ENOUGH: Final = 30
"""Lines of text from which on a paper is known by them."""
_TRAITS: Final = 2
"""Traits that another template has of its own; a paper that was tampered with has one."""
_BLOCK: Final = 6.0  # bp
_GUTTER: Final = 3.0  # bp
_TYPE: Final = 0.2  # bp
_OURS: Final = (
    *("machinelearningandsystems", "mlsys", "systemsandmachinelearning", "sysml"),
    *("preliminarywork", "anonymousinstitution", "donotdistribute"),
)
"""What the notices of this style and of its ancestors say, squeezed."""


def is_other_template(paper: Paper) -> bool:
    """Return whether a paper's text is not this style's: by its pages' layout and its notice."""
    body = paper.anatomy.body
    if body is None or body.lines < _ENOUGH or _has_notice(paper):
        return False
    return len(list(_traits(paper, body))) >= _TRAITS


def _has_notice(paper: Paper) -> bool:
    notes = [line for line in notice_lines(paper) if line.role == "footnote"]
    said = squeezed(" ".join(line.text for line in notes or notice_lines(paper)))
    return any(name in said for name in _OURS)


def _traits(paper: Paper, body: Body) -> Iterator[str]:
    """What most of the paper's text has that this style's has not, in words."""
    wanted = paper.format
    if body.columns != 2:
        yield "one column" if body.columns == 1 else f"{body.columns} columns"
    left, _, right, _ = wanted.text_box
    if max(abs(body.text_box.left - left), abs(body.text_box.right - right)) > _BLOCK:
        yield f"a text block {body.text_box.width / 72:.2f} in wide"
    if body.columns == 2 and abs(body.gutter - wanted.gutter) > _GUTTER:
        yield f"columns {body.gutter / 72:.2f} in apart"
    name = body_font(body.font)
    if name != "Times":
        yield "Computer Modern" if name.startswith(("CMR", "SFRM", "LMRoman")) else name
    if abs(body.size - wanted.body.size) > _TYPE:
        yield f"type of {body.size:.1f} bp"
    if body.leading and abs(body.leading - wanted.body.leading) > _TYPE:
        yield f"lines {body.leading:.1f} bp apart"


def _other_template(paper: Paper) -> Iterator[Problem]:
    body = paper.anatomy.body
    if body is None or not is_other_template(paper):
        return
    yield Problem(
        message="This paper is not set with the MLSys style: it has "
        f"{listed(list(_traits(paper, body)), 6)}.",
        remedy=f"Take mlsys{paper.format.year}style.zip, set the paper with "
        f"\\usepackage{{mlsys{paper.format.year}}}, and check it again: the details of the "
        "format were not judged.",
        page=1,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        id="template",
        severity=at(submission="error", camera_ready="error", preprint="error"),
        basis="call",
        sentence="To prepare your submission to MLSys 2024, please use the LaTeX style files "
        "provided at: mlsys2024style.zip.",
        decides="Another template shows by at least two of these, in most of at least "
        f"{_ENOUGH} lines of text, on pages whose first carries no notice of this conference: "
        "the number of columns, the text block, the space between columns, the typeface, its "
        "size, the leading. Then the rules that judge details of this style's format say nothing.",
        check=_other_template,
    ),
)
