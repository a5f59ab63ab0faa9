"""Numbers of the format in a style file, by name: read, or changed for a test.

Names are those of `format.py`: "pagelimit", "columnsep", "normalsize.size",
"normalsize.leading", "section.before", "section.after".
"""

from __future__ import annotations

import re

from mlsys_paper.format import read_format

_CONSTANT = r"(?P<before>^\\newcommand\\mlsys@NAME\s*\{)(?P<value>[^{}]+)"
_LENGTH = (
    r"(?P<before>^\\(?:mlsys@fixed|setlength)\s*\{?(?:\\skip)?\\NAME\s*\}?\s*\{)(?P<value>[^{}]*)"
)
_PARTS = {
    "size": r"(?P<before>^\\mlsys@typesize\s*\\NAME\s*\{)(?P<value>[^{}]*)",
    "leading": r"(?P<before>^\\mlsys@typesize\s*\\NAME\s*\{[^{}]*\}\s*\{)(?P<value>[^{}]*)",
    "before": r"(?P<before>^\\mlsys@heading\s*\{NAME\}\s*\{\d+\}\s*\{)(?P<value>[^{}]*)",
    "after": (
        r"(?P<before>^\\mlsys@heading\s*\{NAME\}\s*\{\d+\}\s*\{[^{}]*\}\s*\{)(?P<value>[^{}]*)"
    ),
}
_AMOUNT = re.compile(r"(-?\d*\.?\d+)\s*([a-z]{2})?")


def number(style: str, name: str) -> str:
    """Return a number as the style has it: "0.12in"."""
    return _found(style, name)["value"].strip()


def with_number(style: str, name: str, value: str) -> str:
    """Return the style with another value of a number."""
    found = _found(style, name)
    return f"{style[: found.start('value')]}{value}{style[found.end('value') :]}"


def larger(style: str, name: str, points: float) -> str:
    """Return a number with so many TeX points added, in the unit that the style has it in."""
    text = number(style, name)
    match = _AMOUNT.match(text)
    assert match is not None, f"{name} is {text}"
    unit = match[2] or ""
    per_point = {"in": 1 / 72.27, "cm": 2.54 / 72.27, "mm": 25.4 / 72.27}.get(unit, 1.0)
    value = f"{float(match[1]) + points * per_point:.5f}".rstrip("0").rstrip(".")
    return f"{value}{unit}{text[match.end() :]}"


def numbers(style: str) -> tuple[str, ...]:
    """Return the names of all numbers of the format that stand in a style, one a line."""
    form = read_format(style)
    lengths = (name for name in form.lengths if _matches(style, name))
    return (
        "pagelimit",
        *lengths,
        *(f"{name}.{part}" for name in form.sizes for part in ("size", "leading")),
        *(f"{name}.{part}" for name in form.headings for part in ("before", "after")),
    )


def _matches(style: str, name: str) -> list[re.Match[str]]:
    base, _, part = name.partition(".")
    patterns = [_PARTS[part]] if part else [_CONSTANT, _LENGTH]
    return [
        match
        for pattern in patterns
        for match in re.finditer(pattern.replace("NAME", re.escape(base)), style, re.MULTILINE)
    ]


def _found(style: str, name: str) -> re.Match[str]:
    found = _matches(style, name)
    assert len(found) == 1, f"the style has {len(found)} lines for {name}"
    return found[0]
