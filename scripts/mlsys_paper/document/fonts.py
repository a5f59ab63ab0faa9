"""What the name of a font tells of it."""

from __future__ import annotations

import re

_BOLD = re.compile(r"bold|-bd|medi|demi|black|heavy|cmbx|cmb10|sfbx|lmroman\w*-bold|-b$", re.I)
_ITALIC = re.compile(r"ital|slant|obli|cmti|cmsl|-it$|kursiv", re.I)
_MATHS = re.compile(
    r"CM(?:MI|SY|EX|BSY|MIB|R)\d|MS[AB]M|EU[FRS][BM]|StandardSymL|Symbol|rtxmi|txsy|LatinModernMath|Math",
)

_TYPEWRITER = re.compile(
    r"mono(?!type)|courier|typewriter|nimbusmon|cmtt|cmvtt|cmsltt|cmitt|sftt|ectt|lmtt|consol|menlo"
    r"|monaco|txtt|pxtt|zi4|fira ?code|source ?code|lettergothic|andale|hack-|iosevka|cousine|code",
    re.I,
)

_TIMES = re.compile(
    r"nimbusrom|times|termes|tex-?gyre-?termes|qtm[rbi]|ptm[rbi]|texgyretermes|liberationserif"
    r"|tinos|freeserif|stix|xits|newtx|ntx|txr|utxr|tempora|thorndale|cwtext",
    re.I,
)
"""How the names of Times and its clones begin; TeX Gyre Termes has several."""


def is_times(font: str) -> bool:
    """Whether a font is Times or one of its clones, by its name."""
    return bool(_TIMES.match(re.sub(r"[\s_]", "", font)))


def family(font: str) -> str:
    """The part of a font's name that its regular and bold have in common."""
    name = font.split("-", maxsplit=1)[0].split(",", maxsplit=1)[0]
    return re.sub(r"(?:PS)?(?:MT)?\d*$", "", name)


def is_bold(font: str) -> bool:
    """Whether a font is bold, by its name."""
    return bool(_BOLD.search(font))


def is_italic(font: str) -> bool:
    """Whether a font leans, by its name."""
    return bool(_ITALIC.search(font))


def is_maths(font: str) -> bool:
    """Whether a font is one of TeX's for mathematics, by its name."""
    return bool(_MATHS.match(font))


def is_typewriter(font: str) -> bool:
    """Whether all letters of a font are equally wide, as code is set, by its name."""
    return bool(_TYPEWRITER.search(font))
