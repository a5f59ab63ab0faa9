"""Phrases by which a text claims a cited work as its authors' own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEFORE = (
    r"(?:previous(?:ly)?|prior|earlier|past|preceding|recent(?:ly)?|former|own|companion|concurrent"
    r"|preliminary|already|published|presented|accepted|proposed|introduced|developed|released)"
)
_WRITING = (
    r"(?:work|works|papers?|stud(?:y|ies)|articles?|publications?|research|reports?|thesis|theses"
    r"|dissertations?|tutorials?|surveys?|manuscripts?|preprints?)"
)
_MAKE = (
    r"(?:systems?|results?|findings?|versions?|approach(?:es)?|methods?|frameworks?|projects?"
    r"|efforts?|implementations?|designs?|prototypes?|analys[ei]s|proposals?|algorithms?|tools?"
    r"|librar(?:y|ies)|benchmarks?|datasets?|models?|techniques?|experiments?|measurements?"
    r"|schedulers?|compilers?|runtimes?|protocols?|architectures?|experience|proofs?|theorems?"
    r"|observations?|evaluations?|investigations?|characteri[sz]ations?|engines?|kernels?)"
)
_YEAR = r"(?:19|20)\d\d[a-z]?"
_CAPITAL = r"[A-Z\u00c0-\u017e]"
# "van der Berg", "de la Cruz"
_PARTICLES = r"(?:(?:van|von|vom|zu|de|del|della|di|da|dos|du|den|der|la|le|ten|ter|al|el) ){0,3}"
_SURNAME = rf"{_PARTICLES}{_CAPITAL}[\w'\u2019-]+"
# Names in brackets begin in capitals: "(built on Doe, 2020)" claims nothing. Numbers from 1:
# "[0, 1]" is an interval.
_CITATION = (
    r"(?:\((?!Sec|Fig|Tab|App|Anonymous|Eq)"
    rf"{_PARTICLES}{_CAPITAL}[^()]{{0,200}}?{_YEAR}[^()]{{0,120}}\)"
    r"|\[[1-9]\d{0,2}(?:\s?[,;\u2013-]\s?[1-9]\d{0,2})*\]"
    rf"|(?!Anonymous){_SURNAME}(?: (?:and|&) {_SURNAME}| et al\.?)? [(\[]{_YEAR}[)\]])"
)
_DID = (
    r"(?:show(?:ed|n)?|propos\w+|present\w*|introduc\w+|develop\w*|demonstrat\w+|describ\w+"
    r"|publish\w*|buil[td]|design\w*|report\w*|argu\w+|prov\w+|stud\w+|investigat\w+|analy[sz]\w+"
    r"|releas\w+|found|observ\w+|explor\w+|address\w*|discuss\w*|establish\w*|outlin\w+|evaluat\w+)"
)
_DID_ONCE = (
    r"(?:show(?:ed|n)|proposed|presented|introduced|developed|demonstrated|described|published"
    r"|built|designed|reported|argued|proved|proven|studied|investigated|analy[sz]ed|released)"
)
_NAME = (
    r"(?:,? (?:called |named )?(?!(?:In|The|This|We|It|For|As|While|Unlike)\b)[A-Z][\w.+-]*){0,3},?"
)
_NEAR = r"(?:(?!Sec|Fig|Tab|App|Eq)[^.;()\[\]]){0,60}?"

_PHRASES: Final = (
    # "our previous work", with a citation or without
    rf"\b[Oo](?:ur|UR) (?:own )?(?!own\b){_BEFORE}(?:[ -](?:[\w-]+ )?){{1,2}}?{_WRITING}\b",
    # "our prior system Foo (Doe, 2020)"
    rf"\b[Oo]ur (?:own )?{_BEFORE} {_NEAR}(?:{_MAKE}|{_WRITING}){_NAME} ?{_CITATION}",
    rf"\b[Oo]ur (?:own )?{_BEFORE} (?:\w+ ){{0,3}}?(?:{_MAKE}|{_WRITING}) {_NEAR}"
    rf"\b(?:of|in|from|on|by|called|named|that) {_CITATION}",
    rf"\b[Oo]ur (?:own )?(?:previous(?:ly)?|prior|earlier|own)(?: \w+)? {_NAME} ?{_CITATION}",
    # "our paper (Doe, 2020)"
    rf"\b[Oo]ur (?:own )?(?:\w+ )?{_WRITING}{_NAME} ?(?:in |on )?{_CITATION}",
    # "our own work on placement (Doe, 2020)"
    rf"\b[Oo]ur own {_WRITING} (?:on|about|in|with) (?:[\w-]+ ){{0,4}}?{_CITATION}",
    # "in previous work, we proposed"
    rf"\b[Ii]n (?:a |an |some |our )?(?:previous|prior|earlier|past|recent|separate|companion) "
    rf"{_WRITING},? ?(?:{_CITATION},? ?)?we (?:have |had |also |first )*{_DID_ONCE}\b",
    # "we previously showed [3]"
    rf"\b[Ww]e (?:have |had |also )*(?:previously|earlier|recently|already) (?:{_DID})\b"
    rf"{_NEAR}{_CITATION}",
    rf"\b[Ww]e (?:have |had )*{_DID} (?:\w+ ){{0,4}}?(?:previously|earlier|before) (?:in )?"
    rf"{_CITATION}",
    # "as we showed in (Doe, 2020)"
    rf"\b[Ww]e (?:have |had |first |also |previously |earlier )*"
    rf"(?:{_DID_ONCE}|show|propose|present|introduce|describe) "
    rf"(?:\w+ ){{0,3}}?(?:previously |earlier )?in {_CITATION}",
    rf"\b[Ww]e (?:have |had |first |also )*{_DID_ONCE} (?:this|it|them|that)? ?{_CITATION}",
    # "an earlier version of this paper appeared"
    r"\b(?:earlier|previous|preliminary|shorter|prior|conference|workshop|extended|abridged) "
    rf"versions? of (?:this|our|the present) {_WRITING}\b",
    r"\b[Tt]his (?:paper|article|work|manuscript) (?:is an? )?"
    rf"(?:extends?|extended version of|continues?) (?:our|{_CITATION})",
    # "proposed by two of the authors (Doe, 2020)"
    r"\b(?:by|of) (?:one|some|two|several) of (?:us|the (?:present )?authors)\b"
    rf"[^.]{{0,60}}{_CITATION}",
    r"\bthe present authors\b",
    rf"\bthe authors of (?:this|the present) {_WRITING} (?:have )?"
    r"(?:previously|earlier|also|first)\b",
)
_PATTERNS: Final = tuple(re.compile(phrase) for phrase in _PHRASES)
_NOT_WORK = re.compile(r"\b(?:related|future|current|ongoing)\b", re.I)


def self_references(text: str) -> Iterator[re.Match[str]]:
    """The phrases of a text that claim cited work, each once, in the text's order.

    What stands in quotation marks is somebody else's phrase.
    """
    found = sorted(
        (match for pattern in _PATTERNS for match in pattern.finditer(text)),
        key=lambda match: (match.start(), -match.end()),
    )
    end = -1
    for match in found:
        if match.start() < end or _NOT_WORK.search(match[0]) or _is_quoted(text, match):
            continue
        end = match.end()
        yield match


def _is_quoted(text: str, match: re.Match[str]) -> bool:
    """Whether a quotation opens shortly before a phrase and ends after it."""
    before = text[max(0, match.start() - 60) : match.start()]
    opened = max(before.rfind(mark) for mark in "\u201c\u00ab")
    closed = max(before.rfind(mark) for mark in "\u201d\u00bb")
    if opened > closed:
        return True
    # Straight and single marks stand close to the phrase, or they may be apostrophes.
    return re.search(r"(?:^|[\s(])[\"\u2018'`]{1,2}(?:[\w-]+ ){0,2}$", before) is not None
