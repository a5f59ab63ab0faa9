"""Double-blind review: nothing tells who wrote the paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsys_paper.check.byline import find_byline, telling_note, telling_words
from mlsys_paper.check.findings import Problem, as_one
from mlsys_paper.check.link_contexts import Place, places_of_links
from mlsys_paper.check.own_links import (
    is_announced,
    is_claimed,
    leads_to_people,
    named_author,
    short,
)
from mlsys_paper.check.persons import (
    Trace,
    grants_and_thanks,
    known_names,
    mails,
    orcids,
)
from mlsys_paper.check.phrases import found
from mlsys_paper.check.rule import CouldNotCheck, Rule, at
from mlsys_paper.check.self_reference import is_quoted, self_references
from mlsys_paper.check.streams import streams_of
from mlsys_paper.document.prose import Prose, prose_of
from mlsys_paper.mails import is_anybodys
from mlsys_paper.words import listed, shortened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.lines import TextLine
    from mlsys_paper.pdf.model import Box, Page

_QUOTED = 120  # letters
_WORDS = 8  # letters in the body's type: two words or so
_LISTED = 8  # links in a message
_ANONYMISE = (
    "Put what is yours on a site that hides its owners, such as anonymous.4open.science, or hide "
    "the link for review: \\anon{\\url{...}}."
)
_CITED = re.compile(r"\([^()]{1,300}\b(?:19|20)\d\d[a-z]?\)")
_STAMP = re.compile(r"arXiv:\d{4}\.\d{4,5}(?:v\d+)?")
_BLIND = "All submissions will be double-blind."


def _around(lines: Iterable[TextLine]) -> Box:
    first, *others = (line.box for line in lines)
    for box in others:
        first = first.union(box)
    return first


def _check_authors(paper: Paper) -> Iterator[Problem]:
    if paper.anatomy.body is None:
        raise CouldNotCheck("the paper has no text that could be read.")
    byline = find_byline(paper)
    names = " ".join(line.text for line in byline.names)
    if told := telling_words(names):
        yield Problem(
            message=f"The author block says \u201c{shortened(told)}\u201d, where a submission has "
            "\u201cAnonymous Authors\u201d.",
            remedy="Give the authors in the environment mlsysauthorlist with \\mlsysauthor, and "
            "load the style without an option: for review it prints \u201cAnonymous Authors\u201d "
            "in their place.",
            page=1,
            box=_around(byline.names),
        )
    if told := telling_note(byline.note):
        yield Problem(
            message=f"The note at the foot of page 1 names \u201c{shortened(told)}\u201d, where a "
            "submission has \u201cAnonymous Author\u201d and \u201cAnonymous Institution\u201d.",
            remedy="Give affiliations with \\mlsysaffiliation and \\mlsyscorrespondingauthor, and "
            "load the style without an option.",
            page=1,
            box=_around(byline.note),
        )
    if not names and paper.stage == "submission":
        if not byline.abstract:
            raise CouldNotCheck(
                "page 1 has neither an author block nor the heading of an abstract, so that it is "
                "unclear where authors would be named."
            )
        yield Problem(
            message="There is no author block between title and abstract, where a submission has "
            "\u201cAnonymous Authors\u201d.",
            remedy="Give the authors in the environment mlsysauthorlist; for review the style "
            "prints \u201cAnonymous Authors\u201d in their place.",
            page=1,
            grave=False,
        )


def _texts(paper: Paper) -> Iterator[tuple[str, Prose]]:
    """The texts with the names of their parts, the author block left out."""
    for stream in streams_of(paper, find_byline(paper).lines):
        yield stream.part, stream.prose
    yield "head", prose_of(paper.anatomy.lines("head"))


def _check_text(paper: Paper) -> Iterator[Problem]:
    if paper.anatomy.body is None:
        raise CouldNotCheck("the paper has no text that could be read.")
    said: set[tuple[int, str]] = set()
    for name, prose in _texts(paper):
        for trace in _traces(name, prose.text, paper.authors):
            phrase = prose.phrase(trace.match)
            if (phrase.page, phrase.text) in said:
                continue
            said.add((phrase.page, phrase.text))
            lettering = trace.what == "the mail address" and not _is_prose(phrase.lines[0], paper)
            yield Problem(
                message=f"The text holds {trace.what} \u201c{shortened(phrase.text)}\u201d.",
                remedy="Take it out for review: \\anon{...} and the environment anonsuppress hide "
                "their text in a submission and print it later."
                if trace.sure
                else "If it tells who wrote the paper, hide it for review with \\anon{...}.",
                page=phrase.page,
                box=phrase.box,
                grave=trace.sure and not lettering,
            )
    yield from _who_they_are(paper, said)
    yield from _stamps(paper)
    own = list(_own_work(paper))
    if own:
        many = f", and so do {len(own) - 1} other places" if len(own) > 1 else ""
        yield as_one(own, f"{own[0].message}{many}.")
    written = " ".join(text for _, text in said)
    for page in paper.document.pages:
        yield from _telling_targets(page, paper, written)


def _sentences(paper: Paper) -> Iterator[Prose]:
    """The texts in which authors speak of themselves."""
    for name, prose in _texts(paper):
        if name not in {"references", "head", "acknowledgements"}:
            yield prose


def _who_they_are(paper: Paper, said: Collection[tuple[int, str]]) -> Iterator[Problem]:
    """Sentences that say where the authors work, but for what was said before."""
    for prose in _sentences(paper):
        for kind, match in found("who-the-authors-are", prose.text):
            if is_quoted(prose.text, match):
                continue
            phrase = prose.phrase(match)
            if any(phrase.text in text for page, text in said if page == phrase.page):
                continue
            tells = "tells" if kind.sure else "may tell"
            yield Problem(
                message=f"\u201c{shortened(phrase.text)}\u201d {tells} who the authors are.",
                remedy="Leave the name out for review, or hide it with \\anon{...}.",
                page=phrase.page,
                box=phrase.box,
                grave=kind.sure,
            )


def _own_work(paper: Paper) -> Iterator[Problem]:
    """Phrases that claim a cited work as the authors' own."""
    for prose in _sentences(paper):
        for match in self_references(prose.text):
            phrase = prose.phrase(match)
            yield Problem(
                message=f"\u201c{shortened(phrase.text)}\u201d tells whose the cited work is",
                remedy="Cite your own work in the third person, as any other: \\citet{...} "
                "\u201cshows\u201d, not \u201cwe showed\u201d.",
                page=phrase.page,
                box=phrase.box,
            ).advice


