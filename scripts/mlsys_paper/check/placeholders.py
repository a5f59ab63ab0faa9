"""Marks that stand where a reference or a citation was not found."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.document.fonts import family, is_bold, is_maths, is_typewriter
from mlsys_paper.document.lines import LONG

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Run

_PROSE = frozenset({"body", "caption", "footnote", "heading", "front", "reference", "float", ""})
_RUNNING = frozenset({"body", "caption", "footnote", "heading", "front"})
_MARKS = re.compile(
    r"[\s(\[,;.\u2013-]*(\?{1,2}|\(author\?\))(?:[\s.,;:)\]\u2013-]*\?{1,2})*[\s.,;:)\]\u2013-]*"
)
_AMONG = re.compile(r"(?:^|(?<=[\s~(\[]))\?\?(?=$|[\s.,;:)\]\u2013-])")
_NUMBERED = re.compile(
    r"\b(?:section|sec\.|\u00a7|figure|fig\.|figs\.|table|tab\.|equation|eq\.|eqs?\.|appendix|algorithm|"
    r"alg\.|theorem|lemma|corollary|proposition|definition|chapter|listing|line|lines|page|pp?\.)"
    r"[\s~]*\(?(\?\?)",
    re.I,
)
_CITATION = re.compile(
    r"(?:[(\[](?:[^()\[\]?]*[;,]\s*)?\?\??(?:\s*[,;][^()\[\]]*)?\s?[)\]])|\(author\?\)"
)
_DOUBTS = frozenset({"(?)", "(? )"})
_KEY = re.compile(r"[a-z][a-z-]*[-_:]?(?:19|20)\d\d\w*|DBLP:[\w/:.+-]+|[a-z]\w*:\w*\d{4}\w*")
"""What biblatex prints in bold for an entry that it doesn't find: the key."""
_WORDS = re.compile(r"\b[a-z]{2,}\b")
_FEW = 2  # words that make a short line one of the text, such as the last of a paragraph
_WORD = re.compile(r"Error! (?:Reference source not found|Bookmark not defined)\.?")


class Mark(NamedTuple):
    """A mark as printed; not sure where an author may have meant to question something."""

    text: str
    sure: bool = True


def unresolved(line: TextLine, body_font: str) -> Iterator[Mark]:
    """The marks on a line.

    LaTeX sets them in the body's bold type. Those that are not bold are told
    by what stands around them; (?) may then be an author's own doubt.

    Args:
        line: a line of the paper.
        body_font: PostScript name of the font of the body text.
    """
    if line.role not in _PROSE:
        return
    yield from (Mark(match[0]) for match in _WORD.finditer(line.text))
    bold = list(map(Mark, _bold_marks(line, family(body_font))))
    if bold or "?" not in line.text:
        yield from bold
        return
    text = "".join(_told(line.runs))
    yield from (Mark(match[1]) for match in _NUMBERED.finditer(text))
    if line.role in _RUNNING:
        found = (match[0] for match in _CITATION.finditer(text))
        yield from (Mark(mark, sure=mark not in _DOUBTS) for mark in found)


def _bold_marks(line: TextLine, of_body: str) -> Iterator[str]:
    # A drawing or a table may have a question mark of its own.
    running = line.role in _RUNNING or line.role == "reference"
    words = line.role == "body" and len(_WORDS.findall(line.text)) >= _FEW
    cited = (running and line.characters >= LONG) or words or _CITATION.search(line.text)
    for before, run, after in _neighbours(line.runs):
        if not is_bold(run.font) or is_typewriter(run.font):
            continue
        if before and after and before.text[-1:] in "([;," and after.text[:1] in ")];,":
            yield from (key[0] for key in [_KEY.fullmatch(run.text.strip())] if key)
        if "?" not in run.text:
            continue
        alone = _MARKS.fullmatch(run.text) and (cited or "??" in run.text)
        apart = _is_apart(before, run) or _is_apart(run, after)
        within = any(
            beside is not None and is_bold(beside.font) and beside.size > 0.7 * run.size
            for beside in (before, after)
        )
        if apart and "??" not in run.text:
            continue
        if alone and not within and not is_maths(run.font) and family(run.font) == of_body:
            if "???" not in run.text:
                yield run.text.strip()
        else:
            yield from (match[0] for match in _AMONG.finditer(run.text))


def _is_apart(run: Run | None, following: Run | None) -> bool:
    """Whether two runs are as far apart as columns of a table."""
    return run is not None and following is not None and following.x - run.right > 1.2 * run.size


def _neighbours(runs: Sequence[Run]) -> Iterator[tuple[Run | None, Run, Run | None]]:
    """Each run with those beside it that are not blank."""
    inked = [run for run in runs if run.text.strip()]
    for (before, run), (_, after) in zip(
        pairwise([None, *inked]), pairwise([*inked, None]), strict=True
    ):
        if run is not None:
            yield before, run, after


def _told(runs: Sequence[Run]) -> Iterator[str]:
    """What a line says in the type of text; code and mathematics become blots."""
    end = None
    for run in runs:
        if end is not None and run.x - end > 0.17 * run.size:
            yield " "
        end = run.right
        special = is_typewriter(run.font) or is_maths(run.font)
        yield re.sub(r"\S", "\u25a0", run.text) if special else run.text
