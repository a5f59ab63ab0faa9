"""Find the phrases by which a text claims a cited work as its authors' own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsys_paper.check.phrases import phrases, unless

if TYPE_CHECKING:
    from collections.abc import Iterator

_PHRASES = phrases("own-work")
_NOT_WORK = unless("own-work")


def self_references(text: str) -> Iterator[re.Match[str]]:
    """The phrases of a text that claim cited work, each once, in the text's order.

    What stands in quotation marks is somebody else's phrase.
    """
    found = sorted(
        (match for phrase in _PHRASES for match in phrase.pattern.finditer(text)),
        key=lambda match: (match.start(), -match.end()),
    )
    end = -1
    for match in found:
        if match.start() < end or _NOT_WORK.search(match[0]) or is_quoted(text, match):
            continue
        end = match.end()
        yield match


def is_quoted(text: str, match: re.Match[str]) -> bool:
    """Whether a quotation opens shortly before a phrase and ends after it."""
    before = text[max(0, match.start() - 60) : match.start()]
    opened = max(before.rfind(mark) for mark in "\u201c\u00ab")
    closed = max(before.rfind(mark) for mark in "\u201d\u00bb")
    if opened > closed:
        return True
    # Straight and single marks stand close to the phrase, or they may be apostrophes.
    return re.search(r"(?:^|[\s(])[\"\u2018'`]{1,2}(?:[\w-]+ ){0,2}$", before) is not None