def _stamps(paper: Paper) -> Iterator[Problem]:
    """The archive's stamp on the first page, which leads to the authors."""
    for page in paper.document.pages[:1]:
        for run in page.runs:
            if run.angle and (stamp := _STAMP.match(run.text)):
                yield Problem(
                    message=f"The first page has the stamp \u201c{stamp[0]}\u201d, which leads to "
                    "the authors.",
                    remedy="Submit the PDF that LaTeX makes of the review copy, not the one from "
                    "arXiv.",
                    page=page.number,
                    box=run.box,
                )


def _is_prose(line: TextLine, paper: Paper) -> bool:
    """Whether a line is one of the text, be most of it an address in typewriter type."""
    body = paper.anatomy.body
    if line.role != "" or body is None:
        return line.role != "float"
    letters = [
        run.text for run in line.runs if run.font == body.font and abs(run.size - body.size) < 0.1
    ]
    return sum(map(str.isalpha, "".join(letters))) >= _WORDS


def _traces(part: str, text: str, authors: tuple[str, ...]) -> Iterator[Trace]:
    if part == "references":
        # Authors' names are part of references, lists and programs have mail addresses, too.
        yield from known_names(text, [author for author in authors if "@" in author])
        return
    cited = [range(*match.span()) for match in _CITED.finditer(text)]
    known = [
        trace
        for trace in known_names(text, authors)
        if not any(trace.match.start() in span for span in cited)
    ]
    yield from known
    taken = [range(*trace.match.span()) for trace in known]
    for trace in (*mails(text), *orcids(text)):
        if not any(trace.match.start() in span for span in taken):
            yield trace
    # Acknowledgements as a whole are another rule's concern.
    if part != "acknowledgements":
        yield from grants_and_thanks(text)


def _telling_targets(page: Page, paper: Paper, written: str) -> Iterator[Problem]:
    """Mail addresses and ORCIDs that links lead to and no text shows."""
    byline = find_byline(paper)
    apart = [line.box for line in (*byline.names, *byline.note) if line.page == page.number]
    apart += [line.box for line in paper.parts.lines("references") if line.page == page.number]
    seen: set[str] = set()
    for link in page.links:
        target = link.target.strip()
        mail = target.removeprefix("mailto:").partition("?")[0]
        local, sign, domain = mail.partition("@")
        telling = "orcid.org/0" in target.casefold() or (
            target.startswith("mailto:") and sign and local and is_anybodys(local, domain)
        )
        if not telling or target in seen or mail in written:
            continue
        if any(box.overlaps(link.box) for box in apart):
            continue
        seen.add(target)
        yield Problem(
            message=f"A link leads to \u201c{shortened(target)}\u201d.",
            remedy="Take the link out for review; \\anon{...} hides its text in a submission.",
            page=page.number,
            box=link.box,
        )


