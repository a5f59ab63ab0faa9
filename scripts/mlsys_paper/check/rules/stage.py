"""What a paper is set as, when nobody has said what it is to be checked as."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.byline import find_byline, telling_note, telling_words
from mlsys_paper.check.findings import Problem
from mlsys_paper.check.rule import Rule, at
from mlsys_paper.document.titles import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.findings import Stage
    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.lines import TextLine

_PUBLISHED: Final = re.compile(
    r"proceedingsofthe\d+(?:st|nd|rd|th)?(?:mlsys|sysml|machinelearningandsystems)\w*?conference"
    r"|copyright20\d\dbytheauthors?"
)


def shown_stage(paper: Paper) -> Stage:
    """Return what a paper shows itself to be: by its notice and authors, or by its first heading.

    An author who forgot to leave out `accepted` has to hear of it; so a paper
    with anonymous authors is a submission, whatever its notice.
    """
    if _is_appendix(paper):
        return "appendix"
    byline = find_byline(paper)
    names = telling_words(" ".join(line.text for line in byline.names))
    if not names and not telling_note(byline.note):
        return "submission"
    note = notice_lines(paper)
    if _PUBLISHED.search(squeezed(" ".join(line.text for line in note))):
        return "camera-ready"
    if any(_is_preprint_notice(line.text) for line in note):
        return "preprint"
    return "submission"


def notice_lines(paper: Paper) -> list[TextLine]:
    """Return the lines of the first page among which its notice stands."""
    lines = [line for page in paper.anatomy.pages[:1] for line in page.lines]
    return [line for line in lines if line.role in {"footnote", "body", ""}]


def _is_preprint_notice(text: str) -> bool:
    return re.match(r"\W*preprint\b", text, re.I) is not None


def _is_appendix(paper: Paper) -> bool:
    """Whether an appendix is all there is: its heading comes first, and no abstract above it."""
    names = [
        part.name
        for part in paper.parts.parts
        if part.name != "front" and any(map(str.isalpha, "".join(line.text for line in part.lines)))
    ]
    return bool(names) and names[0] == "appendix" and not find_byline(paper).abstract


def _wrong_stage(paper: Paper) -> Iterator[Problem]:
    if not paper.assumed:
        return
    option = "accepted" if paper.stage == "camera-ready" else "preprint"
    what = "the camera-ready paper" if paper.stage == "camera-ready" else "a preprint"
    yield Problem(
        message="This paper is set for print (its notice says so) and shows its authors.",
        remedy=f"For a submission, load the style without `{option}`; if it is {what}, add "
        f"--stage {paper.stage}. The rest was judged by that stage.",
        page=1,
    )


RULES: tuple[Rule, ...] = (
    Rule(
        id="stage",
        severity=at(camera_ready="error", preprint="error"),
        basis="call",
        sentence="All submissions will be double-blind.",
        decides="Asked only when --stage is not given, and a paper is taken for a submission. A "
        "first page that names its authors and carries the notice of published papers or of "
        "preprints is set for print: that is said once, and the other rules are those of the "
        "stage that it shows. An appendix by itself is known by its first heading.",
        check=_wrong_stage,
    ),
)
