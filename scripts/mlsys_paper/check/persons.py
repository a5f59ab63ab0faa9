"""What in a paper's prose tells who wrote it: mails, ORCIDs, grants, thanks, names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlsys_paper.check.phrases import phrases, unless
from mlsys_paper.mails import MAIL, is_anybodys, is_whoevers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SPELT_MAIL: Final = re.compile(
    r"(?<![\w.])(?P<local>[a-z][\w.+-]{1,40}) ?[\[({<] ?at ?[\])}>] ?"
    r"(?P<domain>(?:[a-z][\w-]*(?: ?[\[({<] ?dot ?[\])}>] ?|\.))+(?P<top>[a-z]{2,6}))\b"
)
_SPELT_DOT: Final = re.compile(r" ?[\[({<] ?dot ?[\])}>] ?")
_ORCID: Final = re.compile(r"(?<![\d-])(0000-000\d|0009-00[01]\d)-\d{4}-\d{3}[\dX](?![\d-])")

*_GRANTS, _THANKS = (phrase.pattern for phrase in phrases("support"))
_NOT_TELLING: Final = unless("support")


@dataclass(frozen=True, slots=True)
class Trace:
    """A stretch of text that tells who wrote it.

    Attributes:
        what: what it is, for people, with its article.
        match: where it is.
        sure: False where somebody should look whether it does.
    """

    what: str
    match: re.Match[str]
    sure: bool = True


def mails(text: str) -> Iterator[Trace]:
    """Mail addresses that can be somebody's; names that stand for anybody aren't sure."""
    for pattern in (MAIL, _SPELT_MAIL):
        for match in pattern.finditer(text):
            if is_anybodys(match["local"], _SPELT_DOT.sub(".", match["domain"])):
                yield Trace("the mail address", match, sure=not is_whoevers(match["local"]))


def orcids(text: str) -> Iterator[Trace]:
    """ORCIDs with a right check digit."""
    for match in _ORCID.finditer(text):
        digits = match[0].replace("-", "")
        total = 0
        for digit in digits[:-1]:
            total = (total + int(digit)) * 2
        check = (12 - total % 11) % 11
        if digits[-1] == ("X" if check == 10 else str(check)):
            yield Trace("the ORCID", match)


def grants_and_thanks(text: str) -> Iterator[Trace]:
    """Sentences that tell who paid for the work, or thank people."""
    seen: list[range] = []
    for pattern in _GRANTS:
        for match in pattern.finditer(text):
            if not any(match.start() in span or match.end() - 1 in span for span in seen):
                seen.append(range(*match.span()))
                yield Trace("the grant or support", match)
    for match in _THANKS.finditer(text):
        if not _NOT_TELLING.match(match["whom"]) and not any(
            match.start() in span for span in seen
        ):
            yield Trace("the thanks", match)


_INSTITUTION: Final = re.compile(
    r"\b(?:universit\w*|institut\w*|labs?|laborator\w*|colleges?|schools?|departments?|dept|inc|corp"
    r"|corporation|company|ltd|gmbh|research|centers?|centres?|academ\w*|technolog\w*|systems?"
    r"|hochschule|eth|epfl|mit|foundation|group|ag|llc)\b",
    re.I,
)


def known_names(text: str, authors: Iterable[str]) -> Iterator[Trace]:
    """The names, mails and affiliations that were said to be the authors'.

    A name in full, with initials for forenames, or surname first; accents don't
    count. Surnames alone are what citations consist of and tell nothing. An
    affiliation may be named for other reasons, so it is not sure.
    """
    plain = bare_letters(text)
    for author in authors:
        entry = bare_letters(unicodedata.normalize("NFC", " ".join(author.split())))
        if not entry:
            continue
        for pattern, what, sure in _forms(entry):
            for match in pattern.finditer(plain):
                yield Trace(what, match, sure)


def _forms(entry: str) -> Iterator[tuple[re.Pattern[str], str, bool]]:
    if "@" in entry:
        yield re.compile(rf"(?<![\w.]){re.escape(entry)}(?![\w-])", re.I), "the mail address", True
        return
    if re.fullmatch(r"0[\d-]{17}[\dX]", entry):
        yield re.compile(rf"(?<!\d){re.escape(entry)}"), "the ORCID", True
        return
    words = entry.replace(",", " ").split()
    if len(words) == 1 or len(words) > 5 or _INSTITUTION.search(entry):
        phrase = r"\s+".join(map(re.escape, entry.partition(",")[0].split()))
        # "Meta" is no "meta": a single word counts as it is written.
        flags = re.I if len(words) > 1 else 0
        yield re.compile(rf"(?<![\w.@/-]){phrase}(?!\w)", flags), "the affiliation", False
        return
    if "," in entry:
        last, _, rest = entry.partition(",")
        forenames = rest.split()
    else:
        forenames, last = _divided(words)
    yield _personal(forenames, last), "the name", True


def _divided(words: list[str]) -> tuple[list[str], str]:
    """Forenames and surname; particles in small letters belong to the surname."""
    particle = next((i for i, word in enumerate(words[1:], 1) if word[0].islower()), len(words) - 1)
    return words[:particle], " ".join(words[particle:])


def _personal(forenames: list[str], last: str) -> re.Pattern[str]:
    """All ways of writing a name, but not those of citations ("J. Doe et al.")."""
    first = forenames[0].rstrip(".")
    middle = r"(?:[\s.-]+[A-Z][\w'-]*\.?){0,3}"
    surname = r"\s+".join(map(_spelt, last.split()))
    loud = r"\s+".join(_spelt(word.upper()) for word in last.split())
    initial = _spelt(first[0])
    forms = (
        rf"{_spelt(first)}{middle}[\s.]+{surname}",
        # Capitals throughout, as in headings, are the same name.
        rf"{_spelt(first.upper())}{middle}[\s.]+{loud}",
        rf"{initial}\.(?:[\s-]?[A-Z]\.){{0,3}}\s?{surname}(?!,? (?:et al|and|&|\(?\d{{4}}))",
        rf"{surname},\s(?:{_spelt(first)}|{initial}\.(?!\w))",
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")


def _spelt(word: str) -> str:
    """A pattern of a word; TeX's oldest fonts print accents as letters of their own."""
    return "".join(_ACCENT + re.escape(letter) for letter in word) + _ACCENT


def bare_letters(text: str) -> str:
    """A text of the same length with accents taken off its letters."""
    return "".join(_bare(letter) for letter in text) if not text.isascii() else text


def _bare(letter: str) -> str:
    if letter.isascii():
        return letter
    base = unicodedata.normalize("NFKD", letter)[0].replace(" ", letter)
    return _STROKED.get(base, base)


_ACCENT = "[\u00b4`\u02c6\u02dc\u00a8\u02c7\u02da\u00b8\u00af\u02d9\u02d8\u02dd]?"
_STROKED: Final = {
    "\u00f8": "o",
    "\u00d8": "O",
    "\u0142": "l",
    "\u0141": "L",
    "\u0111": "d",
    "\u0110": "D",
    "\u0131": "i",
    "\u2019": "'",
    "\u2010": "-",
}
