"""The links of a paper with the sentences that they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mlsys_paper.check.own_links import URL
from mlsys_paper.check.streams import streams_of
from mlsys_paper.document.prose import Prose, prose_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
_FEW = 4  # words of a footnote beside its link
_BACK, _AHEAD = 320, 160  # letters
_TELLING = 15  # letters of an address that make out its whole
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
    """

    url: str
    page: int
    box: Box
    contexts: tuple[str, ...]


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
            # What was divided at a line's end may have lost a hyphen, or its rest.
            whole = _whole(place, targets)
            printed.add((place.page, _letters(whole)))
            yield replace(place, url=whole)
    lines: dict[int, list[tuple[Prose, int]]] = {}
    for prose in proses:
        for i, line in enumerate(prose.lines):
            lines.setdefault(line.page, []).append((prose, i))
    cited = list(paper.parts.lines("references"))
    for page in paper.document.pages:
        beside = [line.box for line in cited if line.page == page.number]
        for link in page.links:
            if link.kind != "uri" or (page.number, _letters(link.target)) in printed:
                continue
            if not any(box.overlaps(link.box) for box in beside):
                yield _behind(link, page.number, lines.get(page.number, ()), paper)


def _whole(place: Place, targets: Mapping[tuple[int, str], str]) -> str:
    """The address that a printed one stands for, as the file has it if it is a link."""
    letters = _letters(place.url)
    if (place.page, letters) in targets:
        return targets[place.page, letters]
    longer = (
        target
        for (page, other), target in targets.items()
        if page == place.page and other.startswith(letters) and len(letters) > _TELLING
    )
    return next(longer, place.url.replace("\u02dc", "~"))


def _behind(link: Link, page: int, lines: Sequence[tuple[Prose, int]], paper: Paper) -> Place:
    """The place of a link annotation: the text that it lies on, if it lies on any."""
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
            return _place(link.target, prose, end, end, paper)
    return Place(link.target, page, link.box, ())


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
        url, end = match[0].replace(" ", ""), match.end()
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
    if lines[0].role == "footnote" and note is not None and len(context.split()) <= _FEW + 1:
        contexts += _marked(note["mark"], lines[0].page, paper)
    box = lines[0].box
    for line in lines[1:]:
        if line.page == lines[0].page and line.column == lines[0].column:
            box = box.union(line.box)
    return Place(url, lines[0].page, box, tuple(contexts))


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
