"""Where a paper's first page names its authors: below the title, and in the note at its foot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from mlsys_paper.document.fonts import family
from mlsys_paper.document.margins import MARGIN_ROLES
from mlsys_paper.document.prose import prose_of
from mlsys_paper.mails import MAIL, is_anybodys, is_whoevers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.lines import TextLine

_ABSTRACT = re.compile(r"(?:a\s?b\s?s\s?t\s?r\s?a\s?c\s?t)(?:$|[\W_])", re.I)
_CAPTION = re.compile(r"(?:Figure|Fig\.|Table) ?\d")
_CORRESPONDENCE = re.compile(
    r"Correspondence to:?(?P<whom>.*?)(?=\.\s*(?:Preliminary|Proceedings|Copyright|Under|Preprint"
    r"|Submitted|Do not)|$)",
    re.I,
)
_AFFILIATION = re.compile(
    r"(?<![\w.,])[1-9]\d? ?(?P<name>[A-Z][^.\d]*?\b(?:Universit|Institut|Inc\b|Labs?\b|Laborator"
    r"|Research|College|School|Department|Corp|Compan|GmbH|Ltd)\w*[^.\d]*)"
)
_STAND_IN: Final = re.compile(
    r"anonymous|anonymi[sz]ed|authors?|institut(?:ion|e)|city|region|country|state|affiliations?"
    r"|address(?:es)?|e?mail|submi(?:ssion|tted)|paper|id|number|no|under|review(?:ing)?|double|blind"
    r"|blinded|mlsys|conference|withheld|omitted|hidden|removed|suppressed|names?|details|for|the"
    r"|and|of|to|in|on|be|by|added|after|acceptance|correspondence|confidential|draft|do|not"
    r"|distribute|purposes|company|university|equal|contribution|copy|track|research|industr(?:y|ial)"
    r"|x{2,}|tbd|january|february|march|april|may|june|july|august|september|october|november"
    r"|december"
)


@dataclass(frozen=True, slots=True)
class Byline:
    """What stands where authors are named on the first page.

    Attributes:
        names: the lines between the title and the abstract, or the text.
        note: the lines of the note at the foot.
        abstract: whether there is an abstract.
    """

    names: tuple[TextLine, ...]
    note: tuple[TextLine, ...]
    abstract: bool

    @property
    def lines(self) -> frozenset[int]:
        """The identities of its lines."""
        return frozenset(map(id, (*self.names, *self.note)))


def find_byline(paper: Paper) -> Byline:
    """Find the author block of a paper's first page."""
    front = [line for part in paper.parts.named("front") for line in part.lines if line.page == 1]
    note = tuple(line for line in front if line.role == "footnote")
    top = [line for line in front if line.role != "footnote"] or _head_of_one_column(paper)
    above = list(takewhile(lambda line: not _ABSTRACT.match(line.text), top))
    names = _below_title(above, paper) if above else ()
    return Byline(names, note, abstract=len(above) < len(top))


def _head_of_one_column(paper: Paper) -> list[TextLine]:
    """What stands above the text of a first page in one column: centred lines."""
    body = paper.anatomy.body
    if body is None or not paper.anatomy.pages:
        return []
    first = paper.anatomy.pages[0]
    middle = (first.columns.left + first.columns.right) / 2

    def is_centred(line: TextLine) -> bool:
        return (
            abs((line.x + line.right) / 2 - middle) < 5
            and line.x > first.columns.left + 10
            and re.match(r"[\dA-Z]\.?\s", line.text) is None
        )

    lines = (line for line in first.lines if line.role not in MARGIN_ROLES)
    return list(takewhile(is_centred, lines))


def _below_title(lines: Sequence[TextLine], paper: Paper) -> tuple[TextLine, ...]:
    body = paper.anatomy.body
    if body is None:
        return ()
    title = max(run.size for line in lines for run in line.runs)
    end = 1 + next(
        i for i, line in enumerate(lines) if max(run.size for run in line.runs) > 0.95 * title
    )
    while end < len(lines):
        line, above = lines[end], lines[end - 1]
        near = above.baseline - line.baseline < 1.6 * title
        if not near or max(run.size for run in line.runs) < 0.78 * title:
            break
        end += 1
    found = []
    for line in lines[end:]:
        if _CAPTION.match(line.text):
            break
        # The lettering of a figure above the abstract is no name.
        lettering = family(line.font) != family(body.font) and line.size < body.size - 0.5
        if line.size > 0.85 * body.size and not lettering:
            found.append(line)
    return tuple(found)


def telling_words(text: str) -> str:
    """A block's text if it has words that are no stand-in for a name, else ""."""

    def without_nobodys(match: re.Match[str]) -> str:
        return match[0] if _is_somebodys(match["local"], match["domain"]) else " "

    bare = MAIL.sub(without_nobodys, text)
    words = re.findall(r"[^\W\d_]{2,}", bare.casefold())
    return "" if all(map(_STAND_IN.fullmatch, words)) else " ".join(text.split())


def _is_somebodys(local: str, domain: str) -> bool:
    return is_anybodys(local, domain) and not is_whoevers(local)


def telling_note(note: Sequence[TextLine]) -> str:
    """Whom the note of the first page names: correspondence, else affiliations, else ""."""
    text = prose_of(note).text
    whom = _CORRESPONDENCE.search(text)
    if whom is not None and (told := telling_words(whom["whom"])):
        return told
    affiliation = _AFFILIATION.search(text)
    if affiliation is not None and "Anonymous Institution" not in text:
        return telling_words(affiliation["name"])
    return ""
