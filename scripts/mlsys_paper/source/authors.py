r"""Who the authors are, by what the sources give to \mlsysauthor, \author and their kin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlsys_paper.mails import is_anybodys, is_whoevers
from mlsys_paper.source.reach import redefined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlsys_paper.source.model import MacroCall, Source

AUTHORS = frozenset({"author", "mlsysauthor", "sysmlauthor", "icmlauthor"})
CORRESPONDING = frozenset(f"{style}correspondingauthor" for style in ("mlsys", "sysml", "icml"))
WITH_MAILS = frozenset({"thanks", "email", "mail", "affil", "mlsysaffiliation", "sysmlaffiliation"})
# Stand-ins, as the style prints them and as templates have them.
NOBODY = re.compile(
    r"anonym|author names?\b|under (?:double-blind )?review|paper ?id|paper #|submission|omitted|"
    r"withheld|redacted|blind|\b(?:first|second|third|last|corresponding|other) authors?\b|"
    r"\bauthor (?:one|two|three|[\dA-C]\b)|(?:first|last|given|family|your) ?name",
    re.I,
)
MAIL = re.compile(
    r"(?<![\w.+-])(?P<local>[A-Za-z0-9][\w.+-]{0,63}|\\?\{[^{}@\\]{2,200}\\?\})\s?@\s?"
    r"(?P<domain>(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24})(?![\w-])"
)
# What stands with a name and is no part of it.
BESIDE = re.compile(
    r"\\(?:thanks|footnote|textsuperscript|footnotemark|email|inst|label|affil|orcid\w*)\*?"
    r"\s*(?:\[[^\]]*\])?\s*(?:\{(?:[^{}]|\{[^{}]*\})*\})?|\$[^$]*\$"
)
SEPARATOR = re.compile(r"\\(?:and|And|AND)\b")
SPACE = re.compile(r"(?<!\\)~")
COLUMN = re.compile(r"(?<!\\)&")
NEXT_LINE = re.compile(r"\\\\|\\newline\b")
LISTED = re.compile(r"\s*(?:,|;|&|\band\b)\s*")
MARKUP = re.compile(r"\\[A-Za-z@]+\s*|[{}\\~&$^_*#\[\]\s]+")
WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019.-])*")
MOST_WORDS = 5


def authors_named(source: Source) -> tuple[str, ...]:
    """Return the names and mails of the authors that a paper's sources give.

    Names have two to five words, as people write them; stand-ins are left out.
    """
    found: dict[str, None] = {}
    bodies = dict(filter(None, map(redefined, source.calls)))
    for call in source.calls:
        if not call.definition:
            found |= dict.fromkeys(name for name in _names(call, bodies) if _is_name(name))
            found |= dict.fromkeys(_mails(call))
    return tuple(found)


def _names(call: MacroCall, bodies: Mapping[str, str]) -> Iterator[str]:
    if call.name not in AUTHORS | CORRESPONDING or not call.arguments:
        return
    given = bodies.get(call.arguments[0].removeprefix("\\"), call.arguments[0])
    for author in SEPARATOR.split(COLUMN.sub(",", BESIDE.sub(" ", given))):
        # What follows on other lines is where the author works.
        yield from LISTED.split(plain_text(NEXT_LINE.split(author)[0]))


def _is_name(name: str) -> bool:
    words = name.split()
    return (
        2 <= len(words) <= MOST_WORDS
        and all(map(WORD.fullmatch, words))
        and not words[0][0].islower()
        and words[0] not in {"The", "Our"}
        and not is_nobody(name)
    )


def _mails(call: MacroCall) -> Iterator[str]:
    if call.name not in AUTHORS | CORRESPONDING | WITH_MAILS:
        return
    for argument in call.arguments:
        for match in MAIL.finditer(argument):
            for local in match["local"].strip("\\{}").split(","):
                name, domain = local.strip(), match["domain"]
                if name and is_anybodys(name, domain) and not is_whoevers(name):
                    yield f"{name}@{domain}"


def is_nobody(text: str) -> bool:
    """Return whether a text stands in for authors who aren't named."""
    return not any(map(str.isalpha, text)) or NOBODY.search(text) is not None


def plain_text(latex: str) -> str:
    """Return what LaTeX prints of a short text: letters with their accents, without commands."""
    # Only sources with authors need it.
    from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415
    from pylatexenc.latexwalker import LatexWalker  # noqa: PLC0415

    text = SEPARATOR.sub(", ", SPACE.sub(" ", latex))
    try:
        # Not tolerant: that takes exponential time where braces don't match.
        nodes, _, _ = LatexWalker(text, tolerant_parsing=False).get_latex_nodes()
        text = LatexNodes2Text().nodelist_to_text(nodes)
    except Exception:  # whatever pylatexenc meets in what somebody made up
        text = MARKUP.sub(" ", text)
    return " ".join(text.split()).replace(" ,", ",")
