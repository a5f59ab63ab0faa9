"""Double-blind review: what the file tells beside its pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from mlsys_paper.check.findings import Problem
from mlsys_paper.check.identity import clues
from mlsys_paper.check.rule import Rule, at
from mlsys_paper.pdf.contents import MetadataText
from mlsys_paper.words import shortened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from mlsys_paper.check.paper import Paper

# Fields that name people, without prefix, letters only.
_PERSONS: Final = frozenset(
    (
        *("author", "authors", "artist", "xpauthor", "cameraownername", "ownername", "owner"),
        *("byline", "bylinetitle", "writer", "captionwriter", "authorsposition", "contact"),
        *("company", "manager", "institution", "affiliation", "organization", "organisation"),
        *("university", "department", "email", "mail", "lastmodifiedby", "lastsavedby", "for"),
        *("contributor", "creatorcontactinfo", "ciemailwork", "citelwork", "ciadrextadr"),
        *("ciadrcity", "ciadrregion", "ciadrctry", "ciadrpcode", "ciurlwork", "routing"),
    )
)
_DOUBTFUL: Final = frozenset(
    (
        *("copyright", "copyrightnotice", "rights", "credit", "publisher"),
        *("gpslatitude", "gpslongitude", "hostcomputer"),
    )
)
_PROGRAMS: Final = frozenset(
    ("creator", "producer", "creatortool", "software", "softwareagent", "ptexfullbanner", "xmptk")
)
_DATES: Final = frozenset(("CreationDate", "ModDate"))

# A field that holds only such words names nobody.
_NOBODY: Final = frozenset(
    (
        *("anonymous", "anonymized", "anonymised", "anonymity", "anon", "author", "authors", "s"),
        *("unknown", "none", "null", "nil", "na", "n", "a", "not", "available", "untitled"),
        *("institution", "institute", "affiliation", "university", "company", "address", "email"),
        *("mail", "city", "country", "department", "name", "domain", "com", "org", "example"),
        *("double", "blind", "blinded", "review", "under", "for", "in", "of", "the", "to", "by"),
        *("submission", "submitted", "paper", "id", "no", "number", "mlsys", "conference"),
        *("hidden", "redacted", "withheld", "removed", "confidential", "default", "user", "users"),
        *("admin", "administrator", "root", "owner", "guest", "ubuntu", "runner", "test"),
        # Programs that sign as authors.
        *("microsoft", "office", "word", "excel", "powerpoint", "matplotlib", "python", "docx"),
        *("pptx", "openpyxl", "gnuplot", "inkscape", "draw", "io", "drawio", "diagrams", "net"),
        *("matlab", "mathematica", "mathworks", "plotly", "graphviz", "cairo", "latex", "tex"),
        *("overleaf", "canva", "figma", "adobe", "illustrator", "google", "generated", "with"),
        *("orcid", "r", "version", "v", "copyright", "c", "all", "rights", "reserved", "license"),
        *("created", "using", "software", "pdf", "libreoffice", "openoffice", "apple", "keynote"),
        *("iphone", "ipad", "camera", "ocr", "converter", "quartz", "pdfcontext", "tikz", "pgf"),
    )
)
_COUNTER: Final = re.compile(r"[^@]*[A-Z][^@]*@")
_LICENCE: Final = re.compile(r"licen[cs]e|creative commons|public domain|\bCC[ -]BY", re.I)
_HOLDER: Final = re.compile(r"\N{COPYRIGHT SIGN}|copyright|\(c\)", re.I)
_WORD: Final = re.compile(r"[^\W\d_]+")

_REMEDIES: Final = {
    "document": (
        "Compile with the style's review mode (no option), which writes Anonymous Authors, and "
        "take names out of \\hypersetup, \\pdfinfo and what the PDF went through afterwards."
    ),
    "figure": (
        "Save the figure again without its metadata, or under another name or folder; "
        "\\pdfsuppressptexinfo=-1 in the preamble leaves out the names and authors of included "
        "files, and the review mode of the style sets it."
    ),
    "image": "Strip the picture with `exiftool -all= picture.jpg`, and compile again.",
    "comment": "Delete the comment or the link, and export the PDF again.",
    "attachment": "Take the attachment out of the paper.",
    "spoken": "Take it out of the alternative text or the annotation that says it.",
}
_OUTLINE_REMEDY: Final = (
    "Change the heading or the label that it comes from; \\texorpdfstring gives a heading another "
    "text in the outline."
)


class _Found(NamedTuple):
    """One identity and where it was first found."""

    key: tuple[str, str]
    message: str
    remedy: str
    page: int | None
    grave: bool


def check_anonymous(paper: Paper) -> Iterator[Problem]:
    """One problem for each text that tells who wrote the paper, at its first place."""
    places: dict[tuple[str, str], list[_Found]] = {}
    for found in _identities(paper):
        places.setdefault(found.key, []).append(found)
    for same in places.values():
        # The gravest says it; a picture's photographer may be the paper's author.
        first = max(same, key=lambda found: found.grave)
        further = len(same) - 1
        again = f" The same stands in {further} further place{'s' * (further > 1)}."
        yield Problem(
            first.message + again * (further > 0),
            first.remedy,
            page=first.page,
            grave=first.grave,
        )


def _identities(paper: Paper) -> Iterator[_Found]:
    structure, authors = paper.structure, paper.authors
    for item in structure.metadata:
        if item.key not in _DATES:
            yield from _of_text(item, authors)
    for entry in structure.outline:
        like = MetadataText("outline", entry.title, entry.page)
        yield from _of_clues(like, authors, _OUTLINE_REMEDY)
    for name in structure.destinations:
        # The keys of the bibliography name those who are cited, and packages join
        # counters and files with @ ("ALG@line.1").
        if not name.startswith("cite") and not _COUNTER.match(name):
            yield from _of_clues(MetadataText("named destination", name), authors, _OUTLINE_REMEDY)


def _of_text(item: MetadataText, authors: Collection[str]) -> Iterator[_Found]:
    remedy = _REMEDIES[item.source]
    certain = list(_of_clues(item, authors, remedy))
    yield from certain
    if any(found.grave for found in certain):
        return
    field = _field(item)
    if field not in _PERSONS | _DOUBTFUL or _names_nobody(item.text):
        return
    text = shortened(item.text)
    doubtful = field in _DOUBTFUL or item.source == "image"
    asks = "look whether that tells who the authors are" if doubtful else "it must name nobody"
    yield _Found(
        (field, text),
        f"{_capital(item.where)}, says “{text}”: {asks}.",
        remedy,
        item.page,
        not doubtful,
    )


def _of_clues(item: MetadataText, authors: Collection[str], remedy: str) -> Iterator[_Found]:
    program = _field(item) in _PROGRAMS
    for clue in clues(item.text, authors):
        # An affiliation may be the maker of a program that everybody uses.
        if program and clue.text in authors and " " not in clue.text:
            continue
        # Programs sign with the mail of their makers, pictures with the photographer's.
        others = clue.what == "the mail address" and (item.source == "image" or program)
        words = shortened(clue.text)
        holds = "may tell" if others or not clue.sure else "tells"
        yield _Found(
            (clue.what, words),
            f"{_capital(item.where)}, holds {clue.what} “{words}”, which {holds} who the authors "
            f"are.",
            remedy,
            item.page,
            clue.sure and not others,
        )


def _field(item: MetadataText) -> str:
    """What a field is about, whatever prefix and capitals its name has."""
    if item.source == "comment":
        return "author" if item.key == "T" else ""
    prefix, _, name = item.key.rpartition(":")
    if prefix == "dc" and name == "creator":
        return "author"
    return re.sub(r"[^a-z]", "", name.lower())


def _names_nobody(text: str) -> bool:
    if re.search(r"\d degrees$", text):
        return False
    if _LICENCE.search(text) and not _HOLDER.search(text):
        return True
    return all(word.casefold() in _NOBODY for word in _WORD.findall(text))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


RULES: tuple[Rule, ...] = (
    Rule(
        id="anonymous-metadata",
        severity=at(submission="error", appendix="error"),
        basis="call",
        sentence=(
            "All submissions will be double-blind. The author guide: No name, affiliation, mail or "
            "grant in text, figures, links and metadata."
        ),
        decides=(
            "Reads the document information, XMP, names of layers and attachments, comments, the "
            "outline and destinations, and what included figures and pictures carry of their own: "
            "file names, information, XMP, EXIF, IPTC, private data of drawing programs. A field "
            "for people has to be empty or anonymous; no text may hold a mail address, a home "
            "folder, the name of somebody's machine, or what --authors lists. Programs that made "
            "the file are nobody. The photographer of a picture, a copyright, a place or a folder "
            "outside of a home is a warning."
        ),
        check=check_anonymous,
    ),
)
