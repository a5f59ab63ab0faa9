"""Decide on BibTeX or Biber, run it, and read what it complains about."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from mlsys_paper.tex.log import LogFinding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

AUX_INPUT = re.compile(r"^\\@input\{([^}]*)\}", re.MULTILINE)
ASKS_BIBTEX = re.compile(r"^\\(?:citation|bibdata|bibstyle)\b.*", re.MULTILINE)
BIBDATA = re.compile(r"^\\bibdata\{([^}]*)\}", re.MULTILINE)
DATASOURCE = re.compile(r"<bcf:datasource\b[^>]*>([^<]*)</bcf:datasource>")
KEYS = re.compile(r"^\\(?:bibcite|citation)\{([^}]*)\}", re.MULTILINE)

BIBER_LINE = re.compile(r"(?P<kind>WARN|ERROR|FATAL) - (?P<text>.*)")
BIBTEX_WARNING = re.compile(r"^Warning--(?P<text>.*)")
BIBTEX_ERROR = re.compile(
    r"^(?P<text>[^\s-].*?)---?(?:line (?P<line>\d+) of|while reading) file (?P<file>.+)$"
)
BIBTEX_PLACE = re.compile(r"^---?line (?P<line>\d+) of file (?P<file>.+)$")
BIBTEX_OTHER = re.compile(
    r"^(?P<text>I couldn't open .*|Sorry---.*|A bad cross reference---.*|.*a bad cross reference.*"
    r"|Illegal .*|This database file appears more than once: .*)"
)
BIBTEX_SHOWS = re.compile(r"^ : @\w+\s*[{(]\s*(?P<key>[^\s,]+)")
KEY_QUOTED = re.compile(r"[\"'`](?P<key>[^\"'`\s]*\w[^\"'`\s]*)[\"'`]")
KEY_LAST = re.compile(r"\b(?:in|for|entry) (?P<key>[^\s,\"]+?)\.?$")


@dataclass(frozen=True)
class Request:
    """What a document asks of a bibliography program.

    Attributes:
        program: bibtex or biber.
        job: the name to give it, of an .aux or .bcf file without the suffix.
        databases: the .bib files named, as they are named.
        digest: changes when the program needs to run again.
    """

    program: str
    job: str
    databases: tuple[str, ...]
    digest: str


def requests(folder: Path, main_job: str, jobs: Iterable[str]) -> list[Request]:
    """What the products in a folder ask for.

    Args:
        folder: where TeX ran.
        main_job: the name of the main .aux file without its suffix.
        jobs: the same for all .aux files that were written; packages such as
            bibunits write several that each want a bibliography.
    """
    control = folder / f"{main_job}.bcf"
    if control.is_file():
        text = control.read_text("utf-8", "replace")
        return [Request("biber", main_job, tuple(DATASOURCE.findall(text)), digest_of(text))]
    found: list[Request] = []
    seen: set[Path] = set()
    for job in dict.fromkeys([main_job, *jobs]):
        paths = [path for path in aux_files(folder, f"{job}.aux") if path not in seen]
        seen.update(paths)
        text = "\n".join(path.read_text("utf-8", "replace") for path in paths)
        named = [name for names in BIBDATA.findall(text) for name in names.split(",")]
        if named:
            asked = "\n".join(ASKS_BIBTEX.findall(text))
            found.append(Request("bibtex", job, tuple(named), digest_of(asked)))
    return found


def digest_of(text: str) -> str:
    """A hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def aux_files(folder: Path, name: str) -> list[Path]:
    """An .aux file and those that it includes, those that exist."""
    found: list[Path] = []
    waiting = [folder / name]
    while waiting:
        path = waiting.pop(0)
        if path in found or not path.is_file():
            continue
        found.append(path)
        waiting += [
            folder / other for other in AUX_INPUT.findall(path.read_text("utf-8", "replace"))
        ]
    return found


def keys_of(aux_text: str) -> frozenset[str]:
    """The keys that an .aux file cites or lists."""
    return frozenset(key for keys in KEYS.findall(aux_text) for key in keys.split(","))


def read_blg(text: str, keys: Collection[str] = ()) -> tuple[LogFinding, ...]:
    """The findings of a .blg file, of BibTeX or of Biber.

    Args:
        text: the file.
        keys: of the bibliography's entries, to recognise them in messages.
    """
    is_biber = "INFO - This is Biber" in text
    return tuple((biber_findings if is_biber else bibtex_findings)(text, keys))


def biber_findings(text: str, keys: Collection[str]) -> Iterator[LogFinding]:
    """Biber's warnings and errors."""
    for match in BIBER_LINE.finditer(text):
        message = match["text"].strip()
        yield LogFinding(
            "warning" if match["kind"] == "WARN" else "error",
            "biber",
            message,
            key=key_in(message, keys),
        )


def bibtex_findings(text: str, keys: Collection[str]) -> Iterator[LogFinding]:
    """BibTeX's warnings and errors; the line is that of the .bib file."""
    lines = text.splitlines()
    for line, after in pairwise([*lines, ""]):
        kind: Literal["warning", "error"] = "error"
        place: re.Match[str] | None = BIBTEX_PLACE.match(after)
        shown = BIBTEX_SHOWS.match(after)
        if warning := BIBTEX_WARNING.match(line):
            kind, message = "warning", warning["text"]
        elif error := BIBTEX_ERROR.match(line):
            place, message = error, error["text"]
        elif other := BIBTEX_OTHER.match(line):
            message = other["text"]
        else:
            continue
        yield LogFinding(
            kind,
            "bibtex",
            message.strip(),
            place["file"] if place else "",
            int(place["line"]) if place and place["line"] else None,
            key=key_in(message, keys) or (shown["key"] if shown else ""),
        )


def key_in(message: str, keys: Collection[str]) -> str:
    """The entry that a message names: the last word that is a key, or looks like one."""
    words = [word.strip("\"'`.,;:()") for word in message.split()]
    known = [word for word in words if word in keys]
    if known:
        return known[-1]
    found = KEY_QUOTED.search(message) or KEY_LAST.search(message)
    return found["key"] if found else ""
