"""Decide on BibTeX or Biber, run it, and read what it complains about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsys_paper.tex.log import LogFinding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AUX_INPUT = re.compile(r"^\\@input\{([^}]*)\}", re.MULTILINE)
ASKS_BIBTEX = re.compile(r"^\\(?:citation|bibdata|bibstyle)\b.*", re.MULTILINE)
BIBER_LINE = re.compile(r"(?P<kind>WARN|ERROR|FATAL) - (?P<text>.*)")
BIBTEX_PLACE = re.compile(r"^(?P<text>.*?)-+line (?P<line>\d+) of file (?P<file>.*)$")
BIBTEX_WARNING = re.compile(r"^Warning--(?P<text>.*)")
BIBTEX_WARNED_AT = re.compile(r"^--line (?P<line>\d+) of file (?P<file>.*)$")
BIBTEX_FAILED = re.compile(
    r"^(?P<text>I couldn't open .*|I found no .*|You've exceeded .*|Sorry---.*)"
)
KEY_QUOTED = re.compile(r"[\"'`](?P<key>[^\"'`\s]+)[\"'`]")
KEY_LAST = re.compile(r"(?:\b(?:in|for|of entry|to sort in) )(?P<key>[^\s,]+?)\.?$")


def aux_files(main_aux: Path) -> tuple[Path, ...]:
    """The .aux file and those it includes, those that exist."""
    found: list[Path] = []
    waiting = [main_aux]
    while waiting:
        path = waiting.pop(0)
        if path in found or not path.is_file():
            continue
        found.append(path)
        text = path.read_text("utf-8", "replace")
        waiting += [main_aux.parent / name for name in AUX_INPUT.findall(text)]
    return tuple(found)


def bibtex_request(main_aux: Path) -> str:
    """What an .aux file asks of BibTeX, "" when it names no bibliography.

    BibTeX needs to run again only when this text has changed.
    """
    lines = [
        line
        for path in aux_files(main_aux)
        for line in ASKS_BIBTEX.findall(path.read_text("utf-8", "replace"))
    ]
    if not any(line.startswith("\\bibdata") for line in lines):
        return ""
    return "\n".join(lines)


def read_blg(text: str) -> tuple[LogFinding, ...]:
    """The findings of a .blg file, of BibTeX or of Biber."""
    is_biber = "INFO - This is Biber" in text
    return tuple(biber_findings(text) if is_biber else bibtex_findings(text))


def biber_findings(text: str) -> Iterator[LogFinding]:
    """Biber's warnings and errors."""
    for match in BIBER_LINE.finditer(text):
        message = match["text"].strip()
        key = KEY_QUOTED.search(message)
        yield LogFinding(
            "warning" if match["kind"] == "WARN" else "error",
            "biber",
            message,
            key=key["key"] if key else "",
        )


def bibtex_findings(text: str) -> Iterator[LogFinding]:
    """BibTeX's warnings and errors; the line is that of the .bib file."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        after = lines[number + 1] if number + 1 < len(lines) else ""
        if warning := BIBTEX_WARNING.match(line):
            place = BIBTEX_WARNED_AT.match(after)
            yield bibtex_finding("warning", warning["text"], place)
        elif (place := BIBTEX_PLACE.match(line)) and place["text"]:
            yield bibtex_finding("error", place["text"], place)
        elif failed := BIBTEX_FAILED.match(line):
            yield bibtex_finding("error", failed["text"], None)


def bibtex_finding(kind: str, text: str, place: re.Match[str] | None) -> LogFinding:
    """One finding; its key is the entry that the message names."""
    key = KEY_LAST.search(text) or KEY_QUOTED.search(text)
    return LogFinding(
        "error" if kind == "error" else "warning",
        "bibtex",
        text.strip(),
        place["file"] if place else "",
        int(place["line"]) if place else None,
        key=key["key"] if key else "",
    )
