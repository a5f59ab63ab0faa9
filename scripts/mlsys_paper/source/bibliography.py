"""Read BibTeX data bases, as forgivingly as BibTeX and Biber do together."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.source.model import BibEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_ENTRIES = 20_000
MOST_BROKEN = 20
LONGEST_VALUE = 100_000
# An entry begins at an @ of whatever line; BibTeX ignores what is between entries.
ENTRY = re.compile(r"@\s*([A-Za-z][\w.:+/-]*)\s*([{(])")
NEXT_ENTRY = re.compile(r"^[ \t]*@\s*[A-Za-z]+\s*[{(]", re.M)
KEY = re.compile(r"\s*+([^\s,}]*+)\s*+(?:,|(?=[})]))")
FIELD = re.compile(r"[\s,]*+([^\s\"#%'(),={}]++)\s*+=\s*+")
END = re.compile(r"[\s,]*+[})]")
WORD = re.compile(r"[^\s\"#%'(),={}]+")
JOIN = re.compile(r"\s*#\s*")
# BibTeX counts every brace, one after a backslash too.
BRACE = re.compile(r"[{}]")
BRACE_OR_QUOTE = re.compile(r'[{}"]')
MONTHS = MappingProxyType(
    {
        month[:3].lower(): month
        for month in (
            *("January", "February", "March", "April", "May", "June", "July"),
            *("August", "September", "October", "November", "December"),
        )
    }
)


class Bibliography(NamedTuple):
    """What a data base holds, and what of it could not be read."""

    entries: tuple[BibEntry, ...]
    unreadable: tuple[str, ...]


class _BrokenError(Exception):
    """A place that can't be read: what is wrong, and where."""

    def __init__(self, what: str, position: int) -> None:
        super().__init__(what)
        self.what = what
        self.position = position


def read_bibliography(
    text: str, file: str, strings: Mapping[str, str] = MONTHS
) -> tuple[Bibliography, Mapping[str, str]]:
    """Return the entries of one data base, and the @string abbreviations known after it.

    A broken entry is left out and named; reading goes on at the next line that
    begins an entry.

    Args:
        text: with line feeds alone at the ends of lines.
        file: its name, for the entries.
        strings: abbreviations of the data bases before this one.
    """
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    known = dict(strings)
    entries: list[BibEntry] = []
    unreadable: list[str] = []
    position = 0
    while match := ENTRY.search(text, position):
        kind = match[1].lower()
        line = bisect_right(lines, match.start())
        if len(entries) >= MOST_ENTRIES or len(unreadable) >= MOST_BROKEN:
            unreadable.append(f"{file} is not read beyond line {line}.")
            break
        try:
            if kind == "comment":
                # BibTeX skips the word alone, Biber the braces too. Reference
                # managers keep their settings there, and people whole entries.
                position = _braced(text, match.end())
                continue
            if kind == "preamble":
                position = _value(text, match.end(), known)[1]
                continue
            key, position = "", match.end()
            if kind != "string":
                key, position = _key(text, position)
            fields, places, position = _fields(text, position, known)
        except _BrokenError as broken:
            place = bisect_right(lines, broken.position)
            unreadable.append(f"{file}, line {place}: {broken.what}.")
            after = NEXT_ENTRY.search(text, match.end())
            position = after.start() if after else len(text)
            continue
        if kind == "string":
            known.update(fields)
            continue
        field_lines = {name: bisect_right(lines, place) for name, place in places.items()}
        entries.append(
            BibEntry(key, kind, MappingProxyType(fields), file, line, MappingProxyType(field_lines))
        )
    return Bibliography(tuple(entries), tuple(unreadable)), MappingProxyType(known)


def with_parents(entries: Iterable[BibEntry]) -> tuple[BibEntry, ...]:
    """Return the entries with the fields that they take over through `crossref`.

    A field taken over stands at the line of the crossref. As in BibTeX, a
    parent's own crossref counts for nothing.
    """
    listed = tuple(entries)
    by_key = {entry.key.lower(): entry for entry in reversed(listed)}
    result: list[BibEntry] = []
    for entry in listed:
        parent = by_key.get(entry.fields.get("crossref", "").strip().lower())
        if "crossref" not in entry.fields or parent is None or parent is entry:
            result.append(entry)
            continue
        taken = {
            name: value
            for name, value in parent.fields.items()
            if name not in entry.fields and name != "crossref"
        }
        line = entry.field_lines["crossref"]
        result.append(
            replace(
                entry,
                fields=MappingProxyType({**entry.fields, **taken}),
                field_lines=MappingProxyType({**entry.field_lines, **dict.fromkeys(taken, line)}),
            )
        )
    return tuple(result)


def _key(text: str, position: int) -> tuple[str, int]:
    match = KEY.match(text, position)
    if match is None:
        raise _BrokenError("an entry has no key", position)
    return match[1], match.end()


def _fields(
    text: str, position: int, known: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, int], int]:
    """Return fields up to the entry's end; the first of a name counts."""
    fields: dict[str, str] = {}
    places: dict[str, int] = {}
    while match := FIELD.match(text, position):
        value, position = _value(text, match.end(), known)
        name = match[1].lower()
        if name not in fields:
            fields[name] = value
            places[name] = match.start(1)
    end = END.match(text, position)
    if end is None:
        raise _BrokenError("an entry is not closed, or a field has no value", position)
    return fields, places, end.end()


def _value(text: str, position: int, known: Mapping[str, str]) -> tuple[str, int]:
    """Return a value: braced, quoted or an abbreviation, joined with #."""
    parts: list[str] = []
    while True:
        opening = text[position : position + 1]
        if opening == "{":
            end = _braced(text, position + 1)
            parts.append(text[position + 1 : end - 1])
        elif opening == '"':
            end = _quoted(text, position + 1)
            parts.append(text[position + 1 : end - 1])
        else:
            word = WORD.match(text, position)
            if word is None:
                raise _BrokenError("a field has no value", position)
            end = word.end()
            parts.append(word[0] if word[0].isdigit() else known.get(word[0].lower(), word[0]))
        join = JOIN.match(text, end)
        if join is None:
            return "".join(parts)[:LONGEST_VALUE], end
        position = join.end()


def _braced(text: str, start: int) -> int:
    """Return where the braces end that were opened just before a place."""
    depth = 1
    for match in BRACE.finditer(text, start, start + 10 * LONGEST_VALUE):
        depth += 1 if match[0] == "{" else -1
        if depth == 0:
            return match.end()
    raise _BrokenError("braces are not closed", start)


def _quoted(text: str, start: int) -> int:
    """Return where a quoted value ends; quotes within braces don't end it."""
    depth = 0
    for match in BRACE_OR_QUOTE.finditer(text, start, start + 10 * LONGEST_VALUE):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif match[0] == '"' and depth <= 0:
            return match.end()
    raise _BrokenError("quotes are not closed", start)
