"""The links of a paper with the sentences that they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlsys_paper.check.own_links import URL
from mlsys_paper.check.streams import streams_of
from mlsys_paper.document.prose import Prose, prose_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Box, Link

_GOES_ON = "/-_.=&?#%~:+"
_TRAIL = ".,;:!?)]}'"
_SENTENCE_END = re.compile(
    r"(?<!\bal)(?<!e\.g)(?<!i\.e)(?<!\bcf)[.!?][\u201d)]?\d{0,2}\s+(?=[\"\u201c(]?[A-Z])"
)
_MORE = re.compile(r"[a-z]{2,5}/|[\w-]+[./=&#][\w-]|[\w-]*\.(?:html?|pdf|git)\b")
_NOTE_MARK = re.compile(r"\s*(?P<mark>\d{1,2}|[*\u2020\u2021])\s?")
_BARE = 12  # letters of a context that is but a link
_BACK, _AHEAD = 320, 160  # letters
_RAISED = 0.15  # of the size


@dataclass(frozen=True, slots=True)
class Place:
    """A link where it stands.

    Attributes:
        url: the address.
        page: number of its page.
        box: where it is.
        contexts: its sentence with URL for the link, and for a footnote the
            sentence with the footnote's mark, MARK in its place.
        prominent: whether it stands in the title block or the abstract.
    """

    url: str
    page: int
    box: Box
    contexts: tuple[str, ...]
    prominent: bool


def places_of_links(paper: Paper) -> Iterator[Place]:
    """Every link outside the references, printed ones first; some come twice."""
    proses = [stream.prose for stream in streams_of(paper) if stream.part != "references"]
    targets = {
        (page.number, _letters(link.target)): link.target
        for page in paper.document.pages
        for link in page.links
        if link.kind == "uri"
    }
    printed: set[tuple[int, str]] = set()
    for prose in proses:
        for start, end, url in _printed(prose):
            place = _place(url, prose, start, end, paper)
            # What was divided at a line's end may have lost a hyphen.
            printed.add((place.page, _letters(url)))
            yield replace(place, url=targets.get((place.page, _letters(url)), url))
    lines: dict[int, list[tuple[Prose, int]]] = {}
    for prose in proses:
        for i, line in enumerate(prose.lines):
            lines.setdefault(line.page, []).append((prose, i))
    for page in paper.document.pages:
        for link in page.links:
            if link.kind == "uri" and (page.number, _letters(link.target)) not in printed:
                yield from _behind(link, lines.get(page.number, ()), paper)


def _behind(link: Link, lines: Sequence[tuple[Prose, int]], paper: Paper) -> Iterator[Place]:
    """The place of a link annotation: the text that it lies on."""
    x, y = link.box.middle
    for prose, i in lines:
        line = prose.lines[i]
        if line.x - 2 <= x <= line.right + 2 and line.box.bottom - 2 <= y <= line.box.top + 2:
            end = prose.starts[i] + int(len(line.text) * _share(line, link.box.right))
            # As if the address stood behind the words.
            end = min(
                (match.end() for match in re.finditer(r"\b\w+\b|$", prose.text)),
                key=lambda place: abs(place - end),
            )
            yield _place(link.target, prose, end, end, paper)
            return


def _share(line: TextLine, x: float) -> float:
    """How far along a line a place is, 0 to 1."""
    return min(max((x - line.x) / max(line.right - line.x, 1.0), 0.0), 1.0)


def _letters(url: str) -> str:
    return re.sub(r"[\W_]", "", url.casefold())


def _printed(prose: Prose) -> Iterator[tuple[int, int, str]]:
    """The printed addresses of a text: from, to, and the address with line ends mended."""
    starts = frozenset(prose.starts)
    passed = 0
    for match in URL.finditer(prose.text):
        if match.start() < passed:
            continue
        url, end = match[0], match.end()
        while url[-1] in _GOES_ON and end + 1 in starts:
            following = re.match(r"\S+", prose.text[end + 1 :])
            # A full stop ends a sentence, unless more of an address follows.
            if following is None or (url[-1] in ".?" and not _MORE.match(following[0])):
                break
            url += following[0]
            end += 1 + following.end()
        passed = end
        bare = url.rstrip(_TRAIL)
        yield match.start(), end - (len(url) - len(bare)), bare


def _place(url: str, prose: Prose, start: int, end: int, paper: Paper) -> Place:
    lines = prose.lines_between(start, end)
    context = _sentence(prose.text, start, end, "URL" if end > start else " URL")
    contexts = [context]
    note = _NOTE_MARK.match(prose.text[prose.starts[prose.lines.index(lines[0])] :])
    if lines[0].role == "footnote" and note is not None and len(context) < _BARE:
        contexts += _marked(note["mark"], lines[0].page, paper)
    box = lines[0].box
    for line in lines[1:]:
        if line.page == lines[0].page and line.column == lines[0].column:
            box = box.union(line.box)
    return Place(url, lines[0].page, box, tuple(contexts), lines[0].role == "front")


def _sentence(text: str, start: int, end: int, word: str = "URL") -> str:
    """The sentence around a place, a word in the place's stead."""
    before = _SENTENCE_END.split(text[max(0, start - _BACK) : start])[-1]
    after = _SENTENCE_END.split(text[end : end + _AHEAD] + " ")[0]
    sentence = f"{URL.sub('URL', before)}{word}{URL.sub('URL', after)}"
    # A footnote begins with its mark.
    return re.sub(r"^\s*(?:\d{1,2}|[*\u2020\u2021])\s?(?=\S)", "", sentence).strip()


def _marked(mark: str, page: int, paper: Paper) -> Iterator[str]:
    """The sentences of a page that carry a footnote's mark."""
    lines = [
        line
        for line in paper.anatomy.pages[page - 1].lines
        if line.role in {"body", "caption", "front"}
    ]
    for i, line in enumerate(lines):
        for k, run in enumerate(line.runs):
            raised = run.baseline > line.baseline + _RAISED * line.size
            if run.text.strip() != mark or run.size > 0.8 * line.size or not raised:
                continue
            before = prose_of(lines[max(0, i - 3) : i]).text
            before += " " + " ".join(other.text for other in line.runs[:k])
            after = " " + " ".join(other.text for other in line.runs[k + 1 :])
            after += " " + prose_of(lines[i + 1 : i + 2]).text
            # A mark may follow the full stop of its sentence.
            closed = re.sub(r"[.,;:]\s*$", "", before)
            if closed != before:
                after = "."
            yield _sentence(f"{closed}{after}", len(closed), len(closed), " MARK")
