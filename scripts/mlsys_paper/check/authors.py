"""Read an entry's names, and tell whether the list of them was cut off."""

from __future__ import annotations

import re
from typing import Final

_REST: Final = (
    r"(?:co-?authors?|co-?workers|colleagues|collaborators|contributors|others?)"
    r"\b(?!,\s*(?-i:[A-Z])\.)"  # there are people called Others
)
_MANY: Final = r"(?:(?:the|all|its|many|several|various|some|\d+|more|additional|further)\s+)*"
_ENDS: Final = r"(?=\s*(?:[.,;:()\[]|$))"
"""What follows the words that end a list of names, but not words of a title."""
_CUT = re.compile(
    r"(?P<cut>(?:\bet\.?\s?al(?:ii|ia|\b)|&\s?(?-i:al)\b)\.?"
    rf"|(?:\b(?:and|und|plus)|&|\+)\s+{_MANY}{_REST}\.?"
    r"|(?:\b(?:and|plus)|&)\s+(?:the\s+)?(?:rest|remainder|remaining|entire|whole)\b"
    rf"(?:\s+(?:of|the|team|authors?|collaboration|group)\b)*{_ENDS}"
    rf"|(?<=, ){_REST}\.?"
    rf"|\(?\+\s?\d+\b(?:\s+(?:more|others?|additional|further))?(?:\s+{_REST}|\s+authors?)?\)?{_ENDS}"
    r"|(?:\band\s+)?\(?\b\d+\s+(?:(?:more|others?|additional|further)\b(?:\s+(?:co-?)?authors?)?"
    rf"|(?:co-?)?authors?\b){_ENDS}"
    # The same in other languages.
    r"|(?-i:\bu\.\s?a\.|\be\.\s?a\.|\bm\.\s?fl\.)"
    r"|\b(?:und|et|y|e)\s+(?:\d+\s+)?(?:weitere|andere|autres|otros|altri|outros)\b"
    r"|\u0438 \u0434\u0440\.|\u7b49|\u307b\u304b"
    r"|\.\s?\.\s?\.|\u2026)",
    re.I,
)
_LABEL = re.compile(r"\s*(?:\[[^\]]{1,120}\]|\d{1,3}\.(?=\s))\s*")
_TOKEN = re.compile(r"[^\s,;&]+|[,;&]")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[-\u2010]?)+|[A-Z]{1,3}")
_PARTICLES: Final = frozenset(
    re.findall(
        r"\S+",
        "van von der den de del della di da do dos du la le ten ter zu zur vom al el bin ibn ben "
        "af of for the and y e san st. jr. sr. jr sr dr. mc in't 't op :",
    )
)
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[-\u2010'\u2019])*[*\u2020]?")
_SEPARATORS: Final = frozenset({",", ";", "&", "and"})


def truncation(entry: str) -> str:
    """The words that cut an entry's list of authors off; "" where it is complete.

    Args:
        entry: the entry as printed, in one line.
    """
    entry = entry[label.end() :] if (label := _LABEL.match(entry)) else entry
    for match in _CUT.finditer(entry):
        if _are_names(entry[: match.start()].rstrip(" ([+")):
            return match["cut"].strip()
    return ""


def _are_names(text: str) -> bool:
    """Whether a text is nothing but names, such as those that begin an entry."""
    tokens = _TOKEN.findall(_without_accents(text))
    tokens[:1] = [token.removesuffix(":") for token in tokens[:1]]
    if not tokens:
        return False
    surnames_first = _surnames_first(tokens)
    previous = ""
    for token in tokens:
        known = token.casefold() in _SEPARATORS or token.casefold() in _PARTICLES
        initials = _INITIALS.fullmatch(token) is not None
        if not (known or initials or (_NAME.fullmatch(token) and not token[:1].islower())):
            return False
        # "Zhang, L. A Survey": initials that follow a surname end a name.
        ended = surnames_first and _is_dotted(previous)
        if ended and not known and not _is_dotted(token):
            return False
        previous = token
    return True


def _surnames_first(tokens: list[str]) -> bool:
    """Whether names begin with surnames: "Zhang, L.", "van der Berg, H.", "Zhang L,"."""
    if "," not in tokens:
        return False
    comma = tokens.index(",")
    after = tokens[comma + 1 : comma + 2]
    if comma > 1 and re.fullmatch(r"[A-Z]{1,3}", tokens[comma - 1]):
        return True
    initials = any(_is_dotted(token) for token in tokens[:comma])
    return bool(after) and _is_dotted(after[0]) and not initials


def _is_dotted(token: str) -> bool:
    return token.endswith(".") and _INITIALS.fullmatch(token) is not None


def _without_accents(text: str) -> str:
    """Accents that fonts of TeX set as letters of their own, wherever they came to stand."""
    return re.sub(
        r"\s?[\u00a8\u00b4`\u02c6\u02dc\u00af\u02c7\u02d8\u02d9\u02da\u00b8\u02db]", "", text
    )