def _check_links(paper: Paper) -> Iterator[Problem]:
    places: dict[str, list[Place]] = {}
    for place in places_of_links(paper):
        places.setdefault(short(place.url), []).append(place)
    others: list[Problem] = []
    for same in places.values():
        whose = next(filter(None, (_whose(place, paper.authors) for place in same)), "")
        if not whose and not leads_to_people(same[0].url):
            continue
        problems = [
            Problem(whose, _ANONYMISE, page=place.page, box=place.box, grave=bool(whose))
            for place in {place.page: place for place in reversed(same)}.values()
        ]
        if whose:
            yield as_one(problems, whose)
        else:
            others.append(as_one(problems, _bare(same[0].url)))
    if others:
        others.sort(key=lambda problem: problem.page or 0)
        named = [f"{problem.message} (page {problem.page})" for problem in others]
        one = len(others) == 1
        yield as_one(
            others,
            f"{'A link leads' if one else f'{len(others)} links lead'} to where people and groups "
            f"have pages: {listed(named, _LISTED)}. Check that {'it is not' if one else 'none is'} "
            "yours.",
        )


def _whose(place: Place, authors: tuple[str, ...]) -> str:
    """What says that a link is the authors' own; "" where nothing does."""
    url = _bare(place.url)
    people = leads_to_people(place.url)
    if people and (name := named_author(place.url, authors)):
        return f"The link to {url} has the name of an author in it: {name}."
    for context in place.contexts:
        if is_announced(place.url, context) or (people and is_claimed(context)):
            return f"The link to {url} is said to be the authors' own: {_said(context)}."
    return ""


def _said(context: str) -> str:
    """The words around a link, in quotation marks."""
    before, mark, after = re.split(r"(URL|MARK|$)", context, maxsplit=1)
    shown = before[-_QUOTED:].partition(" ")[2] if len(before) > _QUOTED else before
    shown = re.sub(r"\(?\bhttps?:?/{0,2}\s*$", "", shown)
    rest = "" if len(after) > _QUOTED // 3 else after
    link = " \u2026" if mark == "URL" else ""
    return f"\u201c{shown.strip()}{link}{rest}\u201d"


def _bare(url: str) -> str:
    """An address as people say it."""
    return shortened(re.sub(r"^[a-z]+://(?:www\.)?", "", url.strip(), flags=re.I))


RULES: tuple[Rule, ...] = (
    Rule(
        id="anonymous-authors",
        severity=at(submission="error", appendix="error"),
        basis="call",
        sentence=_BLIND,
        decides="Reads what stands between title and abstract on page 1, and the note at its "
        "foot. Words other than the style's \u201cAnonymous Authors\u201d, \u201cAnonymous "
        "Institution, ...\u201d, \u201canon.email@domain.com\u201d and such stand-ins as "
        "\u201cPaper ID 12\u201d are names. A submission without any author block is warned of; an "
        "appendix of its own needs none.",
        check=_check_authors,
    ),
    Rule(
        id="anonymous-text",
        severity=at(submission="error", appendix="error"),
        basis="call",
        sentence="Anonymity. No name, affiliation, mail or grant in text, figures, links and "
        "metadata; your own work is cited in the third person.",
        decides="Looks in all text but the author block for mail addresses (not those of examples, "
        "such as user@example.com), ORCIDs with a right check digit, sentences that name a grant "
        "or thank people, and the names, mails and affiliations given with --authors: names in "
        "full, with initials, surname first, accents aside. Surnames alone are what citations "
        "consist of and are no finding. In the list of references only the mails given are looked "
        "for. Errors are also sentences that say where the authors work (\u201cwork done while at "
        "Foo\u201d, \u201cour university, the University of Foo\u201d) and arXiv\u2019s stamp. "
        "Mail addresses within figures, tables and listings, what may tell an employer "
        "(\u201cat Foo, we operate\u201d), and phrases that claim a cited work as the "
        "authors\u2019 own (\u201cour previous work\u201d, \u201cas we showed in (Doe, "
        "2020)\u201d) are warned of. Phrases in quotation marks are left out.",
        check=_check_text,
    ),
    Rule(
        id="identifying-links",
        severity=at(submission="error", appendix="error"),
        basis="call",
        sentence=_BLIND,
        decides="Looks at printed addresses, also those broken over lines, and at link "
        "annotations, outside of the references, that lead to hosts where persons and groups have "
        "pages: code and data hosts, shared folders, home pages, universities. An error is a link "
        "whose sentence says that it is the authors' own (\u201cour code is available at\u201d, "
        "\u201cwe release\u201d, \u201cCode:\u201d; for a footnote, the sentence with its mark), "
        "to whatever host where \u201cour code is available at\u201d or the like comes right "
        "before it, and one that holds a name given with --authors or in the source. All "
        "others are listed in one warning, for a program can't know whose they are. Anonymised "
        "hosts such as anonymous.4open.science are no findings.",
        check=_check_links,
    ),
)
